"""A customer's calls as its page shows them: days out of the roll-ups, as the judgement takes them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bellwarden.calllog.rollups import Rollups
from bellwarden.flows.office.judgement import Day
from bellwarden.model.customer_traffic import Counts, CustomerTraffic
from bellwarden.model.office.declared import DeclaredPattern
from bellwarden.store.world import office_home

WINDOW_DAYS: Final = 90


@contextmanager
def rollups() -> Iterator[Rollups]:
    """Of the office's home; a home without a call log has no calls."""
    with Rollups(office_home().path / "calllog") as opened:
        yield opened


def window(now: float, days: int = WINDOW_DAYS) -> tuple[datetime, datetime]:
    """So many days up to and with the present one, as the log counts them (UTC)."""
    today = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1), today + timedelta(days=1)


def days_of(traffic: CustomerTraffic, pattern: DeclaredPattern, zone: ZoneInfo) -> tuple[Day, ...]:
    """The whole days of its traffic, today left out."""
    outside = _outside(traffic, pattern, zone)
    today = datetime.fromtimestamp(traffic.until - 1, UTC).date().isoformat()
    return tuple(
        Day(
            one.day,
            one.counts.attempts,
            share(one.counts.answered, one.counts.attempts),
            share(one.counts.short, one.counts.timed),
            one.callers.count,
            share(outside.get(one.day, 0), one.counts.attempts) if pattern.until_hour else None,
        )
        for one in traffic.days
        if one.day != today
    )


def _outside(traffic: CustomerTraffic, pattern: DeclaredPattern, zone: ZoneInfo) -> dict[str, int]:
    """Calls of each day (UTC) outside the declared hours, which are the carrier's own."""
    found: dict[str, int] = {}
    if not pattern.until_hour:
        return found
    for one in traffic.hours:
        at = datetime.fromtimestamp(one.at, UTC)
        if not pattern.from_hour <= at.astimezone(zone).hour < pattern.until_hour:
            day = at.date().isoformat()
            found[day] = found.get(day, 0) + one.counts.attempts
    return found


def share(part: int, whole: int) -> float | None:
    """None of nothing: no data is never zero."""
    return part / whole if whole else None


def filled(traffic: CustomerTraffic) -> list[tuple[str, Counts | None]]:
    """Every day of the window: zero where the log has calls of others, None where it has none of anybody."""
    known = {one.day: one.counts for one in traffic.days}
    counted = set(traffic.coverage.days)
    at, until = datetime.fromtimestamp(traffic.since, UTC), traffic.until
    found: list[tuple[str, Counts | None]] = []
    while at.timestamp() < until:
        day = at.date().isoformat()
        found.append((day, known.get(day) or (Counts() if day in counted else None)))
        at += timedelta(days=1)
    return found


def recent(values: Sequence[float | None], days: int = 30) -> list[float | None]:
    return list(values)[-days:]
