"""What each switch's file becomes: the same few calls, as every one of them writes them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bellwarden.calllog import CallLog
from tests.calllog.logs import DATA, rows_of, take

BEGAN = datetime(2026, 5, 30, 9, tzinfo=UTC).replace(tzinfo=None)
MS = 0.25  # the first call's fraction of a second, where the switch keeps one
ONE, TWO = 12382000150, 12382000151
READ = "began, calling, called, result, duration_ms, billable_ms, customer, trunk, ended_by"


def call(at_s: float, calling: int, called: int, result: str, took_s: float | None, billed_s: int, *rest: Any) -> Any:
    took = None if took_s is None else round(took_s * 1000)
    at = BEGAN + timedelta(seconds=at_s)
    return (at, calling, 14462000000 + called, result, took, billed_s * 1000, *rest)


ASTERISK = ("quillmark", "PJSIP/quillmark")
FREESWITCH = [
    call(MS, ONE, 2001, "answered", 75, 66, "quillmark", "customers", "caller"),
    call(300 + MS, ONE, 2002, "no_answer", 20, 0, "quillmark", "customers", None),
    call(360 + MS, TWO, 9999, "answered", 30, 20, "harbor", "customers", "called"),
]
# The time of a record of Kamailio is that of the final answer.
KAMAILIO = [
    call(9, ONE, 2001, "answered", 66, 66, None, "quillmark.example", "called"),
    call(30, ONE, 2002, "busy", None, 0, None, "quillmark.example", None),
    call(120, TWO, 2003, "rejected", None, 0, None, "harbor.example", None),
]
CALLS: dict[str, list[Any]] = {
    "asterisk_cel.csv": [
        call(MS, ONE, 2001, "answered", 75.01, 66, *ASTERISK, "called"),
        call(5, TWO, 2002, "cancelled", 20.01, 0, "harbor", "PJSIP/harbor", "caller"),
    ],
    "asterisk_cel_table.csv": [call(MS, ONE, 2001, "answered", 75, 66, *ASTERISK, "caller")],
    "asterisk_custom.csv": [
        call(0, ONE, 2001, "answered", 75, 66, *ASTERISK, None),
        call(300, ONE, 2002, "no_answer", 20, 0, *ASTERISK, None),
    ],
    "broadworks.csv": [
        call(MS, ONE, 2001, "answered", 75, 66, "NorthlineSP/Quillmark", "trunk1", "caller"),
        call(300, ONE, 2002, "busy", 20, 0, "NorthlineSP/Quillmark", "trunk1", "called"),
        # A call received is not the receiver's traffic.
        (BEGAN + timedelta(seconds=360), 14462002003, TWO, "answered", 35_000, 30_000, None, None, "caller"),
    ],
    "cisco_cube.csv": [
        call(MS, ONE, 2001, "answered", 75, 66, None, None, None),
        call(300, ONE, 2002, "busy", 20, 0, None, None, None),
        call(360, TWO, 2003, "cancelled", 4, 0, None, None, None),
    ],
    "cisco_cucm.csv": [
        call(0, ONE, 2001, "answered", 75, 66, None, "SEP0000000000AA", "caller"),
        call(300, ONE, 2002, "busy", 20, 0, None, "SEP0000000000AA", "called"),
        call(360, TWO, 2003, "cancelled", 4, 0, None, "SEP0000000000AA", "caller"),
        call(400, TWO, 2004, "answered", 25, 20, None, "SEP0000000000AA", "called"),
    ],
    "freeswitch_json_lines.json": FREESWITCH,
    "freeswitch_json_one.cdr.json": FREESWITCH[:1],
    "freeswitch_json_printed.json": FREESWITCH,
    "freeswitch_xml_many.xml": FREESWITCH,
    "freeswitch_xml_one.cdr.xml": FREESWITCH[:1],
    "kamailio_acc_into_outfile.tsv": KAMAILIO,
    "kamailio_acc_mysql_batch.tsv": KAMAILIO,
    "kamailio_acc_without_header.csv": KAMAILIO,
    "opensips_acc_copy.tsv": [
        call(0, ONE, 2001, "answered", None, 66, None, None, None),
        call(300, ONE, 2002, "vacant", None, 0, None, None, None),
    ],
    "oracle_sbc.csv": [
        call(MS, ONE, 2001, "answered", 75, 66, None, "cust-quillmark", None),
        call(300, ONE, 2002, "busy", 20, 0, None, "cust-quillmark", None),
        call(360, TWO, 2003, "cancelled", 4, 0, None, "cust-harbor", None),
    ],
    "sonus.ACT": [
        call(0.2, ONE, 2001, "answered", 75, 66, None, "TG_QUILLMARK", "caller"),
        call(300, ONE, 2002, "busy", 20, 0, None, "TG_QUILLMARK", "called"),
        call(360, TWO, 2003, "cancelled", 4, 0, None, "TG_HARBOR", "caller"),
    ],
}


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    return CallLog(tmp_path / "calllog")


@pytest.mark.parametrize(("name", "calls"), CALLS.items())
def test_the_calls_of_a_switch(log: CallLog, name: str, calls: list[Any]) -> None:
    done = take(log, DATA / name)
    assert rows_of(log, READ) == calls
    assert (done.rows, done.refused) == (len(calls), 0)
    assert take(log, DATA / name).known


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("asterisk_cel.csv", "name", ["Quillmark Print", "Harbor Dental"]),
        ("broadworks.csv", "call_id", ["b1@sbc.example", "b2@sbc.example", "b3@sbc.example"]),
        ("cisco_cucm.csv", "call_id", [f"1-500{n}-StandAloneCluster" for n in (1, 2, 3, 4)]),
        ("freeswitch_json_lines.json", "call_id", ["fs1@sbc.example", "fs2@sbc.example", "fs3@sbc.example"]),
        ("freeswitch_xml_many.xml", "name", ["Quillmark Print", None, None]),
        ("freeswitch_xml_many.xml", "line", [1, 2, 3]),
        ("oracle_sbc.csv", "name", ["Quillmark Print", None, None]),
        ("oracle_sbc.csv", "line", [2, 3, 5]),
        ("sonus.ACT", "call_id", ["s1@sbc.example", "s2@sbc.example", "s3@sbc.example"]),
        ("sonus.ACT", "source_ip", ["192.0.2.10", "192.0.2.10", "192.0.2.12"]),
        ("sonus.ACT", "cause", ["16", "17", "16"]),
    ],
)
def test_what_else_a_switch_tells(log: CallLog, name: str, column: str, values: list[Any]) -> None:
    take(log, DATA / name)
    assert [row[0] for row in rows_of(log, column)] == values


def test_local_times_of_two_columns_have_the_zone_that_is_said(log: CallLog) -> None:
    take(log, DATA / "sonus.ACT", zone="America/New_York")
    assert rows_of(log, "began")[0] == (BEGAN + timedelta(hours=4, seconds=0.2),)
