"""CSV and XLSX: read with a bound on everything, written so that no spreadsheet runs a cell."""

import io
import zipfile
from contextlib import suppress

import pytest

from bellwarden.flows.office.import_plan import Sheet
from bellwarden.web import sheets
from bellwarden.web.sheets import SheetFault, csv_bytes, read_sheets, workbook_bytes

NASTY = ("=1+1", "+12384460000", "-3", "@SUM(A1)", "'=x", "'plain", "\tx", 'a,"b"', "öß☏", "＝1", "")


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet("customers", tuple(f"c{at}" for at in range(len(rows[0]))), tuple(enumerate(rows, 2)))


def test_no_cell_of_a_csv_begins_like_a_formula() -> None:
    data = csv_bytes(("a",), [(text,) for text in NASTY])
    cells = [line.strip('"') for line in data.decode("utf-8-sig").split("\r\n")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]


def test_what_is_written_is_read_again() -> None:
    before = sheet(NASTY)
    assert read_sheets("x.xlsx", workbook_bytes([before]))[0].rows == before.rows
    assert read_sheets("x.csv", csv_bytes(before.header, [NASTY]))[0].rows == before.rows


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_bytes([sheet(NASTY)]))) as packed:
        inner = packed.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in inner and b"<f " not in inner
        assert b'quotePrefix="1"' in packed.read("xl/styles.xml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b'a,b\n"x', "Line 2"),
        (b"name\n\xe4rger\n", "Line 2 is not UTF-8"),
        (b"PK\x03\x04rest", "can't be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        (b"\0" * (sheets.BYTES_MAX + 1), "at most"),
    ],
)
def test_what_is_no_sheet_is_told(data: bytes, said: str) -> None:
    with pytest.raises(SheetFault, match=said):
        read_sheets("x", data)


def test_a_file_from_a_spreadsheet_in_europe_is_read() -> None:
    (found,) = read_sheets("C:/x.csv", "name;key\nÄrger;a\n".encode("utf-16"))
    assert (found.header, found.rows) == (("name", "key"), ((2, ("Ärger", "a")),))


def test_a_workbook_that_unpacks_too_big_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "UNPACKED_MAX", 1_000)
    with pytest.raises(SheetFault, match="too big inside"):
        read_sheets("x", workbook_bytes([sheet(("a",) * 20)]))


def test_a_broken_workbook_never_raises_anything_else() -> None:
    whole = workbook_bytes([sheet(NASTY)])
    for at in range(0, len(whole), 97):
        broken = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        for data in (broken, whole[:at]):
            with suppress(SheetFault):
                read_sheets("x.xlsx", data)
