"""How a day's calls are written: columns sorted by calling number, and a narrow twin sorted by called number.

A column in which a day has nothing is left out: no switch tells all of them, and an empty one costs as much time to
write and to open as a full one. `rows_in` gives every column back.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog.engine import files, text
from bellwarden.calllog.files import sync
from bellwarden.calllog.manifest import Segment
from bellwarden.calllog.staging import SCHEMA

# Rows that are unpacked for one call that is looked up. Fewer make the files' own directories longer, which every
# look-up reads: between 15,000 and 30,000 both together cost least.
ROW_GROUP: Final = 20_480
DICTIONARY: Final = 2_000  # different values of a row group, beyond which a column is written as it stands
HOW: Final = (
    "(FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false,"
    f" ROW_GROUP_SIZE {ROW_GROUP}, DICTIONARY_SIZE_LIMIT {DICTIONARY})"
)
_TYPES: Final = dict(column.split() for column in SCHEMA.split(", "))
_ALWAYS: Final = ("began", "calling", "called", "source", "line")


def write_segment(connection: duckdb.DuckDBPyConnection, folder: Path, segment: Segment, rows: str) -> None:
    """Both files of a segment, on disk. `rows`: what to select its calls from."""
    place = folder / "days" / segment.day
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    calls, by_called = folder / segment.calls, folder / segment.by_called
    told = ", ".join(_told(connection, rows))
    connection.execute(f"COPY (SELECT {told} FROM {rows} ORDER BY calling, began) TO {text(str(calls))} {HOW}")
    connection.execute(
        "COPY (SELECT called, began, file_row_number::INTEGER AS place FROM"
        f" read_parquet({text(str(calls))}, file_row_number = true) WHERE called IS NOT NULL ORDER BY called, began)"
        f" TO {text(str(by_called))} {HOW}"
    )
    for path in (calls, by_called):
        os.chmod(path, 0o600)
        sync(path)
    sync(place)
    sync(place.parent)


def _told(connection: duckdb.DuckDBPyConnection, rows: str) -> list[str]:
    """The columns in which something stands."""
    optional = [one for one in _TYPES if one not in _ALWAYS]
    counts = connection.execute(f"SELECT {', '.join(f'count({one})' for one in optional)} FROM {rows}").fetchone() or ()
    told = {one for one, count in zip(optional, counts, strict=True) if count}
    return [one for one in _TYPES if one in _ALWAYS or one in told]


def rows_in(folder: Path, segments: Iterable[Segment]) -> str:
    """What to select the calls of segments from."""
    paths = files([str(folder / one.calls) for one in segments])
    return _whole(f"SELECT * FROM read_parquet({paths}, union_by_name = true)")


def rows_at(folder: Path, segment: Segment, places: Iterable[int]) -> str:
    """What to select the calls of a segment from that stand at some places, as its twin tells them."""
    path = text(str(folder / segment.calls))
    wanted = ", ".join(map(str, places))
    return _whole(
        f"SELECT * EXCLUDE (file_row_number) FROM read_parquet({path}, file_row_number = true)"
        f" WHERE file_row_number IN ({wanted})"
    )


def _whole(select: str) -> str:
    """Rows with every column, also those that the files leave out."""
    none = ", ".join(f"NULL::{kind} AS {one}" for one, kind in _TYPES.items())
    return f"(SELECT {none} WHERE false UNION ALL BY NAME {select})"
