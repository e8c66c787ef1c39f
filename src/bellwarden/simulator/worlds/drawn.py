"""Months of hourly profiles of one customer, without call records: a few days are played, the rest drawn from them.

Five days of different kinds are played call by call and counted. Every other day takes, hour by hour, what a played day
of its kind had; what became of the calls of a busy hour is drawn anew, so that each month has its own chances to look
odd. Bad classes, whose days are not alike, are played in full.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any, Final

from bellwarden.simulator.worlds import classes
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.counting import Whose, hourly, inbound
from bellwarden.simulator.worlds.customer import Customer, Scene
from bellwarden.simulator.worlds.numbers import AREAS, ZONES, Numbers, zone_of
from bellwarden.simulator.worlds.plan import BEGIN
from bellwarden.simulator.worlds.times import DAY_MS, HOUR_MS, Day, poisson
from bellwarden.traffic.profile import TrafficProfile

CALLS_MAX: Final = 2_000  # a day: enough for hours that prove something, few enough for thousands of customers
PLAYED: Final = {"weekday": 3, "saturday": 1, "sunday": 1}
WORKED: Final = 0.8  # of all days
REDRAWN_MIN: Final = 30  # attempts an hour from which on outcomes are drawn anew


def profiles(
    seed: int, key: str, days: int, holdout: bool = False, calls_max: int = CALLS_MAX
) -> Iterator[TrafficProfile]:
    """Hours (UTC) with calls of one customer of class `key` (G1 … B12), ascending. Each seed is another customer."""
    rng = Random(f"{seed}:{key}:{holdout}:drawn")
    kind = classes.load()[key]
    numbers = _numbers(holdout)
    area = rng.choice(AREAS)
    low, high = kind.lines
    first = 10_000_000_000 + area * 10_000_000 + numbers.our_office * 10_000 + rng.randrange(4000)
    own = range(first, first + round(low * (high / low) ** rng.random()))
    customer = Customer(f"{key}-{seed}", kind, own, area, rng, holdout, days, calls_max)
    kind.open(customer, numbers, rng)
    every = [_day(area, number) for number in range(days)]
    played = every if kind.bad else _chosen(rng, every)
    calls = _played(customer, numbers, played, rng, whole=len(played) == len(every))
    calls.sort(key=lambda call: call.at_ms)
    counted = _counted(customer, numbers, calls)
    if len(played) == len(every):
        yield from counted
        return
    yield from _drawn(rng, every, played, counted)


@lru_cache(maxsize=2)
def _numbers(holdout: bool) -> Numbers:
    return Numbers(0, holdout)


def _day(area: int, number: int) -> Day:
    offset = ZONES[zone_of(area)][1]
    begin = round(datetime(BEGIN.year, BEGIN.month, BEGIN.day, tzinfo=UTC).timestamp() * 1000)
    return Day(number, begin + number * DAY_MS - offset * HOUR_MS, (BEGIN + timedelta(days=number)).weekday(), offset)


def _sort(day: Day) -> str:
    return {5: "saturday", 6: "sunday"}.get(day.weekday, "weekday")


def _chosen(rng: Random, every: list[Day]) -> list[Day]:
    """The days that are played: some of each kind, in their order."""
    chosen: list[Day] = []
    for sort, wanted in PLAYED.items():
        of_sort = [day for day in every if _sort(day) == sort]
        chosen += rng.sample(of_sort, min(wanted, len(of_sort)))
    return sorted(chosen)


def _played(customer: Customer, numbers: Numbers, days: list[Day], rng: Random, whole: bool) -> list[Call]:
    """Calls of these days. Where days are left out, analytics have got to know the caller IDs on those, too: each day
    before is taken to have had as many calls of each as one that is played for nothing else.
    """
    made: dict[str, int] = {}
    if not whole:
        for _ in customer.kind.day(Scene(customer, numbers, days[0], rng)):
            pass
        made = customer.made
    calls: list[Call] = []
    for day in days:
        if not whole:
            customer.made = {one: round(count * day.number * WORKED) for one, count in made.items()}
        calls += customer.kind.day(Scene(customer, numbers, day, rng))
    return calls


def _counted(customer: Customer, numbers: Numbers, calls: list[Call]) -> list[TrafficProfile]:
    own = frozenset(str(number) for number in (*customer.numbers, *customer.verified))
    whose = Whose(customer.key, numbers, own, inbound(calls, own))
    return list(hourly(whose, [call for call in calls if call.customer]))


def _drawn(rng: Random, every: list[Day], played: list[Day], counted: list[TrafficProfile]) -> Iterator[TrafficProfile]:
    """Each played day's hours by the day's midnight; then each day from one of its kind, moved to its own date."""
    hours: dict[int, list[TrafficProfile]] = defaultdict(list)
    begins = [day.midnight_ms for day in played]
    for profile in counted:
        at = round(profile.since.timestamp() * 1000)
        hours[max(begin for begin in begins if begin <= at)].append(profile)
    for day in every:
        like = [one for one in played if _sort(one) == _sort(day)]
        if day in played:
            yield from hours[day.midnight_ms]
        elif like:
            model = rng.choice(like)
            moved = timedelta(milliseconds=day.midnight_ms - model.midnight_ms)
            for profile in hours[model.midnight_ms]:
                yield _again(rng, profile, moved)


def _again(rng: Random, one: TrafficProfile, moved: timedelta) -> TrafficProfile:
    """The same hour on another day."""
    span: dict[str, Any] = {
        "since": one.since + moved,
        "until": one.until + moved,
        "first_at": one.first_at + moved,
        "last_at": one.last_at + moved,
    }
    if one.attempts < REDRAWN_MIN:
        return one._replace(**span)
    left = chance_left = one.attempts
    outcome: dict[str, Any] = {}
    for name in ("answered", "no_answer", "busy", "cancelled", "vacant", "rejected"):
        of = getattr(one, name)
        outcome[name] = _binomial(rng, left, of / chance_left if chance_left else 0.0)
        left, chance_left = left - outcome[name], chance_left - of
    answered = outcome["answered"]
    short = _binomial(rng, answered, _share(one.short, one.answered))
    under = short + _binomial(rng, answered - short, _share(one.under_60s - one.short, one.answered - one.short))
    over = _binomial(rng, answered - under, _share(one.over_120s, one.answered - one.under_60s))
    # The sum of n lengths spreads about as the root of n times their mean.
    mean = one.billable_ms / one.answered if one.answered else 0.0
    billable = max(0, round(rng.gauss(mean * answered, mean * answered**0.5)))
    return one._replace(
        **span,
        **outcome,
        failed=left,
        analytics_rejects=_binomial(rng, outcome["rejected"], _share(one.analytics_rejects, one.rejected)),
        timed=answered,
        ended_known=answered,
        billable_ms=billable,
        short=short,
        under_60s=under,
        over_120s=over,
        caller_hangups_10s=_binomial(rng, answered, _share(one.caller_hangups_10s, one.answered)),
        short_rings=_binomial(rng, one.attempts - answered, _share(one.short_rings, one.attempts - one.answered)),
        dnc_called=_binomial(rng, one.attempts, _share(one.dnc_called, one.attempts)),
        same_area=max(one.same_exchange, _binomial(rng, one.home_pairs, _share(one.same_area, one.home_pairs))),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


def _binomial(rng: Random, of: int, share: float) -> int:
    """How many of so many; by the normal curve where they are many."""
    if of <= 0 or share <= 0:
        return 0
    if share >= 1:
        return of
    spread = (of * share * (1 - share)) ** 0.5
    if spread > 3:
        return min(of, max(0, round(rng.gauss(of * share, spread))))
    draw = rng.random
    return sum(draw() < share for _ in range(of)) if of < 60 else _rare(rng, of, share)


def _rare(rng: Random, of: int, share: float) -> int:
    """Few of many, or all but few: Poisson."""
    few = poisson(rng, of * min(share, 1 - share))
    return min(of, few) if share <= 0.5 else max(0, of - few)
