"""Rows that tell of one call together: the engine makes one row of its begin, its answer and its end.

A file is read in pieces, so calls whose end has not been read yet wait for the next piece; those of the last hours
only, because the end of some is never written.
"""

from typing import Final

import duckdb

from bellwarden.calllog.engine import text
from bellwarden.cdr.format import Events

WAITING_HOURS: Final = 6
WAITING_ROWS: Final = 1_000_000  # more are not kept waiting: their calls go without an end
_LASTS: Final = "(sip_status IS NULL OR sip_status BETWEEN 200 AND 299)"  # others have ended where they began


def hold(connection: duckdb.DuckDBPyConnection, events: Events) -> None:
    """Take the rows of calls that go on out of `read` into `waiting`, and those that waited before back in."""
    if _is_there(connection):
        connection.execute("INSERT INTO read SELECT * FROM waiting")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE going_on AS SELECT call_key FROM read GROUP BY call_key HAVING"
        f" bool_or(event = {text(events.begins)} AND own AND {_LASTS})"
        f" AND NOT bool_or(event = {text(events.ends)} AND own)"
        f" AND max(began) > (SELECT max(began) FROM read) - INTERVAL {WAITING_HOURS} HOUR"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE waiting AS SELECT * FROM read SEMI JOIN going_on USING (call_key)")
    counted = connection.execute("SELECT count(*) FROM waiting").fetchone()
    if counted and counted[0] > WAITING_ROWS:
        connection.execute("DROP TABLE waiting")
    else:
        connection.execute("DELETE FROM read WHERE call_key IN (SELECT call_key FROM going_on)")


def release(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make what still waits the table `read`; whether there is any."""
    if not _is_there(connection):
        return False
    connection.execute("DROP TABLE IF EXISTS read")
    connection.execute("ALTER TABLE waiting RENAME TO read")
    return True


def _is_there(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'waiting'").fetchone()
    return found is not None


def folded(events: Events) -> str:
    """The rows of `read` that begin a call, with what the later ones tell of its answer, its end and who ended it."""
    ends = f"event = {text(events.ends)}"
    answers = f"event = {text(events.answers)}" if events.answers else "false"
    return (
        "(SELECT begun.* REPLACE (coalesce(begun.answered_at, later.answered_at) AS answered_at,"
        f" coalesce(begun.ended_at, CASE WHEN later.ended_at >= begun.began AND {_LASTS} THEN later.ended_at END)"
        " AS ended_at, coalesce(begun.cause, later.cause) AS cause, later.ender AS ender)"
        f" FROM (SELECT * FROM read WHERE event = {text(events.begins)} AND own) AS begun LEFT JOIN"
        f" (SELECT call_key, min(began) FILTER ({answers}) AS answered_at, min(began) FILTER ({ends}) AS ended_at,"
        f" arg_min(cause, began) FILTER ({ends}) AS cause, arg_min(ender, began) FILTER ({ends}) AS ender"
        f" FROM read WHERE own AND ({ends} OR {answers}) GROUP BY call_key) AS later"
        " ON begun.call_key = later.call_key)"
    )
