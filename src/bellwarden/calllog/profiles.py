"""Profiles as one query over the log: counts by subject and window, exact, never estimated."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import duckdb

from bellwarden.calllog.engine import text
from bellwarden.calllog.looks import NUMBERS, WHOLE, looking
from bellwarden.calllog.references import References
from bellwarden.calllog.validity import invalid_caller
from bellwarden.traffic.profile import SHORT_S, SubjectKind, TrafficProfile

BATCH: Final = 500
HOUR_S: Final = 3600


class Asked(NamedTuple):
    """`rows` is what to select calls from; `window_s` 0 takes everything as one window."""

    rows: str
    kind: SubjectKind
    references: References = References()
    window_s: int = HOUR_S
    since: datetime | None = None  # UTC
    until: datetime | None = None
    looks: Sequence[int] = ()  # windows also as they were after so many attempts


_SUMS: Final = f"""
    count(*) AS attempts, count(*) FILTER (answered) AS answered, count(*) FILTER (timed) AS timed,
    coalesce(sum(billable_ms) FILTER (timed), 0)::BIGINT AS billable_ms,
    count(*) FILTER (timed AND billable_ms > 0 AND billable_ms <= {SHORT_S * 1000}) AS short,
    count(*) FILTER (timed AND billable_ms < 60000) AS under_60s,
    count(*) FILTER (timed AND billable_ms > 120000) AS over_120s,
    count(*) FILTER (result = 'no_answer') AS no_answer, count(*) FILTER (result = 'busy') AS busy,
    count(*) FILTER (result = 'cancelled') AS cancelled, count(*) FILTER (result = 'vacant') AS vacant,
    count(*) FILTER (result = 'rejected') AS rejected, count(*) FILTER (result = 'failed') AS failed,
    count(*) FILTER (sip_status IN (607, 608)) AS analytics_rejects, count(sip_status) AS statused,
    count(*) FILTER (result IN ('no_answer', 'cancelled') AND duration_ms BETWEEN 1000 AND 6000) AS short_rings,
    count(*) FILTER (invalid) AS invalid_callers, count(calling) AS numbered,
    count(*) FILTER (home) AS home_pairs,
    count(*) FILTER (home AND calling // 10000000 = called // 10000000) AS same_area,
    count(*) FILTER (home AND calling // 10000 = called // 10000) AS same_exchange,
    count(*) FILTER (prefix IS NOT NULL) AS high_cost,
    coalesce(sum(billable_ms) FILTER (prefix IS NOT NULL AND timed), 0)::BIGINT AS high_cost_billable_ms,
    count(DISTINCT prefix) AS high_cost_prefixes, count(*) FILTER (calling_prefix) AS high_cost_callers,
    min(began) AS first_at, max(began) AS last_at
"""
_PARTS: Final = f"""
sums AS (SELECT subject, win, {_SUMS} FROM base GROUP BY subject, win),
pairs AS (SELECT subject, win, calling, called, count(*) AS n FROM base GROUP BY subject, win, calling, called),
by_caller AS (SELECT subject, win, count(*) AS callers, max(n) AS caller_attempts_max FROM
  (SELECT subject, win, calling, sum(n)::BIGINT AS n FROM pairs WHERE calling IS NOT NULL
   GROUP BY subject, win, calling)
  GROUP BY subject, win),
by_called AS (SELECT subject, win, count(*) AS called_numbers, max(n) AS called_attempts_max,
  max(callers) AS called_callers_max FROM
  (SELECT subject, win, called, sum(n)::BIGINT AS n, count(calling) AS callers FROM pairs
   GROUP BY subject, win, called)
  GROUP BY subject, win),
by_pair AS (SELECT subject, win, max(n) AS pair_attempts_max FROM pairs WHERE calling IS NOT NULL
  GROUP BY subject, win),
steps AS (SELECT subject, win, coalesce(called - lag(called) OVER w BETWEEN 1 AND 10, false) AS step,
  row_number() OVER w AS place FROM base WINDOW w AS (PARTITION BY subject, win ORDER BY began, source, line)),
runs AS (SELECT subject, win, place - row_number() OVER (PARTITION BY subject, win ORDER BY place) AS run
  FROM steps WHERE step),
by_run AS (SELECT subject, win, sum(n)::BIGINT AS sequential, max(n) + 1 AS sequential_run_max FROM
  (SELECT subject, win, run, count(*) AS n FROM runs GROUP BY subject, win, run) GROUP BY subject, win),
seconds AS (SELECT subject, win, epoch_us(began) // 1000000 AS second, count(*) AS n FROM base
  GROUP BY subject, win, second),
slides AS (SELECT subject, win, n,
  sum(n) OVER (PARTITION BY subject, win ORDER BY second RANGE BETWEEN 9 PRECEDING AND CURRENT ROW) AS n10,
  sum(n) OVER (PARTITION BY subject, win ORDER BY second RANGE BETWEEN 59 PRECEDING AND CURRENT ROW) AS n60
  FROM seconds),
by_second AS (SELECT subject, win, max(n) AS attempts_1s_max, max(n10)::BIGINT AS attempts_10s_max,
  max(n60)::BIGINT AS attempts_60s_max FROM slides GROUP BY subject, win),
by_ten AS (SELECT subject, win, sum(n * n)::BIGINT AS squares_10s FROM
  (SELECT subject, win, second // 10 AS ten, sum(n)::BIGINT AS n FROM seconds GROUP BY subject, win, ten)
  GROUP BY subject, win),
moves AS (SELECT subject, win, prefix, epoch_us(began) AS moment, 1 AS step FROM base WHERE prefix IS NOT NULL
  UNION ALL SELECT subject, win, prefix, epoch_us(began) + 1000 * coalesce(duration_ms, 0), -1 FROM base
  WHERE prefix IS NOT NULL),
by_prefix AS (SELECT subject, win, max(n)::BIGINT AS high_cost_parallel_max FROM
  (SELECT subject, win, sum(step) OVER (PARTITION BY subject, win, prefix ORDER BY moment, step
   ROWS UNBOUNDED PRECEDING) AS n FROM moves) GROUP BY subject, win),
by_name AS (SELECT subject, win, max(n) AS name_callers_max FROM
  (SELECT subject, win, name, count(DISTINCT calling) AS n FROM base WHERE name IS NOT NULL
   GROUP BY subject, win, name)
  GROUP BY subject, win)
"""
_JOINED: Final = ("by_caller", "by_called", "by_pair", "by_run", "by_second", "by_ten", "by_prefix", "by_name")
_COUNTS: Final = TrafficProfile._fields[
    6 : TrafficProfile._fields.index("unowned")
]  # behind the subject, the window, and the first and last call


def query(asked: Asked) -> str:
    """The whole question as SQL."""
    subject = f"{asked.kind.value}::VARCHAR"
    win = f"epoch_us(began) // {asked.window_s * 1_000_000}" if asked.window_s else "0"
    rows = looking(asked.rows, subject, win, asked.looks)
    spans = [f"began >= {_moment(asked.since)}"] if asked.since else []
    spans += [f"began < {_moment(asked.until)}"] if asked.until else []
    where = " AND ".join(["called IS NOT NULL", f"{subject} IS NOT NULL", *spans])
    home = "calling BETWEEN 10000000000 AND 19999999999 AND called BETWEEN 10000000000 AND 19999999999"
    high_cost = asked.references.high_cost
    base = (
        f"base AS NOT MATERIALIZED (SELECT {subject} AS subject, {win} * {NUMBERS} + look AS win, began, source, line,"
        " calling, called, result, sip_status,"
        " duration_ms, billable_ms, name, result = 'answered' AS answered,"
        " result = 'answered' AND billable_ms IS NOT NULL AS timed,"
        f" {invalid_caller()} AS invalid, coalesce({home}, false) AS home,"
        f" {_prefix('called', high_cost)} AS prefix,"
        f" {_prefix('calling', high_cost)} IS NOT NULL AS calling_prefix FROM {rows} WHERE {where})"
    )
    joins = " ".join(f"LEFT JOIN {one} USING (subject, win)" for one in _JOINED)
    counts = ", ".join(f"coalesce({one}, 0) AS {one}" for one in _COUNTS)
    return (
        f"WITH {base}, {_PARTS} SELECT subject, win, first_at, last_at, {counts} FROM sums {joins}"
        " ORDER BY subject, win"
    )


def profiles(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Iterator[TrafficProfile]:
    """By subject and window. Windows without a call are not there."""
    found = connection.execute(query(asked))
    while rows := found.fetchmany(BATCH):
        for subject, win, first, last, *counts in rows:
            since, until = _window(asked, win, first, last)
            span = (since, until, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))
            yield TrafficProfile(asked.kind, subject, *span, *map(int, counts))


def _window(asked: Asked, number: int, first: datetime, last: datetime) -> tuple[datetime, datetime]:
    win, look = divmod(number, NUMBERS)
    if look != WHOLE:  # it ends with the attempt that made it
        return datetime.fromtimestamp(win * asked.window_s, UTC), last.replace(tzinfo=UTC)
    if not asked.window_s:
        return first.replace(tzinfo=UTC), last.replace(tzinfo=UTC) + timedelta(seconds=1)
    since = datetime.fromtimestamp(win * asked.window_s, UTC)
    return since, since + timedelta(seconds=asked.window_s)


def _prefix(column: str, prefixes: Sequence[str]) -> str:
    """The longest of the prefixes that a number begins with; NULL for none."""
    if not prefixes:
        return "NULL::VARCHAR"
    longest_first = sorted({one for one in prefixes if one.isdigit()}, key=len, reverse=True)
    by_length = {length: [one for one in longest_first if len(one) == length] for length in map(len, longest_first)}
    cases = " ".join(
        f"WHEN left({column}::VARCHAR, {length}) IN ({', '.join(map(text, ones))})"
        f" THEN left({column}::VARCHAR, {length})"
        for length, ones in by_length.items()
    )
    return f"CASE {cases} END"


def _moment(at: datetime) -> str:
    return f"TIMESTAMP {text(at.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f'))}"
