"""Roll-ups by customer and hour, kept by whoever writes the log, so that a page never counts calls.

with Rollups(home / "calllog") as traffic:
    traffic.customer_hours(since, until, "quillmark")
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import msgspec

from bellwarden.calllog.counting import DESTINATIONS, Detail, different, summed_areas, together, total, unpack
from bellwarden.calllog.manifest import NAME as MANIFEST
from bellwarden.calllog.manifest import Manifest, load
from bellwarden.calllog.reach import complete_up_to
from bellwarden.calllog.rolling import BEFORE, NAME, VERSION, prepare
from bellwarden.calllog.settling import unsettled_days
from bellwarden.model.customer_traffic import (
    AreaCounts,
    Counts,
    Coverage,
    CustomerTraffic,
    DayCounts,
    DaySums,
    HourCounts,
    PeerDay,
    PeerFigure,
)

HOUR_S: Final = 3600
FEW: Final = 500  # customers whose days are looked up one by one; of more all days are read


class _Log(NamedTuple):
    """What a manifest says, as far as roll-ups need it."""

    segments: tuple[tuple[int, str], ...]
    unsettled: frozenset[str]
    complete_up_to: float


class _Valid(NamedTuple):
    """Which counts are those of the calls in the log, of the days asked for."""

    numbers: str  # of the segments, as a list of SQL; of days whose calls have expired BEFORE stands for them
    days: frozenset[str]  # that have such counts
    missing: frozenset[str]


class Rollups:
    """Implements `ports.traffic.Traffic`. Cheap to open; one per request or deed, not shared between threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is HOME/calllog; one that is not there yet has no calls."""
        self._folder = folder
        self._database = _opened(folder / NAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def customer_hours(self, since: datetime, until: datetime, customer: str) -> CustomerTraffic:
        first, last = _hours(since, until)
        days = _days(first, last)
        valid = self._valid(*days)
        parts: dict[str, list[Detail]] = {}
        for day, packed in self._database.execute(
            "SELECT day, packed FROM detail WHERE customer = ? AND day BETWEEN ? AND ?"
            f" AND segment IN ({valid.numbers}) ORDER BY day",
            (customer, *days),
        ):
            parts.setdefault(day, []).append(unpack(packed))
        by_day = {day: together(details) for day, details in parts.items()}
        return CustomerTraffic(
            customer,
            first,
            last,
            tuple(_hour_counts(by_day, first, last)),
            tuple(
                DayCounts(day, total(detail.hours()), different([detail.callers]), different([detail.called]))
                for day, detail in by_day.items()
            ),
            _areas(by_day.values()),
            different([one.callers for one in by_day.values()]),
            different([one.called for one in by_day.values()]),
            self._coverage(valid, *days),
        )

    def totals(self, since: datetime, until: datetime, customers: Sequence[str] = ()) -> Mapping[str, Counts]:
        sums = ", ".join(f"sum({one})" for one in Counts._fields)
        asked = self._by_customer(f"customer, {sums}", "GROUP BY customer", since, until, customers)
        return {customer: Counts(*counts) for customer, *counts in asked}

    def attempts(self, since: datetime, until: datetime) -> int:
        days = _days(*_hours(since, until))
        asked = (
            "SELECT coalesce(sum(attempts), 0) FROM day INDEXED BY by_day"
            f" WHERE day BETWEEN ? AND ? AND segment IN ({self._valid(*days).numbers})"
        )
        return int(self._database.execute(asked, days).fetchone()[0])

    def days(self, since: datetime, until: datetime, customers: Sequence[str] = ()) -> Mapping[str, Sequence[DaySums]]:
        found: dict[str, list[DaySums]] = {}
        sums = ", ".join(f"sum({one})" for one in Counts._fields)
        for customer, day, callers, *counts in self._by_customer(
            f"customer, day, max(callers), {sums}", "GROUP BY customer, day ORDER BY day", since, until, customers
        ):
            found.setdefault(customer, []).append(DaySums(day, Counts(*counts), callers))
        return found

    def _by_customer(
        self, columns: str, order: str, since: datetime, until: datetime, customers: Sequence[str]
    ) -> Iterator[tuple[Any, ...]]:
        days = _days(*_hours(since, until))
        valid = self._valid(*days)
        # Some customers lie side by side in the table; for many all of the days are read.
        table = "day" if 0 < len(customers) <= FEW else "day INDEXED BY by_day"
        wanted = "customer IN (SELECT value FROM json_each(?)) AND" if customers else ""
        named = (msgspec.json.encode(list(customers)).decode(),) if customers else ()
        return self._database.execute(
            f"SELECT {columns} FROM {table} WHERE {wanted} day BETWEEN ? AND ?"
            f" AND segment IN ({valid.numbers}) {order}",
            (*named, *days),
        )

    def peers(self, since: datetime, until: datetime, figure: PeerFigure) -> Sequence[PeerDay]:
        rows = self._database.execute(
            "SELECT day, customers, percentiles FROM peer"
            " WHERE figure = ? AND day BETWEEN ? AND ? AND percentiles <> '' ORDER BY day",
            (figure.value, *_days(*_hours(since, until))),
        )
        return [
            PeerDay(day, count, tuple(msgspec.json.decode(values, type=list[float]))) for day, count, values in rows
        ]

    def coverage(self, since: datetime, until: datetime) -> Coverage:
        days = _days(*_hours(since, until))
        return self._coverage(self._valid(*days), *days)

    def _coverage(self, valid: _Valid, first: str, last: str) -> Coverage:
        log = _log_of(self._folder)
        return Coverage(
            tuple(sorted(valid.days)),
            tuple(sorted(valid.missing)),
            tuple(sorted(day for day in log.unsettled if first <= day <= last)),
            log.complete_up_to,
        )

    def _valid(self, first: str, last: str) -> _Valid:
        """Everything until the next question is read in one transaction. A writer may have replaced what the manifest
        named a moment ago: then it is read again."""
        found = self._look(first, last)
        return self._look(first, last) if found.missing else found

    def _look(self, first: str, last: str) -> _Valid:
        if self._database.in_transaction:
            self._database.execute("COMMIT")
        named = [(number, day) for number, day in _log_of(self._folder).segments if first <= day <= last]
        self._database.execute("BEGIN")
        known = {
            one
            for (one,) in self._database.execute("SELECT number FROM segment WHERE day BETWEEN ? AND ?", (first, last))
        }
        expired = dict(
            self._database.execute("SELECT day, up_to FROM expired WHERE day BETWEEN ? AND ?", (first, last))
        )
        counted = {number: day for number, day in named if number in known and number > expired.get(day, BEFORE)}
        return _Valid(
            ", ".join(map(str, (BEFORE, *counted))),
            frozenset((*counted.values(), *expired)),
            frozenset(day for number, day in named if number not in known and number > expired.get(day, BEFORE)),
        )


def _opened(path: Path) -> sqlite3.Connection:
    """For reading; of what is not there, or can't be read, an empty one."""
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        if database.execute("PRAGMA user_version").fetchone() == (VERSION,):
            return database
        database.close()
    except sqlite3.Error:
        pass
    empty = sqlite3.connect(":memory:", isolation_level=None)
    prepare(empty)
    return empty


