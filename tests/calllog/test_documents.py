"""JSON and XML that is broken or hostile: the sound records around it are kept, nothing expands, nothing is fetched."""

import json
import tracemalloc
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.cdr.documents import SIZE_MAX, documents
from bellwarden.cdr.format import Kind
from tests.calllog.logs import DATA, rows_of, take, take_text

JSON = (DATA / "freeswitch_json_one.cdr.json").read_text()
XML = (DATA / "freeswitch_xml_one.cdr.xml").read_text()
DECLARED = "has a document type declaration, which no switch writes"
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE cdr [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {one} "{f"&{two};" * 10}">' for one, two in zip("bcdefghij", "abcdefghi", strict=True))
    + "]>\n<cdr><variables><uuid>&j;</uuid></variables></cdr>\n"
)


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (LAUGHS, DECLARED),
        ('<!DOCTYPE cdr [<!ENTITY x SYSTEM "file:///etc/passwd">]><cdr><uuid>&x;</uuid></cdr>\n', DECLARED),
        ("<?xml version='1.0'?><!-- <cdr> -->" + " " * 2000 + "<!DOCTYPE cdr><cdr></cdr>\n", DECLARED),
        ("<?xml version='1.0'?><cdr><uuid>&nothing;</uuid></cdr>\n", "is no XML: undefined entity"),
        ("<?xml version='1.0'?><cdr><uuid></variables></cdr>\n", "is no XML: mismatched tag"),
        ("<?xml version='1.0'?><cdr>" + "<a>" * 40 + "</a>" * 40 + "</cdr>\n", "is nested too deeply"),
        ("<?xml version='1.0'?><cdr><uuid>" + "x" * SIZE_MAX + "</uuid></cdr>\n", "the record is longer than 1 MB"),
    ],
)
def test_xml_that_is_none_is_refused_and_its_neighbours_are_kept(
    log: CallLog, tmp_path: Path, bad: str, reason: str
) -> None:
    done = take_text(log, tmp_path, XML + bad + XML, "calls.xml")
    assert [(one.line, one.reason) for one in done.shown][:1] == [(2, reason)]
    assert done.rows == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}\n", "is nested too deeply"),
        ('{"a": ' * 20_000 + "1" + "}" * 20_000 + "\n", "is nested too deeply"),
        ('{"variables" "x"}\n', "is no JSON"),
        ("17\n", "is no object of JSON"),
        ('{"a": "' + "x" * SIZE_MAX + '"}\n', "the record is longer than 1 MB"),
    ],
)
def test_json_that_is_none_is_refused_and_its_neighbours_are_kept(
    log: CallLog, tmp_path: Path, bad: str, reason: str
) -> None:
    printed = json.dumps(json.loads(JSON), indent=1) + "\n"
    done = take_text(log, tmp_path, printed + bad + printed, "calls.json")
    assert [(one.line, one.reason) for one in done.shown] == [(2, reason)]
    assert [row[0] for row in rows_of(log, "line")] == [1, 3]


def test_lines_of_json_may_be_nested_deeply_and_hold_quotes(log: CallLog, tmp_path: Path) -> None:
    deep = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"
    quoted = JSON.replace("bridge", 'an odd \\" quote')
    done = take_text(log, tmp_path, "\n".join([JSON, "", deep, "no json", quoted, JSON, ""]), "calls.json")
    assert [(one.line, one.field, one.reason) for one in sorted(done.shown)] == [
        (3, "at", "is empty"),
        (4, "", "is no JSON"),
    ]
    assert [row[0] for row in rows_of(log, "line")] == [1, 5, 6]


@pytest.mark.parametrize("kind", [Kind.JSON, Kind.XML])
@pytest.mark.parametrize("size", [1, 7, 100, 5000])
def test_records_may_be_cut_anywhere(kind: Kind, size: int) -> None:
    text = (json.dumps(json.loads(JSON), indent=2) if kind is Kind.JSON else XML) * 3
    data = text.replace("Quillmark", "Müller").encode()
    cut = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(documents(kind, cut)) == list(documents(kind, [data]))
    assert [one.reason for one in documents(kind, [data])] == ["", "", ""]


@pytest.mark.parametrize(("kind", "text"), [(Kind.JSON, JSON), (Kind.XML, XML)])
def test_a_record_that_breaks_off_is_told(kind: Kind, text: str) -> None:
    whole, broken = documents(kind, [(text + "\n" + text[:-20]).encode()])
    assert (whole.reason, broken.reason) == ("", "the record breaks off before its end")


def test_a_record_longer_than_the_first_look_is_recognised(log: CallLog, tmp_path: Path) -> None:
    one = json.loads(JSON)
    one = {"app_log": {f"step {n}": "x" * 100 for n in range(2000)}, **one}
    assert take_text(log, tmp_path, json.dumps(one), "calls.json").rows == 1
    words = "".join(f"<step{n}>{'x' * 100}</step{n}>" for n in range(2000))
    assert take_text(log, tmp_path, XML.replace("<app_log>", f"<app_log>{words}"), "calls.xml").rows == 1


def test_files_of_one_call_each_are_read_behind_one_another(log: CallLog, tmp_path: Path) -> None:
    assert take_text(log, tmp_path, JSON * 50, "day.json").rows == 50
    assert take_text(log, tmp_path, XML * 50, "day.xml").rows == 50


def test_a_file_of_records_that_has_grown_is_read_on(log: CallLog, tmp_path: Path) -> None:
    assert take_text(log, tmp_path, XML * 2, "day.xml").rows == 2
    again = take_text(log, tmp_path, XML * 5, "day.xml")
    assert (again.rows, again.grown, again.refused) == (3, True, 0)


def test_laughter_takes_no_memory() -> None:
    tracemalloc.start()
    told = list(documents(Kind.XML, [LAUGHS.encode()] * 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {one.reason for one in told} == {DECLARED, "is no XML: undefined entity"}
    assert peak < 1_000_000


@pytest.mark.parametrize("text", ["<", "<html><body>404</body></html>", "<!-- -->", "[", "[[[[", "{", '{"a', "[1,2]"])
def test_what_holds_no_record_is_no_file_of_records(log: CallLog, tmp_path: Path, text: str) -> None:
    with pytest.raises(CallLogFault, match="no format is known"):
        take_text(log, tmp_path, text, "calls")


def test_kept_files_of_both_kinds_agree(log: CallLog, tmp_path: Path) -> None:
    other = CallLog(tmp_path / "other")
    take(log, DATA / "freeswitch_json_lines.json")
    take(other, DATA / "freeswitch_xml_many.xml")
    columns = "began, calling, called, result, duration_ms, billable_ms, call_id, ended_by, name, source_ip"
    assert rows_of(log, columns) == rows_of(other, columns)
