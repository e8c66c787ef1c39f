"""A spreadsheet's first sheet as rows of text, its bombs defused: looked at as an archive before it is opened."""

import zipfile
from io import BytesIO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from bellwarden.complaints.incoming import CELL_CHARS_MAX, Rows
from bellwarden.complaints.limits import EXPANDED_BYTES_MAX, EXPANSION_MAX, ROWS_MAX, TooMuch

COLUMNS_MAX = 100


def unpack(data: bytes) -> Rows:
    """TooMuch for what is none, or would grow too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
            if size > EXPANDED_BYTES_MAX or size > EXPANSION_MAX * max(len(data), 1):
                raise TooMuch(f"a spreadsheet that grows from {len(data):,} to {size:,} bytes")
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [
            tuple("" if cell is None else str(cell).strip()[:CELL_CHARS_MAX] for cell in row)
            for row in sheet.iter_rows(max_row=ROWS_MAX, max_col=COLUMNS_MAX, values_only=True)
        ]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError, SyntaxError) as error:
        raise TooMuch(f"a spreadsheet that can't be read: {error}") from None
    return tuple(row for row in rows if any(row))
