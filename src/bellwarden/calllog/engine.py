"""DuckDB as this room uses it: in memory, bounded, without a network, an extension or a file it was not told of."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

THREADS: Final = 2
MEMORY_MB: Final = 640  # of DuckDB's own buffers; with the process around it an import stays below 1 GB


def connect(scratch: Path | None = None, memory_mb: int = MEMORY_MB) -> duckdb.DuckDBPyConnection:
    """A connection of its own. `scratch`: the folder where what does not fit in memory goes; None: nothing does."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": min(THREADS, os.cpu_count() or 1),
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": "" if scratch is None else str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET parquet_metadata_cache = true")  # a look-up opens each file twice
    connection.execute("SET enable_progress_bar = false")  # it would stand among the answers, on standard output
    return connection


def text(value: str) -> str:
    """A string literal of SQL."""
    return "'" + value.replace("'", "''") + "'"


def moment(at: datetime) -> str:
    """A TIMESTAMP literal: UTC of a moment that has a zone, one without as it stands."""
    shown = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return f"TIMESTAMP {text(shown.isoformat(' '))}"


def name(value: str) -> str:
    """A quoted identifier of SQL."""
    return '"' + value.replace('"', '""') + '"'


def files(paths: list[str]) -> str:
    """The list literal that read_parquet takes."""
    return "[" + ", ".join(text(path) for path in paths) + "]"
