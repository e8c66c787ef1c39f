"""Spreadsheet files: CSV and XLSX, from bytes to texts and back, with a bound on everything.

A cell that a spreadsheet would run as a formula goes out as plain text: in CSV with an apostrophe before it, which is
taken off again when the file comes back, in XLSX as a cell of kind text.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from bellwarden.flows.office.import_plan import ROWS_MAX, Sheet

BYTES_MAX: Final = 20_000_000
UNPACKED_MAX: Final = 200_000_000  # of all parts of a workbook
PARTS_MAX: Final = 1_000
COLUMNS_MAX: Final = 100
SHEETS_MAX: Final = 10
EMPTY_ROWS_MAX: Final = 1_000  # in a row: what comes after is taken for nothing

# What a cell begins with that some spreadsheet runs.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BROKEN: Final = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError),
    *(IndexError, EOFError, OSError, zlib.error, NotImplementedError, RuntimeError, OverflowError),
)


class SheetFault(Exception):
    """Why a file can't be read as a spreadsheet, and what to do."""


def read_sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a file. Told by its first bytes, not by its name."""
    if len(data) > BYTES_MAX:
        raise SheetFault(f"The file has {len(data):,} bytes; at most {BYTES_MAX:,} are taken. Hand it in as several.")
    if data[:4] == b"PK\x03\x04":
        return _read_workbook(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SheetFault("This is an old .xls file, or one with a password. Save it as .xlsx without one, or as CSV.")
    return (_read_csv(name, data),)


def _read_csv(name: str, data: bytes) -> Sheet:
    text = _decoded(data)
    lines = text.splitlines(keepends=True)
    if not lines:
        raise SheetFault("The file is empty.")
    found = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=found, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            rows.append((reader.line_num, [_unguarded(cell) for cell in row[:COLUMNS_MAX]]))
            if len(rows) > ROWS_MAX + 1:
                raise SheetFault(f"The file has more than {ROWS_MAX:,} rows. Hand it in as several.")
    except csv.Error as error:
        raise SheetFault(f"Line {reader.line_num} can't be read as CSV: {error}.") from None
    return _sheet(name.rpartition("/")[2][:80] or "file", rows)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetFault(f"Line {line} is not UTF-8. Save the file as CSV UTF-8.") from None


def _read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """Values only: what a formula gave when the file was last saved, and nothing where it was never worked out."""
    try:
        _look_inside(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][: SHEETS_MAX + 1]
        if len(found) > SHEETS_MAX:
            raise SheetFault(f"The workbook has more than {SHEETS_MAX} sheets. Hand in those that are meant.")
        return tuple(_sheet(sheet.title, _rows(sheet)) for sheet in found)
    except _BROKEN as error:
        raise SheetFault(f"The workbook can't be read ({type(error).__name__}). Save it again as .xlsx.") from None


def _look_inside(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
            raise SheetFault("The workbook is too big inside. Save the sheet alone, without pictures, or as CSV.")


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # what the file claims of its size need not be so
    rows: list[tuple[int, list[str]]] = []
    empty = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True), 1):
        texts = [_text(cell) for cell in cells]
        empty = 0 if any(texts) else empty + 1
        if empty > EMPTY_ROWS_MAX:
            break
        rows.append((line, texts))
        if len(rows) > ROWS_MAX + EMPTY_ROWS_MAX:
            raise SheetFault(f"Sheet {sheet.title} has more than {ROWS_MAX:,} rows. Hand it in as several.")
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _unguarded(str(cell))


def _sheet(name: str, rows: Sequence[tuple[int, list[str]]]) -> Sheet:
    """The first row with anything in it is the header."""
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        return Sheet(name, (), ())
    header = tuple(cell.strip() for cell in filled[0][1])
    while header and not header[-1]:
        header = header[:-1]
    return Sheet(name, header, tuple((line, tuple(cells[: len(header)])) for line, cells in filled[1:]))


def guarded(text: str) -> str:
    """A CSV cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) and text.lstrip("'").startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """With a byte order mark, by which spreadsheets know UTF-8, and CRLF as RFC 4180 section 2 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([guarded(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Every cell is text, marked so that it stays text when somebody edits it."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:31])
        page.freeze_panes = "A2"
        for cells in (sheet.header, *(row for _, row in sheet.rows)):
            page.append(list(_cells(page, cells)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(page: Any, texts: Iterable[str]) -> Iterator[Any]:
    for text in texts:
        # An apostrophe that is the text's own is doubled as in CSV, since reading takes one off.
        cell = WriteOnlyCell(page, value=_writable(guarded(text) if text.startswith("'") else text))
        cell.data_type = "s"
        if text.startswith(_FORMULA):
            cell.quotePrefix = True
        yield cell


def _writable(text: str) -> str:
    """XML holds no control signs but tab and line ends; a cell 32,767 characters."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")[:32_767]
