"""Questions to the log: calls of a number around a time, profiles, samples, how long calls are."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb

from bellwarden.calllog import engine
from bellwarden.calllog.clusters import clusters
from bellwarden.calllog.engine import moment, text
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.joining import paired
from bellwarden.calllog.manifest import Manifest, Segment, load
from bellwarden.calllog.past import HISTORY_DAYS
from bellwarden.calllog.profiles import HOUR_S, Asked, profiles
from bellwarden.calllog.references import References
from bellwarden.calllog.segments import rows_at, rows_in
from bellwarden.calllog.settling import pair_days, unsettled_days
from bellwarden.calllog.validity import invalid_caller
from bellwarden.model.call_record import CallRecord, CallResult
from bellwarden.traffic.blend import Blend, blend
from bellwarden.traffic.detector import Samples
from bellwarden.traffic.profile import NUMBER_KINDS, SubjectKind, TrafficProfile

FOUND_MAX: Final = 1_000  # calls told of one question
NUMBERS_MAX: Final = 2_000  # caller IDs or called numbers that are profiled: the busiest ones
_COLUMNS: Final = (
    "began, calling, called, calling_text, called_text, result, cause, sip_status, duration_ms, billable_ms, customer,"
    " trunk, upstream, source_ip, call_id, name, decision_id, rung, source, line,"
    " attestation, signer, verstat, ended_by, verdict, retention"
)
NOTHING_LISTED: Final = References()
_NEIGHBOUR: Final = "calling // 10000 = called // 10000 AND calling BETWEEN 10000000000 AND 19999999999"


class Asker:
    """One process's view of the log, as its manifest was when the asking began."""

    def __init__(
        self, folder: Path, connection: duckdb.DuckDBPyConnection, references: References = NOTHING_LISTED
    ) -> None:
        self._folder = folder
        self._references = references
        self._connection = connection
        self.manifest: Manifest = load(folder)
        self._paired = False  # whether decisions and records of days that are not settled have been brought together

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """For questions of this room that have files of their own."""
        return self._connection

    def rows(self, since: datetime | None = None, until: datetime | None = None) -> str:
        """What to select calls from; CallLogFault when the log holds none of the time asked for."""
        segments = self._segments(since, until)
        if not segments:
            raise CallLogFault(f"{self._folder} holds no calls of that time; `bellwarden calls import` takes them in")
        rows = rows_in(self._folder, segments)
        waiting = unsettled_days(self.manifest)
        if not any(one.day in waiting for one in segments):
            return rows
        if not self._paired:
            pair_days(self._connection, self._folder, self.manifest, waiting)
            self._paired = True
        return paired(rows)

    def _segments(self, since: datetime | None, until: datetime | None) -> list[Segment]:
        return self.manifest.days(
            since.astimezone(UTC).strftime("%Y-%m-%d") if since else "",
            until.astimezone(UTC).strftime("%Y-%m-%d") if until else "9999-99-99",
        )

    def find(self, number: int, around: datetime, tolerance: timedelta, limit: int = FOUND_MAX) -> list[CallRecord]:
        """Calls by or to a number (E.164 digits) within `tolerance` of a time, nearest first."""
        since, until = around - tolerance, around + tolerance
        segments = self._segments(since, until)
        if not segments:
            return []
        within = f"began BETWEEN {moment(since)} AND {moment(until)}"
        near = f"abs(epoch_us(began) - epoch_us({moment(around)}))"
        asked = [f"{rows_in(self._folder, segments)} WHERE calling = {number:d} AND {within}"]
        for segment, places in self._places(segments, f"called = {number:d} AND {within}", near, limit):
            asked.append(f"{rows_at(self._folder, segment, places)} WHERE calling IS DISTINCT FROM {number:d}")
        calls = " UNION ALL ".join(f"(SELECT {_COLUMNS} FROM {one})" for one in asked)
        return self._records(f"SELECT * FROM ({calls}) ORDER BY {near}, source, line LIMIT {limit:d}")

    def _places(
        self, segments: Sequence[Segment], wanted: str, order: str, limit: int
    ) -> Iterator[tuple[Segment, list[int]]]:
        """Where the calls stand that the twins know."""
        by_path = {str(self._folder / one.by_called): one for one in segments}
        found = self._connection.execute(
            f"SELECT filename, list(place) FROM (SELECT filename, place FROM"
            f" read_parquet({engine.files(list(by_path))}, filename = true) WHERE {wanted}"
            f" ORDER BY {order} LIMIT {limit:d}) GROUP BY filename ORDER BY filename"
        )
        for path, places in found.fetchall():
            yield by_path[path], places

    def kinds(self) -> list[SubjectKind]:
        """Whose calls the log can tell apart: customers if it knows more than one, and so on down to caller IDs."""
        known = ", ".join(f"approx_count_distinct({one.value})" for one in SubjectKind if one not in NUMBER_KINDS)
        counts = self._connection.execute(f"SELECT {known} FROM {self.rows()}").fetchone() or ()
        named = [kind for kind, count in zip(SubjectKind, counts, strict=False) if count > 1]
        return [*named, SubjectKind.CALLING]

    def profiles(
        self,
        kind: SubjectKind,
        references: References | None = None,
        window_s: int = HOUR_S,
        since: datetime | None = None,
        until: datetime | None = None,
        looks: Sequence[int] = (),
    ) -> Iterator[TrafficProfile]:
        """By subject and window, a window's looks before the window itself.

        Of caller IDs and called numbers the busiest `NUMBERS_MAX` only.
        """
        rows = self.rows(since, until)
        if kind in NUMBER_KINDS:
            number = kind.value
            busiest = (
                f"SELECT {number} FROM {rows} WHERE {number} IS NOT NULL AND called IS NOT NULL GROUP BY {number}"
                f" ORDER BY count(*) DESC, {number} LIMIT {NUMBERS_MAX}"
            )
            rows = f"(SELECT * FROM {rows} WHERE {number} IN ({busiest}))"
        before, after = timedelta(days=HISTORY_DAYS), timedelta(days=1)
        around = self.rows(since - before if since else None, until + after if until else None)
        listed = references or self._references
        yield from profiles(self._connection, Asked(rows, kind, listed, window_s, since, until, looks, around))

    def samples(
        self, profile: TrafficProfile, which: Samples, high_cost: Sequence[str], count: int
    ) -> list[CallRecord]:
        """The first calls of a profile's window that show a pattern."""
        wanted = f"{_within(profile)} AND {_shows(which, high_cost)}"
        rows = self.rows(profile.since, profile.until)
        return self._records(
            f"SELECT {_COLUMNS} FROM {rows} WHERE {wanted} ORDER BY began, source, line LIMIT {count:d}"
        )

    def blends(
        self,
        kind: SubjectKind,
        since: datetime | None = None,
        until: datetime | None = None,
        subject: str = "",
        least: float = 0.0,
    ) -> Iterator[tuple[str, Blend]]:
        """Subject by subject the share of dialler traffic; left out are those with too few calls or caller IDs, and
        with a share below `least`."""
        wanted = [f"began >= {moment(since)}"] if since else []
        wanted += [f"began < {moment(until)}"] if until else []
        wanted += [f"{kind.value} = {text(subject)}"] if subject else []
        # A cursor of its own: this is also asked while the answer to another question is being read.
        with self._connection.cursor() as cursor:
            for name, found in clusters(cursor, self.rows(since, until), kind, " AND ".join(wanted) or "true"):
                mixed = blend(found, least)
                if mixed is not None:
                    yield name, mixed

    def costly(self, customer: str, since: datetime, until: datetime, count: int) -> list[tuple[float, float]]:
        """A customer's answered calls to prefixes of high cost: begin (seconds since 1970) and billable seconds."""
        found = self._connection.execute(
            f"SELECT epoch_us(began) / 1e6, billable_ms / 1e3 FROM {self.rows(since, until)}"
            f" WHERE customer = {text(customer)} AND result = 'answered' AND billable_ms IS NOT NULL"
            f" AND {_shows(Samples.HIGH_COST, self._references.high_cost)}"
            f" AND began >= {moment(since)} AND began < {moment(until)} ORDER BY 1 LIMIT {count:d}"
        ).fetchall()
        return [(float(at), float(length)) for at, length in found]

    def lengths(self, profile: TrafficProfile, edges_s: Sequence[int]) -> list[int]:
        """Answered calls of a profile by billable length: up to the first edge, the second, …, beyond the last."""
        cases = " ".join(f"WHEN billable_ms <= {edge * 1000} THEN {place}" for place, edge in enumerate(edges_s))
        found = self._connection.execute(
            f"SELECT CASE {cases} ELSE {len(edges_s)} END AS place, count(*)"
            f" FROM {self.rows(profile.since, profile.until)} WHERE {_within(profile)}"
            " AND result = 'answered' AND billable_ms IS NOT NULL GROUP BY place"
        ).fetchall()
        counts = dict(found)
        return [int(counts.get(place, 0)) for place in range(len(edges_s) + 1)]

    def _records(self, query: str) -> list[CallRecord]:
        return [_record(row) for row in self._connection.execute(query).fetchall()]


