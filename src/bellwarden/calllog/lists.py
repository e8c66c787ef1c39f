"""Reference lists as tables of the engine, no larger than the calls at hand need. A missing list is an empty table."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import duckdb

from bellwarden.calllog.engine import files
from bellwarden.calllog.entrance import longest_prefix
from bellwarden.calllog.numbers import is_nanp
from bellwarden.calllog.references import Ranges, References
from bellwarden.numbering.ranges import range_to_prefixes

_HOUR: Final = timedelta(hours=1)
_NO_TIME: Final = timedelta()


def lay_out(connection: duckdb.DuckDBPyConnection, references: References, rows: str, where: str) -> None:
    """The tables that calls are read with. `where` says which of `rows`."""
    _numbers(connection, "reserved", references.reserved or ())
    # The whole register may hold hundreds of millions of numbers; those that were called are enough.
    wanted = "SELECT NULL::BIGINT AS number WHERE false"
    if references.dnc:
        wanted = (
            "SELECT DISTINCT number FROM (SELECT ('1' || right(regexp_replace(line, '[^0-9]', '', 'g'), 10))::BIGINT"
            f" AS number FROM read_csv({files([str(path) for path in references.dnc])},"
            " columns = {'line': 'VARCHAR'}, header = false, delim = '\t', quote = '', auto_detect = false)"
            " WHERE length(regexp_replace(line, '[^0-9]', '', 'g')) BETWEEN 10 AND 11)"
            f" SEMI JOIN (SELECT called FROM {rows} WHERE {where}) AS calls ON number = called"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE dnc AS {wanted}")
    row = connection.execute(f"SELECT min(began), max(began) FROM {rows} WHERE {where}").fetchone()
    _zones(connection, references, *(row or (None, None)))


def note_callers(connection: duckdb.DuckDBPyConnection, references: References) -> None:
    """The table of the caller IDs in `base` that a list says something about."""
    _numbers(connection, "hot_blocks", references.hot_blocks or ())
    _numbers(connection, "vacant_blocks", _vacant_blocks(connection, references))
    high_cost = longest_prefix("calling", references.high_cost)
    connection.execute(
        "CREATE OR REPLACE TABLE noted AS SELECT * FROM (SELECT calling,"
        f" {is_nanp('calling')} AND calling // 1000 IN (SELECT number FROM vacant_blocks) AS unallocated,"
        f" calling // 1000 IN (SELECT number FROM hot_blocks) AS hot, {high_cost} IS NOT NULL AS high_cost"
        " FROM (SELECT DISTINCT calling FROM base WHERE calling IS NOT NULL)) WHERE unallocated OR hot OR high_cost"
    )


def note_owned(connection: duckdb.DuckDBPyConnection, owned: Mapping[str, Ranges] | None) -> None:
    """`listed`, subjects whose numbers are listed, and `unowned`, the caller IDs they showed that are not theirs."""
    entries = [
        (name, int(prefix), len(str(first)) - len(prefix))
        for name, ranges in (owned or {}).items()
        for first, last in ranges
        for prefix in range_to_prefixes(first, last)
    ]
    names = list(owned or {})
    connection.execute(
        "CREATE OR REPLACE TABLE listed AS SELECT id AS subject FROM subjects"
        " SEMI JOIN (SELECT unnest($names::VARCHAR[]) AS name) AS owners USING (name)",
        {"names": names},
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE owned AS SELECT id AS subject, prefix, shift FROM (SELECT"
        " unnest($names::VARCHAR[]) AS name, unnest($prefixes::BIGINT[]) AS prefix,"
        " unnest($shifts::INTEGER[]) AS shift) JOIN subjects USING (name)",
        {key: [one[place] for one in entries] for place, key in enumerate(("names", "prefixes", "shifts"))},
    )
    shifts = sorted({shift for _, _, shift in entries})
    lacking = " ".join(
        f"ANTI JOIN (SELECT subject, prefix FROM owned WHERE shift = {shift}) AS owned{shift}"
        f" ON shown.subject = owned{shift}.subject AND shown.calling // {10**shift} = owned{shift}.prefix"
        for shift in shifts
    )
    connection.execute(
        "CREATE OR REPLACE TABLE unowned AS SELECT subject, calling FROM (SELECT DISTINCT key >> 32 AS subject,"
        " calling FROM base WHERE calling IS NOT NULL AND key >> 32 IN (SELECT subject FROM listed)) AS shown "
        + lacking
    )


def _vacant_blocks(connection: duckdb.DuckDBPyConnection, references: References) -> list[int]:
    """Thousand-blocks of caller IDs that nobody holds, as numbers without the last three digits."""
    if references.allocation is None:
        return []
    holders = memoryview(references.allocation.blocks).cast("H")
    found = connection.execute(
        f"SELECT DISTINCT calling // 1000 AS block FROM base WHERE {is_nanp('calling')}"
    ).fetchall()
    return [block for (block,) in found if not holders[block % 10_000_000]]


def _numbers(connection: duckdb.DuckDBPyConnection, table: str, numbers: Iterable[int]) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT unnest($numbers::BIGINT[]) AS number",
        {"numbers": list(numbers)},
    )


def _zones(
    connection: duckdb.DuckDBPyConnection, references: References, first: datetime | None, last: datetime | None
) -> None:
    """What to add to UTC in each area code, from its western and its eastern end, from when until when."""
    rows: list[tuple[int, datetime, datetime, int, int]] = []
    if references.zones and first and last:
        changes: dict[tuple[str, ...], list[tuple[datetime, datetime, int, int]]] = {}
        for area, zones in references.zones.items():
            if zones not in changes:
                changes[zones] = list(_offsets(zones, first, last))
            rows += [(1000 + area, *change) for change in changes[zones]]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE zones AS SELECT unnest($areas::BIGINT[]) AS area,"
        " unnest($since::TIMESTAMP[]) AS since, unnest($until::TIMESTAMP[]) AS until,"
        " unnest($west::BIGINT[]) AS west_s, unnest($east::BIGINT[]) AS east_s",
        {name: [row[place] for row in rows] for place, name in enumerate(("areas", "since", "until", "west", "east"))},
    )


def _offsets(zones: tuple[str, ...], first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime, int, int]]:
    """Spans of time, UTC without saying so, in which the same is added. Clocks change on a full hour of UTC."""
    known = [ZoneInfo(zone) for zone in zones]

    def added(at: datetime) -> tuple[int, int]:
        seconds = [
            int((at.replace(tzinfo=UTC).astimezone(zone).utcoffset() or _NO_TIME).total_seconds()) for zone in known
        ]
        return min(seconds), max(seconds)

    since = at = first.replace(minute=0, second=0, microsecond=0)
    now = added(at)
    while at <= last:
        at += _HOUR
        if (then := added(at)) != now:
            yield since, at, *now
            since, now = at, then
    yield since, at, *now
