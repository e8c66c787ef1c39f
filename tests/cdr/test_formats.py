"""Every format reads its own bytes, and no other's; what a switch wrote is recognised without being named."""

from pathlib import Path

import pytest

from bellwarden.cdr import formats
from bellwarden.cdr.format import Kind, columns_used
from bellwarden.cdr.guess import guess
from bellwarden.cdr.sniff import look_at
from tests.house.tree import ROOT

DATA = ROOT / "tests" / "data" / "cdr"
FORMATS = formats.load()
FILES = {
    "asterisk_cel.csv": "asterisk_cel",
    "asterisk_cel_table.csv": "asterisk_cel",
    "asterisk_custom.csv": "asterisk_custom",
    "asterisk_master.csv": "asterisk",
    "bellwarden_table.csv": "bellwarden",
    "broadworks.csv": "broadworks",
    "cisco_cube.csv": "cisco_cube",
    "cisco_cucm.csv": "cisco_cucm",
    "freeswitch_example_template.csv": "freeswitch",
    "freeswitch_json_lines.json": "freeswitch_json",
    "freeswitch_json_one.cdr.json": "freeswitch_json",
    "freeswitch_json_printed.json": "freeswitch_json",
    "freeswitch_xml_many.xml": "freeswitch_xml",
    "freeswitch_xml_one.cdr.xml": "freeswitch_xml",
    "kamailio_acc.csv": "kamailio",
    "kamailio_acc_into_outfile.tsv": "kamailio",
    "kamailio_acc_mysql_batch.tsv": "kamailio",
    "kamailio_acc_without_header.csv": "kamailio",
    "opensips_acc_copy.tsv": "opensips",
    "opensips_acc_with_records.csv": "opensips",
    "oracle_sbc.csv": "oracle_sbc",
    "sonus.ACT": "sonus",
    "unknown_switch_lines_of_json.jsonl": "generic",
    "unknown_switch_names_its_columns.tsv": "generic",
}


def text(name: str) -> str:
    return (DATA / name).read_bytes().decode()


@pytest.mark.parametrize(("name", "expected"), FILES.items())
def test_a_switchs_file_is_recognised_from_its_bytes(name: str, expected: str) -> None:
    found = guess(look_at(text(name)), FORMATS)
    assert found is not None
    assert (found.name, found.fit) == (expected, 1.0)


def test_every_format_has_a_file_that_shows_it_and_every_file_a_format() -> None:
    assert set(FORMATS) <= set(FILES.values())
    assert set(FILES) == {path.name for path in DATA.iterdir()}


@pytest.mark.parametrize("name", FILES)
def test_the_first_bytes_of_a_file_are_enough(name: str) -> None:
    """A format is guessed the same when the head ends within a record, unless it holds no whole one."""
    found = guess(look_at(text(name)[:-5]), FORMATS)
    assert "one" in name if found is None else found.name == FILES[name]


@pytest.mark.parametrize("name", FORMATS)
def test_a_description_reads_columns_that_its_layouts_have(name: str) -> None:
    form = FORMATS[name]
    for bare in form.bare:
        assert {form.at.column, *form.calling.columns[:1]} <= set(bare)
    if form.syntax.kind is Kind.TABLE and not form.syntax.header:
        assert set(columns_used(form)) <= set(form.layouts[0])
    assert {form.at.column} <= set(form.layouts[0])


@pytest.mark.parametrize(
    "head", ["", "\n\n", "nothing to see here\nat all\n", "a,b,c\n1,2,3\n4,5,6\n", "{}\n{}\n", "[1]\n", '{"a":\n']
)
def test_what_is_no_call_record_is_not_guessed(head: str) -> None:
    assert guess(look_at(head), FORMATS) is None


def test_swapped_columns_are_not_taken_for_asterisk() -> None:
    lines = []
    for line in text("asterisk_master.csv").splitlines():
        cells = line.split('","')
        cells[9:12], cells[6:9] = cells[6:9], cells[9:12]  # times where channels belong
        lines.append('","'.join(cells))
    assert guess(look_at("\n".join(lines) + "\n"), FORMATS) is None


def test_a_header_may_come_in_any_order_and_case() -> None:
    rows = [line.split(",") for line in text("opensips_acc_with_records.csv").splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in rows).replace("callid", "CallID") + "\n"
    found = guess(look_at(turned), FORMATS)
    assert found is not None
    assert found.name == "opensips"


def test_columns_of_the_same_name_stay_apart() -> None:
    look = look_at("time,number,number\n2026-05-30 09:00:00,2382000150,4462002001\n")
    assert look.columns == ("time", "number", "number_3")


def test_without_names_times_and_numbers_are_seen_by_their_looks() -> None:
    head = "".join(f"x{n};2026-05-30 09:00:0{n};2382000150;446200200{n};{n}\n" for n in range(5))
    found = guess(look_at(head), FORMATS)
    assert found is not None
    assert found.format.at.column == "column2"
    assert (found.format.calling.columns, found.format.called.columns) == (("column3",), ("column4",))


def test_the_folder_is_named_by_its_files() -> None:
    folder = Path(formats.__file__).parent
    assert set(FORMATS) == {path.stem for path in folder.glob("*.py")} - {"__init__"}
