"""What may go goes: rows whose class is over and that no hold names. A day is written anew without them, or dropped."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import duckdb
from msgspec import structs

from bellwarden.calllog.days import DayWriter, tokens_in
from bellwarden.calllog.manifest import Manifest
from bellwarden.calllog.retention import ORDINARY, expired, held
from bellwarden.calllog.segments import rows_in


class DayExpiry(NamedTuple):
    """Of one class of one day. What is neither expired nor held is not due yet."""

    day: str
    retention: str
    rows: int
    expired: int
    held: int


def due(
    connection: duckdb.DuckDBPyConnection, writer: DayWriter, manifest: Manifest, kept: Mapping[str, date]
) -> list[DayExpiry]:
    """By day and class, where something is expired or held beyond its time."""
    found = []
    goes, over = expired(kept, manifest.holds), expired(kept, ())
    for day in _days(manifest, kept):
        told = connection.execute(
            f"SELECT coalesce(retention, '{ORDINARY}') AS class, count(*),"
            f" count(*) FILTER ({goes}), count(*) FILTER ({over} AND {held(manifest.holds)})"
            f" FROM {rows_in(writer.folder, manifest.days(day, day))} GROUP BY class ORDER BY class"
        ).fetchall()
        found += [DayExpiry(day, *row) for row in told if row[2] or row[3]]
    return found


def expire(
    writer: DayWriter, manifest: Manifest, kept: Mapping[str, date], found: list[DayExpiry], now: datetime
) -> Manifest:
    """The manifest without what is `due`; the rows that stay are written anew, and the files go once it is saved.

    Counts of the day's calls stay as they were.
    """
    for day in sorted({one.day for one in found if one.expired}):
        parts = manifest.days(day, day)
        rows = f"(SELECT * FROM {rows_in(writer.folder, parts)} WHERE NOT {expired(kept, manifest.holds)})"
        tokens = f"(SELECT * FROM {tokens_in(writer.folder, parts)} SEMI JOIN {rows} USING (decision_id))"
        left = sum(one.rows for one in parts) - sum(one.expired for one in found if one.day == day)
        settled = all(one.settled for one in parts)
        fresh = (structs.replace(writer.write(day, rows, tokens), settled=settled),) if left else ()
        writer.roller.expire(day, parts, writer.next_segment - 1, now)
        manifest = manifest.with_segments({one.number for one in parts}, fresh, writer.next_segment)
    return manifest


def _days(manifest: Manifest, kept: Mapping[str, date]) -> list[str]:
    """Those that are over for one class at least."""
    newest = max(kept.values()).isoformat()
    return sorted({one.day for one in manifest.segments if one.day < newest})
