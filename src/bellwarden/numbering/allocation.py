"""The numbering administrators' files: which area codes are in service and where, and who holds each thousand-block.

An operator fetches them from NANPA (area-code report, central office code report) and from the pooling administrator
(block report), or exports them from a routing guide; nothing here fetches anything. A row that can't be understood is
named by file, line, field and reason, and the good rows are kept.
"""

import sys
from array import array
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from bellwarden.numbering.table import HEADER_LINES_MAX, AllocationProblem, Problems, Table, plain_name

HOLDERS_MAX: Final = 65_535  # uint16, less 0 for unallocated
_CODES: Final = 1_000_000  # NPA-NXX

_AREA_NAMES: Final = frozenset(("npa", "npaid", "areacode"))
_IN_SERVICE_NAMES: Final = frozenset(("inservice",))
_COUNTRY_NAMES: Final = frozenset(("country",))
_OFFICE_NAMES: Final = frozenset(("nxx", "cocode", "officecode", "centralofficecode"))
_CODE_NAMES: Final = frozenset(("npanxx",))
_BLOCK_NAMES: Final = frozenset(("x", "block", "blockid", "thousandsblock", "thousandblock"))
_HOLDER_NAMES: Final = frozenset(("ocn", "operatingcompanynumber"))
_STATUS_NAMES: Final = frozenset(("use", "status", "codestatus", "blockstatus"))

# The area-code report's own names for the members of the plan, without spaces and punctuation.
_COUNTRIES: Final[dict[str, str]] = {
    "us": "US",
    "usa": "US",
    "unitedstates": "US",
    "canada": "CA",
    "anguilla": "AI",
    "antiguabarbuda": "AG",
    "bahamas": "BS",
    "barbados": "BB",
    "bermuda": "BM",
    "britishvirginislands": "VG",
    "caymanislands": "KY",
    "dominica": "DM",
    "dominicanrepublic": "DO",
    "grenada": "GD",
    "jamaica": "JM",
    "montserrat": "MS",
    "sintmaarten": "SX",
    "stkittsnevis": "KN",
    "stlucia": "LC",
    "stvincentgrenadines": "VC",
    "trinidadtobago": "TT",
    "turkscaicosislands": "TC",
}

# The code report says AS, PR(otected), RV (reserved), UA (unassignable), VC (vacant); block reports write words.
_ASSIGNED: Final = frozenset(("", "as", "a", "assigned", "active", "inservice", "retained"))
_ASSIGNED_AS_WRITTEN: Final = frozenset(("AS", "Assigned", "ASSIGNED"))
_VACANT: Final = frozenset(
    ("pr", "protected", "rv", "reserved", "ua", "unassignable", "vc", "vacant", "av", "available")
)

_THREE_DIGITS: Final[dict[str, int]] = {str(number): number for number in range(200, 1000)}
_WHOLE_CODE: Final = -1
_BLOCKS: Final[dict[str, int]] = {**{str(digit): digit for digit in range(10)}, "A": _WHOLE_CODE, "": _WHOLE_CODE}


class AreaReport(NamedTuple):
    """`countries` leaves out the codes that the whole plan shares (toll-free, 5YY, 900)."""

    file_date: date | None
    areas: tuple[int, ...]  # in service, ascending
    countries: tuple[tuple[int, str], ...]  # area code, ISO 3166 alpha-2; US territories count as US, as in the file
    problems: tuple[AllocationProblem, ...]


class BlockTable(NamedTuple):
    """Who holds each thousand-block, by the index in `holders` + 1; 0: unallocated."""

    blocks: bytes  # uint16, little-endian, per NPA-NXX-X: 10,000,000 of them
    holders: tuple[str, ...]  # operating company numbers (OCN), in order of first appearance
    allocated: int  # thousand-blocks that have a holder
    problems: tuple[AllocationProblem, ...]


