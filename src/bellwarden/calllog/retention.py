"""How long calls are kept, by class; and which are held whatever their class, for a court or a case."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from bellwarden.calllog.engine import text
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.manifest import Hold

ORDINARY: Final = "ordinary"


class Keeping(NamedTuple):
    """So long a class of calls is kept at least, from a day on. A new rule is a new line; the old one stays."""

    retention: str
    since: date
    months: int
    days: int
    source: str


KEEPINGS: Final = (
    Keeping(ORDINARY, date(2026, 1, 1), 0, 70, "Bellwarden: complaints and tracebacks come up to ten weeks late"),
    Keeping("toll", date(1986, 10, 29), 18, 0, "47 CFR 42.6"),
)
CLASSES: Final = tuple(dict.fromkeys(one.retention for one in KEEPINGS))


def last_days(now: datetime, longer_days: Mapping[str, int]) -> dict[str, date]:
    """By class the first day (UTC) that is still kept. CallLogFault for a class that there is not, or less than it
    asks for."""
    today = now.astimezone(UTC).date()
    kept = {
        name: min(_back(today, one) for one in KEEPINGS if one.retention == name and one.since <= today)
        for name in CLASSES
    }
    for name, days in longer_days.items():
        if name not in kept:
            raise CallLogFault(f"{name!r} is no class of retention; there are {', '.join(CLASSES)}")
        wanted = today - timedelta(days=days)
        if wanted > kept[name]:
            raise CallLogFault(f"{name} calls are kept for at least {(today - kept[name]).days} days; {days} are fewer")
        kept[name] = wanted
    return kept


def _back(today: date, keeping: Keeping) -> date:
    months = today.year * 12 + today.month - 1 - keeping.months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])) - timedelta(days=keeping.days)


def expired(kept: Mapping[str, date], holds: Iterable[Hold]) -> str:
    """Whether a row may go, as an expression. One of a class that nobody knows stays."""
    cases = " ".join(f"WHEN {text(name)} THEN began < TIMESTAMP {text(day.isoformat())}" for name, day in kept.items())
    return f"(CASE coalesce(retention, {text(ORDINARY)}) {cases} ELSE false END AND NOT {held(holds)})"


def held(holds: Iterable[Hold]) -> str:
    """Whether a hold names a row, as an expression."""
    named = [_named(one) for one in holds if one.lifted_at is None]
    return f"coalesce({' OR '.join(named)}, false)" if named else "false"


def _named(hold: Hold) -> str:
    parts = []
    if hold.telephone:
        # A row whose number is not known is not that of the hold.
        parts.append(f"(coalesce(calling = {hold.telephone:d}, false) OR coalesce(called = {hold.telephone:d}, false))")
    if hold.customer:
        parts.append(f"coalesce(customer = {text(hold.customer)}, false)")
    parts += [f"epoch_us(began) >= {round(hold.since * 1e6)}"] if hold.since is not None else []
    parts += [f"epoch_us(began) <= {round(hold.until * 1e6)}"] if hold.until is not None else []
    return f"({' AND '.join(parts) or 'true'})"
