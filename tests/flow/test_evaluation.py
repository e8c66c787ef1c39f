"""What an evaluation counts, in hand-made cases: bad days, calls passed, cases about honest customers, goals."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from bellwarden.flows.evaluation import Alarm as Raised
from bellwarden.flows.evaluation import (
    BadCustomer,
    BadDay,
    BenignCustomer,
    BlendFound,
    Outcome,
    Seen,
    Stretch,
    TrueCustomer,
    Truth,
    compare,
    seen,
    together,
    with_alarms,
)
from bellwarden.flows.goals import Figure, Goal, figures
from bellwarden.traffic.judging import Judgement, Step
from bellwarden.traffic.metrics import Estimate, Scored
from bellwarden.traffic.profile import TrafficProfile
from tests.traffic.profiles import profile

BEGIN = datetime(2026, 5, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return BEGIN + hours * HOUR


def alarm(begin: float, until: float, step: Step = Step.CASE) -> Raised:
    return Raised(at(begin), at(until), step, 6.0)


def bad(*stretches: tuple[float, float], calls: tuple[float, ...] = (), kind: str = "B1") -> Truth:
    found = tuple(Stretch(at(begin), at(until)) for begin, until in stretches)
    times = tuple(at(one).timestamp() for one in calls)
    return Truth("w", 3, {"a": TrueCustomer("a", kind, found, False, times)})


def honest(declared: bool = False) -> Truth:
    return Truth("w", 3, {"a": TrueCustomer("a", "G3", (), declared)})


def with_alarms_of(*alarms: Raised) -> Seen:
    return Seen({"a": alarms}, {})


def test_a_day_is_caught_by_an_alarm_over_a_window_in_which_wrong_was_done() -> None:
    truth = bad((10, 10.5), (14, 15), (34, 35))
    outcome = compare(truth, with_alarms_of(alarm(14, 14.2)))
    assert outcome.days == (BadDay("B1", True), BadDay("B1", False))
    assert compare(truth, with_alarms_of(alarm(11, 12))).days[0].caught is False


def test_calls_and_time_until_the_first_alarm_that_means_the_wrong() -> None:
    truth = bad((10, 12), calls=(10.1, 10.2, 10.3, 11.5))
    found = compare(truth, with_alarms_of(alarm(2, 3), alarm(10, 10.25), alarm(10, 11))).bad
    assert found == (BadCustomer("a", "B1", True, True, 2, 900.0),)


def test_who_is_never_caught_has_all_calls_passed() -> None:
    found = compare(bad((10, 12), calls=(10.1, 10.2)), with_alarms_of()).bad
    assert found == (BadCustomer("a", "B1", False, False, 2, None),)


def test_after_seven_days_it_is_too_late_for_the_stealthy() -> None:
    truth = bad((0, 1), (200, 201), kind="B2")
    late = compare(truth, with_alarms_of(alarm(200, 200.5))).bad[0]
    assert (late.caught, late.soon) == (True, False)


def test_alarms_of_one_week_are_one_case_and_limits_count_by_day() -> None:
    alarms = (alarm(1, 2), alarm(3, 4, Step.LIMIT), alarm(5, 6, Step.LIMIT), alarm(30, 31, Step.LIMIT))
    found = compare(honest(), with_alarms_of(*alarms)).benign[0]
    assert (found.cases, found.limits, found.alarm_days) == (1, 2, 2)
    later = compare(honest(), with_alarms_of(alarm(1, 2), alarm(200, 201))).benign[0]
    assert later.cases == 2


def test_days_after_midnight_belong_to_the_night_before() -> None:
    scores = {at(0).date(): 1.0, at(24).date(): 7.0, at(48).date(): -2.0}
    outcome = compare(bad((20, 26)), Seen({}, {"a": scores}))
    assert set(outcome.scored) == {Scored(7.0, True), Scored(-2.0, False)}


def test_a_bad_day_without_any_judgement_scores_below_all() -> None:
    assert compare(bad((20, 21)), Seen({}, {})).scored == (Scored(-math.inf, True),)


def judged(score: float, step: Step | None, subject: str = "a", hour: int = 0) -> Judgement:
    made: TrafficProfile = profile(attempts=10)._replace(subject=subject, since=at(hour), until=at(hour + 1))
    return Judgement(made, (), (), score, step)


def test_reports_are_no_alarms_and_the_highest_rank_of_a_day_holds() -> None:
    found = seen([judged(9, Step.REPORT), judged(6, Step.CASE, hour=2), judged(1, None)], lambda one: one.subject)
    assert [one.until for one in found.alarms["a"]] == [at(3)]
    assert found.scores["a"] == {at(0).date(): 1006}


def test_alarms_from_another_side_are_put_in_order() -> None:
    both = with_alarms(with_alarms_of(alarm(5, 6)), with_alarms_of(alarm(1, 2)))
    assert [one.until for one in both.alarms["a"]] == [at(2), at(6)]
    assert seen([judged(9, Step.CASE)], lambda one: "").alarms == {}


def figure(outcome: Outcome, measure: str, of: str) -> Figure:
    return next(one for one in figures(outcome) if one.measure.startswith(measure) and one.of.startswith(of))


OUTCOME = Outcome(
    days=(*(BadDay("B1", True),) * 99, BadDay("B5", False), BadDay("B9", False)),
    bad=(
        BadCustomer("a", "B1", True, True, 100, 30),
        BadCustomer("b", "B3", True, True, 400, 30),
        BadCustomer("c", "B5", False, False, 9, None),
        BadCustomer("d", "B9", False, False, 9, None),
        BadCustomer("e", "B6", True, True, 9, 25.0),
        BadCustomer("f", "B8", True, True, 9, 900.0, 12.0),
    ),
    benign=(
        *(BenignCustomer("g", "G1", 30, False, 0, 0, 0),) * 99,
        BenignCustomer("h", "G3", 30, True, 1, 1, 3),
    ),
    scored=(Scored(2, True), Scored(1, False)),
    blends=(BlendFound("d", "B9", 0.05, 0.065, 0.04, 0.09, True), BlendFound("i", "G5", 0, 0.01, 0.0, 0.02, False)),
)


@pytest.mark.parametrize(
    ("measure", "of", "value", "must", "aim"),
    [
        ("bad days caught", "blatant", 0.99, True, True),
        ("bad days caught", "B5", 0.0, False, False),
        ("customers caught", "stealthy", 0.0, False, False),
        ("cases by benign customer-month", "all", 0.01, True, True),
        ("automatic steps", "all", 10.0, False, False),
        ("days with an alarm", "declared", 0.1, False, False),
        ("calls passed before the first alarm, median", "B1 B3 B5", 400, False, False),
        ("calls passed before the first alarm, P95", "B1 B3 B5", math.inf, False, False),
        ("time to the first alarm", "B6", 25.0, True, False),
        ("time to the first alarm", "B8", 900.0, False, False),
        ("lost before", "B8", 12.0, True, False),
        ("precision over all recalls (AUC-PR), 2 % bad", "customer-days", 1.0, True, True),
        ("error of the blend's share, largest", "B9", pytest.approx(1.5), True, False),
    ],
)
def test_the_table(measure: str, of: str, value: float, must: bool, aim: bool) -> None:
    found = figure(OUTCOME, measure, of)
    assert (found.estimate.value, found.must, found.aim) == (value, must, aim)


def test_what_was_not_observed_meets_no_goal_and_misses_none() -> None:
    assert all(one.must is None and one.aim is None for one in figures(Outcome()))
    assert Figure("m", "", Estimate(None, None, None, 0), "", Goal(1, 2)).must is None


def test_an_upper_bound_stands_beside_no_event() -> None:
    nothing = Outcome(benign=(BenignCustomer("g", "G1", 30, False, 0, 0, 0),) * 3000)
    found = figure(nothing, "automatic steps", "all")
    assert found.estimate.value == 0
    assert found.estimate.high == pytest.approx(0.9986, abs=1e-3)


def test_outcomes_of_worlds_add_up() -> None:
    both = together([OUTCOME, OUTCOME])
    assert len(both.days) == 2 * len(OUTCOME.days)
    assert figure(both, "bad days caught", "blatant").estimate.of == 200