def read_area_report(data: bytes, file: str = "") -> AreaReport:
    """NANPA's area-code report (npa_report.csv), or any table with columns NPA, IN_SERVICE and, if known, COUNTRY.

    The report begins with a line `File Date,MM/DD/YYYY`; without one the file's date is None.
    """
    problems = Problems(file)
    table = Table(data, problems)
    areas: set[int] = set()
    countries: dict[int, str] = {}
    if not table.find_header(lambda names: bool(names & _AREA_NAMES) and bool(names & _IN_SERVICE_NAMES)):
        problems.add(1, "header", f"no line of the first {HEADER_LINES_MAX} names the columns NPA_ID and IN_SERVICE")
        return AreaReport(None, (), (), problems.all())
    area_at, service_at = table.column(_AREA_NAMES), table.column(_IN_SERVICE_NAMES)
    country_at = table.column(_COUNTRY_NAMES)
    for row in table.rows():
        if not any(row):
            continue
        area = _THREE_DIGITS.get(_cell(row, area_at))
        if area is None:
            problems.add(table.line, "NPA_ID", f"no area code: {_cell(row, area_at)[:20]!r}")
            continue
        in_service = _cell(row, service_at).upper()
        if in_service in ("Y", "YES"):
            areas.add(area)
            country = _country(_cell(row, country_at), table.line, problems)
            if country:
                countries[area] = country
        elif in_service not in ("N", "NO"):
            problems.add(table.line, "IN_SERVICE", f"neither Y nor N: {in_service[:20]!r}")
    file_date = _file_date(table.before, problems)
    return AreaReport(file_date, tuple(sorted(areas)), tuple(sorted(countries.items())), problems.all())


def _country(name: str, line: int, problems: Problems) -> str:
    if not name:
        return ""
    country = _COUNTRIES.get(plain_name(name), "")
    if not country and len(name) == 2 and name.isascii() and name.isalpha():
        country = name.upper()
    if not country:
        problems.add(line, "COUNTRY", f"no member of the plan is known by the name {name[:40]!r}")
    return country


def _file_date(before: list[list[str]], problems: Problems) -> date | None:
    for line, row in enumerate(before, 1):
        if len(row) > 1 and plain_name(row[0]) == "filedate":
            month, _, rest = row[1].strip().partition("/")
            day, _, year = rest.partition("/")
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                problems.add(line, "File Date", f"no date of the form MM/DD/YYYY: {row[1][:20]!r}")
    return None


def _cell(row: list[str], index: int) -> str:
    return row[index].strip() if 0 <= index < len(row) else ""


def read_blocks(files: Sequence[tuple[str, bytes]]) -> BlockTable:
    """Allocation files, as (name, content), to one table. Each is comma or tab separated, with a header that names

    - NPA and NXX, or NPA-NXX in one column,
    - OCN: the holder; may be empty where the status says that nobody holds it,
    - X, if known: the thousand-block 0 to 9; `A`, empty or no such column means the whole NPA-NXX,
    - Use or Status, if known: AS (assigned) counts; PR, RV, UA, VC and available do not.

    A thousand-block's own row counts more than its whole code's, whatever the order of rows and files, since in a
    pooled code the blocks have holders of their own. Of two rows for the same thing the later counts.
    """
    builder = _BlockBuilder()
    problems: list[AllocationProblem] = []
    for name, data in files:
        problems += builder.read(name, data)
    blocks, allocated = builder.table()
    return BlockTable(blocks, tuple(builder.holders), allocated, tuple(problems))


class _Columns(NamedTuple):
    area: int
    office: int
    code: int  # NPA and NXX in one column; used where it is not -1
    block: int
    holder: int
    status: int


