"""An hour seen while it lasts is the hour as it was then: the same as if the log had ended there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.flows import detection
from bellwarden.traffic.judging import COMBINED, Judgement, Step
from bellwarden.traffic.profile import SubjectKind, TrafficProfile
from bellwarden.traffic.settings import DEFAULTS
from tests.calllog.logs import call, table, take_text

pytestmark = pytest.mark.door
BEGIN = datetime(2026, 5, 30, 9, 10, tzinfo=UTC)
LASTING = ("result", "answered", "timed", "billable_ms", "short", "under_60s", "over_120s", "no_answer", "statused")


def blast(calls: int, gap_s: float) -> list[str]:
    """A quarter answered for 5 s, some for 200 s; everybody's own neighbour calls."""
    rows = []
    for n in range(calls):
        at = BEGIN + timedelta(seconds=gap_s * n)
        called = 14_462_000_000 + 7 * n
        length = 200 if n % 20 == 0 else 5 if n % 4 == 0 else 0
        rows.append(
            call(
                *(n, at),
                calling=f"+{called // 10_000}{(n * 37) % 10_000:04d}",
                called=f"+{called}",
                duration_s=length + 8,
                billable_s=length,
                cause=16 if length else "no_answer",
            )
        )
    return rows


def office(calls: int) -> list[str]:
    return [
        call(n, BEGIN + timedelta(seconds=50 * n), customer="office", called=f"+1446300{n % 12:04d}", billable_s=90)
        for n in range(calls)
    ]


def hours(folder: Path, looks: tuple[int, ...]) -> list[TrafficProfile]:
    with asking(folder) as asker:
        return list(asker.profiles(SubjectKind.CUSTOMER, looks=looks))


def test_a_look_counts_what_had_begun_and_knows_outcomes_a_minute_later(tmp_path: Path) -> None:
    log = CallLog(tmp_path / "calllog")
    take_text(log, tmp_path, table(*blast(200, 1)))
    early, later, whole = hours(log.folder, (40, 160))
    assert [one.attempts for one in (early, later, whole)] == [40, 160, 200]
    assert [one.whole for one in (early, later, whole)] == [False, False, True]
    assert early.until == BEGIN + timedelta(seconds=39)
    assert (early.answered, early.short, early.statused, early.callers) == (0, 0, 0, 40)
    settled = 160 - 60  # of the others nothing but that they were made was known
    assert later.answered == settled // 4
    assert later.answered + later.no_answer == settled
    assert later.over_120s == sum(159 - n > 120 for n in range(0, settled, 20)) == 2
    assert whole.over_120s == 10


def test_a_look_is_the_hour_of_a_log_that_ended_there(tmp_path: Path) -> None:
    rows = blast(200, 10)
    log, cut = CallLog(tmp_path / "calllog"), CallLog(tmp_path / "cut")
    take_text(log, tmp_path, table(*rows))
    take_text(cut, tmp_path, table(*rows[:40]))
    look, short = hours(log.folder, (40,))[0], hours(cut.folder, ())[0]
    differ = {
        name for name in TrafficProfile._fields if name != "until" and getattr(look, name) != getattr(short, name)
    }
    assert differ <= set(LASTING)


@pytest.mark.parametrize("looks", [(), (40,), (10, 40, 160)])
def test_whole_hours_do_not_depend_on_looks(tmp_path: Path, looks: tuple[int, ...]) -> None:
    log = CallLog(tmp_path / "calllog")
    take_text(log, tmp_path, table(*blast(200, 1), *office(60)))
    assert [one for one in hours(log.folder, looks) if one.whole] == hours(log.folder, ())


def firsts(judged: Iterator[Judgement]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for one in judged:
        if one.step in (Step.CASE, Step.LIMIT) and one.alerts[0].detector == COMBINED:
            found[one.profile.subject] = min(found.get(one.profile.subject, one.profile.until), one.profile.until)
    return found


def test_an_alarm_comes_while_the_blast_lasts_and_the_same_call_by_call_as_afterwards(tmp_path: Path) -> None:
    rows = blast(400, 0.5)
    log = CallLog(tmp_path / "calllog")
    take_text(log, tmp_path, table(*rows, *office(60)))
    with asking(log.folder) as asker:
        afterwards = firsts(detection.alerts(asker, DEFAULTS))
    assert afterwards.keys() == {"quillmark"}
    calls = (afterwards["quillmark"] - BEGIN).total_seconds() / 0.5
    assert calls <= 300
    # The same file growing, as a watched one does: told as soon as the call is there that passes the line.
    rolling = CallLog(tmp_path / "rolling")
    told: list[datetime] = []
    for end in (40, 100, 160, 220, 400):
        take_text(rolling, tmp_path, table(*office(60), *rows[:end]), name="growing.csv")
        with asking(rolling.folder) as asker:
            told += firsts(detection.alerts(asker, DEFAULTS)).values()
    assert told[0] == afterwards["quillmark"]
