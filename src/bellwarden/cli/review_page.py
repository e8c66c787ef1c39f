"""A review as one HTML file: nothing is fetched, nothing runs, and every string that a switch wrote is escaped."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Final

from bellwarden.cli.call_shapes import CallJson, PatternJson, SubjectJson
from bellwarden.cli.console import counted, number, visible
from bellwarden.cli.patterns import percent
from bellwarden.cli.review_style import STYLE
from bellwarden.cli.review_words import (
    DISCLAIMER,
    KIND_WORDS,
    LENGTH_WORDS,
    OUTSIDE_WORDS,
    STEP_WORDS,
    hidden,
    how_sure,
    notes_of,
    questions,
    reason,
    verdict_sentence,
    why,
)
from bellwarden.cli.reviewing import Bar, Drawn, Review

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
WIDTH: Final = 1000  # units of a chart, which is stretched to the width there is
HEIGHT: Final = 100
REASONS: Final = 6


def page(review: Review) -> str:
    """The whole file."""
    return "\n".join(_lines(review)) + "\n"


def said(text: str, signs_max: int = 200) -> str:
    """Text from outside: control and direction signs made visible, cut, and escaped for elements and attributes."""
    return escape(visible(text, signs_max), quote=True)


def _lines(review: Review) -> Iterator[str]:
    document = review.document
    title = f"Call records of {_days(document.since, document.until)}"
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{said(title)}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style></head><body><main>"
    yield f"<h1>{said(title)}</h1><p class=verdict>{escape(verdict_sentence(document))}</p>"
    yield f"<p>{counted(review.calls, 'call')} in {counted(len(document.files), 'file')}. {escape(DISCLAIMER)}</p>"
    yield from _reasons(review)
    yield from _overview(review)
    for place, drawn in enumerate(review.drawn):
        yield from _subject(place, drawn)
    yield from _read(review)
    made = review.made_at.strftime("%Y-%m-%d %H:%M UTC")
    yield f"<p class=faint>Made by Bellwarden, {made}.</p></main></body></html>"


def _days(since: str, until: str) -> str:
    if not since:
        return "no time"
    first, last = (datetime.fromisoformat(one) for one in (since, until))
    if first.date() == last.date():
        return f"{first.day} {first:%B %Y}"
    begin = f"{first.day} {first:%B}" if first.year == last.year else f"{first.day} {first:%B %Y}"
    return f"{begin} to {last.day} {last:%B %Y}"


def _reasons(review: Review) -> Iterator[str]:
    summary = review.document.summary
    if not summary.reasons:
        return
    yield "<h2>Biggest reasons</h2>"
    kind = KIND_WORDS[review.document.kind].lower()
    yield f"<table class=bars><caption>How many {kind} show a pattern, of {summary.subjects:,}</caption><tbody>"
    for one in summary.reasons[:REASONS]:
        yield _bar_row(one.title, one.subjects, summary.subjects)
    yield "</tbody></table>"


def _bar_row(label: str, count: int, top: int) -> str:
    wide = 1000 * count / top if top else 0
    return (
        f'<tr><th scope="row" class=k>{escape(label)}</th><td><svg class=length viewBox="0 0 1000 10"'
        f' preserveAspectRatio="none" aria-hidden="true"><rect class="a" width="{wide:.0f}" height="10"></rect></svg>'
        f"</td><td class=n>{count:,}</td></tr>"
    )


def _overview(review: Review) -> Iterator[str]:
    heads = ("calls", "answered", "average", "≤ 6 s", "caller IDs")
    kind = KIND_WORDS[review.document.kind]
    yield f"<h2>{kind} in order of risk</h2><table class=cards><thead><tr>"
    yield f'<th scope="col">{kind[:-1]}</th><th scope="col">Proposal</th>'
    yield "".join(f'<th scope="col" class=n>{escape(head)}</th>' for head in heads) + '<th scope="col">why</th></tr>'
    yield "</thead><tbody>"
    for place, drawn in enumerate(review.drawn):
        yield _overview_row(place, drawn.subject, heads)
    yield "</tbody></table>"
    if told := hidden(review.document, [drawn.subject for drawn in review.drawn]):
        yield f"<p class=faint>{escape(told)}</p>"


def _overview_row(place: int, one: SubjectJson, heads: Sequence[str]) -> str:
    figures, counts = one.profile.figures, one.profile.counts
    acd = figures["acd_s"]
    cells = (
        f"{counts['attempts']:,}",
        percent(figures["asr"]),
        "" if acd is None else f"{acd:.0f} s",
        percent(figures["short_calls_ratio"]),
        f"{counts['callers']:,}",
    )
    name = f"<bdi>{said(one.subject, 60)}</bdi>"
    name = f'<a href="#s{place}">{name}</a>' if one.patterns else name
    figures_shown = "".join(
        f'<td class=n data-label="{escape(head, quote=True)}">{escape(cell)}</td>'
        for head, cell in zip(heads, cells, strict=True)
    )
    return (
        f'<tr><td class="first w">{name}</td><td class=k data-label="Proposal">{_step(one.action)}</td>'
        f"{figures_shown}"
        f"<td class=why>{escape(why(one))}</td></tr>"
    )


def _step(action: str) -> str:
    sign, word, _ = STEP_WORDS[action]
    return f'<span class="{action or "none"}"><span aria-hidden="true">{sign}</span> {escape(word)}</span>'


def _subject(place: int, drawn: Drawn) -> Iterator[str]:
    one = drawn.subject
    if not one.patterns:
        return
    yield f'<section aria-labelledby="s{place}"><h2 id="s{place}"><bdi>{said(one.subject)}</bdi>:'
    yield f"{_step(one.action)}</h2>"
    if sure := how_sure(one):
        yield f"<p class=sure>{escape(sure)}</p>"
    yield "<h3>What to ask</h3><ul>"
    yield from (f"<li>{escape(question)}</li>" for question in questions(one))
    yield "</ul><h3>Calls over time</h3>"
    yield from _attempts(drawn.bars)
    yield from _lengths(drawn.lengths)
    for pattern in one.patterns:
        yield from _pattern(pattern)
    yield "</section>"


def _pattern(pattern: PatternJson) -> Iterator[str]:
    windows = f"{counted(pattern.windows, 'window')}, from {pattern.first_at[:16].replace('T', ' ')}"
    yield f"<h3>{escape(pattern.title)} <span class=faint>{escape(windows)}</span></h3><ul>"
    yield from (f"<li>{escape(reason(feature))}</li>" for feature in pattern.features)
    yield "</ul>"
    if pattern.samples:
        heads = ("time", "calling", "called", "result", "length", "record")
        yield '<table class="cards samples"><caption>Calls that show it</caption><thead><tr>'
        yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
        yield from (_sample(call, heads) for call in pattern.samples)
        yield "</tbody></table>"


def _sample(call: CallJson, heads: Sequence[str]) -> str:
    length = "" if call.billable_s is None else f"{call.billable_s:g} s"
    cells = (
        call.at.removesuffix(".000Z").replace("T", " "),
        number(call.calling, call.calling_received),
        number(call.called, call.called_received),
        call.result.replace("_", " "),
        length,
        f"{visible(call.file, 40)}:{call.line}",
    )
    told = zip(heads, cells, strict=True)
    return "<tr>" + "".join(f'<td data-label="{head}">{said(cell)}</td>' for head, cell in told) + "</tr>"


def _attempts(bars: Sequence[Bar]) -> Iterator[str]:
    """Attempts over time, the answered ones in front; the same by day as a table."""
    top = max((bar.attempts for bar in bars), default=0)
    if not top:
        return
    wide = WIDTH / len(bars)
    label = f"Attempts over time, at most {top:,}; the darker part was answered"
    yield f'<figure><svg class=over viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img"'
    yield f' aria-label="{escape(label, quote=True)}">'
    for place, bar in enumerate(bars):
        for sign, count in (("a", bar.attempts), ("b", bar.answered)):
            if count:
                high = max(HEIGHT * count / top, 1)
                yield (
                    f'<rect class="{sign}" x="{place * wide:.1f}" y="{HEIGHT - high:.1f}"'
                    f' width="{max(wide * 0.9, 0.6):.1f}" height="{high:.1f}"></rect>'
                )
    first, last = (f"{bar.since:%d %b %H:%M}" for bar in (bars[0], bars[-1]))
    yield f"</svg><div class=ends><span>{first}</span><span>{last}</span></div>"
    yield f"<figcaption>{escape(label)}</figcaption></figure>"
    yield "<details><summary>The same by day, as a table</summary><table><thead><tr>"
    yield '<th scope="col">day</th><th scope="col" class=n>attempts</th><th scope="col" class=n>answered</th></tr>'
    yield "</thead><tbody>"
    yield from _day_rows(bars)
    yield "</tbody></table></details>"


def _day_rows(bars: Iterable[Bar]) -> Iterator[str]:
    days: dict[str, list[int]] = {}
    for bar in bars:
        counts = days.setdefault(f"{bar.since:%a %d %b %Y}", [0, 0])
        counts[0] += bar.attempts
        counts[1] += bar.answered
    for day, (attempts, answered) in days.items():
        yield f'<tr><th scope="row">{day}</th><td class=n>{attempts:,}</td><td class=n>{answered:,}</td></tr>'


def _lengths(counts: Sequence[int]) -> Iterator[str]:
    """How long answered calls were: a table whose middle column is drawn."""
    top = max(counts, default=0)
    if not top:
        return
    yield "<table class=bars><caption>How long answered calls were</caption><tbody>"
    yield from (_bar_row(name, count, top) for name, count in zip(LENGTH_WORDS, counts, strict=True))
    yield "</tbody></table>"


def _read(review: Review) -> Iterator[str]:
    document = review.document
    yield "<section aria-labelledby=read><h2 id=read>What was read</h2><ul>"
    for one in document.files:
        refused = f", {counted(one.refused, 'row')} refused" if one.refused else ""
        yield f"<li class=w>{said(one.file)}: {said(one.fault) or counted(one.rows, 'call')}{refused}</li>"
    yield "</ul>"
    yield from (f"<p class=faint>{said(note)}</p>" for note in notes_of(document))
    if document.outside:
        yield f"<p>{counted(document.outside, 'call')} {OUTSIDE_WORDS}.</p>"
    yield "</section>"
