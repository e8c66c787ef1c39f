"""List files: one entry a line, or CSV with a header line. Two million plain numbers take about a second.

A line that can't be read is told with its number and never stops the reading of the others.
"""

import csv
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from bellwarden.model.policy import ListClass, ListKey
from bellwarden.policy import forms
from bellwarden.policy.entries import (
    EmergencyNumberError,
    Entry,
    EntryError,
    plain_number,
    read_entry,
    read_prefix,
    uses_nanp,
)
from bellwarden.policy.problem import did_you_mean, shown

BAD_LINES_SHOWN: Final = 20
LINE_MAX: Final = 1_000  # bytes of a line that is read; a caller name has at most 15 signs on the wire, few have more
NUMBER_KEYS: Final = frozenset((ListKey.CALLING_NUMBER, ListKey.CALLED_NUMBER))

# Which columns of a CSV file may hold the entry itself; every row fills exactly one of them.
_COLUMNS: Final[dict[ListKey, tuple[str, ...]]] = {
    ListKey.CALLING_NUMBER: ("number", "range", "prefix", "entry"),
    ListKey.CALLED_NUMBER: ("number", "range", "prefix", "entry"),
    ListKey.NAME: ("name", "entry"),
    ListKey.SPID: ("spid", "ocn", "entry"),
    ListKey.COUNTRY: ("country", "entry"),
    ListKey.CALLED_COUNTRY: ("country", "entry"),
    ListKey.SOURCE: ("address", "network", "entry"),
    ListKey.USER_AGENT: ("user_agent", "entry"),
    ListKey.SIGNER: ("spc", "signer", "entry"),
}
# What is looked at beside the entry itself; other columns, its source among them, are for people.
_ABOUT: Final = ("class", "requester", "added", "expires", "verified")
# 47 CFR 64.1200(o): the four classes of a do-not-originate list.
_ORIGINATE_CLASSES: Final = ("invalid", "unallocated", "unused", "requested")
_ONE: Final = ord("1")
_PLUS: Final = ord("+")
_FIRST_NANP: Final = 10_000_000_000


class Reader(NamedTuple):
    """How the entries of one list are read."""

    key: ListKey
    country: str
    today: date
    list_class: ListClass = ListClass.BLOCK
    emergency: frozenset[str] = frozenset()  # numbers that the list may not hold


class BadLine(NamedTuple):
    line: int  # from 1
    reason: str
    refused: bool = False  # an error whatever the list's setting says


@dataclass(slots=True)
class Contents:
    """What a file holds. `exact` are E.164 numbers in the order of the file; `prefixes` ranges and prefixes."""

    exact: "array[int]" = field(default_factory=lambda: array("Q"))
    prefixes: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)  # the first ones, see `bad_count`
    bad_count: int = 0
    expired: int = 0

    def reject(self, line: int, reason: str, refused: bool = False) -> None:
        self.bad_count += 1
        if refused or len(self.bad) < BAD_LINES_SHOWN:
            self.bad.append(BadLine(line, reason, refused))

    def take(self, text: str, reader: Reader) -> None:
        """One entry as text; EntryError says why not."""
        if reader.key in NUMBER_KEYS:
            self.add(read_entry(text, reader.country, reader.emergency))
        else:
            self.entries.append(read_word(text, reader.key))

    def add(self, entry: Entry) -> None:
        if entry.exact:
            self.exact.append(entry.exact)
        self.prefixes += entry.prefixes


