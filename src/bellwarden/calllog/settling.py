"""When segments of a day become one, and decisions and records one row: neither at every import nor never.

A day is unsettled while decisions and records of it, or of the hour beside it, may belong together. It is settled,
which is to write it anew, when that is cheap beside what was imported since; until then whoever asks pairs its rows in
memory.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb
from msgspec import structs

from bellwarden.calllog.days import DayWriter, tokens_in
from bellwarden.calllog.joining import pair, paired, renamed
from bellwarden.calllog.manifest import Manifest, Segment
from bellwarden.calllog.segments import rows_in

SEGMENTS_MAX: Final = 8  # of a day, before some are merged
CHEAP_ROWS: Final = 500_000  # written anew in a second or two
SHARE: Final = 8  # a bigger day waits until one in so many rows is in a segment that is not settled
EDGE: Final = "INTERVAL 1 HOUR"  # of the days beside: a call may be decided before midnight and recorded after it


def unsettled_days(manifest: Manifest) -> list[str]:
    """Days with segments that have not been held against the decisions, or records, around them."""
    parts = Counter(one.day for one in manifest.segments)
    alone = {one.day for one in manifest.segments if one.alone}
    fresh = {one.day for one in manifest.segments if not one.settled}
    return sorted(day for day in fresh if (day in alone and parts[day] > 1) or alone & set(_beside(day)))


def _beside(day: str) -> tuple[str, str]:
    this = date.fromisoformat(day)
    return (this - timedelta(days=1)).isoformat(), (this + timedelta(days=1)).isoformat()


def pair_days(connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, days: Collection[str]) -> None:
    """`joining.pair` over whole days and the hour before and behind each."""
    parts = [one for one in manifest.segments if one.day in days]
    chosen = [f"SELECT * FROM {rows_in(folder, parts)}"]
    for day in days:
        edges = (f"began >= DATE '{day}' - {EDGE}", f"began < DATE '{day}' + INTERVAL 1 DAY + {EDGE}")
        for beside, edge in zip(_beside(day), edges, strict=True):
            neighbours = [] if beside in days else manifest.days(beside, beside)
            if neighbours:
                chosen.append(f"SELECT * FROM {rows_in(folder, neighbours)} WHERE {edge}")
    pair(connection, f"({' UNION ALL '.join(chosen)})")


class Settler:
    """Rewrites days; the manifest that names what was written is the caller's to save."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, writer: DayWriter, manifest: Manifest) -> None:
        self._connection = connection
        self._writer = writer
        self.manifest = manifest

    def run(self, all_of_them: bool = False) -> Manifest:
        """Settle the days for which it is time, or `all_of_them`; merge where a day has too many segments."""
        for day in unsettled_days(self.manifest):
            if all_of_them or _worth_it(self.manifest.days(day, day)):
                self._settle(day)
        for day in sorted({one.day for one in self.manifest.segments}):
            parts = self.manifest.days(day, day)
            if len(parts) > SEGMENTS_MAX:
                small = small_ones(parts)
                folder = self._writer.folder
                self._merge(small, rows_in(folder, small), tokens_in(folder, small))
        return self.manifest

    def _settle(self, day: str) -> None:
        pair_days(self._connection, self._writer.folder, self.manifest, [day])
        # A neighbour that gave a decision or took one is written anew, too.
        touched = self._connection.execute("SELECT day::VARCHAR FROM best UNION SELECT day::VARCHAR FROM gone")
        for (one,) in touched.fetchall():
            parts = self.manifest.days(one, one)
            folder = self._writer.folder
            self._merge(parts, paired(rows_in(folder, parts)), renamed(tokens_in(folder, parts)))
        settled = {one.number for one in self.manifest.days(day, day)}
        self.manifest = structs.replace(
            self.manifest,
            segments=tuple(
                structs.replace(one, settled=True) if one.number in settled else one for one in self.manifest.segments
            ),
        )

    def _merge(self, parts: list[Segment], rows: str, tokens: str) -> None:
        """Write the parts of a day as one segment of `rows` and `tokens`."""
        if not parts:
            return
        fresh = self._writer.write(parts[0].day, rows, tokens)
        fresh = structs.replace(fresh, settled=all(one.settled for one in parts))
        gone = {one.number for one in parts}
        kept = (fresh,) if fresh.rows or fresh.tokens else ()
        self.manifest = self.manifest.with_segments(gone, kept, self._writer.next_segment)


def small_ones(parts: Sequence[Segment]) -> list[Segment]:
    """Those to merge so that no row is written anew more often than its day doubles: none that outweighs the rest."""
    ordered = sorted(parts, key=lambda one: one.rows, reverse=True)
    while len(ordered) > 1 and ordered[0].rows > 2 * sum(one.rows for one in ordered[1:]):
        ordered.pop(0)
    return ordered if len(ordered) > 1 else []


def _worth_it(parts: Sequence[Segment]) -> bool:
    rows = sum(one.rows for one in parts)
    return rows <= CHEAP_ROWS or sum(one.rows for one in parts if not one.settled) * SHARE >= rows
