"""Local times of a zone as UTC, for millions of them: by comparison with the days on which its clocks were changed.

The engine's calendar takes 200 ns for each time, of which a record has three. So it is asked once for what it makes of
the last year, and for each time before that.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

import duckdb

from bellwarden.calllog.engine import moment, text
from bellwarden.calllog.fault import CallLogFault

DAYS: Final = 400
STEP: Final = "INTERVAL 15 MINUTE"  # no clock is changed at another minute


class Span(NamedTuple):
    """From this local time on, so much is added to have UTC; `jumped` if clocks never show these times."""

    since: datetime
    added_us: int
    jumped: bool


def prepare(connection: duckdb.DuckDBPyConnection, zone: str, now: datetime) -> None:
    """Make the two macros that `utc` and `jumped` use. CallLogFault when there is no such zone."""
    try:
        spans = _spans(connection, zone, now)
    except duckdb.Error:
        raise CallLogFault(f"{zone!r} is no time zone; write one like America/New_York, or UTC") from None
    added = " ".join(f"WHEN local >= {moment(one.since)} THEN local + to_microseconds({one.added_us})" for one in spans)
    jumps = " ".join(f"WHEN local >= {moment(one.since)} THEN {str(one.jumped).lower()}" for one in spans)
    by_calendar = f"timezone('UTC', timezone({text(zone)}, local))"
    back = f"timezone({text(zone)}, timezone({text(zone)}, local))"
    connection.execute(f"CREATE OR REPLACE TEMP MACRO local_as_utc(local) AS CASE {added} ELSE {by_calendar} END")
    connection.execute(f"CREATE OR REPLACE TEMP MACRO clocks_jump(local) AS CASE {jumps} ELSE {back} <> local END")


def utc(local: str, zone: str) -> str:
    """The column `local` of times without a zone, in UTC."""
    return local if zone == "UTC" else f"local_as_utc({local})"


def jumped(local: str, zone: str) -> str:
    """Whether `local` is a time that clocks jump over, which says that the zone is another one."""
    return "false" if zone == "UTC" else f"coalesce(clocks_jump({local}), false)"


def _spans(connection: duckdb.DuckDBPyConnection, zone: str, now: datetime) -> list[Span]:
    """The newest first. Only days at whose ends the clocks differ are looked at closely."""
    instant = f"timezone({text(zone)}, local)"
    first = (now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    days = f"range({moment(first)}, {moment(now + timedelta(days=3))}, INTERVAL 1 DAY)"
    found = connection.execute(
        f"WITH days AS (SELECT unnest({days}) AS local),"
        f" added AS (SELECT local, timezone('UTC', {instant}) - local AS us FROM days),"
        " changes AS (SELECT local FROM added QUALIFY us IS DISTINCT FROM lead(us) OVER (ORDER BY local)"
        " OR row_number() OVER (ORDER BY local) = 1),"
        f" steps AS (SELECT unnest(range(local, local + INTERVAL 1 DAY, {STEP})) AS local FROM changes),"
        f" told AS (SELECT local, epoch_us(timezone('UTC', {instant})) - epoch_us(local) AS us,"
        f" timezone({text(zone)}, {instant}) <> local AS jumped FROM steps)"
        " SELECT local, us, jumped FROM told QUALIFY (us, jumped) IS DISTINCT FROM lag((us, jumped))"
        " OVER (ORDER BY local) ORDER BY local DESC"
    )
    return [Span(*row) for row in found.fetchall()]
