"""Roll-ups as the log's writer keeps them: HOME/calllog/hours.sqlite, by customer and day, for each segment apart.

A segment's counts are on disk before a manifest names the segment, and readers count exactly the segments that their
manifest names: so counts and calls are of one moment, whatever a kill leaves behind. A day written anew (settled,
merged, told by late records) has a new segment, and with it new counts. What is missing (a log of an earlier version, a
file that was damaged) is made up by the next writers. SQLite rather than Parquet: one customer's days lie side by side,
and a day is written without touching the others.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import msgspec

from bellwarden.calllog.counting import Detail, count_by_customer, different, together, total, unpack
from bellwarden.calllog.manifest import Manifest, Segment
from bellwarden.calllog.segments import rows_in
from bellwarden.model.customer_traffic import PEER_PERCENTILES, Counts, PeerFigure

NAME: Final = "hours.sqlite"
VERSION: Final = 2
KEPT_DAYS: Final = 400  # counts outlive calls: they name no number
CATCH_UP_ROWS: Final = 3_000_000  # calls that a writer counts beside its own work: a second or two
PEER_ATTEMPTS_MIN: Final = 20
PEERS_MIN: Final = 5
BEFORE: Final = 0  # in place of a segment: calls of the day that have expired
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS segment (number INTEGER PRIMARY KEY, day TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS day (customer TEXT, day TEXT, segment INTEGER, attempts INTEGER, answered INTEGER,"
    " timed INTEGER, short INTEGER, billable_ms INTEGER, decided INTEGER, blocked INTEGER, diverted INTEGER,"
    " limited INTEGER, observed INTEGER, callers INTEGER, called INTEGER, PRIMARY KEY (customer, day, segment))"
    " WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS by_day ON day (day, segment, customer, attempts, answered, timed, short, billable_ms,"
    " decided, blocked, diverted, limited, observed, callers)",
    "CREATE TABLE IF NOT EXISTS detail (customer TEXT, day TEXT, segment INTEGER, packed BLOB,"
    " PRIMARY KEY (customer, day, segment)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS expired (day TEXT PRIMARY KEY, up_to INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS peer (figure TEXT, day TEXT, segments TEXT, customers INTEGER, percentiles TEXT,"
    " PRIMARY KEY (figure, day)) WITHOUT ROWID",
    f"PRAGMA user_version = {VERSION}",
)


class Roller:
    """Under the log's lock. What SQLite can't do is left out, and told by `Coverage.missing`: counts that can't be
    kept are no reason not to keep calls."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._path = folder / NAME

    def keep(self, segment: Segment) -> None:
        """Count what was written."""
        found = count_by_customer(self._connection, rows_in(self._folder, [segment]))
        with suppress(sqlite3.Error), self._writing() as database:
            _forget(database, segment)  # a number is used again after a kill
            _remember(database, segment, found)
            before = (segment.number - 1, segment.day, segment.number)
            database.execute("UPDATE expired SET up_to = ? WHERE day = ? AND up_to >= ?", before)
            database.execute("INSERT OR REPLACE INTO segment VALUES (?, ?)", (segment.number, segment.day))

    def catch_up(self, manifest: Manifest, rows_max: int | None = CATCH_UP_ROWS) -> None:
        """Drop what no manifest names, and count what is not counted, newest days first."""
        named = {one.number for one in manifest.segments}
        known: Set[int] = frozenset()
        with suppress(sqlite3.Error), self._writing() as database:
            kept = dict(database.execute("SELECT number, day FROM segment"))
            for number in kept.keys() - named:
                _forget(database, Segment(number, kept[number], 0))
            known = kept.keys() & named
        rows = 0
        for one in sorted(manifest.segments, key=lambda one: one.day, reverse=True):
            if one.number not in known and (rows_max is None or rows + one.rows <= rows_max):
                rows += one.rows
                self.keep(one)

    def expire(self, day: str, gone: Sequence[Segment], up_to: int, now: datetime) -> None:
        """Calls of a day are about to go. Their counts stay, in place of those of all its segments up to `up_to`."""
        with suppress(sqlite3.Error), self._writing() as database:
            row = database.execute("SELECT up_to FROM expired WHERE day = ?", (day,)).fetchone() or (BEFORE,)
            fresh = [one.number for one in gone if one.number > row[0]]
            numbers = ", ".join(map(str, (BEFORE, *fresh)))
            kept = f"SELECT customer, packed FROM detail WHERE day = ? AND segment IN ({numbers})"
            parts: dict[str, list[Detail]] = {}
            for customer, packed in database.execute(kept, (day,)).fetchall():
                parts.setdefault(customer, []).append(unpack(packed))
            found = {customer: together(details) for customer, details in parts.items()}
            before = Segment(BEFORE, day, 0)
            _forget(database, before)
            _remember(database, before, {name: (total(detail.hours()), detail) for name, detail in found.items()})
            database.execute("INSERT OR REPLACE INTO expired VALUES (?, ?)", (day, up_to))
            last = (now.astimezone(UTC) - timedelta(days=KEPT_DAYS)).date().isoformat()
            for table in ("day", "detail", "expired", "peer"):
                database.execute(f"DELETE FROM {table} WHERE day < ?", (last,))

    def compare(self, manifest: Manifest) -> None:
        """How all customers' figures lie on the days that have changed."""
        days: dict[str, list[int]] = {}
        for one in manifest.segments:
            days.setdefault(one.day, []).append(one.number)
        with suppress(sqlite3.Error), self._writing() as database:
            done = dict(
                database.execute("SELECT day, segments FROM peer WHERE figure = ?", (PeerFigure.ATTEMPTS.value,))
            )
            over = {day for (day,) in database.execute("SELECT day FROM expired")}
            for day, numbers in days.items():
                segments = ",".join(map(str, sorted(numbers)))
                if done.get(day) != segments and day not in over:
                    _compare_day(database, day, segments)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; a file that is damaged is thrown away, and counted anew by and by."""
        try:
            with closing(sqlite3.connect(self._path, isolation_level=None, timeout=10)) as database:
                prepare(database)
                os.chmod(self._path, 0o600)
                database.execute("BEGIN IMMEDIATE")
                yield database
                database.execute("COMMIT")
        except sqlite3.OperationalError:  # a full disk, a lock that does not come
            raise
        except sqlite3.DatabaseError:
            for end in ("", "-wal", "-shm"):
                self._path.with_name(NAME + end).unlink(missing_ok=True)
            raise


def prepare(database: sqlite3.Connection) -> None:
    if database.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    database.execute("PRAGMA journal_mode = WAL")
    for table in ("segment", "day", "detail", "expired", "peer"):
        database.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _SCHEMA:
        database.execute(statement)


def _remember(database: sqlite3.Connection, segment: Segment, found: Mapping[str, tuple[Counts, Detail]]) -> None:
    days, details = [], []
    for customer, (counts, detail) in found.items():
        key = (customer, segment.day, segment.number)
        days.append((*key, *counts, different([detail.callers]).count, different([detail.called]).count))
        details.append((*key, msgspec.msgpack.encode(detail)))
    database.executemany(f"INSERT INTO day VALUES ({', '.join('?' * 15)})", days)
    database.executemany("INSERT INTO detail VALUES (?, ?, ?, ?)", details)


def _forget(database: sqlite3.Connection, segment: Segment) -> None:
    of = (segment.day, segment.number)
    customers = "SELECT customer FROM day WHERE day = ? AND segment = ?"
    database.execute(f"DELETE FROM detail WHERE customer IN ({customers}) AND day = ? AND segment = ?", (*of, *of))
    database.execute("DELETE FROM day WHERE day = ? AND segment = ?", of)
    database.execute("DELETE FROM segment WHERE number = ?", (segment.number,))


def _compare_day(database: sqlite3.Connection, day: str, segments: str) -> None:
    rows = database.execute(
        "SELECT sum(attempts), sum(answered), sum(timed), sum(short), max(callers) FROM day"
        f" WHERE day = ? AND segment IN ({segments}) AND customer <> '' GROUP BY customer"
        f" HAVING sum(attempts) >= {PEER_ATTEMPTS_MIN}",
        (day,),
    ).fetchall()
    figures: dict[PeerFigure, list[float]] = {
        PeerFigure.ATTEMPTS: [float(one[0]) for one in rows],
        PeerFigure.ANSWERED_SHARE: [one[1] / one[0] for one in rows],
        PeerFigure.SHORT_SHARE: [one[3] / one[2] for one in rows if one[2]],
        PeerFigure.CALLERS: [float(one[4]) for one in rows],
    }
    for figure, values in figures.items():
        told = msgspec.json.encode(_percentiles(sorted(values))).decode() if len(values) >= PEERS_MIN else ""
        row = (figure.value, day, segments, len(values), told)
        database.execute("INSERT OR REPLACE INTO peer VALUES (?, ?, ?, ?, ?)", row)


def _percentiles(values: Sequence[float]) -> list[float]:
    """By nearest rank."""
    return [values[min(len(values) - 1, len(values) * one // 100)] for one in PEER_PERCENTILES]
