"""How good detection is where the truth is known: what judgements said, laid beside who did wrong and when.

An alarm is a judgement that opens a case or limits calls; a mere report is none. A *bad day* is a customer's day (UTC)
on which a stretch of wrongdoing begins; it is caught by an alarm over a window that meets such a stretch. An alarm
counts from the moment when it could be made, the end of its window.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from bellwarden.traffic.judging import SEVERITY, Judgement, Step
from bellwarden.traffic.metrics import Scored
from bellwarden.traffic.profile import TrafficProfile

EPISODE: Final = timedelta(days=7)  # alarms about one customer within it belong to one case
RANK: Final = 1000.0  # beyond all scores
STEALTHY_WITHIN: Final = timedelta(days=7)


class Stretch(NamedTuple):
    """Wrong was done from `begin` to before `until`, UTC."""

    begin: datetime
    until: datetime


class TrueCustomer(NamedTuple):
    """Who a customer really is. Benign ones have no stretches of wrongdoing."""

    key: str
    kind: str  # class: G1 … B12
    bad: tuple[Stretch, ...]
    declared: bool  # a notifier, reminder service or contact centre, and said so
    calls: tuple[float, ...] = ()  # bad ones, seconds since 1970, in order

    @property
    def benign(self) -> bool:
        return not self.kind.startswith("B")


class Truth(NamedTuple):
    """What is true of a world."""

    name: str
    days: float
    customers: Mapping[str, TrueCustomer]


class Alarm(NamedTuple):
    """A window of one customer from which a case or a limit followed."""

    since: datetime
    until: datetime  # when it could be made
    step: Step
    score: float


class Seen(NamedTuple):
    """What judgements said, by customer."""

    alarms: Mapping[str, Sequence[Alarm]]
    scores: Mapping[str, Mapping[date, float]]  # the highest rank of each day


class BadDay(NamedTuple):
    kind: str
    caught: bool


class BadCustomer(NamedTuple):
    """A customer that did wrong, and its first alarm. `passed`: its bad calls before that; all of them without one."""

    key: str
    kind: str
    caught: bool
    soon: bool  # within seven days of the first wrong
    passed: int | None  # None: the truth does not tell single calls
    delay_s: float | None  # from the first wrong to the first alarm; None: never
    dollars: float | None = None  # lost by then, where calls cost somebody


class BenignCustomer(NamedTuple):
    key: str
    kind: str
    days: float
    declared: bool
    cases: int
    limits: int  # days on which calls would have been limited
    alarm_days: int


class BlendFound(NamedTuple):
    """Share of dialler traffic in a wholesale customer's calls: the true one and what was estimated."""

    key: str
    kind: str
    true: float
    estimate: float
    low: float
    high: float
    alarm: bool


class Outcome(NamedTuple):
    """Everything that figures are made of; outcomes of several worlds add up by joining their parts."""

    days: tuple[BadDay, ...] = ()
    bad: tuple[BadCustomer, ...] = ()
    benign: tuple[BenignCustomer, ...] = ()
    scored: tuple[Scored, ...] = ()  # customer-days
    blends: tuple[BlendFound, ...] = ()


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """One outcome of several."""
    parts = list(outcomes)
    return Outcome(
        days=tuple(day for one in parts for day in one.days),
        bad=tuple(customer for one in parts for customer in one.bad),
        benign=tuple(customer for one in parts for customer in one.benign),
        scored=tuple(scored for one in parts for scored in one.scored),
        blends=tuple(blend for one in parts for blend in one.blends),
    )


def seen(judgements: Iterable[Judgement], whose: Callable[[TrafficProfile], str]) -> Seen:
    """`whose`: the customer that a profile is about; "" for nobody's, which is left out."""
    alarms: dict[str, list[Alarm]] = {}
    scores: dict[str, dict[date, float]] = {}
    for one in judgements:
        customer = whose(one.profile)
        if not customer:
            continue
        days, day = scores.setdefault(customer, {}), one.profile.since.date()
        days[day] = max(days.get(day, -math.inf), _rank(one))
        if one.step is not None and SEVERITY[one.step] >= SEVERITY[Step.CASE]:
            alarms.setdefault(customer, []).append(Alarm(one.profile.since, one.profile.until, one.step, one.score))
    return Seen({key: sorted(found, key=lambda alarm: alarm.until) for key, found in alarms.items()}, scores)


