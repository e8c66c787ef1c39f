"""Clocks on an axis of time, drawn by the server: each a line to its moment, its words in a lane of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from bellwarden.web.moments import aware, seconds_of

WIDTH: Final = 1000
LEFT: Final = 8
LANE: Final = 32
LANES_MAX: Final = 5
LETTER: Final = 7.1  # width of a letter at the size drawn, on the safe side


class Mark(NamedTuple):
    x: float
    label_x: float
    y: float
    width: float
    text: str
    bold: str
    href: str
    kind: str

    @property
    def text_x(self) -> float:
        return self.label_x + 10

    @property
    def text_y(self) -> float:
        return self.y + 15


class Hour(NamedTuple):
    x: float
    word: str


class Axis(NamedTuple):
    marks: tuple[Mark, ...]
    hours: tuple[Hour, ...]
    height: int
    base: int
    width: int = WIDTH
    left: int = LEFT


def axis_of(clocks: Sequence[Any], now: float, zone: ZoneInfo, hours: int) -> Axis:
    """Those of the next hours; late ones stand at the left edge. What finds no lane is in the list below only."""
    marks: list[Mark] = []
    ends: list[float] = []
    for clock in clocks:
        due = seconds_of(clock.due_at)
        x = LEFT + max(0.0, min(1.0, (due - now) / (hours * 3600))) * (WIDTH - 2 * LEFT)
        owner = clock.case or clock.enforcement
        at = aware(due)
        when = f"{at.astimezone(zone):%H:%M}" if at else ""
        text = f"{str(clock.kind).replace('_', ' ')} {when}"
        width = (len(owner.ref) + len(text) + 2) * LETTER + 22
        label_x = max(0.0, min(x - 14, WIDTH - width))
        lane = next((place for place, end in enumerate(ends) if end + 8 <= label_x), len(ends))
        if lane >= LANES_MAX:
            continue
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = label_x + width
        place = "/cases/" if clock.case else "/enforcements/"
        share = (now - seconds_of(clock.started_at)) / max(1.0, due - seconds_of(clock.started_at))
        kind = "over" if due <= now else "late" if share >= 0.8 else "half" if share >= 0.5 else ""
        marks.append(Mark(x, label_x, 8.0 + lane * LANE, width, text, owner.ref, place + owner.ref, kind))
    base = 24 + max(2, len(ends)) * LANE
    return Axis(tuple(marks), tuple(_hours(now, zone, hours)), base + 24, base)


def _hours(now: float, zone: ZoneInfo, hours: int) -> list[Hour]:
    here = aware(now)
    if here is None:
        return []
    local: datetime = here.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    found = []
    for step in range(1, hours + 1):
        at = local + timedelta(hours=step)
        x = LEFT + (at.timestamp() - now) / (hours * 3600) * (WIDTH - 2 * LEFT)
        if LEFT + 40 < x < WIDTH - 20:
            found.append(Hour(x, f"{at:%H:%M}"))
    return found
