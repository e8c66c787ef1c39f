"""Files of complaints by number: the daily file of the US Federal Trade Commission, or numbers with a date.

The FTC's columns are Company_Phone_Number, Created_Date, Violation_Date, Consumer_City, Consumer_State,
Consumer_Area_Code, Subject, Recorded_Message_Or_Robocall (ftc.gov, "Do Not Call Reported Calls Data"). Number and day
of the complaint are kept and nothing about the person who complained. The FTC does not verify complaints.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from bellwarden.model.number import NumberFault
from bellwarden.numbering.reading import read_number

FILE_OCTETS_MAX: Final = 256 << 20  # decompressed; a day's file has 1.5 MB
FIELD_MAX: Final = 10_000
SHOWN_MAX: Final = 60
NUMBER_COLUMNS: Final = ("company_phone_number", "reported_number", "phone_number", "number")
DATE_COLUMNS: Final = ("created_date", "file_date", "date")
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class ComplaintFileFault(Exception):
    """The file can't be used at all; the text says why and what to do."""


class Complaint(NamedTuple):
    day: date
    number: int  # E.164 digits


class BadRow(NamedTuple):
    line: int  # from 1
    field: str
    reason: str
    text: str  # what stood there, cut


class ComplaintFile(NamedTuple):
    complaints: list[Complaint]
    bad: list[BadRow]
    unnumbered: int  # complaints that name no number


class _Columns(NamedTuple):
    number: int
    day: int | None  # None: every row is of the day that the file is of
    names: tuple[str, str]
    headed: bool


def read_complaints(data: bytes, name: str, today: date, day: date | None = None) -> ComplaintFile:
    """`day`: of a file without a column for it; else the one in its name counts. ComplaintFileFault says why not."""
    lines = _text(data).splitlines()
    columns = _columns(next(_rows(lines), (0, []))[1])
    of_file = day or _day_in(name)
    if columns.day is None and of_file is None:
        raise ComplaintFileFault(
            f"{name} does not say of which day its numbers are; give it a column {DATE_COLUMNS[0]} or date, a name with"
            " the day (2026-05-31), or say --date 2026-05-31"
        )
    found = ComplaintFile([], [], 0)
    unnumbered = 0
    for place, (line, row) in enumerate(_rows(lines)):
        if place == 0 and columns.headed:
            continue
        read = _row(row, line, columns, of_file, today)
        if isinstance(read, Complaint):
            found.complaints.append(read)
        elif isinstance(read, BadRow):
            found.bad.append(read)
        else:
            unnumbered += 1
    return found._replace(unnumbered=unnumbered)


def _text(data: bytes) -> str:
    if data.startswith(b"\x1f\x8b"):
        try:
            unpacked = zlib.decompressobj(wbits=31)
            data = unpacked.decompress(data, FILE_OCTETS_MAX + 1)
            if not unpacked.eof and len(data) <= FILE_OCTETS_MAX:
                raise ComplaintFileFault("the compressed file breaks off; fetch it again")
        except (gzip.BadGzipFile, zlib.error):
            raise ComplaintFileFault("the compressed file is damaged; fetch it again") from None
    if len(data) > FILE_OCTETS_MAX:
        raise ComplaintFileFault(f"the file has more than {FILE_OCTETS_MAX >> 20} MB; split it by day")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with the line that each ends on; what is no CSV as one cell."""
    reader = csv.reader(lines)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = [str(error)]
        if any(cell.strip() for cell in row):
            yield reader.line_num, row


def _columns(first: Sequence[str]) -> _Columns:
    names = [cell.strip().lower().replace(" ", "_") for cell in first]
    number = next((names.index(one) for one in NUMBER_COLUMNS if one in names), None)
    day = next((names.index(one) for one in DATE_COLUMNS if one in names), None)
    if number is not None:
        return _Columns(number, day, (first[number].strip(), first[day].strip() if day is not None else "date"), True)
    if not first:
        raise ComplaintFileFault("the file is empty")
    if any(any(sign.isalpha() for sign in cell) for cell in first):
        raise ComplaintFileFault(
            f"no column holds the number complained about; it should be called one of {', '.join(NUMBER_COLUMNS)}"
        )
    dated = next((place for place, cell in enumerate(first) if _DAY.match(cell.strip())), None)
    at = next((place for place, _ in enumerate(first) if place != dated), None)
    if at is None:
        raise ComplaintFileFault("the first line holds a date and no number")
    return _Columns(at, dated, ("number", "date"), False)


def _row(row: list[str], line: int, columns: _Columns, of_file: date | None, today: date) -> Complaint | BadRow | None:
    """None: the complaint names no number."""
    if len(row) <= max(columns.number, columns.day or 0):
        return BadRow(line, "", "too few columns", ",".join(row)[:SHOWN_MAX])
    text = row[columns.number].strip()[:FIELD_MAX]
    if not text:
        return None
    written = row[columns.day].strip()[:FIELD_MAX] if columns.day is not None else ""
    day = _day_in(written, start=True) if columns.day is not None else of_file
    if day is None:
        return BadRow(line, columns.names[1], "is no date; write 2026-05-31", written[:SHOWN_MAX])
    if day > today + timedelta(days=1):  # the agency's day may have begun before ours
        return BadRow(line, columns.names[1], "lies in the future", written[:SHOWN_MAX])
    number = read_number(text)
    if number.fault is not None or not number.e164:
        return BadRow(line, columns.names[0], _why_not(number.fault), text[:SHOWN_MAX])
    return Complaint(day, number.e164)


def _why_not(fault: NumberFault | None) -> str:
    if fault is None or fault is NumberFault.NOT_A_NUMBER:
        return "is no telephone number"
    return f"is a number that nobody can have ({fault.value.replace('_', ' ')})"


def _day_in(text: str, start: bool = False) -> date | None:
    found = _DAY.match(text) if start else _DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
