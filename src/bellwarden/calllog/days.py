"""Rows that wait in the engine become segments, one for each day; segments of a day become one."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog import engine, staging
from bellwarden.calllog.engine import text
from bellwarden.calllog.files import sync
from bellwarden.calllog.manifest import Segment
from bellwarden.calllog.rolling import Roller
from bellwarden.calllog.segments import rows_in, write_segment
from bellwarden.calllog.staging import CALLS, SOUND

ROWS_IN_MEMORY: Final = 2_000_000  # rows waiting to be sorted into days
TOKENS: Final = "incoming_tokens"
TOKENS_SCHEMA: Final = "hash UBIGINT, ours BOOLEAN, began TIMESTAMP, calling BIGINT, decision_id VARCHAR"
TOKENS_ROW_GROUP: Final = 40_960  # rows; smaller groups make the lists of groups long, bigger ones what is read of each
_COUNTS: Final = "count(*), count(*) FILTER (rung = 'alone'), count(*) FILTER (rung IS NULL)"


class DayWriter:
    """Numbers and writes segments. Nothing refers to them before the manifest does."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, folder: Path, next_segment: int, retention: str = ""
    ) -> None:
        self._connection = connection
        self.folder = folder
        self.next_segment = next_segment
        self.roller = Roller(connection, folder)
        self._retention = f" REPLACE ({text(retention)} AS retention)" if retention else ""
        self.segments: list[Segment] = []
        self.rows = 0
        self.since: datetime | None = None
        self.until: datetime | None = None
        self.begin()

    def begin(self) -> None:
        """The tables that rows and tokens wait in, empty."""
        staging.begin(self._connection)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {TOKENS} ({TOKENS_SCHEMA})")

    def flush(self, at_least: int = 1) -> None:
        """What waits, sorted into a segment for each day, if so many rows wait."""
        row = self._connection.execute(f"SELECT count(*) FROM {CALLS}").fetchone()
        if row is None or row[0] < at_least:
            return
        days = self._connection.execute(
            f"SELECT CAST(began AS DATE)::VARCHAR AS day, min(began), max(began), {_COUNTS} FROM {SOUND}"
            " GROUP BY day ORDER BY day"
        ).fetchall()
        for day, first, last, *counts in days:
            within = f"WHERE began >= DATE {text(day)} AND began < DATE {text(day)} + INTERVAL 1 DAY"
            segment = self.write(
                day, f"(SELECT *{self._retention} FROM {SOUND} {within})", f"(SELECT * FROM {TOKENS} {within})", counts
            )
            self.rows += segment.rows
            self.since = min(self.since or first, first)
            self.until = max(self.until or last, last)
        self.begin()

    def write(self, day: str, rows: str, tokens: str, counts: Sequence[int] = ()) -> Segment:
        """A segment of what these two select. `counts`, if known: all rows, decisions alone, records alone."""
        bare = Segment(self.next_segment, day, 0)
        self.next_segment += 1
        write_segment(self._connection, self.folder, bare, rows)
        count, alone, undecided = counts or self._counted(bare)
        segment = Segment(bare.number, day, count, alone, undecided, self._write_tokens(bare, tokens))
        self.roller.keep(segment)
        self.segments.append(segment)
        return segment

    def _counted(self, segment: Segment) -> tuple[int, int, int]:
        row = self._connection.execute(f"SELECT {_COUNTS} FROM {rows_in(self.folder, [segment])}").fetchone()
        return (row[0], row[1], row[2]) if row else (0, 0, 0)

    def _write_tokens(self, segment: Segment, tokens: str) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM {tokens}").fetchone()
        if row is None or not row[0]:
            return 0
        path = self.folder / segment.by_token
        self._connection.execute(
            f"COPY (SELECT * FROM {tokens} ORDER BY hash, began) TO {text(str(path))}"
            f" (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {TOKENS_ROW_GROUP})"
        )
        os.chmod(path, 0o600)
        sync(path)
        sync(path.parent)
        return int(row[0])


def tokens_in(folder: Path, segments: Iterable[Segment]) -> str:
    """What to select the tokens of segments from."""
    paths = [str(folder / one.by_token) for one in segments if one.tokens]
    return f"read_parquet({engine.files(paths)})" if paths else f"(SELECT * FROM {TOKENS} WHERE false)"
