"""Answers as tables in a file: CSV that a spreadsheet may open, or Parquet for any tool of data people."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer

# A spreadsheet runs a cell that begins with one of these (OWASP, CSV injection); a quote in front makes it text.
FORMULA_SIGNS: Final = frozenset("=+-@\t\r\n")
KINDS: Final = (".csv", ".parquet")
TYPES: Final = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE"}

OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A table in FILE.csv or FILE.parquet instead.", show_default=False),
]


def check_name(path: Path | None) -> None:
    """Before any work is done. typer.BadParameter for a name that says no format."""
    if path is not None and path.suffix.lower() not in KINDS:
        raise typer.BadParameter(f"--out {path}: write FILE.csv or FILE.parquet")


def plain_text(text: str) -> str:
    """A cell that stays text in a spreadsheet, whatever a caller wrote: what a program would take for a formula begins
    with an apostrophe.
    """
    text = text.replace("\x00", "")
    return f"'{text}" if text[:1] in FORMULA_SIGNS else text


def write_table(path: Path, rows: Iterable[object]) -> int:
    """Rows (structs of cli/*shapes.py) as a table, the file replaced whole; how many there were."""
    with _replacing(path) as fresh:
        if path.suffix.lower() == ".csv":
            return _write_csv(fresh, rows, neutral=True)[0]
        with tempfile.TemporaryDirectory(prefix="bellwarden-") as scratch:
            between = Path(scratch) / "rows.csv"
            count, types = _write_csv(between, rows, neutral=False)
            _to_parquet(between, fresh, types)
    return count


def flat(row: object) -> dict[str, Any]:
    """A struct as cells: what is in it by name with a dot, lists as JSON."""
    import msgspec

    cells: dict[str, Any] = {}
    _flatten("", msgspec.to_builtins(row), cells)
    return cells


def _flatten(name: str, value: Any, cells: dict[str, Any]) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flatten(f"{name}.{key}" if name else str(key), inner, cells)
    else:
        cells[name] = json.dumps(value, separators=(",", ":")) if isinstance(value, list) else value


def _write_csv(path: Path, rows: Iterable[object], neutral: bool) -> tuple[int, dict[str, str]]:
    """The columns are those of the first row: rows of one kind all have the same."""
    types: dict[str, str] = {}
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL if neutral else csv.QUOTE_ALL)
        for cells in map(flat, rows):
            if not count:
                types = dict.fromkeys(cells, "")
                writer.writerow(types)
            count += 1
            for name, value in cells.items():
                if value is not None:
                    types[name] = _wider(types.get(name, ""), TYPES.get(type(value), "VARCHAR"))
            writer.writerow([_cell(cells.get(name), neutral) for name in types])
    return count, types


def _wider(one: str, other: str) -> str:
    if one in ("", other):
        return other
    return "DOUBLE" if {one, other} == {"BIGINT", "DOUBLE"} else "VARCHAR"


def _cell(value: object, neutral: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_text(value) if neutral and isinstance(value, str) else str(value)


def _to_parquet(rows: Path, path: Path, types: Mapping[str, str]) -> None:
    from bellwarden.calllog import engine

    connection = engine.connect()
    try:
        if not types:
            connection.execute(f"COPY (SELECT 1 AS nothing WHERE false) TO {engine.text(str(path))} (FORMAT parquet)")
            return
        columns = ", ".join(f"{engine.text(name)}: '{kind or 'VARCHAR'}'" for name, kind in types.items())
        connection.execute(
            f"COPY (SELECT * FROM read_csv({engine.text(str(rows))}, header = true, auto_detect = false, delim = ',',"
            f" quote = '\"', escape = '\"', nullstr = '', columns = {{{columns}}}))"
            f" TO {engine.text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )
    finally:
        connection.close()


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside the path that takes its place once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield fresh
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
