"""Which clock somebody looked at: candidates of zones with reasons; local time to UTC, its gaps and folds told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from bellwarden.complaints.time_words import ZONES
from bellwarden.model.complaint import TimeReading

ZONES_MAX: Final = 3  # of a called number; more tell nothing
FindZone = Callable[[str], tzinfo | None]  # by IANA name; a door knows them


class Clocks(NamedTuple):
    """What is known about the writer's clock."""

    find: FindZone
    form: str = ""  # zone chosen in a form
    called: tuple[str, ...] = ()  # zones of the called number
    header_min: int | None = None  # offset in the mail's Date header
    provider: tuple[str, ...] = ()


class Clock(NamedTuple):
    zone: tzinfo
    name: str
    reason: str
    likely: float


class Local(NamedTuple):
    """An interval by some clock."""

    begin: datetime
    end: datetime
    reason: str
    likely: float = 1.0


def stated(word: str, minutes: int | None, clocks: Clocks) -> Iterator[Clock]:
    """A zone word means the region's clock; by the letter it may mean another offset, which stays as a candidate."""
    if minutes is not None:
        zone = timezone(timedelta(minutes=minutes))
        yield Clock(zone, str(zone), f"offset {word.strip()} is written", 1.0)
    else:
        name, literal = ZONES.get(_plain(word), (word, None))
        region = clocks.find(name)
        if region is not None:
            yield Clock(region, name, f"{word.strip()} is written: the clock of that region", 1.0)
        if literal is not None:
            yield Clock(timezone(timedelta(minutes=literal)), f"{word.strip()} by the letter",
                         f"{word.strip()} is written: by the letter", 0.4)  # fmt: skip
    for name in clocks.called[:ZONES_MAX]:
        zone_of = clocks.find(name)
        if zone_of is not None:
            yield Clock(zone_of, name, "the called number's zone, should the written one be a mistake", 0.3)


def guessed(clocks: Clocks) -> Iterator[Clock]:
    """No zone is written: the form's, the called number's, the mail program's, the provider's, in this order."""
    if clocks.form:
        zone = clocks.find(clocks.form)
        if zone is not None:
            yield Clock(zone, clocks.form, "chosen in the form", 0.95)
    several = len(clocks.called) > 1
    for name in clocks.called[:ZONES_MAX]:
        zone = clocks.find(name)
        if zone is not None:
            reason = "one of the called number's zones" if several else "zone of the called number"
            yield Clock(zone, name, reason, 0.6 if several else 0.9)
    if clocks.header_min is not None:
        fixed = timezone(timedelta(minutes=clocks.header_min))
        likely = 0.25 if clocks.header_min == 0 else 0.5  # many mail servers write UTC
        yield Clock(fixed, str(fixed), "clock of the mail's Date header", likely)
    for name in clocks.provider:
        zone = clocks.find(name)
        if zone is not None:
            yield Clock(zone, name, "zone of the provider", 0.3 if len(clocks.provider) == 1 else 0.2)
    if not (clocks.form or clocks.called or clocks.provider or clocks.header_min is not None):
        yield Clock(UTC, "UTC", "nothing tells the zone", 0.1)


def _plain(word: str) -> str:
    flat = " ".join(word.casefold().replace("-", " ").split())
    for ending in (" standard time", " daylight time", " time"):
        flat = flat.removesuffix(ending)
    return flat


def resolve(spans: list[Local], clocks: list[Clock]) -> tuple[tuple[TimeReading, ...], tuple[str, ...]]:
    """Every span by every clock, likeliest first; the same interval once. And what is odd about the clock then."""
    readings: dict[tuple[datetime, datetime], TimeReading] = {}
    notes: dict[str, None] = {}
    for span in spans:
        for clock in clocks:
            earliest, latest, note = _utc(span, clock)
            if note and span.likely == 1.0 and clock is clocks[0]:
                notes[note] = None
            reason = clock.reason if span.likely == 1.0 else f"{clock.reason}; {span.reason}"
            one = TimeReading(earliest, latest, clock.name, reason, round(clock.likely * span.likely, 2))
            held = readings.get((earliest, latest))
            if held is None or held.likely < one.likely:
                readings[earliest, latest] = one
    return tuple(sorted(readings.values(), key=lambda one: -one.likely)), tuple(notes)


def _utc(span: Local, clock: Clock) -> tuple[datetime, datetime, str]:
    """Of a doubled hour both hours; of one that a clock leaves out what lies around the change."""
    begins = [_as_utc(span.begin, clock.zone, fold) for fold in (0, 1)]
    ends = [_as_utc(span.end, clock.zone, fold) for fold in (0, 1)]
    note = ""
    middle = span.begin + (span.end - span.begin) / 2
    first, second = (_as_utc(middle, clock.zone, fold) for fold in (0, 1))
    if first < second:
        note = f"{middle:%Y-%m-%d %H:%M} came twice by the clock of {clock.name}; both are looked at"
    elif first > second:
        note = f"{middle:%Y-%m-%d %H:%M} was left out by the clock of {clock.name}; both sides are looked at"
    return min(begins), max(ends), note


def _as_utc(local: datetime, zone: tzinfo, fold: int) -> datetime:
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
