"""A customer of the world, and the description of a class of customers: its ranges, and what it does in a day."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, react
from bellwarden.simulator.worlds.times import Day

Ranges = Mapping[str, tuple[float, float]]
WIDE = 10.0  # from here on a range is drawn from by its logarithm


class Customer:
    """One customer with its drawn parameters `p`, its numbers, and what it keeps in mind from day to day."""

    def __init__(
        self, key: str, kind: "Kind", numbers: range, area: int, rng: Random, holdout: bool, days: int, calls_max: int
    ) -> None:
        self.key = key
        self.kind = kind
        self.numbers = numbers  # assigned to it
        self.area = area
        self.rng = rng
        ranges = {**kind.ranges, **(kind.holdout if holdout else {})}
        self.p = {name: _drawn(rng, low, high) for name, (low, high) in ranges.items()}
        self.shown: list[str] = [str(number) for number in numbers]  # caller IDs
        self.contacts: list[int] = []
        self.memory: dict[str, Any] = {}
        self.made: dict[str, int] = {}  # calls by caller ID
        self.bad: list[tuple[int, int]] = []  # when it did wrong: from, to, milliseconds
        self.manner = Manner(0.0, lambda _: 0.0)
        self.verified: list[int] = []  # numbers of others that it may show, and has proven it
        self.days = days
        self.calls_max = calls_max  # a day; 0 for no limit
        self.quiet_days = int(days * self.p.get("quiet", 0.0))  # before it does wrong
        # A world of some size can't hold every blast in full: it keeps its pace and is broken off.
        self.calls = min(self.p.get("calls", 0.0), calls_max * rng.uniform(0.3, 1.0)) if calls_max else self.p["calls"]

    def volume(self, rng: Random) -> int:
        """Calls of a day."""
        return max(1, round(self.calls * rng.uniform(0.75, 1.25)))


class Scene(NamedTuple):
    """What a class is handed for one day of one customer."""

    customer: Customer
    numbers: Numbers
    day: Day
    rng: Random

    def call(
        self, at_ms: int, calling: str, called: int, manner: Manner | None = None, bad: str = "", name: str = ""
    ) -> Call:
        """One outbound call and what becomes of it."""
        customer = self.customer
        before = customer.made.get(calling, 0)
        customer.made[calling] = before + 1
        outcome = react(self.rng, self.numbers.traits(called), manner or customer.manner, before)
        status, ring, talk, ended_by, person = outcome
        campaign = f"{customer.key}-{bad}" if bad else ""
        return Call(
            at_ms, customer.key, calling, called, status, ring, talk, ended_by, name, bad, campaign, "", "", person
        )


class Kind(NamedTuple):
    """A class of customers, benign (G…) or not (B…). `share` is that of the standard mix, of its own sort."""

    key: str
    title: str
    bad: bool
    share: float
    ranges: Ranges
    holdout: Ranges  # what differs in a hold-out world
    open: Callable[[Customer, Numbers, Random], None]  # sets it up: manner, contacts, caller IDs
    day: Callable[[Scene], Iterator[Call]]
    declared: tuple[str, ...] = ("office",)  # what it says it does
    lines: tuple[int, int] = (1, 10)  # numbers assigned to it
    complaints: tuple[float, float] = (0.1, 3.0)  # per 100,000 answered calls


def _drawn(rng: Random, low: float, high: float) -> float:
    if low > 0 and high / low >= WIDE:
        drawn: float = low * (high / low) ** rng.random()
        return drawn
    return rng.uniform(low, high)
