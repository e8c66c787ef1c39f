"""A file is described column by column, and what is drafted reads that file as the format itself does."""

from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.importing import look_into
from bellwarden.cdr.describe import Description, column_names, describe
from bellwarden.cdr.format import Length, Moment, Unit
from bellwarden.cdr.mapping import read_mapping
from tests.calllog.logs import DATA, FORMATS, rows_of, take
from tests.cdr.test_formats import FILES

READ = "began, calling, called, result, cause, duration_ms, billable_ms, customer, trunk, call_id, ended_by"
OF_KINDS = {"oracle_sbc.csv", "sonus.ACT"}  # columns of their own by kind of row: no mapping can say that


def told(text: str, folder: Path, columns: str = "") -> Description:
    (folder / "export.csv").write_text(text)
    look = look_into(folder / "export.csv")
    return describe(look._replace(columns=column_names(columns)) if columns else look, FORMATS)


@pytest.mark.parametrize("name", sorted(set(FILES) - OF_KINDS))
def test_what_is_drafted_reads_the_file_as_the_format_does(tmp_path: Path, name: str) -> None:
    mapping = read_mapping(describe(look_into(DATA / name), FORMATS).mapping.encode())
    itself, mapped = CallLog(tmp_path / "itself"), CallLog(tmp_path / "mapped")
    take(itself, DATA / name, zone="UTC")
    done = take(mapped, DATA / name, zone="UTC", formats={"mapping": mapping}, format="mapping")
    assert done.refused == 0
    assert rows_of(mapped, READ) == rows_of(itself, READ)


@pytest.mark.parametrize("name", sorted(OF_KINDS))
def test_no_mapping_is_drafted_for_rows_of_several_kinds(name: str) -> None:
    described = describe(look_into(DATA / name), FORMATS)
    assert "[call]" not in described.mapping
    assert "without a mapping" in described.mapping


def test_every_guess_has_a_reason(tmp_path: Path) -> None:
    described = told(
        "Start Time;End Time;From;To;Length;Hung up by;Note\n"
        "30/05/2026 09:00:00;30/05/2026 09:01:00;2382000150;4462002001;60000;caller;\n",
        tmp_path,
    )
    assert [(one.name, one.looks, one.meaning, one.reason) for one in described.columns] == [
        *[
            (name, "times", field, "by its name; written as %d/%m/%Y %H:%M:%S, because there is a day above 12")
            for name, field in (("Start Time", "at"), ("End Time", "ended_at"))
        ],
        ("From", "telephone numbers", "calling", "by its name"),
        ("To", "telephone numbers", "called", "by its name"),
        ("Length", "numbers", "duration", "by its name; ms, because times from begin to end are as long"),
        ("Hung up by", "words", "ended_by", "by its name"),
        ("Note", "empty", "", ""),
    ]
    assert described.zone_reason == "times do not say where they are local: write it, as America/New_York"


@pytest.mark.parametrize(
    ("length", "unit"),
    [("60", Unit.SECONDS), ("6000", Unit.CENTISECONDS), ("60000", Unit.MILLISECONDS), ("60000000", Unit.MICROSECONDS)],
)
def test_a_unit_is_told_by_the_times_of_begin_and_end(tmp_path: Path, length: str, unit: Unit) -> None:
    row = f"2026-05-30 09:00:00,2026-05-30 09:01:00,2382000150,4462002001,{length}\n"
    described = told("start,end,from,to,duration\n" + row, tmp_path)
    assert described.format is not None
    assert described.format.duration == Length("duration", unit)


@pytest.mark.parametrize(
    ("local", "epoch", "zone"),
    [
        ("2026-05-30 05:00:00", 1780131600, "America/New_York"),
        ("2026-05-30 02:00:05", 1780131603, "America/Los_Angeles"),
        ("2026-01-15 03:00:00", 1768467600, "America/Chicago"),
        ("2026-05-30 09:00:01", 1780131600, "UTC"),
        ("2026-05-30 14:30:00", 1780131600, ""),
        ("2026-05-28 09:00:00", 1780131600, ""),
    ],
)
def test_the_zone_is_told_by_a_column_that_counts_from_1970(tmp_path: Path, local: str, epoch: int, zone: str) -> None:
    row = f'"q","2382000150","4462002001","c","x","a","b","Dial","","{local}","","{local}",0,0,"BUSY","D","{epoch}.7"\n'
    described = told(row * 2, tmp_path)
    assert (described.name, described.zone) == ("asterisk", zone)
    done = take(CallLog(tmp_path / "calllog"), tmp_path / "export.csv")
    assert any(f"--zone {zone or 'America/New_York'} " in note for note in done.notes)


def test_a_date_that_could_be_either_is_said_to_be_so(tmp_path: Path) -> None:
    row = "05/06/2026 09:00:00,2382000150,4462002001\n"
    described = told("start,from,to\n" + row, tmp_path)
    assert described.format is not None
    assert described.format.at == Moment("start", "%m/%d/%Y %H:%M:%S")
    assert "look it over" in described.columns[0].reason


@pytest.mark.parametrize(
    "names",
    [
        "start,src,dst,billsec,disposition,accountcode",
        "fields = start, src,dst , billsec(int64), disposition(noquote^quote),accountcode",
        "${CSV_QUOTE(${CDR(start)})},${CDR(src)},${CSV_QUOTE(${CDR(dst)})},${CDR(billsec,f)},${CDR(disposition)},"
        "${CSV_QUOTE(${CDR(accountcode)})}",
    ],
)
def test_asterisks_own_columns_are_named_as_its_configuration_names_them(tmp_path: Path, names: str) -> None:
    row = '"2026-05-30 09:00:00","2382000150","4462002001","0","BUSY","quillmark"\n'
    mapping = read_mapping(told(row, tmp_path, names).mapping.encode())
    log = CallLog(tmp_path / "calllog")
    take(log, tmp_path / "export.csv", formats={"mapping": mapping}, format="mapping")
    assert rows_of(log, "calling, called, result, customer") == [(12382000150, 14462002001, "busy", "quillmark")]


def test_what_nobody_can_read_is_still_shown(tmp_path: Path) -> None:
    described = told("a,b\n1,2\n3,4\n", tmp_path)
    assert (described.name, described.format) == ("", None)
    assert [one.example for one in described.columns] == ["1", "2"]
    assert 'at = ""' in described.mapping