def _rank(one: Judgement) -> float:
    """In the order in which alerts are shown: what limits calls, what opens a case, the rest; each by its score."""
    return one.score + RANK * max(0, SEVERITY[one.step] - SEVERITY[Step.REPORT])


def with_alarms(one: Seen, other: Seen) -> Seen:
    """What was seen, with the alarms about the same customers from another side."""
    keys = {**one.alarms, **other.alarms}
    both = {key: [*one.alarms.get(key, ()), *other.alarms.get(key, ())] for key in keys}
    return one._replace(alarms={key: sorted(found, key=lambda alarm: alarm.until) for key, found in both.items()})


def compare(truth: Truth, found: Seen, blends: Iterable[BlendFound] = ()) -> Outcome:
    """Judgements beside the truth. Customers that the truth does not name are left out."""
    days: list[BadDay] = []
    bad: list[BadCustomer] = []
    benign: list[BenignCustomer] = []
    scored: list[Scored] = []
    for key, customer in sorted(truth.customers.items()):
        alarms = found.alarms.get(key, ())
        of_days = _by_day(customer.bad)
        days += [BadDay(customer.kind, _met(alarms, stretches) is not None) for stretches in of_days.values()]
        if customer.bad:
            bad.append(_bad(customer, alarms))
        if customer.benign:
            benign.append(_benign(customer, alarms, truth.days))
        scored += _scored(of_days, found.scores.get(key, {}))
    return Outcome(tuple(days), tuple(bad), tuple(benign), tuple(scored), tuple(blends))


def _by_day(stretches: Sequence[Stretch]) -> dict[date, list[Stretch]]:
    found: dict[date, list[Stretch]] = {}
    for one in stretches:
        found.setdefault(one.begin.date(), []).append(one)
    return found


def _met(alarms: Sequence[Alarm], stretches: Sequence[Stretch]) -> Alarm | None:
    """The first alarm over a window in which wrong was done."""
    return next(
        (alarm for alarm in alarms if any(alarm.since < one.until and alarm.until > one.begin for one in stretches)),
        None,
    )


def _bad(customer: TrueCustomer, alarms: Sequence[Alarm]) -> BadCustomer:
    begin = min(one.begin for one in customer.bad)
    first = _met(alarms, customer.bad)
    delay = None if first is None else max(0.0, (first.until - begin).total_seconds())
    passed = None
    if customer.calls:
        passed = len(customer.calls) if first is None else bisect_left(customer.calls, first.until.timestamp())
    soon = delay is not None and delay <= STEALTHY_WITHIN.total_seconds()
    return BadCustomer(customer.key, customer.kind, first is not None, soon, passed, delay)


def _benign(customer: TrueCustomer, alarms: Sequence[Alarm], days: float) -> BenignCustomer:
    cases, end = 0, None
    for alarm in alarms:
        if end is None or alarm.until > end:
            cases, end = cases + 1, alarm.until + EPISODE
    limits = {alarm.since.date() for alarm in alarms if alarm.step is Step.LIMIT}
    alarm_days = {alarm.since.date() for alarm in alarms}
    return BenignCustomer(customer.key, customer.kind, days, customer.declared, cases, len(limits), len(alarm_days))


def _scored(bad: Mapping[date, Sequence[Stretch]], scores: Mapping[date, float]) -> list[Scored]:
    """A bad day's score is the highest of the days that its stretches touch: a night's calls go on after midnight."""
    scored: list[Scored] = []
    touched: set[date] = set()
    for stretches in bad.values():
        days = {day for one in stretches for day in _days(one)}
        touched |= days
        scored.append(Scored(max((scores[day] for day in days if day in scores), default=-math.inf), True))
    return scored + [Scored(score, False) for day, score in scores.items() if day not in touched]


def _days(one: Stretch) -> list[date]:
    last = (one.until - timedelta(microseconds=1)).date()
    return [one.begin.date() + timedelta(days=n) for n in range((last - one.begin.date()).days + 1)]