@contextmanager
def asking(folder: Path, references: References = NOTHING_LISTED) -> Iterator[Asker]:
    """`references`: the lists that profiles are held against. CallLogFault when there is no log."""
    if not (folder / "manifest.json").is_file():
        raise CallLogFault(f"there is no call log in {folder}; `bellwarden calls import` begins one")
    with tempfile.TemporaryDirectory(prefix="bellwarden-") as scratch:
        connection = engine.connect(Path(scratch))
        try:
            yield Asker(folder, connection, references)
        except duckdb.Error as error:
            raise CallLogFault(f"the call log in {folder} can't be asked: {str(error).splitlines()[0]}") from error
        finally:
            connection.close()


def _within(profile: TrafficProfile) -> str:
    """The calls that a profile is about."""
    subject = f"{profile.kind.value} = {text(profile.subject)}"
    if profile.kind in NUMBER_KINDS:
        subject = f"{profile.kind.value} = {int(profile.subject)}"
    return f"{subject} AND called IS NOT NULL AND began >= {moment(profile.since)} AND began < {moment(profile.until)}"


def _shows(which: Samples, high_cost: Sequence[str]) -> str:
    match which:
        case Samples.SHORT:
            return "result = 'answered' AND billable_ms BETWEEN 1 AND 6000"
        case Samples.UNANSWERED:
            return "result <> 'answered'"
        case Samples.INVALID_CALLER:
            return invalid_caller()
        case Samples.NEIGHBOUR:
            return _NEIGHBOUR
        case Samples.SHORT_RING:
            return "result IN ('no_answer', 'cancelled') AND duration_ms BETWEEN 1000 AND 6000"
        case Samples.HIGH_COST:
            prefixes = [f"starts_with(called::VARCHAR, {text(one)})" for one in high_cost]
            return f"({' OR '.join(prefixes)})" if prefixes else "false"
        case _:
            return "true"


def _record(row: tuple[Any, ...]) -> CallRecord:
    began, calling, called, calling_text, called_text, result, *rest = row
    began = began.replace(tzinfo=UTC)
    return CallRecord(began, calling, called, calling_text, called_text, CallResult(result), *rest)
