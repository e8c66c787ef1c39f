"""The administrators' files: what they say goes into the policy, what can't be read is told by file and line."""

from datetime import date

from bellwarden.model.policy import Numbering
from tests.policy.worlds import read_with_base, told

AREAS = "NPA_ID,IN_SERVICE,COUNTRY\n238,Y,US\n446,N,US\n756,Y,CANADA\n"
BLOCKS = "NPA,NXX,X,OCN\n238,200,A,X001\n756,201,3,X002\n"
TABLE = '[numbering]\nareas = "numbering/areas.csv"\nblocks = ["numbering/blocks.csv"]\n'
AREAS_ONLY = '[numbering]\nareas = "numbering/areas.csv"\n'
FILES: dict[str, str | bytes] = {"numbering/areas.csv": AREAS, "numbering/blocks.csv": BLOCKS}


def test_what_is_not_supplied_is_not_judged() -> None:
    bundle = read_with_base("").bundle
    assert bundle is not None
    assert bundle.document.numbering == Numbering()


def test_areas_countries_blocks_and_holders_are_taken_over() -> None:
    bundle = read_with_base(TABLE, FILES).bundle
    assert bundle is not None
    assert bundle.document.numbering == Numbering(
        (238, 756), ((238, "US"), (756, "CA")), "numbering.blocks", ("X001", "X002")
    )
    blocks = memoryview(bundle.layers["numbering.blocks"]).cast("H")
    assert len(blocks) == 10_000_000
    assert (blocks[2_382_000], blocks[2_382_009], blocks[2_382_010], blocks[7_562_013]) == (1, 1, 0, 2)


def test_blocks_are_not_built_again() -> None:
    first = read_with_base(TABLE, FILES)
    again = read_with_base(TABLE, FILES, cached_layers=first.kept)
    assert first.bundle is not None
    assert again.bundle is not None
    assert again.bundle.document == first.bundle.document
    assert again.bundle.layers["numbering.blocks"] == first.bundle.layers["numbering.blocks"]


def test_a_row_that_can_not_be_read_refuses_the_files() -> None:
    """Left out, its numbers would be judged unallocated."""
    files = {**FILES, "numbering/areas.csv": AREAS + "99,Y,US\n", "numbering/blocks.csv": BLOCKS + "238,200,B,X001\n"}
    assert [problem.partition(": numbering")[0] for problem in told(TABLE, files)] == [
        "error numbering/areas.csv:5",
        "error numbering/blocks.csv:4",
    ]


def test_a_row_is_left_out_where_the_operator_says_so() -> None:
    files: dict[str, str | bytes] = {"numbering/areas.csv": AREAS + "99,Y,US\n"}
    reading = read_with_base(AREAS_ONLY + 'bad_lines = "warning"\n', files)
    assert [str(problem) for problem in reading.warnings] == [
        "numbering/areas.csv:5: numbering.areas: NPA_ID: no area code: '99'"
    ]
    assert reading.bundle is not None


def test_a_file_that_is_another_one_is_refused_whatever_the_setting() -> None:
    files: dict[str, str | bytes] = {"numbering/areas.csv": "a,b\n"}
    problems = told(AREAS_ONLY + 'bad_lines = "warning"\n', files)
    assert [problem.partition(": numbering")[0] for problem in problems] == ["error numbering/areas.csv:1"]


def test_files_that_would_make_every_number_invalid_are_refused() -> None:
    files: dict[str, str | bytes] = {
        "numbering/areas.csv": "NPA_ID,IN_SERVICE\n238,N\n",
        "numbering/blocks.csv": "NPA,NXX,X,OCN\n",
    }
    assert told(TABLE, files) == [
        "error numbering/areas.csv:1: numbering.areas: names no area code in service, so every caller ID would be"
        " invalid",
        "error numbering/blocks.csv:1: numbering.blocks: names no allocated thousand-block, so every caller ID would be"
        " unallocated",
    ]


def test_a_missing_file_is_told_at_its_place_in_the_list() -> None:
    text = '[numbering]\nblocks = [\n  "numbering/blocks.csv",\n  "numbering/block.csv",\n]\n'
    assert told(text, {"numbering/blocks.csv": BLOCKS}) == [
        'error policy.toml:4: numbering.blocks[2]: there is no file "numbering/block.csv" in the policy folder;'
        ' did you mean "numbering/blocks.csv"?'
    ]


def test_an_old_area_code_report_is_told() -> None:
    files: dict[str, str | bytes] = {"numbering/areas.csv": "File Date,09/01/2026\n" + AREAS}
    assert told(AREAS_ONLY, files) == [
        "warning numbering/areas.csv:1: numbering.areas: is 81 days old; new area codes would be taken for invalid,"
        " fetch a new report"
    ]
    assert told(AREAS_ONLY, files, today=date(2026, 9, 30)) == []
