"""What a subject showed in the days before: caller IDs that are new against it."""

from collections.abc import Sequence
from typing import Final

import duckdb

from bellwarden.calllog.entrance import DAY_S, began_at

HISTORY_DAYS: Final = 14


def past(
    connection: duckdb.DuckDBPyConnection, rows: str, subject: str, window_s: int, looks: Sequence[int] = ()
) -> None:
    """Make the tables `dated` and `fresh` for the windows in `base`; empty for subjects without a past.

    A window's past ends with the day before the one on which it began. One that has no length has none.
    """
    begun = began_at(window_s, looks)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE windows AS SELECT DISTINCT key >> 32 AS subject, {begun} AS begun FROM"
        f" (SELECT DISTINCT key FROM base) WHERE {window_s} > 0"
    )
    day = f"epoch_ms(began) // {DAY_S * 1000}"
    connection.execute(
        "CREATE OR REPLACE TABLE dated AS SELECT subject, begun, count(*) AS days FROM windows JOIN"
        f" (SELECT DISTINCT subjects.id, {day} AS day FROM {rows} AS log JOIN subjects ON subjects.name = {subject}"
        f" WHERE called IS NOT NULL) AS days ON id = subject AND day BETWEEN begun - {HISTORY_DAYS} AND begun - 1"
        " GROUP BY subject, begun"
    )
    # A window takes in the days from the one on which it began, at least that one.
    length = max(1, -(-window_s // DAY_S))
    connection.execute(
        "CREATE OR REPLACE TABLE fresh AS WITH shown AS (SELECT subjects.id AS subject, calling,"
        f" {day} AS day FROM {rows} AS log JOIN subjects ON subjects.name = {subject}"
        " WHERE called IS NOT NULL AND calling IS NOT NULL AND subjects.id IN (SELECT subject FROM dated) GROUP BY ALL)"
        " SELECT DISTINCT dated.subject, begun, calling FROM shown JOIN dated ON shown.subject = dated.subject"
        f" AND day BETWEEN begun AND begun + {length - 1}"
        " ANTI JOIN shown AS before ON before.subject = dated.subject AND before.calling = shown.calling"
        f" AND before.day BETWEEN begun - {HISTORY_DAYS} AND begun - 1"
    )
