"""One subject's calls as they are drawn: by the hour, where to, by which caller IDs, and beside everybody else's."""

from datetime import UTC, datetime
from typing import Final, NamedTuple

from bellwarden.calllog.asking import Asker
from bellwarden.calllog.engine import moment, text
from bellwarden.traffic.profile import SHORT_S, SubjectKind

TOP: Final = 8
_SUMS: Final = (
    "count(*), count(*) FILTER (result = 'answered'),"
    " count(*) FILTER (result = 'answered' AND billable_ms IS NOT NULL),"
    " coalesce(sum(billable_ms) FILTER (result = 'answered'), 0)::BIGINT,"
    f" count(*) FILTER (result = 'answered' AND billable_ms > 0 AND billable_ms <= {SHORT_S * 1000})"
)
_PREFIX: Final = "left(called::VARCHAR, 4)"  # country and area code at home; abroad the country and what follows


class Sums(NamedTuple):
    """Attempts of one hour, one day or one subject, and how they ended."""

    attempts: int
    answered: int
    timed: int  # answered calls whose billable time is known
    billable_ms: int
    short: int  # answered, at most 6 s

    @property
    def asr(self) -> float | None:
        return self.answered / self.attempts if self.attempts else None

    @property
    def acd_s(self) -> float | None:
        return self.billable_ms / 1000 / self.timed if self.timed else None

    @property
    def short_ratio(self) -> float | None:
        return self.short / self.timed if self.timed else None


class Often(NamedTuple):
    """A prefix or a caller ID, with its attempts and answers."""

    what: str
    attempts: int
    answered: int


class Picture(NamedTuple):
    """`hours` by the beginning of the hour; hours without a call are not there."""

    kind: SubjectKind
    subject: str
    since: datetime
    until: datetime
    hours: dict[datetime, Sums]
    prefixes: list[Often]
    callers: list[Often]
    callers_count: int
    called_count: int
    peers: dict[str, Sums]  # everybody of the kind in the same time, by subject


def knows(asker: Asker, kind: SubjectKind, subject: str) -> bool:
    """Whether any call of the log is the subject's."""
    rows = f"{asker.rows()} WHERE {_subject(kind)} = {text(subject)}"
    return asker.connection.execute(f"SELECT 1 FROM {rows} LIMIT 1").fetchone() is not None


def names(asker: Asker, kind: SubjectKind, limit: int = 10_000) -> list[str]:
    """Everybody of a kind, the busiest first."""
    found = asker.connection.execute(
        f"SELECT {_subject(kind)} AS subject FROM {asker.rows()} WHERE subject IS NOT NULL"
        f" GROUP BY subject ORDER BY count(*) DESC, subject LIMIT {limit:d}"
    ).fetchall()
    return [str(one[0]) for one in found]


def picture(asker: Asker, kind: SubjectKind, subject: str, since: datetime, until: datetime) -> Picture:
    """From `since` to before `until`. Only calls to telephone numbers count, as in the profiles."""
    run = asker.connection
    all_rows = (
        f"(SELECT *, {_subject(kind)} AS subject FROM {asker.rows(since, until)} WHERE began >= {moment(since)}"
        f" AND began < {moment(until)} AND called IS NOT NULL AND {_subject(kind)} IS NOT NULL)"
    )
    own = f"{all_rows} WHERE subject = {text(subject)}"
    hours = run.execute(
        f"SELECT time_bucket(INTERVAL 1 HOUR, began) AS hour, {_SUMS} FROM {own} GROUP BY hour"
    ).fetchall()
    counts = run.execute(f"SELECT count(DISTINCT calling), count(DISTINCT called) FROM {own}").fetchone()
    peers = run.execute(f"SELECT subject, {_SUMS} FROM {all_rows} GROUP BY subject").fetchall()
    return Picture(
        kind,
        subject,
        since,
        until,
        {row[0].replace(tzinfo=UTC): Sums(*row[1:]) for row in hours},
        _often(asker, _PREFIX, own),
        _often(asker, "calling::VARCHAR", own),
        *((int(counts[0]), int(counts[1])) if counts else (0, 0)),
        {str(row[0]): Sums(*row[1:]) for row in peers},
    )


def _subject(kind: SubjectKind) -> str:
    return f"{kind.value}::VARCHAR"


def _often(asker: Asker, what: str, own: str) -> list[Often]:
    rows = asker.connection.execute(
        f"SELECT {what} AS what, count(*) AS n, count(*) FILTER (result = 'answered') FROM {own} AND what IS NOT NULL"
        f" GROUP BY what ORDER BY n DESC, what LIMIT {TOP}"
    ).fetchall()
    return [Often(*row) for row in rows]