def _log_of(folder: Path) -> _Log:
    try:
        about = (folder / MANIFEST).stat()
    except FileNotFoundError:
        return _Log((), frozenset(), 0.0)
    return _read_log(folder, about.st_ino, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4)
def _read_log(folder: Path, *_identity: int) -> _Log:
    """A manifest is replaced whole, so one that looks the same is the same."""
    manifest: Manifest = load(folder)
    segments = tuple((one.number, one.day) for one in manifest.segments)
    return _Log(segments, frozenset(unsettled_days(manifest)), complete_up_to(manifest))


def _hours(since: datetime, until: datetime) -> tuple[float, float]:
    """Begin of the first hour and end of the last."""
    first, last = since.timestamp() // HOUR_S, -(-until.timestamp() // HOUR_S)
    return first * HOUR_S, max(first, last) * HOUR_S


def _days(first: float, last: float) -> tuple[str, str]:
    until = max(datetime.fromtimestamp(last, UTC) - timedelta(seconds=1), datetime.fromtimestamp(first, UTC))
    return datetime.fromtimestamp(first, UTC).date().isoformat(), until.date().isoformat()


def _hour_counts(by_day: Mapping[str, Detail], first: float, last: float) -> Iterator[HourCounts]:
    for day, detail in by_day.items():
        begin = datetime.combine(date.fromisoformat(day), time(), UTC).timestamp()
        for hour, destination, *counts in detail.hours():
            if first <= (at := begin + hour * HOUR_S) < last:
                yield HourCounts(at, DESTINATIONS[destination], Counts._make(counts))


def _areas(details: Iterable[Detail]) -> tuple[AreaCounts, ...]:
    areas = [AreaCounts(*one) for one in summed_areas(details)]
    return tuple(sorted(areas, key=lambda one: (not one.area, -one.attempts, one.area)))
