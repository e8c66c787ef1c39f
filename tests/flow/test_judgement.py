"""The sentence on a customer, and what a measure would have stopped: pure over days and hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bellwarden.flows.office import preview
from bellwarden.flows.office.judgement import Day, Risk, Tone, declared_calls, judge, risk, signs
from bellwarden.model.call_record import CallRecord, CallResult
from bellwarden.model.customer_traffic import (
    AreaCounts,
    Counts,
    Coverage,
    CustomerTraffic,
    Destination,
    Different,
    HourCounts,
)
from bellwarden.model.office.declared import DeclaredPattern, declared_fault, declared_of
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.policy import Standing
from bellwarden.model.stopped_calls import StoppedDay

PATTERN = DeclaredPattern(calls_1d_max=1_000, calls_weekend_1d_max=100, answered_share_min=0.4, short_share_max=0.3)
MONDAY = date(2026, 11, 16)


def days(*calls: int, **more: float) -> tuple[Day, ...]:
    return tuple(Day((MONDAY + timedelta(days=at)).isoformat(), one, **more) for at, one in enumerate(calls))


def test_a_weekend_has_its_own_number() -> None:
    assert [declared_calls(PATTERN, one.day) for one in days(*[1] * 7)] == [1_000] * 5 + [100] * 2
    assert declared_calls(DeclaredPattern(calls_1d_max=9), "2026-11-21") == 9


def test_a_twentieth_above_is_no_news() -> None:
    assert not signs(days(1_050), PATTERN)
    assert [one.words for one in signs(days(1_051), PATTERN)] == ["more calls than declared"]


def test_shares_of_few_calls_say_nothing() -> None:
    assert not signs(days(50, answered_share=0.0, short_share=1.0), PATTERN)
    found = signs(days(200, answered_share=0.3, short_share=0.6), PATTERN)
    assert [one.words for one in found] == ["fewer calls answered than declared", "more short calls than declared"]


@pytest.mark.parametrize(
    ("standing", "said", "tone"),
    [
        (Standing.SUSPENDED, "All calls of this customer are stopped.", Tone.STOPPED),
        (Standing.TERMINATED, "This customer is terminated.", Tone.STOPPED),
        (Standing.PROSPECT, "This customer is not admitted yet.", Tone.WATCH),
        (Standing.ACTIVE, "This customer calls as it declared.", Tone.QUIET),
    ],
)
def test_its_standing_goes_before_its_traffic(standing: Standing, said: str, tone: Tone) -> None:
    assert judge(standing, days(500), PATTERN, 0)[:2] == (tone, said)


def test_the_sentence_says_since_when_and_how_often() -> None:
    told = judge(Standing.ACTIVE, days(500, 1_600, 1_700), PATTERN, 1)
    assert told.said == "Since 17 Nov this customer does not call as it declared."
    assert told.more == "More calls than declared, on up to 2 of 3 days. 1 alert open."


def test_nothing_known_is_said_as_such() -> None:
    assert judge(Standing.ACTIVE, (), PATTERN, 0).said == "No call of this customer is on record."
    assert "no calling pattern" in judge(Standing.ACTIVE, days(5), DeclaredPattern(), 0).said
    assert judge(Standing.ACTIVE, days(5), DeclaredPattern(), 2).said == "2 alerts wait for somebody to look."


def test_risk_follows_what_is_open() -> None:
    assert [risk(*one) for one in ((0, 0, 0), (0, 1, 0), (3, 0, 0), (2, 0, 0), (0, 0, 1), (0, 0, 2))] == [
        *(Risk.NONE, Risk.RAISED, Risk.RAISED, Risk.HIGH, Risk.RAISED, Risk.HIGH),
    ]


def test_a_declared_pattern_takes_its_own_words_only() -> None:
    kept = {"calls_1d_max": 9, "short_share_max": 2.0, "from_hour": 25, "colour": "red", "use": "x"}
    assert declared_of(kept) == DeclaredPattern(calls_1d_max=9, use="x")
    assert "from 0 to 1" in declared_fault("short_share_max", 2.0)
    assert "from 0 to 23" in declared_fault("from_hour", 25)
    assert declared_fault("calls_1d_max", True) and declared_fault("colour", "red")


def traffic(*hours: tuple[int, int, Destination]) -> CustomerTraffic:
    """Hours of one Monday: hour of the day, attempts, destination; a third is answered."""
    begin = datetime(2026, 11, 16, tzinfo=UTC).timestamp()
    rows = tuple(HourCounts(begin + 3600 * hour, to, Counts(calls, calls // 3)) for hour, calls, to in hours)
    nobody = Different(0, True)
    return CustomerTraffic("quillmark", begin, begin + 86_400, rows, (), (), nobody, nobody, Coverage((), (), (), 0.0))


def test_a_suspension_stops_all_but_emergency_calls() -> None:
    calls = traffic((9, 600, Destination.HOME), (10, 300, Destination.ABROAD), (10, 2, Destination.EMERGENCY))
    found = preview.of_customer(MeasureKind.SUSPEND, {}, calls, 1)
    assert (found.calls, found.stopped, found.answered, found.emergency) == (902, 900, 300, 2)
    assert found.by_day == (preview.ImpactDay("2026-11-16", 300, 600),)
    assert (found.known, found.to_type) == (True, 900)
    assert preview.of_customer(MeasureKind.SUSPEND, {}, calls, 30).to_type == 0


def test_a_limit_stops_at_least_what_was_above_it_over_whole_hours() -> None:
    calls = traffic((9, 9_000, Destination.HOME), (10, 3_000, Destination.HOME))
    found = preview.of_customer(MeasureKind.LIMIT, {"cps_max": 2}, calls, 1)
    assert (found.exactness, found.stopped, found.answered) == (preview.Exactness.AT_LEAST, 1_800, 600)
    assert not preview.of_customer(MeasureKind.LIMIT, {}, calls, 1).known


def test_what_hours_cannot_tell_is_unknown_and_never_nothing() -> None:
    found = preview.of_customer(MeasureKind.RESTRICT_CALLER_IDS, {"numbers": []}, traffic((9, 5, Destination.HOME)), 7)
    assert (found.known, found.calls, found.to_type) == (False, 5, 0)
    assert "the call log tells" in found.why


def test_days_that_were_looked_through_say_how_much_they_tell() -> None:
    area = AreaCounts("1462", 3, 2, 60_000, 0)
    days = [
        StoppedDay("2026-11-16", 90, 90, 2, 1, 1, (area,), {"harbor": 3}),
        StoppedDay("2026-11-15", 10, 5, 0, 4, 0, (area._replace(attempts=4, answered=0),), {"harbor": 3, "mill": 1}),
    ]
    found = preview.of_days(days, 2, 7, "a caller's name")
    assert (found.exactness, found.stopped, found.answered, found.calls) == (preview.Exactness.AT_LEAST, 7, 2, 0)
    assert [one.day for one in found.by_day] == ["2026-11-15", "2026-11-16"]
    assert found.areas == (AreaCounts("1462", 7, 2, 120_000, 0),) and dict(found.customers) == {"harbor": 6, "mill": 1}
    assert "95% of the records tell a caller's name" in found.why
    whole = preview.of_days([day._replace(told=day.calls) for day in days], 2, 7, "")
    assert (whole.exactness, whole.calls, whole.emergency) == (preview.Exactness.COUNTED, 100, 1)


def test_days_that_tell_nothing_are_unknown() -> None:
    day = StoppedDay("2026-11-16", 90, 0, 0, 0, 0, (), {})
    assert "tells a caller's name" in preview.of_days([day], 1, 7, "a caller's name").why
    assert "holds no calls" in preview.of_days([], 0, 7, "").why
    assert "longer" in preview.of_days([], 3, 7, "").why
    assert "of the newest of 3 days" in preview.of_days([day._replace(told=90)], 3, 7, "").why
    assert not preview.of_days([day], 1, 7, "a caller's name").known


def test_a_block_of_a_number_names_whose_calls_it_stops() -> None:
    def call(customer: str | None, result: CallResult) -> CallRecord:
        began = datetime(2026, 11, 16, 9, tzinfo=UTC)
        return CallRecord(began, 1, 2, None, None, result, *[None] * 4, customer, *[None] * 6, None, 1, 1)  # type: ignore[arg-type]

    calls = [call("harbor", CallResult.ANSWERED), call("harbor", CallResult.BUSY), call(None, CallResult.ANSWERED)]
    found = preview.of_calls(calls, 7, more=True)
    assert (found.exactness, found.stopped, found.answered) == (preview.Exactness.AT_LEAST, 3, 2)
    assert found.customers == {"harbor": 2}
