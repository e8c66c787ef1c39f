from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.flows.office.calendars import CALENDARS, WorkCalendar, counted_s, due_at
from bellwarden.store.calendar_file import work_calendar
from bellwarden.store.office_file import OfficeFileFault

EASTERN = ZoneInfo("America/New_York")
HOUR = 3_600.0
# Thanksgiving and Labor Day.
OFFICE = WorkCalendar(EASTERN, frozenset((date(2026, 11, 26), date(2026, 9, 7))))


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN).timestamp()


def told(moment: float) -> str:
    return datetime.fromtimestamp(moment, EASTERN).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-17T10:00", "Wed 2026-11-18 10:00"),
        ("2026-11-17T18:00", "Thu 2026-11-19 08:00"),
        ("2026-11-13T15:00", "Mon 2026-11-16 15:00"),
        ("2026-11-13T18:00", "Tue 2026-11-17 08:00"),
        ("2026-11-14T11:00", "Tue 2026-11-17 08:00"),
        ("2026-11-25T14:00", "Fri 2026-11-27 14:00"),  # before Thanksgiving
        ("2026-09-04T16:00", "Tue 2026-09-08 16:00"),  # before Labor Day
        ("2026-11-17T07:59", "Wed 2026-11-18 08:00"),
    ],
)
def test_a_traceback_is_due(received: str, due: str) -> None:
    """47 CFR 64.1200(n)(1): 24 hours, which rest on days that are no business days."""
    assert told(due_at("traceback", at(received), 24 * HOUR, (), OFFICE)) == due


@pytest.mark.parametrize(
    ("begin", "hours", "due"),
    [
        ("2026-11-17T10:00", 4, "Tue 2026-11-17 14:00"),
        ("2026-11-17T15:00", 4, "Wed 2026-11-18 10:00"),
        ("2026-11-13T16:00", 4, "Mon 2026-11-16 11:00"),
        ("2026-11-14T03:00", 4, "Mon 2026-11-16 12:00"),
        ("2026-11-25T16:00", 2, "Fri 2026-11-27 09:00"),
        ("2026-11-17T08:00", 9, "Tue 2026-11-17 17:00"),
        ("2026-11-17T06:00", 27, "Thu 2026-11-19 17:00"),
    ],
)
def test_business_hours(begin: str, hours: float, due: str) -> None:
    assert told(due_at("business", at(begin), hours * HOUR, (), OFFICE)) == due


def test_all_hours_count_on_the_wall_also_when_they_are_moved() -> None:
    assert told(due_at("wall", at("2026-10-31T12:00"), 24 * HOUR, (), OFFICE)) == "Sun 2026-11-01 11:00"
    assert told(due_at("wall", at("2026-03-07T12:00"), 24 * HOUR, (), OFFICE)) == "Sun 2026-03-08 13:00"


def test_a_traceback_over_the_night_when_clocks_go_back_has_its_24_hours() -> None:
    open_all_week = OFFICE._replace(shut=frozenset())
    begin = at("2026-10-30T10:00")  # Friday; the clocks go back on Sunday, which does not count
    assert told(due_at("traceback", begin, 24 * HOUR, (), open_all_week)) == "Mon 2026-11-02 10:00"


def test_pauses_put_it_off_by_what_would_have_counted() -> None:
    begin, pause = at("2026-11-17T10:00"), (at("2026-11-17T12:00"), at("2026-11-18T09:00"))
    # Paused for 6 business hours: 12 to 17 o'clock and 8 to 9.
    assert told(due_at("business", begin, 9 * HOUR, [pause], OFFICE)) == "Wed 2026-11-18 16:00"
    assert counted_s("business", begin, at("2026-11-18T10:00"), [pause], OFFICE) == 3 * HOUR
    overlapping = [pause, (at("2026-11-17T16:00"), at("2026-11-18T08:30"))]
    assert told(due_at("business", begin, 9 * HOUR, overlapping, OFFICE)) == "Wed 2026-11-18 16:00"
    unended = [(at("2026-11-17T12:00"), 0.0)]
    assert counted_s("business", begin, at("2026-11-20T12:00"), unended, OFFICE) == 2 * HOUR


BEGINS = st.floats(at("2026-01-01T00:00"), at("2026-12-01T00:00"))
LENGTHS = st.floats(1.0, 60 * HOUR)
SPANS = st.lists(st.tuples(st.floats(0, 20 * 86_400), st.floats(0, 5 * 86_400)), max_size=4)


@given(st.sampled_from(sorted(CALENDARS)), BEGINS, LENGTHS, SPANS)
def test_what_is_counted_until_it_is_due_is_its_length(
    name: str, begin: float, length_s: float, spans: list[tuple[float, float]]
) -> None:
    pauses = [(begin + start, begin + start + long) for start, long in spans if long > 0]
    due = due_at(name, begin, length_s, pauses, OFFICE)
    assert abs(counted_s(name, begin, due, pauses, OFFICE) - length_s) < 0.01
    assert due >= due_at(name, begin, length_s, (), OFFICE) - 0.01
    assert not any(start + 0.01 < due < end - 0.01 for start, end in pauses)


def test_a_calendar_without_any_working_day_ends_all_the_same() -> None:
    class Always:
        def __contains__(self, day: object) -> bool:
            return True

    begin = at("2026-11-17T10:00")
    assert due_at("business", begin, HOUR, (), OFFICE._replace(shut=Always())) == begin + HOUR


def test_the_calendar_of_a_home(tmp_path: Path) -> None:
    usual = work_calendar(tmp_path)
    assert not usual.works(date(2026, 7, 3))  # Independence Day, observed on Friday
    assert usual.works(date(2026, 7, 6))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "office.toml").write_text(
        '[office]\nzone = "America/Denver"\n[calendar]\nopens = "07:30"\ncloses = "18:00"\nalso_shut = [2026-12-24]\n'
    )
    own = work_calendar(tmp_path / "own")
    assert (own.opens, own.closes) == (time(7, 30), time(18))
    assert not own.works(date(2026, 12, 24))
    assert own.zone == ZoneInfo("America/Denver")
    assert own.works(date(2026, 12, 23) + timedelta(days=5))


@pytest.mark.parametrize(
    "text", ['country = "XX"', 'opens = "8"', 'opens = "18:00"', 'also_shut = ["soon"]', 'state = "Nowhere"']
)
def test_a_calendar_that_can_not_be_used_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "office.toml").write_text(f"[calendar]\n{text}\n")
    with pytest.raises(OfficeFileFault, match=r"\[calendar\] of office.toml"):
        work_calendar(tmp_path)
