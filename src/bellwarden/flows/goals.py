"""The table of an evaluation: each figure with its interval, the goal that it has, and whether that is met.

Goals are set by customer-day and at a true base rate of bad customers, because a share of bad customers in a test world
is a choice of whoever made it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from bellwarden.flows.evaluation import BadCustomer, BenignCustomer, Outcome
from bellwarden.traffic.metrics import NOTHING, Estimate, precision_recall_area, quantile, rate, share

BASE_RATE: Final = 0.02  # of bad customers among all: an assumption
BLATANT: Final = ("B1", "B3", "B4", "B5", "B6", "B8")
STEALTHY: Final = ("B2", "B9", "B10")
WHOLESALE: Final = ("G5", "B9")
COUNTED: Final = ("B1", "B3", "B5")  # calls that pass before the first alarm
MONTH_DAYS: Final = 30.0


class Goal(NamedTuple):
    must: float
    aim: float
    at_most: bool = False  # else at least


class Figure(NamedTuple):
    """One row: `of` says whose, `goal` None where there is none."""

    measure: str
    of: str
    estimate: Estimate
    unit: str
    goal: Goal | None = None

    @property
    def must(self) -> bool | None:
        return self._met(self.goal.must) if self.goal else None

    @property
    def aim(self) -> bool | None:
        return self._met(self.goal.aim) if self.goal else None

    def _met(self, line: float) -> bool | None:
        """None: nothing was observed."""
        value = self.estimate.value
        if value is None or self.goal is None:
            return None
        return value <= line if self.goal.at_most else value >= line


def figures(outcome: Outcome) -> list[Figure]:
    """The whole table; rows of classes that did not occur are left out."""
    return [
        *_recall(outcome),
        *_false_alarms(outcome.benign),
        *_passed(outcome.bad),
        *_delays(outcome.bad),
        Figure(
            "precision over all recalls (AUC-PR), 2 % bad",
            "customer-days",
            _area(outcome, BASE_RATE),
            "",
            Goal(0.90, 0.95),
        ),
        Figure("precision over all recalls (AUC-PR), as in the world", "customer-days", _area(outcome, None), ""),
        *_blends(outcome),
    ]


def _recall(outcome: Outcome) -> Iterable[Figure]:
    def days(kinds: Sequence[str]) -> Estimate:
        found = [one.caught for one in outcome.days if one.kind in kinds]
        return share(sum(found), len(found))

    def customers(kinds: Sequence[str]) -> Estimate:
        found = [one.soon for one in outcome.bad if one.kind in kinds]
        return share(sum(found), len(found))

    kinds = sorted({one.kind for one in outcome.days}, key=_order)
    yield Figure("bad days caught", "blatant: " + " ".join(BLATANT), days(BLATANT), "share", Goal(0.97, 0.99))
    for kind in kinds:
        goal = Goal(0.97, 0.99) if kind in BLATANT else None
        yield Figure("bad days caught", kind, days((kind,)), "share", goal)
    measure, stealthy = "customers caught within 7 days", Goal(0.70, 0.85)
    yield Figure(measure, "stealthy: " + " ".join(STEALTHY), customers(STEALTHY), "share", stealthy)
    for kind in kinds:
        if kind not in BLATANT:
            yield Figure(measure, kind, customers((kind,)), "share", stealthy if kind in STEALTHY else None)


def _order(kind: str) -> tuple[str, int]:
    return kind[:1], int(kind[1:]) if kind[1:].isdigit() else 0


def _false_alarms(benign: Sequence[BenignCustomer]) -> Iterable[Figure]:
    def by_months(found: Sequence[BenignCustomer], what: Callable[[BenignCustomer], int], per: float) -> Estimate:
        months = sum(one.days for one in found) / MONTH_DAYS
        return rate(sum(map(what, found)), months / per, len(found))

    yield Figure(
        "cases by benign customer-month", "all", by_months(benign, _cases, 1.0), "cases", Goal(0.05, 0.01, at_most=True)
    )
    yield Figure(
        "automatic steps by 1,000 benign customer-months",
        "all",
        by_months(benign, _limits, 1000.0),
        "days",
        Goal(1.0, 0.2, at_most=True),
    )
    for kind in sorted({one.kind for one in benign}, key=_order):
        own = [one for one in benign if one.kind == kind]
        yield Figure("cases by benign customer-month", kind, by_months(own, _cases, 1.0), "cases")
    for kind in sorted({one.kind for one in benign if one.limits}, key=_order):
        own = [one for one in benign if one.kind == kind]
        measure = "automatic steps by 1,000 benign customer-months"
        yield Figure(measure, kind, by_months(own, _limits, 1000.0), "days")
    declared = [one for one in benign if one.declared]
    days = share(sum(one.alarm_days for one in declared), round(sum(one.days for one in declared)))
    yield Figure("days with an alarm", "declared notifiers", days, "share", Goal(0.02, 0.005, at_most=True))


def _cases(one: BenignCustomer) -> int:
    return one.cases


def _limits(one: BenignCustomer) -> int:
    return one.limits


def _passed(bad: Sequence[BadCustomer]) -> Iterable[Figure]:
    """A customer that was never caught counts with a number of calls beyond every other."""

    def passed(kinds: Sequence[str], part: float) -> Estimate:
        found = [
            float(one.passed) if one.caught else math.inf for one in bad if one.kind in kinds and one.passed is not None
        ]
        value = quantile(found, part)
        return NOTHING if value is None else Estimate(value, min(found), max(found), len(found))

    measures = (("median", 0.5, Goal(300, 120, at_most=True)), ("P95", 0.95, Goal(2000, 600, at_most=True)))
    present = sorted({one.kind for one in bad}, key=_order)
    for name, part, goal in measures:
        measure = f"calls passed before the first alarm, {name}"
        yield Figure(measure, " ".join(COUNTED), passed(COUNTED, part), "calls", goal)
        for kind in present if part == 0.5 else COUNTED:
            yield Figure(measure, kind, passed((kind,), part), "calls", goal if kind in COUNTED else None)


def _delays(bad: Sequence[BadCustomer]) -> Iterable[Figure]:
    """Goals hold for the median; the largest is the end of the interval."""

    def over(values: Sequence[float]) -> Estimate:
        value = quantile(values, 0.5)
        return NOTHING if value is None else Estimate(value, min(values), max(values), len(values))

    def delays(kind: str) -> Estimate:
        return over([math.inf if one.delay_s is None else one.delay_s for one in bad if one.kind == kind])

    # Of time and dollars in toll fraud one is enough.
    yield Figure("time to the first alarm, median", "B6", delays("B6"), "s", Goal(60, 20, at_most=True))
    yield Figure("time to the first alarm, median", "B8, or dollars", delays("B8"), "s", Goal(600, 600, at_most=True))
    dollars = [one.dollars for one in bad if one.kind == "B8" and one.dollars is not None]
    yield Figure("lost before the first alarm, median", "B8, or time", over(dollars), "$", Goal(50, 10, at_most=True))


def _area(outcome: Outcome, bad_share: float | None) -> Estimate:
    area = precision_recall_area(outcome.scored, bad_share)
    return NOTHING if area is None else Estimate(area, None, None, len(outcome.scored))


def _blends(outcome: Outcome) -> Iterable[Figure]:
    errors = [100 * abs(one.estimate - one.true) for one in outcome.blends if one.kind == "B9"]
    worst = Estimate(max(errors), min(errors), max(errors), len(errors)) if errors else NOTHING
    yield Figure("error of the blend's share, largest", "B9", worst, "points", Goal(2.0, 1.0, at_most=True))
    if errors:
        mean = Estimate(sum(errors) / len(errors), min(errors), max(errors), len(errors))
        yield Figure("error of the blend's share, mean", "B9", mean, "points")
    inside = [one.low <= one.true <= one.high for one in outcome.blends if one.kind in WHOLESALE]
    if inside:
        yield Figure(
            "blends whose interval holds the true share", "wholesale", share(sum(inside), len(inside)), "share"
        )
    benign = [one.alarm for one in outcome.blends if not one.kind.startswith("B")]
    if benign:
        yield Figure("blends wrongly alarmed about", "honest customers", share(sum(benign), len(benign)), "share")
