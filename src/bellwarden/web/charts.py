"""Bars over time, drawn by the server: stacked parts, what was declared as a band, peers as a dashed line, gaps grey.

Sizes are attributes, never styles, so that the strict policy of the pages holds. Readers of screens get the sentence
and the table beside it.
"""

from collections.abc import Sequence
from datetime import date
from math import ceil, log10
from typing import Final, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

LEFT: Final = 44  # for the numbers of the axis
TOP: Final = 14  # for marks
BOTTOM: Final = 20
TICKS_MAX: Final = 8


class Bar(NamedTuple):
    """`parts` from the ground up, as kind and value; None where nothing is known of this time."""

    words: str  # what hovering tells, and the reader of the table
    parts: tuple[tuple[str, float], ...] | None
    declared: float = 0.0
    peers: float | None = None

    @property
    def total(self) -> float:
        return sum(value for _, value in self.parts or ())


class Mark(NamedTuple):
    """A line over the bars at the begin of one, with its words above."""

    at: float  # index of the bar, with its fraction
    words: str


class Axis(NamedTuple):
    labels: Sequence[tuple[int, str]]  # index of a bar and what stands below it
    marks: Sequence[Mark] = ()
    width: int = 680
    height: int = 210


def day_labels(days: Sequence[str]) -> list[tuple[int, str]]:
    """Below every so many days: 24 Aug, 7 Sep."""
    step = max(1, ceil(len(days) / TICKS_MAX))
    found = []
    for at in range(0, len(days), step):
        day = date.fromisoformat(days[at])
        found.append((at, f"{day.day} {day:%b}"))
    return found


def short_count(value: float) -> str:
    """0, 500, 2k, 1.5M: for axes."""
    for bound, sign in ((1_000_000, "M"), (1_000, "k")):
        if value >= bound:
            return f"{value / bound:g}{sign}"
    return f"{value:g}"


def ceiling(most: float) -> float:
    """The next round number: 1, 2, 2.5 or 5 with zeros."""
    if most <= 0:
        return 1.0
    unit: float = 10.0 ** int(log10(most)) if most >= 1 else 1.0
    return next(step * unit for step in (1, 2, 2.5, 4, 5, 8, 10) if step * unit >= most)


def bars(rows: Sequence[Bar], axis: Axis, sentence: str) -> SafeString:
    """The drawing; `sentence` is its name for those who don't see it."""
    if not rows:
        return mark_safe('<p class="note">Nothing is known of this time.</p>')
    most = max([one.total for one in rows] + [one.declared for one in rows] + [one.peers or 0.0 for one in rows])
    scale = _Scale(len(rows), ceiling(most), axis)
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}{}</svg>',
        *(axis.width, axis.height, sentence),
        _grid(scale),
        _band(rows, scale),
        format_html_join("", "{}", ((_bar(at, one, scale),) for at, one in enumerate(rows))),
        _peers(rows, scale),
        _marks(axis, scale),
        format_html_join("", '<text class="x" x="{}" y="{}">{}</text>', scale.below(axis.labels)),
    )


class _Scale(NamedTuple):
    bars: int
    top: float
    axis: Axis

    @property
    def step(self) -> float:
        return (self.axis.width - LEFT - 4) / self.bars

    def x(self, at: float) -> float:
        return LEFT + at * self.step

    def y(self, value: float) -> float:
        ground = self.axis.height - BOTTOM
        return ground - value / self.top * (ground - TOP)

    def below(self, labels: Sequence[tuple[int, str]]) -> list[tuple[str, int, str]]:
        return [(f"{self.x(at + 0.5):.1f}", self.axis.height - 5, words) for at, words in labels]


def _grid(scale: _Scale) -> SafeString:
    lines = [(f"{scale.y(value):.1f}", short_count(value)) for value in (0.0, scale.top / 2, scale.top)]
    return format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="y" x="{}" y="{}">{}</text>',
        ((LEFT, scale.axis.width, y, y, LEFT - 6, f"{float(y) + 4:.1f}", words) for y, words in lines),
    )


def _band(rows: Sequence[Bar], scale: _Scale) -> SafeString:
    """What was declared: one field for days alike."""
    found: list[tuple[str, str, str, str]] = []
    begin = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at].declared != rows[begin].declared:
            if rows[begin].declared:
                y = scale.y(rows[begin].declared)
                wide, high = (at - begin) * scale.step, scale.y(0) - y
                found.append((f"{scale.x(begin):.1f}", f"{y:.1f}", f"{wide:.1f}", f"{high:.1f}"))
            begin = at
    return format_html_join("", '<rect class="declared" x="{}" y="{}" width="{}" height="{}"/>', found)


def _bar(at: int, one: Bar, scale: _Scale) -> SafeString:
    x, wide = scale.x(at) + scale.step * 0.1, max(1.0, scale.step * 0.8)
    if one.parts is None:
        return format_html(
            '<rect class="gap" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
            *(f"{scale.x(at):.1f}", TOP, f"{scale.step:.1f}", f"{scale.y(0) - TOP:.1f}", one.words),
        )
    pieces, ground = [], 0.0
    for kind, value in one.parts:
        if value > 0:
            y, under = scale.y(ground + value), scale.y(ground)
            pieces.append((kind, f"{x:.1f}", f"{y:.1f}", f"{wide:.1f}", f"{under - y:.1f}"))
            ground += value
    drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', pieces)
    return format_html("<g><title>{}</title>{}</g>", one.words, drawn) if pieces else mark_safe("")


def _peers(rows: Sequence[Bar], scale: _Scale) -> SafeString:
    path, lifted = [], True
    for at, one in enumerate(rows):
        if one.peers is not None:
            path.append(f"{'M' if lifted else 'L'}{scale.x(at + 0.5):.1f} {scale.y(one.peers):.1f}")
        lifted = one.peers is None
    return format_html('<path class="peers" d="{}"/>', " ".join(path)) if len(path) > 1 else mark_safe("")


def _marks(axis: Axis, scale: _Scale) -> SafeString:
    return format_html_join(
        "",
        '<line class="mark" x1="{}" x2="{}" y1="0" y2="{}"/><text class="mark" x="{}" y="10">{}</text>',
        (
            (x := f"{scale.x(one.at):.1f}", x, f"{scale.y(0):.1f}", f"{scale.x(one.at) + 5:.1f}", one.words)
            for one in axis.marks
        ),
    )
