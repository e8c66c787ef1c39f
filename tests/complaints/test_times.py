"""Times in texts become intervals in UTC, every reading with its reason."""

from datetime import UTC, datetime

import pytest

from tests.complaints.desks import NOW, read

YEAR = 2026


def intervals(text: str, now: datetime = NOW, zones: tuple[str, ...] = ("America/New_York",)) -> list[tuple[str, str]]:
    """The first reading of each time."""
    found = read(text, now=now, zones=zones).times
    return [(f"{one.readings[0].earliest:%m-%d %H:%M}", f"{one.readings[0].latest:%m-%d %H:%M}") for one in found]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("on May 12 at 3:15 pm EST", "05-12 18:59", "05-12 19:31"),  # people mean the clock on their wall
        ("3:15 pm central on May 12", "05-12 19:59", "05-12 20:31"),
        ("between 2 and 3 pm on May 12", "05-12 17:55", "05-12 19:05"),
        ("0930 hrs yesterday", "05-13 13:14", "05-13 13:46"),
        ("05/12/26 at 3pm", "05-12 18:25", "05-12 19:35"),
        ("el 12/05/2026 a las 14:35 me llamaron", "05-12 18:26", "05-12 18:44"),
        ("il m'a appelé le 12 mai vers 14h35", "05-12 18:00", "05-12 19:10"),
        ("2026-05-12T10:30:00Z", "05-12 10:27", "05-12 10:33"),
        ("last Tuesday around 2", "05-12 17:25", "05-12 18:35"),
        ("half past nine last night", "05-14 01:14", "05-14 01:46"),
        ("this morning", "05-14 10:00", "05-14 16:00"),
        ("3 days ago in the evening", "05-11 21:00", "05-12 02:00"),
        ("one in the morning on May 12", "05-12 04:25", "05-12 05:35"),
        ("on May 12", "05-12 04:00", "05-13 04:00"),
        ("calls since Monday", "05-11 04:00", "05-15 04:00"),
        ("noon on May 12", "05-12 15:30", "05-12 16:30"),
        ("May 12 at 22:10 in Chicago, 10:10 pm CDT", "05-13 03:01", "05-13 03:19"),
    ],
)
def test_a_time_as_people_write_it(text: str, earliest: str, latest: str) -> None:
    assert (earliest, latest) in intervals(text)


@pytest.mark.parametrize("text", ["In march we moved", "account 4471-22", "5 of us", "it may be", "I called 3 times"])
def test_what_is_no_time(text: str) -> None:
    assert read(text).times == ()


def test_a_zone_word_is_the_region_s_clock_first_and_its_letter_second() -> None:
    (found,) = read("on May 12 at 3:15 pm EST").times
    assert [(one.zone, one.earliest.hour) for one in found.readings[:2]] == [
        ("America/New_York", 18),
        ("EST by the letter", 19),
    ]


def test_without_a_zone_the_called_number_s_own_comes_first() -> None:
    text = "238-220-0155 called 446-200-2001 on May 12 at 3:15 pm"
    (found,) = read(text, zones=("America/Denver",)).times
    assert found.readings[0].zone == "America/Denver"
    assert "America/New_York" in {one.zone for one in found.readings}


def test_an_hour_that_the_clock_left_out_is_told() -> None:
    (found,) = read("March 8 2026 2:30 am").times
    assert "left out by the clock of America/New_York" in found.notes[0]
    assert found.readings[0].earliest < datetime(YEAR, 3, 8, 7, tzinfo=UTC) < found.readings[0].latest


def test_an_hour_that_came_twice_is_looked_at_twice() -> None:
    now = datetime(YEAR, 11, 3, 12, tzinfo=UTC)
    (found,) = read("Nov 1 2026 1:30 am", now=now).times
    assert "came twice" in found.notes[0]
    first = found.readings[0]
    assert (first.latest - first.earliest).total_seconds() > 3600


def test_a_day_and_month_that_may_be_swapped_are_read_both_ways() -> None:
    (found,) = read("on 4/5/2026 at 10:15 am").times
    assert {one.earliest.strftime("%m-%d") for one in found.readings if "slip" not in one.reason} == {"04-05", "05-04"}


def test_a_date_that_has_not_come_yet_may_be_the_wrong_month() -> None:
    (found,) = read("on 06/11/2026 at 10:15 am").times
    assert "behind the moment of writing" in found.notes[0]
    assert "05-12" in {one.earliest.strftime("%m-%d") for one in found.readings}


def test_each_time_of_a_list_is_one() -> None:
    text = "5/11/26 09:02\n5/11/26 09:40\n5/12/26 13:15"
    assert [one[0] for one in intervals(text)] == ["05-11 12:56", "05-11 13:31", "05-12 16:59"]


def test_this_afternoon_in_a_quoted_mail_is_that_mail_s_day() -> None:
    head = "From: Nina\nSent: Tuesday, May 12, 2026 6:00 PM\nTo: Help\nSubject: x"
    text = f"FYI\n\n-----Original Message-----\n{head}\n\nthis afternoon at 3:40"
    assert intervals(text)[-1][0].startswith("05-12")
