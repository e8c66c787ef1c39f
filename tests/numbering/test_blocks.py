"""Allocation files of both administrators, to one table of ten million thousand-blocks."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.numbering.allocation import BlockTable, read_blocks
from bellwarden.numbering.table import PROBLEMS_MAX, AllocationProblem

DATA = Path(__file__).parent.parent / "data" / "numbering"
CODES = DATA / "central_office_codes.txt"
POOLED = DATA / "pooled_blocks.csv"


def read(*paths: Path) -> BlockTable:
    return read_blocks([(path.name, path.read_bytes()) for path in paths])


def holder(table: BlockTable, block: int) -> str:
    """Who holds NPA-NXX-X, read as the gate reads it: uint16, little-endian; "" for nobody."""
    index = int.from_bytes(table.blocks[2 * block : 2 * block + 2], "little")
    return table.holders[index - 1] if index else ""


def test_the_table_has_two_bytes_for_every_block_of_the_plan() -> None:
    table = read_blocks([])
    assert table == BlockTable(bytes(20_000_000), (), 0, ())


def test_whole_codes_of_a_code_report_give_ten_blocks_each() -> None:
    table = read(CODES)
    assert table.problems == ()
    assert table.holders == ("123A", "4567")
    assert [holder(table, block) for block in (2382000, 2382009, 2382010, 4463005)] == ["123A", "123A", "4567", "4567"]
    assert table.allocated == 30


def test_reserved_vacant_and_unassignable_codes_are_nobodys() -> None:
    table = read(CODES)
    assert [holder(table, block) for block in (2382020, 2382030, 2385550)] == ["", "", ""]


def test_blocks_of_a_block_report_have_their_own_holders() -> None:
    table = read(POOLED)
    assert table.problems == ()
    assert [holder(table, block) for block in (2382000, 2382001, 2382002, 2382009)] == ["123A", "890B", "", "4567"]


def test_a_row_for_a_or_for_no_block_means_the_whole_code() -> None:
    table = read(POOLED)
    assert {holder(table, 7564000 + block) for block in range(20)} == {"890B"}


@pytest.mark.parametrize("paths", [(CODES, POOLED), (POOLED, CODES)])
def test_a_blocks_own_holder_counts_more_than_its_codes_whatever_the_order(paths: tuple[Path, Path]) -> None:
    table = read(*paths)
    assert [holder(table, block) for block in (2382000, 2382001, 2382002, 2382009)] == ["123A", "890B", "123A", "4567"]
    assert table.allocated == 30 + 20


@pytest.mark.parametrize("codes_first", [True, False])
def test_a_block_told_to_be_available_stays_free_in_an_assigned_code(codes_first: bool) -> None:
    codes = ("codes", b"NPANXX,OCN\n238200,123A\n")
    blocks = ("blocks", b"NPA,NXX,X,OCN,Status\n238,200,4,,Available\n")
    table = read_blocks([codes, blocks] if codes_first else [blocks, codes])
    assert table.problems == ()
    assert holder(table, 2382004) == ""
    assert table.allocated == 9


def test_of_two_rows_for_one_block_the_later_counts() -> None:
    table = read_blocks([("a", b"NPA,NXX,X,OCN\n238,200,4,123A\n238,200,4,4567\n")])
    assert holder(table, 2382004) == "4567"


def test_columns_are_found_by_their_names_in_any_order_and_case() -> None:
    table = read_blocks([("a", b"Company Name;ignored\nocn, Block ,nxx,Area Code\n123a, 7 , 200 ,238\n")])
    assert table.problems == ()
    assert (holder(table, 2382007), table.allocated) == ("123A", 1)


def test_bad_rows_are_named_and_good_rows_kept() -> None:
    """ATIS-0300251: company codes have four letters or digits."""
    table = read(DATA / "blocks_with_bad_rows.csv")
    assert (holder(table, 2382004), table.allocated) == ("123A", 1)
    file = "blocks_with_bad_rows.csv"
    assert [problem[:3] for problem in table.problems] == [
        (file, 2, "NPA"),
        (file, 3, "NXX"),
        (file, 4, "X"),
        (file, 5, "OCN"),
        (file, 6, "OCN"),
        (file, 7, "status"),
        (file, 8, "OCN"),
        (file, 9, "NPA"),
        (file, 12, "NPA"),
    ]
    assert table.problems[5].reason == "not known: 'Pending'"


def test_a_file_without_the_columns_is_one_problem_and_the_other_file_is_read() -> None:
    table = read_blocks([("wrong.csv", b"a,b\n1,2\n"), ("right.csv", b"NPA,NXX,X,OCN\n238,200,4,123A\n")])
    assert [problem[:3] for problem in table.problems] == [("wrong.csv", 1, "header")]
    assert table.allocated == 1


def test_endless_bad_rows_are_told_up_to_a_bound_and_counted() -> None:
    table = read_blocks([("bad.csv", b"NPA,NXX,X,OCN\n" + b"1,2,3,4\n" * (PROBLEMS_MAX + 50))])
    assert len(table.problems) == PROBLEMS_MAX + 1
    assert table.problems[-1] == AllocationProblem("bad.csv", 0, "", "50 more rows not understood")


def test_text_that_stops_being_a_table_keeps_what_came_before() -> None:
    data = b'NPA,NXX,X,OCN\n238,200,4,123A\n238,200,"5' + b"0" * 200_000 + b",123A\n238,200,6,123A\n"
    table = read_blocks([("a", data)])
    assert (holder(table, 2382004), table.allocated) == ("123A", 1)
    assert [problem.line for problem in table.problems] == [3]
    assert table.problems[0].reason.startswith("not readable as a table from here on")


contents = st.binary(max_size=200) | st.text(alphabet='0123456789AXN,"\n\r\t ', max_size=200).map(str.encode)


@settings(max_examples=10)  # each makes a whole table; so many files go into one
@given(st.lists(contents, min_size=10, max_size=40))
def test_any_bytes_behind_a_header_are_read_without_an_exception(files: list[bytes]) -> None:
    table = read_blocks([("a", b"NPA,NXX,X,OCN,Use\n" + data) for data in files])
    assert len(table.blocks) == 20_000_000
