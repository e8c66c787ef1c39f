"""Complaints held against calls: which are meant, which only look like it, and the five verdicts."""

from datetime import UTC, datetime, timedelta

import pytest

from bellwarden.complaints.matching import match, one_digit_off
from bellwarden.flows.complaint import open_complaint, owners_of, reference_of
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint_match import Coverage, Match, Matching
from tests.complaints.desks import CALLED, CALLER, NOW, Book, call, desk, document, read

AT = datetime(2026, 5, 13, 19, 15, tzinfo=UTC)  # 3:15 pm in New York, the day before NOW
TEXT = "238-220-0155 called my cell 446-200-2001 yesterday at 3:15 pm"
ALL = Coverage(NOW - timedelta(days=60), NOW)


def matched(text: str, *calls: CallRecord, coverage: Coverage = ALL) -> Matching:
    return match(read(text), calls, owners_of(document()), coverage, NOW)


def keys(found: Matching) -> list[str]:
    return [one.key for one in found.found]


@pytest.mark.parametrize(
    ("one", "least"),
    [
        (call(AT), 0.98),
        (call(AT + timedelta(hours=2)), 0.90),
        (call(AT - timedelta(days=1)), 0.85),  # the wrong day
        (call(AT, calling=CALLER + 4), 0.90),  # a digit is wrong
        (call(AT, called=CALLED + 40), 0.85),
    ],
)
def test_a_call_that_is_meant_in_spite_of_a_slip(one: CallRecord, least: float) -> None:
    found = matched(TEXT, one)
    assert (found.verdict, keys(found)) == (Match.MADE_BY_CUSTOMER, ["call-1"])
    assert found.confidence >= least and len(found.found[0].reasons) == 3


def test_a_zone_that_nobody_named_is_found_by_the_call_itself() -> None:
    found = matched("238-220-0155 called 446-200-2001 on May 13 at 3:15 pm PST", call(AT))
    assert found.verdict is Match.MADE_BY_CUSTOMER
    assert "America/New_York" in found.found[0].reasons[2]


def test_numbers_told_the_other_way_round() -> None:
    found = matched(TEXT, call(AT, calling=CALLED, called=CALLER))
    assert found.found[0].reasons[0] == "the two numbers are told the other way round"


def test_a_callback_number_reported_as_the_caller_s() -> None:
    found = matched("800-555-0199 called 446-200-2001 yesterday at 3:15 pm", call(AT))
    assert (found.verdict, keys(found)) == (Match.MADE_BY_CUSTOMER, ["call-1"])
    assert found.confidence < 0.9


def test_a_day_alone_lays_no_other_caller_s_calls_to_anybody_s_charge() -> None:
    text = "462-555-0199 called 446-200-2001 once on May 12."
    calls = [call(AT - timedelta(days=1, hours=n), line=n + 1) for n in range(4)]
    found = matched(text, *calls)
    assert (found.verdict, found.found, len(found.near)) == (Match.NOT_OURS, (), 4)


def test_another_customer_s_call_at_that_time_is_a_near_miss() -> None:
    found = matched(TEXT, call(AT, calling=14462007777, customer="stone-labs"))
    assert (found.verdict, keys(found), [one.key for one in found.near]) == (Match.SPOOFED, [], ["call-1"])


def test_several_callers_at_that_time_name_nobody() -> None:
    text = "An unknown number called 446-200-2001 yesterday at 3:15 pm"
    found = matched(text, call(AT), call(AT, calling=14462007777, customer="stone-labs", line=2))
    assert (found.verdict, keys(found)) == (Match.NOT_OURS, [])


def test_of_one_call_told_the_nearest_is_meant_and_the_others_are_shown() -> None:
    found = matched(TEXT, call(AT), call(AT - timedelta(hours=5), line=2))
    assert (keys(found), [one.key for one in found.near]) == (["call-1"], ["call-2"])


def test_of_many_claimed_all_of_the_pair_are_meant() -> None:
    calls = [call(AT - timedelta(hours=5 * number), line=number) for number in range(1, 5)]
    found = matched("238-220-0155 called 446-200-2001 dozens of times this week", *calls)
    assert len(found.found) == 4 and found.fewer_than_claimed


def test_the_neighbours_of_a_number_are_other_calls() -> None:
    text = "238-220-0155 called 446-200-2001 dozens of times on May 13"
    calls = [call(AT + timedelta(minutes=n), calling=CALLER + n % 2, line=n + 1) for n in range(8)]
    assert {one.call.calling for one in matched(text, *calls).found} == {CALLER}


def test_calls_of_a_provider_are_carried() -> None:
    found = matched(TEXT, call(AT, customer="stone-labs"))
    assert (found.verdict, found.customer) == (Match.CARRIED_FOR_UPSTREAM, "stone-labs")


def test_a_caller_who_withheld_its_number() -> None:
    found = matched("A private number called my cell 446-200-2001 yesterday at 3:15 pm", call(AT, calling=None))
    assert (found.verdict, keys(found)) == (Match.MADE_BY_CUSTOMER, ["call-1"])


@pytest.mark.parametrize(
    ("text", "coverage", "verdict"),
    [
        (TEXT, ALL, Match.SPOOFED),
        (TEXT.replace("238-220-0155", "462-220-0155"), ALL, Match.NOT_OURS),
        (TEXT, Coverage(ALL.since, AT - timedelta(hours=5)), Match.NO_DATA),
        (TEXT, Coverage(None, None), Match.NO_DATA),
        (TEXT, Coverage(ALL.since, NOW, ("2026-05-13",)), Match.NO_DATA),
        ("Make them stop!", ALL, Match.NO_DATA),
    ],
)
def test_no_call_is_not_always_the_same(text: str, coverage: Coverage, verdict: Match) -> None:
    assert matched(text, coverage=coverage).verdict is verdict


def test_late_records_change_the_verdict_and_not_the_answer() -> None:
    reading = read(TEXT)
    before = open_complaint(reading, "ab" * 32, desk([]), NOW)
    after = open_complaint(reading, "ab" * 32, desk([call(AT)]), NOW)
    assert (before.matching.verdict, after.matching.verdict) == (Match.SPOOFED, Match.MADE_BY_CUSTOMER)
    assert before.clearance.reply == after.clearance.reply


def test_the_book_is_asked_around_the_times_told() -> None:
    far = call(AT - timedelta(days=20))
    assert open_complaint(read(TEXT), "ab" * 32, desk([], book=Book([far])), NOW).matching.near == ()


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("12382200155", "12382200156", True),
        ("12382200155", "12382200515", True),
        ("12382200155", "1238220155", True),
        ("12382200155", "123822001550", True),
        ("12382200155", "12382200166", False),
        ("12382200155", "12382200155", False),
    ],
)
def test_one_digit_off(one: str, other: str, close: bool) -> None:
    assert one_digit_off(one, other) is close


def test_a_reference_follows_from_the_message_alone() -> None:
    assert reference_of("0" * 64) == "C-00000000"
    assert reference_of("f" * 64, 3) == "C-ZZZZZZZZ-3"
