"""A customer's calls counted by the hour: what pages and previews ask instead of the calls themselves."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Destination(str, Enum):
    """Where a called number lies, as far as its digits tell."""

    HOME = "home"  # country code 1, neither toll-free nor of high cost
    TOLL_FREE = "toll_free"
    ABROAD = "abroad"
    HIGH_COST = "high_cost"  # prefixes of `traffic.high_cost`
    EMERGENCY = "emergency"
    SERVICE = "service"  # short codes and extensions
    UNREADABLE = "unreadable"


class Counts(NamedTuple):
    """Calls, each once: a decision and its call record are one. `decided` calls are those that a gate judged, and only
    of these it is known whether they were blocked; `timed` those whose billable length is known."""

    attempts: int = 0
    answered: int = 0
    timed: int = 0
    short: int = 0  # answered, more than 0 and at most 6 s
    billable_ms: int = 0  # of the timed ones
    decided: int = 0
    blocked: int = 0
    diverted: int = 0
    limited: int = 0
    observed: int = 0  # would have been blocked, diverted or limited, but the gate only observed

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


class HourCounts(NamedTuple):
    at: float  # begin of the hour, seconds since 1970, UTC
    destination: Destination
    counts: Counts


class AreaCounts(NamedTuple):
    """By area code ("1238") or country code ("44"); "" for everything behind the 40 busiest of a day."""

    area: str
    attempts: int
    answered: int
    billable_ms: int
    blocked: int


@dataclass(frozen=True, slots=True)
class Different:
    """How many different ones; beyond 128 an estimate, within some 9 %."""

    count: int
    exact: bool


class DayCounts(NamedTuple):
    day: str  # 2026-05-31, UTC
    counts: Counts
    callers: Different  # caller IDs
    called: Different  # called numbers


class DaySums(NamedTuple):
    """A customer's day in a list of many."""

    day: str  # 2026-05-31, UTC
    counts: Counts
    callers: int  # different caller IDs, about


class Coverage(NamedTuple):
    """What the figures rest on. A day of `missing` has calls in the log that are not counted yet; a day of neither list
    has no calls of anybody in the log: nothing is known of it."""

    days: tuple[str, ...]  # UTC days that are counted, of the time asked for
    missing: tuple[str, ...]
    provisional: tuple[str, ...]  # of `days`: some decisions and records are not brought together, and count twice
    complete_up_to: float  # of the source that reaches least far among those still coming; 0.0 when none tells


class CustomerTraffic(NamedTuple):
    customer: str
    since: float  # begin of the first hour counted
    until: float  # end of the last
    hours: tuple[HourCounts, ...]  # in order of time; an hour without a call is not there
    days: tuple[DayCounts, ...]  # whole days (UTC) that the time touches, those with calls
    areas: tuple[AreaCounts, ...]  # of these whole days, busiest first
    callers: Different  # in all of these days
    called: Different
    coverage: Coverage

    @property
    def total(self) -> Counts:
        """Of the hours."""
        found = Counts()
        for one in self.hours:
            found = found.plus(one.counts)
        return found


class PeerDay(NamedTuple):
    """How a figure lies among all customers with at least 20 attempts on that day."""

    day: str
    customers: int
    values: tuple[float, ...]  # at `PEER_PERCENTILES`


PEER_PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


class PeerFigure(str, Enum):
    ATTEMPTS = "attempts"
    ANSWERED_SHARE = "answered_share"
    SHORT_SHARE = "short_share"  # of timed calls
    CALLERS = "callers"
