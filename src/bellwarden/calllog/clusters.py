"""Calls by caller ID and by what became of them: what the share of dialler traffic is estimated from."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import duckdb

from bellwarden.traffic.blend import Cluster
from bellwarden.traffic.profile import SubjectKind

BATCH = 1000
# In the order of `blend.OUTCOMES`; an answered call whose length nobody recorded says nothing about its type.
_OUTCOMES = (
    "result = 'vacant'",
    "result NOT IN ('vacant', 'answered')",
    "answered AND billable_ms <= 6000",
    "answered AND billable_ms > 6000 AND billable_ms <= 30000",
    "answered AND billable_ms > 30000 AND billable_ms <= 60000",
    "answered AND billable_ms > 60000 AND billable_ms <= 120000",
    "answered AND billable_ms > 120000",
)
_NEAR = "calling BETWEEN 10000000000 AND 19999999999 AND calling // 10000 = called // 10000"


def clusters(
    connection: duckdb.DuckDBPyConnection, rows: str, kind: SubjectKind, where: str
) -> Iterator[tuple[str, list[Cluster]]]:
    """Subject by subject: its caller IDs, each by the address that it came from where that is known."""
    counts = ", ".join(f"count(*) FILTER ({one})" for one in _OUTCOMES)
    found = connection.execute(
        f"SELECT subject, concat_ws(' ', coalesce(calling::VARCHAR, calling_text, 'withheld'), source_ip) AS key,"
        f" {counts}, count(*) FILTER ({_NEAR}) FROM (SELECT {kind.value} AS subject, calling, calling_text, called,"
        f" source_ip, billable_ms, result, result = 'answered' AS answered FROM {rows}"
        f" WHERE {kind.value} IS NOT NULL AND called IS NOT NULL AND {where}"
        f" AND (result <> 'answered' OR billable_ms IS NOT NULL)) GROUP BY subject, key ORDER BY subject, key"
    )
    for subject, of_subject in groupby(_rows(found), key=lambda row: str(row[0])):
        yield subject, [Cluster(key, tuple(outcomes), near) for _, key, *outcomes, near in of_subject]


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(BATCH):
        yield from rows
