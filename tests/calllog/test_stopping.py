"""Calls that a measure would have stopped, looked for in the log itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog, stopping
from bellwarden.calllog.fault import CallLogFault
from tests.calllog.logs import call, take_text

HEAD = "at,calling,called,duration_s,billable_s,cause,customer,trunk,name,source_ip\n"
SINCE, UNTIL = datetime(2026, 5, 29, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days: quillmark shows 238-200-0001 to -0006 and once none, harbor shows its name once; one 911."""
    place = tmp_path_factory.mktemp("log")
    day = timedelta(days=1)
    rows = [call(number, source_ip="192.0.2.7") for number in range(1, 5)]
    rows += [
        call(number, SINCE + timedelta(hours=number), cause="17", billable_s="0", source_ip="") for number in (5, 6)
    ]
    rows.append(call(7, calling="anonymous", source_ip="192.0.2.8"))
    rows.append(call(8, called="911", source_ip="192.0.2.7"))
    rows.append(call(9, customer="harbor", name="Your Warranty 100%", called="+14622002001", source_ip=""))
    rows.append(call(10, SINCE - day, name="your warranty"))
    log = CallLog(place / "calllog")
    take_text(log, place, HEAD + "".join(row.replace("\n", ",\n") if row.count(",") < 9 else row for row in rows))
    return log.folder


def looked(folder: Path, wanted: stopping.Wanted) -> stopping.Looked:
    return stopping.stopped(folder, wanted, SINCE, UNTIL, 60.0)


def test_calls_that_show_any_other_number(folder: Path) -> None:
    found = looked(folder, stopping.outside("quillmark", ("12382000001", "12382000002"), ("1238200000",)))
    assert [(one.day, one.calls, one.answered, one.unanswered, one.emergency) for one in found.days] == [
        ("2026-05-30", 6, 1, 0, 1),
        ("2026-05-29", 2, 0, 0, 0),
    ]
    found = looked(folder, stopping.outside("quillmark", ("12382000001",), ()))
    assert [(one.answered, one.unanswered) for one in found.days] == [(4, 0), (0, 2)]
    assert found.held == 2 and found.days[0].customers == {"quillmark": 4}


def test_calls_that_show_a_name(folder: Path) -> None:
    found = looked(folder, stopping.of_name("YOUR warranty*"))
    assert [(one.answered, one.told, dict(one.customers)) for one in found.days] == [(1, 1, {"harbor": 1}), (0, 0, {})]
    assert found.days[0].areas[0].area == "1462"
    assert looked(folder, stopping.of_name("your warranty")).days[0].answered == 0
    assert looked(folder, stopping.of_name("your_warranty%")).days[0].answered == 0


def test_calls_from_an_address(folder: Path) -> None:
    found = looked(folder, stopping.of_source("192.0.2.7"))
    assert [(one.answered, one.told, one.emergency) for one in found.days] == [(4, 6, 1), (0, 0, 0)]
    assert looked(folder, stopping.of_source("' OR true --")).days[0].answered == 0


def test_whoever_waits_is_not_kept_waiting(folder: Path) -> None:
    found = stopping.stopped(folder, stopping.of_source("192.0.2.7"), SINCE, UNTIL, 0.0)
    assert found.held == 2 and len(found.days) <= 2
    with pytest.raises(CallLogFault, match="no call log"):
        looked(folder / "none", stopping.of_source("192.0.2.7"))
