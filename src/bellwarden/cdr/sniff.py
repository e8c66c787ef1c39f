"""What the first bytes of a file look like: delimiter, quotes, a header, columns, and what each column holds."""

import csv
import json
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from bellwarden.cdr.documents import documents
from bellwarden.cdr.format import Kind, Style, Syntax

NULLS: Final = ("\\N", "NULL")
DELIMITERS: Final = (",", ";", "\t", "|")
ROWS_MAX: Final = 200  # rows looked at
DEPTH_MAX: Final = 6  # of objects inside objects

NTP: Final = r"[*.]?\d{1,2}:\d\d:\d\d(\.\d{1,6})? [A-Za-z]+ ([A-Za-z]{3} )?[A-Za-z]{3} +\d{1,2} \d{4}"
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?")
_ISO_OFFSET: Final = re.compile(_ISO.pattern + r" ?(Z|[+-]\d\d(:?\d\d)?)")
_STYLES: Final = (
    (_ISO_OFFSET, Style.ISO_OFFSET.value),
    (_ISO, Style.ISO.value),
    (re.compile(r"1\d{9}(\.\d+)?"), Style.EPOCH.value),
    (re.compile(r"1\d{12}"), Style.EPOCH_MS.value),
    (re.compile(r"1\d{15}"), Style.EPOCH_US.value),
    (re.compile(r"\d{14}"), "%Y%m%d%H%M%S"),
    (re.compile(r"\d{14}\.\d{1,6}"), "%Y%m%d%H%M%S.%f"),
    (re.compile(NTP), Style.NTP.value),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d"), "%m/%d/%Y %H:%M:%S"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d"), "%m/%d/%Y %H:%M"),
    (re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d\.\d{1,6}"), "%m/%d/%Y %H:%M:%S.%f"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d"), "%d.%m.%Y %H:%M:%S"),
    (re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"), "%Y/%m/%d %H:%M:%S"),
)
_ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_NUMBER: Final = re.compile(r"(sips?:|tel:)?\+?[\d().\- ]{7,20}(@.*|;.*)?")


class Look(NamedTuple):
    """`columns` are the header's names, the objects' keys, or column1, column2 … where nothing names them."""

    syntax: Syntax
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # values in the order of `columns`
    lines: tuple[str, ...] = ()  # of a table, as they stand there, also those of another number of columns

    @property
    def named(self) -> bool:
        """Whether something names the columns."""
        return self.columns[:1] != ("column1",)

    def values(self, column: str) -> list[str]:
        """What stands in a column, empty values left out."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows if place < len(row) and row[place] not in ("", self.syntax.null)]


def look_at(head: str) -> Look:
    """Text from the start of a file. A line cut at its end is left out; never raises."""
    sign = head.lstrip()[:1]
    if sign in ("{", "[", "<"):
        return _look_at_documents(head, Kind.XML if sign == "<" else Kind.JSON)
    head = head.replace("\r\n", "\n") if "\n" in head else head.replace("\r", "\n")
    lines = head.split("\n")
    if len(lines) > 1 and not head.endswith("\n"):
        lines.pop()
    lines = [line for line in lines if line.strip()][:ROWS_MAX]
    best = max(DELIMITERS, key=lambda sign: _evenness(cells(lines, sign)))
    rows = cells(lines, best)
    wide = max((len(row) for row in rows), key=[len(row) for row in rows].count, default=0)
    rows = [row for row in rows if len(row) == wide]
    header = bool(rows) and _is_header(rows)
    names = tuple(cell.strip() for cell in rows[0]) if header else tuple(f"column{n + 1}" for n in range(wide))
    return Look(
        _syntax(best, header, _null(rows)),
        _distinct(names),
        tuple(tuple(row) for row in rows[header:]),
        tuple(lines),
    )


def _syntax(delimiter: str, header: bool, null: str) -> Syntax:
    """What databases dump with tabs has no quotes."""
    return Syntax(Kind.TABLE, delimiter, "" if null and delimiter == "\t" else '"', header, null)


def _null(rows: list[list[str]]) -> str:
    """What a database's export has for no value, if it is one: \\N or NULL."""
    return next((sign for sign in NULLS if any(sign in row for row in rows)), "")


def cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Lines as rows of a table."""
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


def _look_at_documents(head: str, kind: Kind) -> Look:
    """Objects of JSON, a line each or of any shape, or documents of XML; one that is cut at the end is left out."""
    found: list[dict[str, str]] = []
    lines = [line for line in head.split("\n") if line.strip()][:ROWS_MAX]
    for line in lines if kind is Kind.JSON else ():
        value = _object(line)
        if value is not None:
            found.append(dict(_flat(value, "", 0)))
    if 2 * len(found) >= max(len(lines), 1):
        kind = Kind.JSON_LINES
    else:
        texts = islice(documents(kind, [head.encode("utf-8", "replace")]), ROWS_MAX)
        values = (_object(one.line) for one in texts if one.line)
        found = [dict(_flat(value, "", 0)) for value in values if value is not None]
    columns = tuple(dict.fromkeys(key for row in found for key in row))
    rows = tuple(tuple(row.get(column, "") for column in columns) for row in found)
    return Look(Syntax(kind, header=True), columns, rows)


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _flat(value: dict[str, Any], before: str, depth: int) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, one in value.items():
        if isinstance(one, list) and one and isinstance(one[0], dict):
            key, one = f"{key}.0", one[0]
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
    found = (_NUMBER.fullmatch(value.strip()) and not _ADDRESS.fullmatch(value.strip()) for value in values)
    return sum(map(bool, found)) / len(values) if values else 0.0
