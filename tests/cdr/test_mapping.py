"""A mapping file says what columns mean; what is wrong in it is named by its setting."""

import pytest

from bellwarden.cdr import formats
from bellwarden.cdr.format import Kind, Length, Moment, Text, Unit
from bellwarden.cdr.guess import draft
from bellwarden.cdr.mapping import MappingFault, read_mapping, write_mapping
from bellwarden.cdr.sniff import look_at
from bellwarden.model.call_record import CallResult
from tests.cdr.test_formats import text

MAPPING = b"""
title = "our switch"
zone = "America/Chicago"
[file]
delimiter = ";"
[call]
at = { column = "begin", style = "%d.%m.%Y %H:%M" }
calling = "from"
called = { columns = ["to", "dialled"], take = "sip:(.*)@" }
billable = { column = "talk", unit = "ms" }
result = "end"
[results]
"ok" = "answered"
"""


def test_a_mapping_file_is_a_description() -> None:
    form = read_mapping(MAPPING)
    assert form.at == Moment("begin", "%d.%m.%Y %H:%M")
    assert form.called == Text(("to", "dialled"), take="sip:(.*)@")
    assert form.billable == Length("talk", Unit.MILLISECONDS)
    assert form.results == {"OK": CallResult.ANSWERED}
    assert (form.syntax.delimiter, form.syntax.header, form.zone) == (";", True, "America/Chicago")


@pytest.mark.parametrize("name", ["unknown_switch_names_its_columns.tsv", "unknown_switch_lines_of_json.jsonl"])
def test_what_was_drafted_reads_back_as_the_same_description(name: str) -> None:
    drafted = draft(look_at(text(name)))
    assert drafted is not None
    back = read_mapping(write_mapping(drafted).encode())
    assert back._replace(layouts=drafted.layouts) == drafted


@pytest.mark.parametrize("name", formats.load())
def test_every_format_can_be_written_as_a_mapping_file(name: str) -> None:
    form = formats.load()[name]
    if form.kinds and form.kinds.layouts:
        return  # rows with columns of their own are beyond a mapping file
    back = read_mapping(write_mapping(form).encode())
    assert back._replace(layouts=form.layouts, bare=form.bare, results=form.results) == form
    assert back.results == {w.upper(): one for w, one in form.results.items()}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ((b"called =", b"callee ="), "call.callee"),
        ((b'calling = "from"\n', b""), "call.calling"),
        ((b'"answered"', b'"fine"'), "results"),
        ((b'unit = "ms"', b'unit = "weeks"'), "call.billable"),
        ((b'delimiter = ";"', b'delimiter = ";;"'), "file.delimiter"),
        ((b'delimiter = ";"', b"header = false"), "file.columns"),
        ((b"[call]", b"[calls]"), "calls"),
        ((b"[call]", b"[call"), "no TOML"),
        ((b"our switch", b"\xff"), "no TOML"),
    ],
)
def test_a_fault_names_its_setting(change: tuple[bytes, bytes], named: str) -> None:
    with pytest.raises(MappingFault, match=named):
        read_mapping(MAPPING.replace(*change))


def test_names_with_quotes_and_signs_survive() -> None:
    head = 'start "x",from\\y,to\x7fz\n2026-05-30 09:00:00,2382000150,4462002001\n'
    look = look_at(head)
    form = read_mapping(MAPPING)._replace(at=Moment(look.columns[0]), calling=Text((look.columns[-1],)))
    assert read_mapping(write_mapping(form).encode()).at.column == look.columns[0]
    assert look.syntax.kind is Kind.TABLE
