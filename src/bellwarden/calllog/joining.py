"""Decisions and call records of the same call become one row, whichever came first.

A ladder, surest rung first; a record takes what the first rung that fits gives it:

decision_id   the switch recorded the id that the gate's answer carried
correlation   both have the same value of the correlation header
call_id       both have the same Call-ID
numbers       same customer (or the record knows none), same numbers, begun within 5 s, and nobody else fits

On the first three rungs every record of a call takes the decision (a switch may write one a leg or a route), and of
several decisions about one call the first is taken: asking again (a retransmission, the next route, a fork) is no
further attempt. A row's `rung` is the rung, 'alone' for a decision without a record, NULL for a record without one.
"""

from typing import Final

import duckdb

NEAR_S: Final = 5  # numbers alone say no more than that two calls are alike
AGAIN_S: Final = 60  # asked again after so long, it is another attempt; a client transaction ends after 32 s (RFC 3261)
ALONE: Final = "alone"
_IDS: Final = ("decision_id", "correlation", "call_id")
_TAKEN: Final = (
    *("decision_id", "correlation", "call_id", "attestation", "signer", "verstat"),
    *("customer", "trunk", "upstream", "source_ip", "name"),
)
_KEYS: Final = f"source, line, began, calling, called, {', '.join(_TAKEN)}, rung"


def pair(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make the tables that `paired` reads: `best`, what each record takes, and `gone`, decisions that are no rows of
    their own. `rows`: what to select the calls from among which partners are looked for."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asks AS SELECT {_KEYS} FROM {rows} WHERE rung = '{ALONE}'")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE records AS SELECT {_KEYS} FROM {rows} WHERE rung IS DISTINCT FROM '{ALONE}'"
    )
    by_id = " UNION ALL ".join(
        "SELECT asks.source AS asks_source, asks.line AS asks_line, records.source, records.line,"
        f" {place} AS place, '{key}' AS rung FROM asks JOIN records ON asks.{key} = records.{key}"
        for place, key in enumerate(_IDS)
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {by_id}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE again AS {_again('asks')}")
    connection.execute(
        "INSERT INTO pairs WITH free AS (SELECT * FROM asks"
        " ANTI JOIN pairs ON asks.source = asks_source AND asks.line = asks_line"
        " ANTI JOIN again ON asks.source = again.source AND asks.line = again.line),"
        " bare AS (SELECT * FROM records ANTI JOIN pairs ON records.source = pairs.source AND records.line = pairs.line"
        " WHERE rung IS NULL),"
        " near AS (SELECT free.source AS asks_source, free.line AS asks_line, bare.source, bare.line"
        " FROM free JOIN bare ON free.calling = bare.calling AND free.called = bare.called"
        f" AND abs(epoch_ms(free.began) - epoch_ms(bare.began)) <= {NEAR_S * 1000}"
        " AND (bare.customer IS NULL OR free.customer IS NULL OR bare.customer = free.customer))"
        " SELECT asks_source, asks_line, source, line, 3, 'numbers' FROM near"
        " QUALIFY count(*) OVER (PARTITION BY asks_source, asks_line) = 1"
        " AND count(*) OVER (PARTITION BY source, line) = 1"
    )
    taken = ", ".join(f"asks.{column}" for column in _TAKEN)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE best AS SELECT pairs.source, pairs.line, pairs.rung,"
        f" CAST(records.began AS DATE) AS day, {taken}"
        " FROM pairs JOIN asks ON asks.source = asks_source AND asks.line = asks_line"
        " JOIN records ON records.source = pairs.source AND records.line = pairs.line"
        " QUALIFY row_number() OVER (PARTITION BY pairs.source, pairs.line ORDER BY place, asks.began, asks.line) = 1"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT source, line, CAST(began AS DATE) AS day FROM asks SEMI JOIN"
        " (SELECT asks_source AS source, asks_line AS line FROM pairs UNION SELECT * FROM again) AS found"
        " ON asks.source = found.source AND asks.line = found.line"
    )
    for table in ("asks", "records", "pairs", "again"):
        connection.execute(f"DROP TABLE {table}")


def paired(rows: str) -> str:
    """The same calls with what `pair` found: each of them once."""
    # What a record tells is kept; a decision that joined it before was the earlier one.
    fills = ", ".join(f"coalesce(bare.{column}, best.{column}) AS {column}" for column in _TAKEN)
    return (
        f"(SELECT bare.* REPLACE ({fills}, coalesce(bare.rung, best.rung) AS rung) FROM {rows} AS bare"
        " LEFT JOIN best ON bare.source = best.source AND bare.line = best.line"
        " WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.source = bare.source AND gone.line = bare.line))"
    )


def drop_repeats(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of decisions about one call the first stays in a table of rows."""
    connection.execute(f"DELETE FROM {table} WHERE (source, line) IN ({_again(table)})")


def _again(rows: str) -> str:
    """Which decisions repeat one that came before."""
    call = "coalesce(call_id, correlation)"
    return (
        f"SELECT source, line FROM {rows} WHERE rung = '{ALONE}' AND {call} IS NOT NULL QUALIFY coalesce(began -"
        f" lag(began) OVER (PARTITION BY {call} ORDER BY began, line) <= INTERVAL {AGAIN_S} SECOND, false)"
    )
