"""All calls of a time in the order they began, for a replay: day by day, in bounded memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from bellwarden.calllog.asking import Asker
from bellwarden.calllog.engine import moment
from bellwarden.flows.replay_past import RecordedCall

BATCH: Final = 5_000
# In the order of `RecordedCall`.
_COLUMNS: Final = (
    "epoch_us(began) / 1e6, coalesce('+' || calling::VARCHAR, calling_text, ''),"
    " coalesce('+' || called::VARCHAR, called_text, ''), result, billable_ms / 1e3, coalesce(customer, ''),"
    " coalesce(trunk, ''), coalesce(upstream, ''), coalesce(source_ip, ''), coalesce(call_id, ''), coalesce(name, ''),"
    " coalesce(decision_id, '')"
)


def in_order(asker: Asker, since: datetime, until: datetime) -> Iterator[RecordedCall]:
    """From `since` to before `until`, oldest first. Nothing where the log holds nothing."""
    new, kind = tuple.__new__, RecordedCall
    for day in sorted({segment.day for segment in asker.manifest.segments}):
        begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
        if begin >= until or begin + timedelta(days=1) <= since:
            continue
        found = asker.connection.execute(
            f"SELECT {_COLUMNS} FROM {asker.rows(begin, begin)} WHERE began >= {moment(since)}"
            f" AND began < {moment(until)} ORDER BY began, source, line"
        )
        while rows := found.fetchmany(BATCH):
            for row in rows:
                yield new(kind, row)


def span(asker: Asker) -> tuple[datetime, datetime] | None:
    """The first and the last call of the log; None without calls."""
    days = sorted({segment.day for segment in asker.manifest.segments})
    if not days:
        return None
    ends = []
    for day, which in ((days[0], "min"), (days[-1], "max")):
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        row = asker.connection.execute(f"SELECT {which}(began) FROM {asker.rows(at, at)}").fetchone()
        ends.append(row[0].replace(tzinfo=UTC) if row and row[0] else at)
    return ends[0], ends[1]
