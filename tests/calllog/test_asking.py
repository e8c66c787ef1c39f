"""Questions to the log: a number around a time, whose calls it tells apart, samples of a pattern."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.asking import asking
from bellwarden.traffic.detector import Samples
from bellwarden.traffic.profile import SubjectKind
from tests.calllog.logs import call, table, take_text

NOON = datetime(2026, 5, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def log(tmp_path: Path) -> CallLog:
    log = CallLog(tmp_path / "calllog")
    rows = []
    for day in range(5):
        for hour in (0, 12, 23):
            at = NOON.replace(hour=hour) + timedelta(days=day - 2)
            rows.append(call(1, at, customer=f"day{day}"))
            rows.append(call(2, at + timedelta(seconds=1), called="+12382000001", calling="anonymous"))
            rows.append(call(3, at, duration_s=3, billable_s=3, trunk="east"))
    take_text(log, tmp_path, table(*rows))
    return log


def test_calls_by_and_to_a_number_nearest_first(log: CallLog) -> None:
    with asking(log.folder) as asker:
        found = asker.find(12382000001, NOON, timedelta(hours=11, minutes=30))
    assert [(one.began - NOON, one.calling) for one in found] == [
        (timedelta(0), 12382000001),
        (timedelta(seconds=1), None),
        (timedelta(hours=11), 12382000001),
        (timedelta(hours=11, seconds=1), None),
    ]


def test_the_window_has_two_ends(log: CallLog) -> None:
    with asking(log.folder) as asker:
        assert len(asker.find(12382000003, NOON, timedelta(hours=1))) == 1
        assert len(asker.find(12382000003, NOON, 10 * DAY)) == 15
        assert len(asker.find(12382000003, NOON, 10 * DAY, limit=4)) == 4
        assert asker.find(12382000003, NOON - 100 * DAY, DAY) == []
        assert asker.find(14469999999, NOON, 10 * DAY) == []


def test_whose_calls_the_log_can_tell_apart(log: CallLog, tmp_path: Path) -> None:
    with asking(log.folder) as asker:
        assert asker.kinds() == [SubjectKind.CUSTOMER, SubjectKind.CALLING]
    plain = CallLog(tmp_path / "plain")
    take_text(plain, tmp_path, "at,calling,called\n2026-05-30T09:00:00Z,2382000001,4462002001\n")
    with asking(plain.folder) as asker:
        assert asker.kinds() == [SubjectKind.CALLING]
        (one,) = asker.profiles(SubjectKind.CALLING, ())
    assert (one.subject, one.attempts) == ("12382000001", 1)


def test_samples_show_the_pattern(log: CallLog) -> None:
    with asking(log.folder) as asker:
        (one, *_) = [p for p in asker.profiles(SubjectKind.CUSTOMER, (), 0) if p.subject == "quillmark"]
        short = asker.samples(one, Samples.SHORT, (), 3)
        assert asker.lengths(one, (6, 15)) == [15, 15, 0]
    assert [(call.billable_ms, call.calling) for call in short] == [(3000, 12382000003)] * 3


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CallLogFault, match="there is no call log"), asking(tmp_path):
        pass


def test_a_damaged_manifest_is_told(log: CallLog) -> None:
    (log.folder / "manifest.json").write_text('{"version":1,"segments":3}')
    with pytest.raises(CallLogFault, match="can't be read"), asking(log.folder):
        pass


def test_a_damaged_file_of_the_log_is_told(log: CallLog) -> None:
    segment = log.manifest().segments[0]
    (log.folder / segment.calls).write_bytes(b"PAR1 no longer")
    with pytest.raises(CallLogFault, match="can't be asked"), asking(log.folder) as asker:
        list(asker.profiles(SubjectKind.CUSTOMER, ()))
