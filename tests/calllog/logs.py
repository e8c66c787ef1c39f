"""Logs for tests: files taken in, and everything that is in a log."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bellwarden.calllog import CallLog, engine
from bellwarden.calllog.importing import Imported, Order
from bellwarden.calllog.segments import rows_in
from bellwarden.cdr import formats
from bellwarden.cdr.format import Format
from tests.house.tree import ROOT

DATA = ROOT / "tests" / "data" / "cdr"
NOW = datetime(2026, 6, 10, tzinfo=UTC)
HEAD = "at,calling,called,duration_s,billable_s,cause,customer,trunk,name\n"
FORMATS = formats.load()


def take(log: CallLog, path: Path, **said: Any) -> Imported:
    known: dict[str, Format] = {**FORMATS, **said.pop("formats", {})}
    return log.import_file(Order(path, said.pop("now", NOW), known, **said))


def take_text(log: CallLog, folder: Path, text: str | bytes, name: str = "calls.csv", **said: Any) -> Imported:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return take(log, path, **said)


def rows_of(log: CallLog, columns: str = "*", order: str = "began, source, line") -> list[tuple[Any, ...]]:
    """What stands in the log's files of calls that its manifest names."""
    segments = log.manifest().segments
    if not segments:
        return []
    connection = engine.connect()
    try:
        return connection.execute(f"SELECT {columns} FROM {rows_in(log.folder, segments)} ORDER BY {order}").fetchall()
    finally:
        connection.close()


def call(number: int, at: datetime | None = None, **values: object) -> str:
    """A row of Bellwarden's own table."""
    began = at or datetime(2026, 5, 30, 9, tzinfo=UTC) + timedelta(seconds=number)
    cells = {
        "at": began.isoformat().replace("+00:00", "Z"),
        "calling": f"+1238200{number % 10_000:04d}",
        "called": "+14462002001",
        "duration_s": "20",
        "billable_s": "11",
        "cause": "16",
        "customer": "quillmark",
        "trunk": "",
        "name": "",
        **{key: str(value) for key, value in values.items()},
    }
    return ",".join(cells.values()) + "\n"


def table(*rows: str) -> str:
    return HEAD + "".join(rows)