class _BlockBuilder:
    """Whole codes and blocks are kept apart until all files are read, so that their order does not matter."""

    def __init__(self) -> None:
        self.holders: dict[str, int] = {}  # OCN, index + 1
        self._codes = array("H", bytes(2 * _CODES))
        self._blocks = array("H", bytes(20 * _CODES))
        self._vacant_blocks: set[int] = set()

    def read(self, file: str, data: bytes) -> tuple[AllocationProblem, ...]:
        problems = Problems(file)
        table = Table(data, problems)
        if not table.find_header(_names_allocations):
            problems.add(1, "header", f"no line of the first {HEADER_LINES_MAX} names the columns NPA, NXX and OCN")
            return problems.all()
        columns = _columns(table)
        for row in table.rows():
            if not self._take_plain(row, columns) and any(row):
                self._take(row, columns, table.line, problems)
        return problems.all()

    def _take_plain(self, row: list[str], columns: _Columns) -> bool:
        """A row as a good file has a million of: a block and a holder seen before. False: it needs a closer look."""
        if columns.code != -1 or columns.block == -1:
            return False
        try:
            if columns.status != -1 and row[columns.status] not in _ASSIGNED_AS_WRITTEN:
                return False
            area = _THREE_DIGITS.get(row[columns.area])
            office = _THREE_DIGITS.get(row[columns.office])
            block = _BLOCKS.get(row[columns.block], _WHOLE_CODE)
            holder = self.holders.get(row[columns.holder])
        except IndexError:
            return False
        if area is None or office is None or holder is None or block == _WHOLE_CODE:
            return False
        self._blocks[(area * 1000 + office) * 10 + block] = holder
        return True

    def _take(self, row: list[str], columns: _Columns, line: int, problems: Problems) -> None:
        area_text, office_text = _cell(row, columns.area), _cell(row, columns.office)
        if columns.code != -1:
            code_text = _cell(row, columns.code)
            area_text, office_text = code_text[:3], code_text[3:].lstrip("- /")
        area, office = _THREE_DIGITS.get(area_text), _THREE_DIGITS.get(office_text)
        block = _BLOCKS.get(_cell(row, columns.block).upper())
        status = plain_name(_cell(row, columns.status))
        if area is None:
            problems.add(line, "NPA", f"no area code: {area_text[:20]!r}")
        elif office is None:
            problems.add(line, "NXX", f"no office code: {office_text[:20]!r}")
        elif block is None:
            problems.add(line, "X", f"neither 0 to 9 nor A for the whole code: {_cell(row, columns.block)[:20]!r}")
        elif status in _VACANT:
            self._hold(area * 1000 + office, block, 0)
        elif status not in _ASSIGNED:
            problems.add(line, "status", f"not known: {_cell(row, columns.status)[:20]!r}")
        else:
            holder = self._holder(_cell(row, columns.holder).upper(), line, problems)
            if holder:
                self._hold(area * 1000 + office, block, holder)

    def _holder(self, ocn: str, line: int, problems: Problems) -> int:
        """Index + 1 of an operating company number; 0 when it is none."""
        known = self.holders.get(ocn)
        if known is not None:
            return known
        # ATIS-0300251: company codes have four letters or digits.
        if len(ocn) != 4 or not (ocn.isascii() and ocn.isalnum()):
            problems.add(line, "OCN", f"no operating company number of four letters and digits: {ocn[:20]!r}")
            return 0
        if len(self.holders) == HOLDERS_MAX:
            problems.add(line, "OCN", f"more than {HOLDERS_MAX} holders")
            return 0
        self.holders[ocn] = len(self.holders) + 1
        return len(self.holders)

    def _hold(self, code: int, block: int, holder: int) -> None:
        if block == _WHOLE_CODE:
            self._codes[code] = holder
            return
        self._blocks[code * 10 + block] = holder
        if not holder:
            self._vacant_blocks.add(code * 10 + block)

    def table(self) -> tuple[bytes, int]:
        """The table, and how many blocks in it have a holder."""
        blocks = self._blocks
        for code, holder in enumerate(self._codes):
            if holder:
                for index in range(code * 10, code * 10 + 10):
                    if not blocks[index] and index not in self._vacant_blocks:
                        blocks[index] = holder
        allocated = len(blocks) - blocks.count(0)
        if sys.byteorder == "big":
            blocks.byteswap()
        return blocks.tobytes(), allocated


def _names_allocations(names: frozenset[str]) -> bool:
    codes = bool(names & _CODE_NAMES) or bool(names & _AREA_NAMES and names & _OFFICE_NAMES)
    return codes and bool(names & _HOLDER_NAMES)


def _columns(table: Table) -> _Columns:
    return _Columns(
        table.column(_AREA_NAMES),
        table.column(_OFFICE_NAMES),
        table.column(_CODE_NAMES),
        table.column(_BLOCK_NAMES),
        table.column(_HOLDER_NAMES),
        table.column(_STATUS_NAMES),
    )
