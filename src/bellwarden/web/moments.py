"""Times and lengths as the console writes them: the reader's zone, exact, no "ago"."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Moment = datetime | float | None
DAY: Final = 86_400


def zone_of(name: str) -> ZoneInfo:
    """UTC for a name that this machine has no rules for."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def aware(at: Moment) -> datetime | None:
    """The moment in UTC; None where there is none (0.0 and None both stand for that)."""
    if at is None or at == 0.0:
        return None
    return at.astimezone(UTC) if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)


def seconds_of(at: Moment) -> float:
    return 0.0 if at is None else at.timestamp() if isinstance(at, datetime) else at


def short(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """02:14 today, Thu 22:16 within a week, 12 May 2026 beyond."""
    here, today = at.astimezone(zone), now.astimezone(zone)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    if abs(here.date() - today.date()) < timedelta(days=7):
        return f"{here:%a %H:%M}"
    return f"{here.day} {here:%b %Y}"


def long(at: datetime, zone: ZoneInfo, digits: int = 0) -> str:
    """Thu 19 Nov 2026 22:16:07 EST; `digits` of the second behind the point."""
    here = at.astimezone(zone)
    part = f".{here.microsecond:06d}"[: digits + 1] if digits else ""
    return f"{here:%a} {here.day} {here:%b %Y %H:%M:%S}{part} {here:%Z}"


def length(seconds: float) -> str:
    """3 h 18 m, 14 s, 0.28 s, 31 µs: the two largest units that say something."""
    seconds = abs(seconds)
    if seconds < 1:
        if seconds < 0.001:
            return f"{seconds * 1e6:.0f} µs"
        return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1e3:.0f} ms"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        rest = int(seconds % 60)
        return f"{minutes} m {rest} s" if minutes < 5 and rest else f"{minutes} m"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} m" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h" if hours and days < 7 else f"{days} days"
