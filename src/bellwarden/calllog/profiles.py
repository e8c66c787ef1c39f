"""Profiles of the calls in the log: counts by subject and window, exact, never estimated.

The question itself is in questions/profiles.duckdb.sql, compiled from scripts/questions.py. It is asked of a slice of
subjects and windows at a time: what a slice needs stays in the processor's caches, and memory stays bounded.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final, NamedTuple

import duckdb

from bellwarden.calllog import entrance
from bellwarden.calllog.complained import with_complaints
from bellwarden.calllog.engine import moment
from bellwarden.calllog.lists import lay_out, note_callers, note_owned
from bellwarden.calllog.looks import PLACES, WHOLE, add_looks
from bellwarden.calllog.past import past
from bellwarden.calllog.references import References
from bellwarden.traffic.profile import FROM_CALLS, SubjectKind, TrafficProfile

HOUR_S: Final = 3600
SLICE: Final = 500_000  # calls looked at together; a window is never cut
END: Final = 1 << 62  # beyond every key
# What is known of a call only if there is a list, and the list.
_LISTED: Final = {
    "dnc": ("dnc_called", "dnc_known"),
    "reserved": ("honeypot_hits", "honeypot_known"),
    "allocation": ("unallocated", "allocation_known"),
    "hot_blocks": ("hot_block_callers", "hot_block_known"),
}


class Asked(NamedTuple):
    """`rows` is what to select calls from; `window_s` 0 takes everything as one window."""

    rows: str
    kind: SubjectKind
    references: References = References()
    window_s: int = HOUR_S
    since: datetime | None = None  # UTC
    until: datetime | None = None
    looks: Sequence[int] = ()  # hours also as they were after so many attempts (`looks`)
    around: str = ""  # calls from 14 days before to a day after, if there are more than in `rows`


def profiles(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Iterator[TrafficProfile]:
    """By subject and window. Windows without a call are not there."""
    _prepare(connection, asked)
    unlisted = [
        3 + FROM_CALLS.index(name)
        for one, names in _LISTED.items()
        if getattr(asked.references, one) is None
        for name in names
    ]
    subjects = dict(connection.execute("SELECT id, name FROM subjects").fetchall())
    for rows in _answers(connection, asked):
        for row in map(list, rows):
            for place in unlisted:
                row[place] = 0
            yield _profile(asked, subjects[row[0] >> 32], row)


def _answers(connection: duckdb.DuckDBPyConnection, asked: Asked) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of slice after slice. A slice is one thread's: two threads in the same one get into each other's way."""
    waiting: deque[Future[list[tuple[Any, ...]]]] = deque()
    threads = int((connection.execute("SELECT current_setting('threads')").fetchone() or (1,))[0])
    connection.execute("SET threads = 1")
    try:
        with ThreadPoolExecutor(threads) as pool:
            for since, until in pairwise(_bounds(connection)):
                waiting.append(pool.submit(_answer, connection.cursor(), asked, since, until))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        connection.execute(f"SET threads = {threads}")


def _answer(connection: duckdb.DuckDBPyConnection, asked: Asked, since: int, until: int) -> list[tuple[Any, ...]]:
    with connection:
        for table, rows in _slice(asked, since, until):
            connection.execute(f"CREATE TEMP TABLE {table} AS {rows}")
        return connection.execute(question()).fetchall()


def _slice(asked: Asked, since: int, until: int) -> tuple[tuple[str, str], ...]:
    """The tables that are a slice's own, in the order to make them."""
    calls = entrance.slice_of(since, until, asked.window_s, asked.looks)
    return ("calls", calls), ("costly", entrance.costly(asked.references.high_cost))


def narrow(connection: duckdb.DuckDBPyConnection, asked: Asked) -> tuple[tuple[str, str], ...]:
    """Prepare everything, and tell how to make the tables `calls` and `costly` for all windows at once: for another
    engine that is asked the same."""
    _prepare(connection, asked)
    return _slice(asked, 0, END)


@lru_cache(maxsize=1)
def question() -> str:
    return (resources.files("bellwarden.calllog") / "questions" / "profiles.duckdb.sql").read_text(encoding="utf-8")


def _prepare(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """The tables that stay the same for all slices."""
    subject = f"{asked.kind.value}::VARCHAR"
    spans = [f"began >= {moment(asked.since)}"] if asked.since else []
    spans += [f"began < {moment(asked.until)}"] if asked.until else []
    where = " AND ".join(["called IS NOT NULL", f"{subject} IS NOT NULL", *spans])
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE subjects AS SELECT row_number() OVER (ORDER BY name) AS id, name FROM"
        f" (SELECT DISTINCT {subject} AS name FROM {asked.rows} WHERE {where})"
    )
    lay_out(connection, asked.references, asked.rows, where)
    base = entrance.base(asked.rows, subject, asked.window_s, where, asked.looks)
    connection.execute(f"CREATE OR REPLACE TABLE base AS {base}")
    if asked.looks:
        add_looks(connection, asked.looks)
    note_callers(connection, asked.references)
    note_owned(connection, asked.references.owned if asked.kind is SubjectKind.CUSTOMER else None)
    named = entrance.named(asked.rows, subject, asked.window_s, where, asked.looks)
    connection.execute(f"CREATE OR REPLACE TABLE named AS {named}")
    around = asked.around or asked.rows
    connection.execute(f"CREATE OR REPLACE TABLE inbound AS {entrance.inbound(around)}")
    past(connection, around, subject, asked.window_s, asked.looks)


def _bounds(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Keys between which about `SLICE` calls lie."""
    found = connection.execute(
        f"SELECT min(key) FROM (SELECT key, sum(n) OVER (ORDER BY key) // {SLICE} AS slice FROM"
        " (SELECT key, count(*) AS n FROM base GROUP BY key)) GROUP BY slice ORDER BY 1"
    ).fetchall()
    return [*(int(one[0]) for one in found), END]


def _profile(asked: Asked, subject: str, row: list[Any]) -> TrafficProfile:
    key, first_ms, last_ms, *counts = row
    first, last = (datetime.fromtimestamp(end / 1000, UTC) for end in (first_ms, last_ms))
    number = key & entrance.WIN_MAX
    win, look = divmod(number, PLACES) if asked.looks else (number, WHOLE)
    if asked.window_s:
        since = datetime.fromtimestamp(win * asked.window_s, UTC)
        until = since + timedelta(seconds=asked.window_s) if look == WHOLE else last
    else:
        since, until = first, last + timedelta(seconds=1)
    made = TrafficProfile(asked.kind, subject, since, until, first, last, *counts)
    return with_complaints(made, asked.references.complaints)