def read_list_file(name: str, data: bytes, reader: Reader) -> Contents:
    """The contents of a list file; a name that ends in .csv is CSV, any other one entry a line."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    contents = Contents()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        contents.reject(1, "the file is UTF-16; save it as UTF-8", refused=True)
    elif name.lower().endswith(".csv"):
        _read_csv(data, reader, contents)
    elif reader.key in NUMBER_KEYS:
        _read_numbers(data.splitlines(), reader, contents)
    else:
        for at, line in enumerate(data.splitlines(), 1):
            _read_line(at, line, reader, contents)
    return contents


def is_dated(name: str, data: bytes) -> bool:
    """Whether a file may say when entries end, so that it reads differently on another day."""
    return name.lower().endswith(".csv") and b"expires" in data.lower()


def read_word(text: str, key: ListKey) -> str:
    """An entry of a list that is not about numbers; EntryError says why not."""
    try:
        match key:
            case ListKey.COUNTRY | ListKey.CALLED_COUNTRY:
                return forms.country(text)
            case ListKey.SOURCE:
                return forms.address(text)
            case ListKey.SPID:
                return _spid(text)
            case ListKey.SIGNER:
                return _service_provider_code(text)
    except ValueError as error:
        raise EntryError(str(error)) from error
    if not text.strip("* "):
        raise EntryError(f"{shown(text)} matches everything; write at least one sign beside *")
    if len(text) > LINE_MAX or not text.isprintable():
        raise EntryError(f"{shown(text)} is too long or holds control signs")
    return text


def _spid(text: str) -> str:
    code = text.upper()
    if len(code) != 4 or not code.isascii() or not code.isalnum():
        raise EntryError(f"{shown(text)} is no service provider id; an OCN has four letters and digits")
    return code


def _service_provider_code(text: str) -> str:
    # ATIS-1000080: an OCN, as a rule; RFC 8226 section 9 allows any text.
    code = text.strip().upper()
    if not 1 <= len(code) <= 32 or not code.isascii() or not code.isalnum():
        raise EntryError(f"{shown(text)} is no service provider code; such a code has letters and digits only")
    return code


def _read_numbers(lines: list[bytes], reader: Reader, contents: Contents) -> None:
    """Numbers written plainly are taken as they stand; whatever else a line holds is read with care."""
    home = uses_nanp(reader.country)
    take = contents.exact.append
    for at, line in enumerate(lines, 1):
        size = len(line)
        # bytes.isdigit knows ASCII digits only, and int of them can't fail.
        if size == 11 and home and line[0] == _ONE and line[1] > _ONE and line.isdigit():
            take(int(line))
        elif size == 10 and home and line[0] > _ONE and line.isdigit():
            take(_FIRST_NANP + int(line))
        elif size == 12 and line[0] == _PLUS and line[1] == _ONE and line[2] > _ONE and line[1:].isdigit():
            take(int(line[1:]))
        elif size:
            _read_line(at, line, reader, contents)


def _read_line(at: int, line: bytes, reader: Reader, contents: Contents) -> None:
    if len(line) > LINE_MAX:
        contents.reject(at, f"has {len(line):,} bytes; one entry a line")
        return
    try:
        text = _without_comment(line.decode())
        if text:
            contents.take(text, reader)
    except UnicodeDecodeError:
        contents.reject(at, "is not UTF-8; save the file as UTF-8")
    except EntryError as error:
        contents.reject(at, str(error), refused=isinstance(error, EmergencyNumberError))


def _without_comment(text: str) -> str:
    """# begins a comment at the start of a line and behind a space."""
    text = text.strip()
    if text.startswith("#"):
        return ""
    at = text.find("#")
    while at > 0:
        if text[at - 1] in " \t":
            return text[:at].rstrip()
        at = text.find("#", at + 1)
    return text


class _Columns(NamedTuple):
    """Where in a row things stand. Behind a row's last cell stands an empty one, for columns that are not there."""

    size: int
    entry: tuple[tuple[str, int], ...]  # columns that may hold the entry
    number: int  # the one for plain numbers, -1 without
    about: Callable[[list[str]], tuple[str, ...]]  # the cells of _ABOUT
    home: bool  # ten digits are a number


def _read_csv(data: bytes, reader: Reader, contents: Contents) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        contents.reject(data.count(b"\n", 0, error.start) + 1, "is not UTF-8; save the file as UTF-8", refused=True)
        return
    rows = csv.reader(_lines(text), strict=True)
    columns: _Columns | None = None
    try:
        for row in rows:
            if not row or row[0].lstrip().startswith("#"):
                continue
            if columns is None:
                columns = _columns(row, rows.line_num, reader, contents)
                if columns is None:
                    return
            else:
                _read_row(row, rows.line_num, columns, reader, contents)
    except csv.Error as error:
        contents.reject(rows.line_num, f"is not CSV from here on: {error}", refused=True)
    if columns is None and contents.bad_count == 0:
        contents.reject(1, f"the file has no header line; begin with one such as {_columns_said(reader)}", refused=True)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, which quoted cells need, without a copy of the whole file."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _columns_said(reader: Reader) -> str:
    return f'"{_COLUMNS[reader.key][0]},source,added,expires"'


