"""A review in the terminal: the answer first, everybody in order of risk, then each who gives a reason to look."""

from collections.abc import Iterator, Sequence
from typing import Final

import typer

from bellwarden.cli.console import coloured, columns, counted, say, visible
from bellwarden.cli.finding import call_lines
from bellwarden.cli.patterns import percent
from bellwarden.cli.review_words import (
    DISCLAIMER,
    KIND_WORDS,
    LENGTH_WORDS,
    OUTSIDE_WORDS,
    STEP_WORDS,
    hidden,
    how_sure,
    lowered,
    notes_of,
    questions,
    reason,
    verdict_sentence,
    why,
)
from bellwarden.cli.reviewing import Drawn, Review

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
COLOURS: Final = {"limit": "red", "case": "yellow", "report": "cyan", "": "green"}
CHART_WIDTH: Final = 66
REASONS: Final = 5
FILES: Final = 10


def show(review: Review) -> None:
    """To standard output; what a switch wrote stays text, whatever signs it holds."""
    for line in _lines(review):
        say(line)


def _lines(review: Review) -> Iterator[str]:
    document = review.document
    shown = [drawn.subject for drawn in review.drawn]
    yield _bold(verdict_sentence(document))
    yield f"{counted(review.calls, 'call')}, {document.since[:16]} to {document.until[:16]} UTC"
    if document.summary.reasons:
        most = document.summary.reasons[:REASONS]
        yield "Most often: " + ", ".join(f"{lowered(one.title)} ({one.subjects:,})" for one in most)
    yield ""
    yield _bold(f"{KIND_WORDS[document.kind]} in order of risk")
    yield from _overview(review)
    if told := hidden(document, shown):
        yield f"  {told}"
    for drawn in review.drawn:
        if drawn.subject.patterns:
            yield from _subject(drawn)
    yield ""
    yield from _read(review)
    yield ""
    yield DISCLAIMER


def _overview(review: Review) -> Iterator[str]:
    """A line of figures each, and under it why."""
    rows = [("", "", "calls", "answered", "average", "≤ 6 s", "caller IDs")]
    for drawn in review.drawn:
        one = drawn.subject
        figures, counts = one.profile.figures, one.profile.counts
        acd = figures["acd_s"]
        sign, _, word = STEP_WORDS[one.action]
        rows.append(
            (
                f"{sign} {word}",
                visible(one.subject, 26),
                f"{counts['attempts']:,}",
                percent(figures["asr"]),
                "" if acd is None else f"{acd:.0f} s",
                percent(figures["short_calls_ratio"]),
                f"{counts['callers']:,}",
            )
        )
    lines = columns(rows, frozenset((2, 3, 4, 5, 6)))
    yield f"  {lines[0]}"
    for drawn, line in zip(review.drawn, lines[1:], strict=True):
        yield _paint(f"  {line}", drawn.subject.action)
        if drawn.subject.patterns:
            yield f"           {why(drawn.subject)}"


def _subject(drawn: Drawn) -> Iterator[str]:
    one = drawn.subject
    sign, word, _ = STEP_WORDS[one.action]
    yield ""
    yield _paint(f"{sign} {visible(one.subject)}: {word.lower()}", one.action)
    yield f"  attempts  {spark([bar.attempts for bar in drawn.bars])}"
    for name, line in zip(LENGTH_WORDS, _lengths(drawn.lengths), strict=True):
        yield f"  {name:>9} {line}"
    for pattern in one.patterns:
        yield f"  {_bold(pattern.title)} ({counted(pattern.windows, 'window')}, from {pattern.first_at[:16]})"
        yield from (f"    {reason(feature)}" for feature in pattern.features)
        yield from (f"      {line}" for line in call_lines(pattern.samples))
    if sure := how_sure(one):
        yield f"  {sure}"
    yield "  What to ask:"
    yield from (f"    – {question}" for question in questions(one))


def _read(review: Review) -> Iterator[str]:
    document = review.document
    yield "What was read:"
    for one in document.files[:FILES]:
        if not one.fault:
            refused = f", {counted(one.refused, 'row')} refused" if one.refused else ""
            yield f"  {visible(one.file)}: {counted(one.rows, 'call')} ({one.format}){refused}"
    if len(document.files) > FILES:
        yield f"  … and {len(document.files) - FILES:,} more files"
    yield from (f"  {note}" for note in notes_of(document))
    if document.outside:
        yield f"  {counted(document.outside, 'call')} {OUTSIDE_WORDS}"


def _paint(text: str, action: str) -> str:
    return typer.style(text, fg=COLOURS[action]) if coloured() and action else text


def _bold(text: str) -> str:
    return typer.style(text, bold=True) if coloured() else text


def spark(values: Sequence[int], wide: int = CHART_WIDTH) -> str:
    """A row of blocks; values are summed where there are more of them than places."""
    if not values:
        return ""
    step = -(-len(values) // wide)
    sums = [sum(values[at : at + step]) for at in range(0, len(values), step)]
    top = max(sums)
    return "".join(BLOCKS[-(-value * (len(BLOCKS) - 1) // top)] if top else BLOCKS[0] for value in sums)


def _lengths(counts: Sequence[int]) -> list[str]:
    top = max(counts, default=0)
    return [f"{'█' * round(40 * count / top) if top else ''} {count:,}" for count in counts]
