"""A review as one HTML file: nothing is fetched, nothing runs, and every string that a switch wrote is escaped."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from bellwarden.cli.call_shapes import CallJson, PatternJson
from bellwarden.cli.console import counted, number, visible
from bellwarden.cli.patterns import percent
from bellwarden.cli.review_screen import questions, reason
from bellwarden.cli.reviewing import DISCLAIMER, KIND_WORDS, LENGTH_WORDS, OUTSIDE_WORDS, STEP_WORDS, Bar, Drawn, Review

WIDTH: Final = 720
HEIGHT: Final = 90
STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #6a737d; --line: #d8dee4; --bar: #8fa3b8;
  --answered: #2f6f9f; --limit: #b42318; --case: #a15c07; --report: #0b6e99; --none: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --faint: #9aa4ae; --line: #343a40;
  --bar: #4d5f70; --answered: #6fb1e0; --limit: #ff8a80; --case: #f0b45c; --report: #6cc7ee; --none: #81c784; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; border-top: 1px solid var(--line);
  padding-top: 1rem; overflow-wrap: anywhere; } h3 { font-size: 1rem; margin-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; vertical-align: top; }
th { color: var(--faint); font-weight: 500; } .n { text-align: right; } .faint { color: var(--faint); }
.limit { color: var(--limit); } .case { color: var(--case); } .report { color: var(--report); }
.none { color: var(--none); } svg { max-width: 100%; height: auto; } rect.a { fill: var(--bar); }
rect.b { fill: var(--answered); } svg text { fill: var(--faint); font: 11px system-ui, sans-serif; }
.samples { font: 13px/1.4 ui-monospace, monospace; } ul { margin: .3rem 0; }
@media print { body { margin: 0; } }
"""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(review: Review) -> str:
    """The whole file."""
    return "\n".join(_lines(review)) + "\n"


def said(text: str, signs_max: int = 200) -> str:
    """Text from outside: control and direction signs made visible, cut, and escaped for elements and attributes."""
    return escape(visible(text, signs_max), quote=True)


def _lines(review: Review) -> Iterator[str]:
    document = review.document
    title = f"Call records, {document.since[:10]} to {document.until[:10]}"
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{said(title)}</title>'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<h1>{said(title)}</h1>"
    yield f"<p>{counted(review.calls, 'call')} in {counted(len(document.files), 'file')}.</p><ul>"
    for one in document.files:
        refused = f", {counted(one.refused, 'row')} refused" if one.refused else ""
        yield f"<li>{said(one.file)}: {said(one.fault) or counted(one.rows, 'call')}{refused}"
        yield "".join(f"<br><span class=faint>{said(note)}</span>" for note in one.notes) + "</li>"
    if document.outside:
        yield f"<li>{counted(document.outside, 'call')} {OUTSIDE_WORDS}</li>"
    yield "</ul>"
    yield from _overview(review)
    for place, drawn in enumerate(review.drawn):
        yield from _subject(place, drawn)
    made = review.made_at.strftime("%Y-%m-%d %H:%M UTC")
    yield f"<p class=faint>{said(DISCLAIMER, 500)} Made by Bellwarden, {made}.</p></body></html>"


def _overview(review: Review) -> Iterator[str]:
    heads = ("", "", "calls", "answered", "average", "≤ 6 s", "caller IDs", "why")
    yield f"<table><caption class=faint>{KIND_WORDS[review.document.kind]} in order of risk</caption><tr>"
    yield "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr>"
    for place, drawn in enumerate(review.drawn):
        one = drawn.subject
        figures, counts = one.profile.figures, one.profile.counts
        acd = figures["acd_s"]
        sign, word = STEP_WORDS[one.action]
        why = escape(", ".join(pattern.title.lower() for pattern in one.patterns))
        name = f'<a href="#s{place}">{said(one.subject, 60)}</a>' if one.patterns else said(one.subject, 60)
        cells = (
            f"{counts['attempts']:,}",
            percent(figures["asr"]),
            "" if acd is None else f"{acd:.0f} s",
            percent(figures["short_calls_ratio"]),
            f"{counts['callers']:,}",
        )
        yield f'<tr><td class="{_class(one.action)}">{sign} {escape(word)}</td><td>{name}</td>'
        yield "".join(f"<td class=n>{escape(cell)}</td>" for cell in cells) + f"<td>{why}</td></tr>"
    yield "</table>"
    if review.document.left_out:
        yield f"<p class=faint>… and {review.document.left_out:,} more.</p>"


