"""What the first bytes of a file look like: delimiter, quotes, a header, columns, and what each column holds."""

import csv
import json
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from bellwarden.cdr.format import Kind, Style, Syntax

DELIMITERS: Final = (",", ";", "\t", "|")
ROWS_MAX: Final = 200  # rows looked at
DEPTH_MAX: Final = 6  # of objects inside objects

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?")
_ISO_OFFSET: Final = re.compile(_ISO.pattern + r" ?(Z|[+-]\d\d(:?\d\d)?)")
_STYLES: Final = (
    (_ISO_OFFSET, Style.ISO_OFFSET.value),
    (_ISO, Style.ISO.value),
    (re.compile(r"1\d{9}(\.\d+)?"), Style.EPOCH.value),
    (re.compile(r"1\d{12}"), Style.EPOCH_MS.value),
    (re.compile(r"1\d{15}"), Style.EPOCH_US.value),
    (re.compile(r"\d{14}"), "%Y%m%d%H%M%S"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d"), "%m/%d/%Y %H:%M:%S"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d"), "%m/%d/%Y %H:%M"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d"), "%d.%m.%Y %H:%M:%S"),
    (re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"), "%Y/%m/%d %H:%M:%S"),
)
_NUMBER: Final = re.compile(r"(sips?:|tel:)?\+?[\d().\- ]{7,20}(@.*|;.*)?")


class Look(NamedTuple):
    """`columns` are the header's names, the objects' keys, or column1, column2 … where nothing names them."""

    syntax: Syntax
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # values in the order of `columns`

    def values(self, column: str) -> list[str]:
        """What stands in a column, empty values left out."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows if place < len(row) and row[place]]


def look_at(head: str) -> Look:
    """Text from the start of a file. A line cut at its end is left out; never raises."""
    lines = head.splitlines()
    if len(lines) > 1 and not head.endswith("\n"):
        lines.pop()
    lines = [line for line in lines if line.strip()][:ROWS_MAX]
    if lines and lines[0].lstrip().startswith("{"):
        return _look_at_objects(lines)
    best = max(DELIMITERS, key=lambda sign: _evenness(_table(lines, sign)))
    rows = _table(lines, best)
    wide = max((len(row) for row in rows), key=[len(row) for row in rows].count, default=0)
    rows = [row for row in rows if len(row) == wide]
    header = bool(rows) and _is_header(rows)
    names = tuple(cell.strip() for cell in rows[0]) if header else tuple(f"column{n + 1}" for n in range(wide))
    quote = '"' if '"' in head else ""
    return Look(
        Syntax(Kind.TABLE, best, quote or '"', header), _distinct(names), tuple(tuple(row) for row in rows[header:])
    )


def _table(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """Most rows of one width, and that width: one column is no table."""
    widths = [len(row) for row in rows]
    wide = max(widths, key=widths.count, default=0)
    return (widths.count(wide) / len(widths) if wide > 1 else 0.0, wide)


def _is_header(rows: list[list[str]]) -> bool:
    """Names begin with letters and are no times."""
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if re.fullmatch(r"[^\W\d][\w .:/()#-]*", cell)]
    return len(named) >= max(2, len(first) - 1) and not any(map(style_of, first))


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of one name can't be told apart: the second one gets its place behind it."""
    seen: set[str] = set()
    out = []
    for place, name in enumerate(names, 1):
        one = name or f"column{place}"
        one = f"{one}_{place}" if one.lower() in seen else one
        seen.add(one.lower())
        out.append(one)
    return tuple(out)


def _look_at_objects(lines: Sequence[str]) -> Look:
    found: list[dict[str, str]] = []
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            found.append(dict(_flat(value, "", 0)))
    columns = tuple(dict.fromkeys(key for row in found for key in row))
    rows = tuple(tuple(row.get(column, "") for column in columns) for row in found)
    return Look(Syntax(Kind.JSON_LINES, header=True), columns, rows)


def _flat(value: dict[str, Any], before: str, depth: int) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, one in value.items():
        if isinstance(one, dict) and depth < DEPTH_MAX:
            out += _flat(one, f"{before}{key}.", depth + 1)
        elif not isinstance(one, dict | list):
            out.append((f"{before}{key}", "" if one is None else str(one)))
    return out


def style_of(text: str) -> str:
    """How a moment is written; "" when this is none."""
    return next((style for pattern, style in _STYLES if pattern.fullmatch(text.strip())), "")


def share_of_moments(values: Sequence[str], style: str) -> float:
    return sum(style_of(value) == style for value in values) / len(values) if values else 0.0


def share_of_numbers(values: Sequence[str]) -> float:
    """How many look like telephone numbers."""
    return sum(_NUMBER.fullmatch(value.strip()) is not None for value in values) / len(values) if values else 0.0
