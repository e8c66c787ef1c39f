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
    *("decision_id", "correlation", "call_id", "verdict", "attestation", "signer", "verstat"),
    *("customer", "trunk", "upstream", "source_ip", "name"),
)
_MATCHED: Final = (
    "pairs JOIN asks ON asks.source = asks_source AND asks.line = asks_line"
    " JOIN records ON records.source = pairs.source AND records.line = pairs.line"
)
_KEYS: Final = f"source, line, began, calling, called, {', '.join(_TAKEN)}, rung"


def pair(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make the tables that `paired` and `renamed` read. `rows`: the calls among which partners are looked for.

    `best` is what each record takes, `gone` are decisions that are no rows of their own, `stands` which decision stands
    for which.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asks AS SELECT {_KEYS} FROM {rows} WHERE rung = '{ALONE}'")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE records AS SELECT {_KEYS} FROM {rows} WHERE rung IS DISTINCT FROM '{ALONE}'"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {_by_id()}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE again AS {_again('asks')}")
    connection.execute(f"INSERT INTO pairs {_by_numbers()}")
    taken = ", ".join(f"asks.{column}" for column in _TAKEN)
    connection.execute(
        "CREATE OR REPLACE TABLE best AS SELECT pairs.source, pairs.line, pairs.rung,"
        f" CAST(records.began AS DATE) AS day, {taken} FROM {_MATCHED}"
        " QUALIFY row_number() OVER (PARTITION BY pairs.source, pairs.line ORDER BY place, asks.began, asks.line) = 1"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE gone AS SELECT source, line, CAST(began AS DATE) AS day FROM asks SEMI JOIN"
        " (SELECT asks_source AS source, asks_line AS line FROM pairs UNION SELECT source, line FROM again) AS found"
        " ON asks.source = found.source AND asks.line = found.line"
    )
    connection.execute(
        "CREATE OR REPLACE TABLE stands AS SELECT decision_id, first(kept ORDER BY place) AS kept FROM"
        f" (SELECT asks.decision_id, coalesce(records.decision_id, best.decision_id) AS kept, place FROM {_MATCHED}"
        " JOIN best ON best.source = pairs.source AND best.line = pairs.line"
        " UNION ALL SELECT decision_id, kept, 9 FROM again) WHERE decision_id <> kept GROUP BY decision_id"
    )
    for table in ("asks", "records", "pairs", "again"):
        connection.execute(f"DROP TABLE {table}")


def _by_id() -> str:
    """All pairs of a decision and a record of the first three rungs."""
    return " UNION ALL ".join(
        "SELECT asks.source AS asks_source, asks.line AS asks_line, records.source, records.line,"
        f" {place} AS place, '{key}' AS rung FROM asks JOIN records ON asks.{key} = records.{key}"
        for place, key in enumerate(_IDS)
    )


def _by_numbers() -> str:
    """Those of the last rung, among what has no pair yet."""
    return (
        "WITH free AS (SELECT * FROM asks ANTI JOIN pairs ON asks.source = asks_source AND asks.line = asks_line"
        " ANTI JOIN again ON asks.source = again.source AND asks.line = again.line),"
        " bare AS (SELECT * FROM records ANTI JOIN pairs ON records.source = pairs.source AND records.line = pairs.line"
        " WHERE rung IS NULL),"
        " near AS (SELECT free.source AS asks_source, free.line AS asks_line, bare.source, bare.line"
        " FROM free JOIN bare ON free.calling = bare.calling AND free.called = bare.called"
        f" AND abs(epoch_ms(free.began) - epoch_ms(bare.began)) <= {NEAR_S * 1000}"
        " AND (bare.customer IS NULL OR free.customer IS NULL OR bare.customer = free.customer))"
        f" SELECT asks_source, asks_line, source, line, {len(_IDS)}, 'numbers' FROM near"
        " QUALIFY count(*) OVER (PARTITION BY asks_source, asks_line) = 1"
        " AND count(*) OVER (PARTITION BY source, line) = 1"
    )


def paired(rows: str) -> str:
    """The same calls with what `pair` found: each of them once."""
    # What a record tells is kept; a decision that joined it before was the earlier one.
    fills = ", ".join(f"coalesce(bare.{column}, best.{column}) AS {column}" for column in _TAKEN)
    return (
        f"(SELECT bare.* REPLACE ({fills}, coalesce(bare.rung, best.rung) AS rung) FROM {rows} AS bare"
        " LEFT JOIN best ON bare.source = best.source AND bare.line = best.line"
        " WHERE NOT EXISTS (SELECT 1 FROM gone WHERE gone.source = bare.source AND gone.line = bare.line))"
    )


def renamed(tokens: str) -> str:
    """Tokens with the decisions that stand for theirs."""
    return (
        f"(SELECT bare.* REPLACE (coalesce(stands.kept, bare.decision_id) AS decision_id) FROM {tokens} AS bare"
        " LEFT JOIN stands ON stands.decision_id = bare.decision_id)"
    )


def drop_repeats(connection: duckdb.DuckDBPyConnection, table: str, tokens: str) -> None:
    """Of decisions about one call the first stays in a table of rows, and the tokens of all are its own."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE again AS {_again(table)}")
    connection.execute(f"DELETE FROM {table} WHERE (source, line) IN (SELECT source, line FROM again)")
    connection.execute(
        f"UPDATE {tokens} SET decision_id = kept FROM again WHERE again.decision_id = {tokens}.decision_id"
    )
    connection.execute("DROP TABLE again")


def _again(rows: str) -> str:
    """Which decisions repeat one that came before, and the id of the first of them."""
    alike = "OVER (PARTITION BY coalesce(call_id, correlation) ORDER BY began, line"
    return (
        "SELECT source, line, decision_id, kept FROM (SELECT *,"
        f" last_value(CASE WHEN NOT again THEN decision_id END IGNORE NULLS) {alike} ROWS UNBOUNDED PRECEDING) AS kept"
        " FROM (SELECT source, line, began, call_id, correlation, decision_id,"
        f" coalesce(began - lag(began) {alike}) <= INTERVAL {AGAIN_S} SECOND, false) AS again"
        f" FROM {rows} WHERE rung = '{ALONE}' AND coalesce(call_id, correlation) IS NOT NULL)) WHERE again"
    )
