"""A review in the terminal: an overview, then each subject that gives a reason to look, with its calls."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bellwarden.cli.call_shapes import FeatureJson, SubjectJson
from bellwarden.cli.console import counted, visible
from bellwarden.cli.finding import call_lines
from bellwarden.cli.patterns import percent
from bellwarden.cli.reviewing import (
    DISCLAIMER,
    FEATURE_WORDS,
    KIND_WORDS,
    LENGTH_WORDS,
    OUTSIDE_WORDS,
    STEP_WORDS,
    Drawn,
    Review,
)

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
COLOURS: Final = {"limit": "red", "case": "yellow", "report": "cyan", "": "green"}
CHART_WIDTH: Final = 72


def show(review: Review) -> None:
    """To standard output; what a switch wrote stays text, whatever signs it holds."""
    console = Console(highlight=False, markup=False, emoji=False)
    document = review.document
    console.print(f"{counted(review.calls, 'call')}, {document.since} to {document.until}", style="bold")
    for one in document.files:
        if not one.fault:
            refused = f", {counted(one.refused, 'row')} refused" if one.refused else ""
            console.print(f"  {visible(one.file)}: {counted(one.rows, 'call')} ({one.format}){refused}")
            for line in one.notes:
                console.print(f"    {line}")
    if document.outside:
        console.print(f"  {counted(document.outside, 'call')} {OUTSIDE_WORDS}")
    console.print()
    console.print(_overview(review))
    if document.left_out:
        console.print(f"  … and {document.left_out:,} more; --top shows them")
    for drawn in review.drawn:
        if drawn.subject.patterns:
            _show_subject(console, drawn)
    console.print()
    console.print(DISCLAIMER, style="dim")


def _overview(review: Review) -> Table:
    table = Table(title=f"{KIND_WORDS[review.document.kind]} in order of risk", title_justify="left", box=None)
    for name, justify in (("", "left"), ("", "left"), ("calls", "right"), ("answered", "right"), ("average", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    table.add_column("≤ 6 s", justify="right")
    table.add_column("caller IDs", justify="right")
    table.add_column("why")
    for drawn in review.drawn:
        one = drawn.subject
        figures, counts = one.profile.figures, one.profile.counts
        acd = figures["acd_s"]
        sign, word = STEP_WORDS[one.action]
        table.add_row(
            Text(f"{sign} {word}", style=COLOURS[one.action]),
            Text(visible(one.subject, 32)),
            f"{counts['attempts']:,}",
            percent(figures["asr"]),
            "" if acd is None else f"{acd:.0f} s",
            percent(figures["short_calls_ratio"]),
            f"{counts['callers']:,}",
            Text(", ".join(pattern.title.lower() for pattern in one.patterns)),
        )
    return table


def _show_subject(console: Console, drawn: Drawn) -> None:
    one = drawn.subject
    sign, word = STEP_WORDS[one.action]
    console.print()
    console.print(Text(f"{sign} {visible(one.subject)}: {word.lower()}", style=f"bold {COLOURS[one.action]}"))
    console.print(f"  attempts  {spark([bar.attempts for bar in drawn.bars])}")
    for name, line in zip(LENGTH_WORDS, _lengths(drawn.lengths), strict=True):
        console.print(f"  {name:>9} {line}")
    for pattern in one.patterns:
        console.print(
            Text(f"  {pattern.title}", style="bold"), f"({counted(pattern.windows, 'window')}, from {pattern.first_at})"
        )
        for feature in pattern.features:
            console.print(f"    {reason(feature)}")
        for line in call_lines(pattern.samples):
            console.print(Text(f"      {line}"), overflow="ellipsis", no_wrap=True)
    console.print("  What to ask:")
    for question in questions(one):
        console.print(f"    – {question}")


def questions(one: SubjectJson) -> list[str]:
    """Each once, in the order of the patterns."""
    return list(dict.fromkeys(question for pattern in one.patterns for question in pattern.asks))


def reason(one: FeatureJson) -> str:
    """A figure with its line and the line's source, in words."""
    source = one.source if one.published else f"ours: {one.source}"
    name = FEATURE_WORDS.get(one.feature, one.feature)
    if one.whole:
        return f"{name}: {percent(one.value)} ({one.part:,} of {one.whole:,}); line {percent(one.line)}, {source}"
    return f"{name}: {one.value:,g}; line {one.line:,g}, {source}"


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
