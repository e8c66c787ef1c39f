"""Delimited files as administrators publish them: lines before the header, columns by many names, bad rows told."""

import csv
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

PROBLEMS_MAX: Final = 1_000  # told one by one; a file with more is the wrong file
HEADER_LINES_MAX: Final = 20
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class AllocationProblem(NamedTuple):
    """One row, or one file, that could not be understood. `line` counts from 1; 0 when the whole file is meant."""

    file: str
    line: int
    field: str
    reason: str


class Problems:
    """Collects problems up to a bound and counts the rest."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[AllocationProblem] = []
        self._left_out = 0

    def add(self, line: int, field: str, reason: str) -> None:
        if len(self._found) < PROBLEMS_MAX:
            self._found.append(AllocationProblem(self._file, line, field, reason))
        else:
            self._left_out += 1

    def all(self) -> tuple[AllocationProblem, ...]:
        if not self._left_out:
            return tuple(self._found)
        return (*self._found, AllocationProblem(self._file, 0, "", f"{self._left_out} more rows not understood"))


class Table:
    """A delimited file: its rows after the header, the header's columns found by any of their names."""

    def __init__(self, data: bytes, problems: Problems) -> None:
        tabs = data.count(b"\t", 0, 4096) > data.count(b",", 0, 4096)
        self._reader = csv.reader(
            _lines(data),
            delimiter="\t" if tabs else ",",
            quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,  # in a tab-separated report a quote is a letter
        )
        self._problems = problems
        self.header: list[str] = []
        self.before: list[list[str]] = []

    @property
    def line(self) -> int:
        return self._reader.line_num

    def rows(self) -> Iterator[list[str]]:
        """Rows one after the other. Text that is no table any more ends them, with a problem."""
        try:
            yield from self._reader
        except csv.Error as error:
            self._problems.add(self._reader.line_num, "", f"not readable as a table from here on: {error}")

    def find_header(self, names_the_columns: Callable[[frozenset[str]], bool]) -> bool:
        """Go to the line that names the columns wanted; the lines before it are kept in `before`."""
        for row in self.rows():
            names = [plain_name(cell) for cell in row]
            if names_the_columns(frozenset(names)):
                self.header = names
                return True
            self.before.append(row)
            if len(self.before) == HEADER_LINES_MAX:
                break
        return False

    def column(self, names: frozenset[str]) -> int:
        """Index of the first column with one of the names; -1 when there is none."""
        return next((index for index, name in enumerate(self.header) if name in names), -1)


def _lines(data: bytes) -> Iterator[str]:
    """One after the other, so that a file of fifty megabytes does not become three hundred of text."""
    start = len(_BYTE_ORDER_MARK) if data.startswith(_BYTE_ORDER_MARK) else 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        # Latin-1 reads any byte; only ASCII columns are looked at, company names are not.
        yield data[start:end].decode("latin-1")
        start = end


def plain_name(name: str) -> str:
    """A column's name without case, spaces and punctuation: 'NPA-NXX' and 'npa nxx' are one."""
    return "".join(sign for sign in name.lower() if sign.isalnum())
