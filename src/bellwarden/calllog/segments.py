"""How a day's calls are written: all columns sorted by calling number, and a narrow twin sorted by called number."""

import os
from pathlib import Path
from typing import Final

import duckdb

from bellwarden.calllog import engine
from bellwarden.calllog.files import sync
from bellwarden.calllog.manifest import Segment

ROW_GROUP: Final = 61_440  # rows read for one number; a look-up takes one or two groups of each file


def write_segment(connection: duckdb.DuckDBPyConnection, folder: Path, segment: Segment, rows: str) -> None:
    """Both files of a segment, on disk. `rows`: what to select its calls from."""
    place = folder / "days" / segment.day
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    how = f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    calls, by_called = folder / segment.calls, folder / segment.by_called
    connection.execute(f"COPY (SELECT * FROM {rows} ORDER BY calling, began) TO {engine.text(str(calls))} {how}")
    connection.execute(
        f"COPY (SELECT called, began, calling FROM {engine.text(str(calls))} ORDER BY called, began)"
        f" TO {engine.text(str(by_called))} {how}"
    )
    for path in (calls, by_called):
        os.chmod(path, 0o600)
        sync(path)
    sync(place)
    sync(place.parent)