def _subject(place: int, drawn: Drawn) -> Iterator[str]:
    one = drawn.subject
    if not one.patterns:
        return
    sign, word = STEP_WORDS[one.action]
    yield f'<h2 id="s{place}"><span class="{_class(one.action)}">{sign} {escape(word)}:</span> {said(one.subject)}</h2>'
    yield _attempts(drawn.bars)
    yield _lengths(drawn.lengths)
    for pattern in one.patterns:
        yield from _pattern(pattern)
    yield "<h3>What to ask</h3><ul>"
    yield from (f"<li>{escape(question)}</li>" for question in questions(one))
    yield "</ul>"


def _pattern(pattern: PatternJson) -> Iterator[str]:
    windows = f"{counted(pattern.windows, 'window')}, from {pattern.first_at}"
    yield f"<h3>{escape(pattern.title)} <span class=faint>{escape(windows)}</span></h3><ul>"
    yield from (f"<li>{escape(reason(feature))}</li>" for feature in pattern.features)
    yield "</ul>"
    if pattern.samples:
        yield "<table class=samples><tr><th>time</th><th>calling</th><th>called</th><th>result</th><th>length</th>"
        yield "<th>record</th></tr>"
        yield from map(_sample, pattern.samples)
        yield "</table>"


def _sample(call: CallJson) -> str:
    length = "" if call.billable_s is None else f"{call.billable_s:g} s"
    cells = (
        call.at.removesuffix(".000Z").replace("T", " "),
        number(call.calling, call.calling_received),
        number(call.called, call.called_received),
        call.result.replace("_", " "),
        length,
        f"{visible(call.file, 40)}:{call.line}",
    )
    return "<tr>" + "".join(f"<td>{said(cell)}</td>" for cell in cells) + "</tr>"


def _attempts(bars: Sequence[Bar]) -> str:
    """Attempts over time, the answered ones in front."""
    top = max((bar.attempts for bar in bars), default=0)
    if not top:
        return ""
    wide = WIDTH / len(bars)
    shapes = []
    for place, bar in enumerate(bars):
        for sign, count in (("a", bar.attempts), ("b", bar.answered)):
            high = HEIGHT * count / top
            shapes.append(
                f'<rect class="{sign}" x="{place * wide:.1f}" y="{HEIGHT - high:.1f}"'
                f' width="{max(wide - 0.6, 0.4):.1f}" height="{high:.1f}">'
                f"<title>{bar.since:%Y-%m-%d %H:%M}: {count:,}</title></rect>"
            )
    ends = f'<text x="0" y="{HEIGHT + 14}">{bars[0].since:%Y-%m-%d %H:%M}</text>'
    ends += f'<text x="{WIDTH}" y="{HEIGHT + 14}" text-anchor="end">{bars[-1].since:%Y-%m-%d %H:%M}</text>'
    label = f"Attempts over time, at most {top:,}; the darker part was answered"
    return _svg(HEIGHT + 18, "".join(shapes) + ends, label)


def _lengths(counts: Sequence[int]) -> str:
    """How long answered calls were."""
    top = max(counts, default=0)
    if not top:
        return ""
    rows = []
    for place, (name, count) in enumerate(zip(LENGTH_WORDS, counts, strict=True)):
        y = place * 18
        rows.append(f'<text x="70" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        rows.append(f'<rect class="b" x="78" y="{y + 2}" width="{500 * count / top:.1f}" height="12"></rect>')
        rows.append(f'<text x="{84 + 500 * count / top:.1f}" y="{y + 12}">{count:,}</text>')
    return _svg(len(counts) * 18, "".join(rows), "How long answered calls were")


def _svg(high: int, inside: str, label: str) -> str:
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}" role="img"'
        f' aria-label="{escape(label, quote=True)}">{inside}</svg>'
        f"<figcaption class=faint>{escape(label)}</figcaption></figure>"
    )


def _class(action: str) -> str:
    return action or "none"
