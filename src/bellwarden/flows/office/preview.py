"""Before a measure reaches the gate: which calls of the last days it would have stopped, had it been in force.

Pure over counts by customer and hour, so it answers in milliseconds. What counts by the hour can't tell is said to be
unknown, never drawn as nothing. Emergency calls are stopped by no measure and are counted apart.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.model.call_record import CallRecord, CallResult
from bellwarden.model.customer_traffic import AreaCounts, Coverage, CustomerTraffic, Destination
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.stopped_calls import StoppedDay

HOUR_S: Final = 3_600
CUSTOMERS_SHOWN: Final = 20
TYPED_FROM: Final = 500  # calls a day from which the number has to be typed before the press

# All calls of the customer, or none of it.
_WHOLE: Final = frozenset(
    (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.BLOCK_UPSTREAM, MeasureKind.CHALLENGE)
)


class Exactness(str, Enum):
    COUNTED = "counted"
    AT_LEAST = "at_least"  # there may have been more
    UNKNOWN = "unknown"


class ImpactDay(NamedTuple):
    day: str  # ISO 8601, UTC
    answered: int
    unanswered: int


class Impact(NamedTuple):
    """What a measure would have stopped (or challenged). `calls`: all of the subject in this time, stopped or not."""

    days: int
    exactness: Exactness
    why: str  # what the figure rests on, or why there is none
    calls: int
    stopped: int
    answered: int  # of those stopped
    emergency: int  # would have passed all the same
    by_day: tuple[ImpactDay, ...] = ()
    areas: tuple[AreaCounts, ...] = ()
    customers: Mapping[str, int] = {}  # by key: whose calls it would have stopped, where it is against a number
    coverage: Coverage | None = None

    @property
    def known(self) -> bool:
        return self.exactness is not Exactness.UNKNOWN

    @property
    def per_day(self) -> float:
        return self.stopped / self.days

    @property
    def to_type(self) -> int:
        """The number that has to be typed before the press; 0: none has to be."""
        return self.stopped if self.known and self.per_day >= TYPED_FROM else 0


def of_customer(kind: MeasureKind, setting: Mapping[str, object], traffic: CustomerTraffic, days: int) -> Impact:
    """Of a measure against a customer, by its calls of the last `days`."""
    total, emergency = traffic.total, _emergency(traffic)
    if kind in _WHOLE:
        by_day = _by_day(traffic)
        answered = sum(one.answered for one in by_day)
        stopped = answered + sum(one.unanswered for one in by_day)
        why = "counted by customer and hour out of the call log"
        return Impact(
            days,
            *(Exactness.COUNTED, why, total.attempts, stopped, answered, emergency, by_day, traffic.areas),
            coverage=traffic.coverage,
        )
    if kind is MeasureKind.LIMIT and isinstance(setting.get("cps_max"), int):
        return _limited(int(str(setting["cps_max"])), traffic, days, emergency)
    why = "write how many calls a second remain, and it is counted"
    if kind is not MeasureKind.LIMIT:
        why = "calls are not counted by caller ID by the hour; the call log tells"
    return Impact(days, Exactness.UNKNOWN, why, total.attempts, 0, 0, emergency, coverage=traffic.coverage)


def _limited(cps: int, traffic: CustomerTraffic, days: int, emergency: int) -> Impact:
    """What was above the limit over whole hours was above it for sure; bursts within an hour come on top."""
    by_hour: dict[float, list[int]] = {}
    for one in traffic.hours:
        if one.destination is not Destination.EMERGENCY:
            sums = by_hour.setdefault(one.at, [0, 0])
            sums[0] += one.counts.attempts
            sums[1] += one.counts.answered
    found: dict[str, list[int]] = {}
    for at, (attempts, answered) in by_hour.items():
        over = attempts - cps * HOUR_S
        if over > 0:
            sums = found.setdefault(_day(at), [0, 0])
            sums[0] += over
            sums[1] += round(answered * over / attempts)
    by_day = tuple(ImpactDay(day, answered, over - answered) for day, (over, answered) in sorted(found.items()))
    stopped, answered = sum(over for over, _ in found.values()), sum(answered for _, answered in found.values())
    why = "calls above the limit over whole hours; bursts within an hour come on top"
    return Impact(
        days,
        *(Exactness.AT_LEAST, why, traffic.total.attempts, stopped, answered, emergency, by_day),
        coverage=traffic.coverage,
    )


def of_calls(calls: Sequence[CallRecord], days: int, more: bool) -> Impact:
    """Of a measure against a number, by the calls that fit it. `more`: the log has further ones."""
    found: dict[str, list[int]] = {}
    whose: Counter[str] = Counter()
    for call in calls:
        day = call.began.astimezone(UTC).date().isoformat()
        sums = found.setdefault(day, [0, 0])
        sums[0 if call.result is CallResult.ANSWERED else 1] += 1
        if call.customer:
            whose[call.customer] += 1
    by_day = tuple(ImpactDay(day, *sums) for day, sums in sorted(found.items()))
    answered = sum(one.answered for one in by_day)
    why = "of the calls that one question brings; there are more" if more else "counted in the call log"
    busiest = dict(whose.most_common(CUSTOMERS_SHOWN))
    exactness = Exactness.AT_LEAST if more else Exactness.COUNTED
    return Impact(days, exactness, why, len(calls), len(calls), answered, 0, by_day, customers=busiest)


def of_days(found: Sequence[StoppedDay], held: int, days: int, told: str) -> Impact:
    """Of a measure whose calls the log was looked through for. `held`: so many of the days have calls there; `told`:
    what a record has to tell ("a caller name"); "" where each tells enough."""
    calls, telling = sum(one.calls for one in found), sum(one.told for one in found)
    if not held:
        return unknown(days, "the call log holds no calls of this time")
    if not found:
        return unknown(days, "a day of calls takes longer to look through than a page may: `bellwarden replay` waits")
    if calls and not telling:
        return unknown(days, f"no call record of this time tells {told}")
    by_day = tuple(ImpactDay(one.day, one.answered, one.unanswered) for one in reversed(found))
    answered, unanswered = sum(one.answered for one in by_day), sum(one.unanswered for one in by_day)
    why = f"counted in the call log, which holds calls of {held} of these days"
    if len(found) < held:
        newest = "newest" if len(found) == 1 else f"{len(found)} newest"
        why = f"of the {newest} of {held} days that the call log holds; to look through all of them takes longer"
    elif telling < calls:
        why += f"; {telling / calls:.0%} of the records tell {told}"
    exact = len(found) == held and telling == calls
    return Impact(
        days,
        Exactness.COUNTED if exact else Exactness.AT_LEAST,
        why,
        0 if told else calls,
        answered + unanswered,
        answered,
        sum(one.emergency for one in found) if not told else 0,
        by_day,
        _summed(found),
        _busiest(found),
    )


def _summed(found: Sequence[StoppedDay]) -> tuple[AreaCounts, ...]:
    sums: dict[str, AreaCounts] = {}
    for one in (area for day in found for area in day.areas):
        before = sums.get(one.area)
        both = () if before is None else zip(one[1:], before[1:], strict=True)
        sums[one.area] = one if before is None else AreaCounts(one.area, *(int(new) + int(old) for new, old in both))
    return tuple(sorted(sums.values(), key=lambda one: (-one.attempts, one.area)))


def _busiest(found: Sequence[StoppedDay]) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for one in found:
        sums.update(one.customers)
    return dict(sums.most_common(CUSTOMERS_SHOWN))


def unknown(days: int, why: str) -> Impact:
    """Of a measure whose calls nothing counts."""
    return Impact(days, Exactness.UNKNOWN, why, 0, 0, 0, 0)


def _emergency(traffic: CustomerTraffic) -> int:
    return sum(one.counts.attempts for one in traffic.hours if one.destination is Destination.EMERGENCY)


def _by_day(traffic: CustomerTraffic) -> tuple[ImpactDay, ...]:
    found: dict[str, list[int]] = {}
    for one in traffic.hours:
        if one.destination is not Destination.EMERGENCY:
            sums = found.setdefault(_day(one.at), [0, 0])
            sums[0] += one.counts.answered
            sums[1] += one.counts.attempts - one.counts.answered
    return tuple(ImpactDay(day, *sums) for day, sums in sorted(found.items()))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
