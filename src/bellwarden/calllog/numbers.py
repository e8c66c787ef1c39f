"""Telephone numbers in bulk: what nearly every record holds is read by the engine, each odd spelling once by Python.

A number is kept as its E.164 digits, an integer. Whatever was not simply +1 and ten digits, eleven or ten digits keeps
the text received beside it. The reader of the gate (`numbering.reading`) and this agree on every number that a
numbering plan allows; a number from abroad that its country's plan rules out keeps its digits here, because the log
says what was sent and does not judge it.
"""

from typing import Final

import duckdb

from bellwarden.calllog.engine import text
from bellwarden.numbering.reading import read_number

PLAIN: Final = r"\+?1[0-9]{10}|[1-9][0-9]{9}"  # the first spelling; `quick_number` says the same by casts
ABROAD: Final = r"\+[2-9][0-9]{6,14}|011[2-9][0-9]{7,14}"
TEXT_MAX: Final = 128  # characters kept of a text received


def quick_number(column: str, digits: str) -> str:
    """The E.164 digits of a text as BIGINT where it is one of the two spellings; else NULL.

    `digits` is what `try_cast` makes of the text. That tells nearly all in a third of the time of a pattern: a number
    of eleven places that was written with eleven signs holds nothing but digits, save an exponent.
    """
    signs = f"strlen({column})"
    whole = f"NOT contains({column}, 'e') AND NOT contains({column}, 'E')"
    return (
        f"CASE WHEN {is_nanp(digits)} AND {signs} = 11 + starts_with({column}, '+')::INTEGER AND {whole} THEN {digits}"
        f" WHEN {digits} BETWEEN 1000000000 AND 9999999999 AND {signs} = 10 AND {whole} THEN 10000000000 + {digits}"
        f" WHEN regexp_full_match({column}, {text(ABROAD)})"
        f" THEN CAST(regexp_extract({column}, '[2-9].*') AS BIGINT) END"
    )


def is_nanp(number: str) -> str:
    """Whether a BIGINT has the country code 1 and ten digits."""
    return f"{number} BETWEEN 10000000000 AND 19999999999"


def read_odd(connection: duckdb.DuckDBPyConnection, table: str, before: int, country: str) -> None:
    """Read every spelling that is neither, in the rows of `table` behind the first `before` of them."""
    odd = f"{table}.rowid >= {before} AND problem IS NULL AND"
    texts = [
        row[0]
        for row in connection.execute(
            f"SELECT calling_text FROM {table} WHERE {odd} calling_form IS NULL"
            f" UNION SELECT called_text FROM {table} WHERE {odd} called IS NULL AND called_text IS NOT NULL"
        ).fetchall()
    ]
    if not texts:
        return
    read = [read_number(one, country) for one in texts]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE odd AS SELECT unnest($texts::VARCHAR[]) AS text,"
        " unnest($numbers::BIGINT[]) AS number, unnest($forms::VARCHAR[]) AS form",
        {
            "texts": texts,
            "numbers": [one.e164 or None for one in read],
            "forms": [one.form.value for one in read],
        },
    )
    connection.execute(
        f"UPDATE {table} SET calling = odd.number, calling_form = odd.form FROM odd"
        f" WHERE {odd} calling_form IS NULL AND calling_text = odd.text"
    )
    connection.execute(
        f"UPDATE {table} SET called = odd.number FROM odd"
        f" WHERE {odd} called IS NULL AND odd.number IS NOT NULL AND called_text = odd.text"
    )
