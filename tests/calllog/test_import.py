"""What becomes of a switch's file in the log, and of the same file again."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.manifest import Manifest
from bellwarden.calllog.settling import SEGMENTS_MAX
from tests.calllog.logs import DATA, call, rows_of, table, take, take_text

SHORT = "began, calling, called, result, billable_ms, customer"


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 5, 30, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


def test_asterisk(log: CallLog) -> None:
    done = take(log, DATA / "asterisk_master.csv")
    assert (done.format, done.rows, done.refused) == ("asterisk", 4, 0)
    assert rows_of(log, SHORT + ", trunk, name, called_text, call_id, duration_ms") == [
        (
            *(at(9), 12382000150, 14462002001, "answered", 66_000, "quillmark"),
            *("PJSIP/quillmark", "Quillmark Print", None, "1780131600.42", 75_000),
        ),
        (
            *(at(9, 5), 12382000150, 14462002002, "no_answer", 0, "quillmark"),
            *("PJSIP/quillmark", "Quillmark Print", None, "1780131900.44", 20_000),
        ),
        (
            *(at(10), 12382000151, None, "answered", 30_000, None),
            *("PJSIP/carrier", None, "101", "1780135200.46", 33_000),
        ),
        (
            *(at(11), 12392000199, 4420000000, "failed", 0, "harbor"),
            *("PJSIP/harbor", 'Harbor ""Dental""', "0114420000000", "1780138800.48", 1_000),
        ),
    ]


def test_freeswitch(log: CallLog) -> None:
    take(log, DATA / "freeswitch_example_template.csv")
    assert rows_of(log, SHORT) == [
        (at(9), 12382000150, 14462002001, "answered", 66_000, "quillmark"),
        (at(9, 5), 12382000150, 14462002002, "no_answer", 0, "quillmark"),
        (at(9, 6), 12382000150, 14462009999, "vacant", 0, "harbor"),
    ]


def test_kamailio_pairs_the_end_of_a_call_with_its_begin(log: CallLog) -> None:
    assert take(log, DATA / "kamailio_acc.csv").rows == 3
    assert rows_of(log, "began, called, result, sip_status, billable_ms, source_ip, trunk") == [
        (at(9, 0, 9), 14462002001, "answered", 200, 66_000, "192.0.2.10", "quillmark.example"),
        (at(9, 0, 30), 14462002002, "busy", 486, 0, "192.0.2.10", "quillmark.example"),
        (at(9, 2), 14462002003, "rejected", 603, 0, "192.0.2.11", "harbor.example"),
    ]


def test_opensips(log: CallLog) -> None:
    take(log, DATA / "opensips_acc_with_records.csv")
    assert rows_of(log, "began, result, sip_status, billable_ms, call_id") == [
        (at(9), "answered", 200, 66_000, "b1@sbc.example"),
        (at(9, 5), "vacant", 404, 0, "b2@sbc.example"),
    ]


def test_bellwardens_own_table(log: CallLog) -> None:
    # RFC 3339 section 5.6: an offset is part of the time.
    take(log, DATA / "bellwarden_table.csv")
    assert rows_of(log, "began, result, duration_ms, billable_ms, upstream, decision_id") == [
        (at(7), "answered", 75_000, 66_000, "northline", "0197200000000000000000ab"),
        (at(7, 5).replace(microsecond=250_000), "no_answer", 20_000, 0, "northline", None),
    ]


@pytest.mark.parametrize("name", ["unknown_switch_names_its_columns.tsv", "unknown_switch_lines_of_json.jsonl"])
def test_a_switch_that_nobody_knows(log: CallLog, name: str) -> None:
    assert take(log, DATA / name).format == "generic"
    first, second = rows_of(log, SHORT)
    assert first == (at(9), 12382000150, 14462002001, "answered", 66_000, "quillmark")
    assert second[2:] == (14462002002, "busy" if name.endswith("tsv") else "no_answer", 0, "harbor")


def test_the_same_file_twice_changes_nothing(log: CallLog, tmp_path: Path) -> None:
    text = table(*map(call, range(50)))
    take_text(log, tmp_path, text)
    before = (log.folder / "manifest.json").read_bytes()
    again = [
        take_text(log, tmp_path, text),
        take_text(log, tmp_path, text, "renamed.csv"),
        take_text(log, tmp_path, gzip.compress(text.encode()), "calls.csv.gz"),
        take_text(log, tmp_path, zstandard.compress(text.encode()), "calls.csv.zst"),
    ]
    assert [(one.known, one.rows) for one in again] == [(True, 0)] * 4
    assert (log.folder / "manifest.json").read_bytes() == before
    assert len(rows_of(log)) == 50


def test_a_file_that_has_grown_is_read_from_where_it_ended(log: CallLog, tmp_path: Path) -> None:
    rows = [call(number) for number in range(100)]
    assert take_text(log, tmp_path, table(*rows[:60])).rows == 60
    grown = take_text(log, tmp_path, table(*rows))
    assert (grown.rows, grown.grown, grown.known) == (40, True, False)
    assert rows_of(log, "line, calling", "line") == [(n + 2, 12382000000 + n) for n in range(100)]
    assert [one.rows for one in log.manifest().sources] == [60, 40]


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_a_file_that_ended_within_its_last_line_is_read_on(log: CallLog, tmp_path: Path, cut: int) -> None:
    rows = [call(number) for number in range(20)]
    whole = table(*rows)
    take_text(log, tmp_path, table(*rows[:10])[:-cut])
    take_text(log, tmp_path, whole)
    calling = [row[0] for row in rows_of(log, "calling")]
    assert sorted(calling) == [12382000000 + n for n in range(20)]
    assert take_text(log, tmp_path, whole).known


def test_overlapping_days_of_two_files_stay_apart(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(call(1)))
    take_text(log, tmp_path, table(call(2), call(90_000)))
    assert [(one.day, one.rows) for one in log.manifest().segments] == [
        ("2026-05-30", 1),
        ("2026-05-30", 1),
        ("2026-05-31", 1),
    ]


def test_many_small_imports_are_merged_into_one_file_a_day(log: CallLog, tmp_path: Path) -> None:
    for number in range(SEGMENTS_MAX + 2):
        take_text(log, tmp_path, table(call(number)))
    assert len(log.manifest().segments) <= 2
    assert [row[0] for row in rows_of(log, "calling")] == [12382000000 + n for n in range(SEGMENTS_MAX + 2)]


def test_a_days_file_is_sorted_by_calling_and_its_twin_by_called_number(log: CallLog, tmp_path: Path) -> None:
    numbers = [(7 * n) % 50 for n in range(50)]
    take_text(log, tmp_path, table(*(call(n, called=f"+1446200{99 - n:04d}") for n in numbers)))
    (segment,) = log.manifest().segments
    from bellwarden.calllog import engine

    connection = engine.connect()
    for column, path in (("calling", segment.calls), ("called", segment.by_called)):
        values = [row[0] for row in connection.execute(f"SELECT {column} FROM '{log.folder / path}'").fetchall()]
        assert values == sorted(values)
    connection.close()


def test_files_of_the_log_are_readable_by_their_owner_only(log: CallLog, tmp_path: Path) -> None:
    take_text(log, tmp_path, table(call(1), "rubbish\n"))
    modes = {path.stat().st_mode & 0o077 for path in log.folder.rglob("*") if path.is_file()}
    assert modes == {0}


def test_a_second_import_at_the_same_time_is_told_so(log: CallLog, tmp_path: Path) -> None:
    from bellwarden.calllog.files import only_writer

    log.folder.mkdir()
    with only_writer(log.folder), pytest.raises(CallLogFault, match="another process"):
        take_text(log, tmp_path, table(call(1)))


def test_an_empty_log_has_an_empty_manifest(log: CallLog) -> None:
    assert log.manifest() == Manifest()