def _columns(row: list[str], line: int, reader: Reader, contents: Contents) -> _Columns | None:
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in row]
    entry = tuple((name, at) for at, name in enumerate(names) if name in _COLUMNS[reader.key])
    if len(names) == 1 and ";" in row[0]:
        contents.reject(line, "the header line separates columns by ;, write commas", refused=True)
        return None
    if not entry:
        wanted = " or ".join(_COLUMNS[reader.key])
        contents.reject(line, f"the header line names no column {wanted}; begin with {_columns_said(reader)}", True)
        return None
    if len({*names}) != len(names):
        contents.reject(line, "the header line names a column twice", refused=True)
        return None
    for name in names:
        hint = "" if name in _ABOUT or name in _COLUMNS[reader.key] else did_you_mean(name, _ABOUT[-3:])
        if hint:
            contents.reject(line, f"the header line names a column {shown(name)}{hint}", refused=True)
    about = [names.index(name) if name in names else -1 for name in _ABOUT]
    number = names.index("number") if "number" in dict(entry) else -1
    return _Columns(len(names), entry, number, itemgetter(*about), uses_nanp(reader.country))


def _read_row(row: list[str], line: int, columns: _Columns, reader: Reader, contents: Contents) -> None:
    size = len(row)
    if size > columns.size:
        contents.reject(line, f"has {size} cells, the header line {columns.size}; quote cells with commas")
        return
    row += [""] * (columns.size - size + 1)
    try:
        if _is_over(columns.about(row), reader.list_class, reader.today):
            contents.expired += 1
            return
        number = plain_number(row[columns.number], columns.home)
        if number and len(columns.entry) == 1:
            contents.exact.append(number)
            return
        name, text = _entry_cell(row, columns)
        if name == "prefix":
            contents.prefixes.append(read_prefix(text.removesuffix("*"), reader.country))
        else:
            contents.take(text, reader)
    except EntryError as error:
        contents.reject(line, str(error), refused=isinstance(error, EmergencyNumberError))


def _entry_cell(row: list[str], columns: _Columns) -> tuple[str, str]:
    filled = [(name, row[at].strip()) for name, at in columns.entry if row[at] and not row[at].isspace()]
    if len(filled) == 1:
        return filled[0]
    names = " or ".join(name for name, _ in columns.entry)
    raise EntryError(f"fills {'more than one' if filled else 'none'} of the columns {names}; fill one")


@lru_cache(maxsize=4096)
def _is_over(about: tuple[str, ...], list_class: ListClass, today: date) -> bool:
    """Whether an entry's last day has passed; what the row says about the entry is looked at on the way."""
    written, requester, added, expires, verified = (cell.strip() for cell in about)
    for cell in (added, verified):
        if cell:
            _day(cell)
    if list_class is ListClass.DO_NOT_ORIGINATE and written:
        _look_at_class(written.lower(), requester)
    return bool(expires) and _day(expires) < today


def _look_at_class(written: str, requester: str) -> None:
    # 47 CFR 64.1200(o): a do-not-originate list holds these four classes and nothing found by statistics.
    if written not in _ORIGINATE_CLASSES:
        raise EntryError(
            f"class {shown(written)} has no place on a do-not-originate list (47 CFR 64.1200(o)); "
            f"write one of {', '.join(_ORIGINATE_CLASSES)}, or move the entry to a block list"
        )
    if written == "requested" and not requester:
        raise EntryError("class requested needs the requester: whose number it is, who asked for the blocking")


def _day(text: str) -> date:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise EntryError(f"{shown(text)} is no day; write it like 2027-01-31")
