"""Time as a clock counts it: all of it, business hours, or whole business days; less the pauses.

Nothing is remembered but begin, length and pauses: whatever a clock shows is worked out from these, each time anew.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

DAYS_MAX: Final = 4_000  # ten years: a clock that finds no working time in them has a calendar without any

Span = tuple[float, float]  # from, until; seconds since 1970, UTC


class WorkCalendar(NamedTuple):
    """When somebody is there: the carrier's zone, its hours on Monday to Friday, and the days on which it is shut."""

    zone: tzinfo = UTC
    shut: Container[date] = frozenset()
    opens: time = time(8)
    closes: time = time(17)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.shut

    def at(self, day: date, clock: time) -> float:
        """A time of a day in the zone. One that the change to summer time leaves out is taken an hour later."""
        return datetime.combine(day, clock, self.zone).timestamp()

    def day_of(self, at: float) -> date:
        return datetime.fromtimestamp(at, self.zone).date()

    def days(self, at: float) -> Iterator[date]:
        """The business days from that of `at` on."""
        first = self.day_of(at)
        every = (first + timedelta(days=number) for number in range(DAYS_MAX))
        return (day for day in every if self.works(day))


def wall(at: float, _: WorkCalendar) -> Iterator[Span]:
    """All time counts."""
    yield at, float("inf")


def business(at: float, calendar: WorkCalendar) -> Iterator[Span]:
    """Business hours count."""
    for day in calendar.days(at):
        yield calendar.at(day, calendar.opens), calendar.at(day, calendar.closes)


def traceback(at: float, calendar: WorkCalendar) -> Iterator[Span]:
    """47 CFR 64.1200(n)(1), the 24 hours of a traceback: a request that comes outside business hours counts as come
    when they begin next; from then on day and night count, except on days that are no business days.
    """
    came = received(at, calendar)
    for day in calendar.days(came):
        yield max(came, calendar.at(day, time())), calendar.at(day + timedelta(days=1), time())


def received(at: float, calendar: WorkCalendar) -> float:
    """When a traceback request counts as received."""
    for begins, ends in business(at, calendar):
        if at < ends:
            return max(at, begins)
    return at


CALENDARS: Final[dict[str, Callable[[float, WorkCalendar], Iterator[Span]]]] = {
    "wall": wall,
    "business": business,
    "traceback": traceback,
}


def due_at(name: str, begin: float, length_s: float, pauses: Iterable[Span], calendar: WorkCalendar) -> float:
    """When `length_s` of counting time have passed since `begin`. A pause without an end is none yet."""
    left = length_s
    for start, end in _counting(name, begin, pauses, calendar):
        if left <= end - start:
            return start + left
        left -= end - start
    return begin + length_s


def counted_s(name: str, begin: float, now: float, pauses: Iterable[Span], calendar: WorkCalendar) -> float:
    """The counting time between `begin` and `now`; a pause without an end lasts."""
    closed = [(start, end or now) for start, end in pauses]
    total = 0.0
    for start, end in _counting(name, begin, closed, calendar):
        if start >= now:
            break
        total += min(end, now) - start
    return total


def _counting(name: str, begin: float, pauses: Iterable[Span], calendar: WorkCalendar) -> Iterator[Span]:
    """The spans that count, from `begin` on, with the pauses cut out."""
    breaks = sorted((start, end) for start, end in pauses if end)
    for opens, closes in CALENDARS[name](begin, calendar):
        start = max(opens, begin)
        for stops, goes_on in breaks:
            if stops >= closes or goes_on <= start:
                continue
            if stops > start:
                yield start, stops
            start = max(start, goes_on)
        if start < closes:
            yield start, closes
