"""Who is in a world: sizes, the mix of classes, names, numbers, switches. All of it follows from the seed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from bellwarden.simulator.worlds import classes, dialects
from bellwarden.simulator.worlds.customer import Customer, Kind
from bellwarden.simulator.worlds.numbers import AREAS, ZONES, Numbers, zone_of
from bellwarden.simulator.worlds.times import DAY_MS, Day

BEGIN: Final = date(2026, 5, 7)  # a Thursday, so that three days reach into a weekend
HOME_AREAS: Final = 12  # where our customers are


class Size(NamedTuple):
    """`calls_max` bounds a customer's day, so that one blast doesn't fill the world: its pace stays, not its length."""

    customers: int
    days: int
    bad: float  # share of customers
    calls_max: int
    switches: int
    packed: bool  # CDR files and truth compressed
    complaints: float  # how many times as often people complain as they do, so that a small world has some


SIZES: Final = {
    "S": Size(50, 3, 0.40, 7_000, 4, packed=False, complaints=60),
    "M": Size(300, 14, 0.12, 9_000, 8, packed=True, complaints=20),
    "L": Size(1_000, 30, 0.02, 25_000, 40, packed=True, complaints=10),
}

SHARES_SIGNUP: Final = "B10"  # its accounts are one party's
_FIRST: Final = (
    *("Alder", "Amber", "Birch", "Bluff", "Bramble", "Cedar", "Clover", "Copper", "Coral", "Crescent", "Dell", "Ember"),
    *("Fern", "Flint", "Garnet", "Glen", "Granite", "Harbor", "Hazel", "Heron", "Ivory", "Juniper", "Kestrel", "Lark"),
    *(
        "Linden",
        "Maple",
        "Marsh",
        "Meadow",
        "Mill",
        "Moss",
        "Oak",
        "Opal",
        "Orchard",
        "Pebble",
        "Pine",
        "Plum",
        "Quarry",
    ),
    *("Raven", "Reed", "River", "Rowan", "Sage", "Slate", "Spruce", "Stone", "Summit", "Thistle", "Willow"),
)
_SECOND: Final = (
    *("Associates", "Bay", "Bridge", "Brothers", "Collective", "Company", "Creek", "Crossing", "Direct", "Enterprises"),
    *(
        "Field",
        "Gate",
        "Group",
        "Grove",
        "Hill",
        "Holdings",
        "House",
        "Labs",
        "Landing",
        "Line",
        "Link",
        "Logic",
        "Partners",
    ),
    *("Point", "Port", "Ridge", "Road", "Services", "Solutions", "Source", "Station", "Studio", "Systems", "Trading"),
    *("Union", "Valley", "View", "Works"),
)


class Member(NamedTuple):
    """A customer before its first call."""

    place: int
    key: str
    name: str
    kind: Kind
    also: Kind | None  # a second class on the same account, in hold-out worlds
    switch: int
    area: int
    numbers: range
    opened_on: date
    declared: str
    signup: dict[str, str]  # traces of who signed up: payment, address, device


class Plan(NamedTuple):
    """Everything about a world that doesn't need its calls."""

    seed: int
    size: str
    holdout: bool
    days: int
    about: Size
    members: tuple[Member, ...]
    switches: tuple[str, ...]  # dialect of each

    @property
    def begin(self) -> datetime:
        return datetime(BEGIN.year, BEGIN.month, BEGIN.day, tzinfo=UTC)

    def numbers(self) -> Numbers:
        return Numbers(self.seed, self.holdout)

    def rng(self, *what: object) -> Random:
        """Randomness of its own for each thing, so that nothing depends on what was made before it."""
        return Random(":".join(map(str, (self.seed, self.holdout, *what))))

    def customer(self, member: Member, numbers: Numbers, kind: Kind) -> Customer:
        """The part of a customer that is of one class."""
        rng = self.rng("customer", member.place, kind.key)
        made = Customer(
            member.key, kind, member.numbers, member.area, rng, self.holdout, self.days, self.about.calls_max
        )
        kind.open(made, numbers, rng)
        return made

    def day_of(self, member: Member, number: int) -> Day:
        """A day by the clock of the customer's area."""
        offset = ZONES[zone_of(member.area)][1]
        midnight = round(self.begin.timestamp() * 1000) + number * DAY_MS - offset * 3_600_000
        return Day(number, midnight, (BEGIN + timedelta(days=number)).weekday(), offset)


def make(seed: int, size: str = "S", holdout: bool = False, days: int = 0, customers: int = 0) -> Plan:
    """`days` and `customers` 0: as the size has them."""
    about = SIZES[size]
    rng = Random(f"{seed}:{holdout}:plan")
    kinds = list(_mix(rng, customers or about.customers, about.bad))
    names = _names(rng, len(kinds))
    areas = rng.sample(AREAS, HOME_AREAS)
    free = dict.fromkeys(areas, 0)  # next unassigned line of our office code there
    office = Numbers(seed, holdout).our_office
    members: list[Member] = []
    shared: dict[str, str] = {}
    for index, (kind, name) in enumerate(zip(kinds, names, strict=True)):
        area = rng.choice([one for one in areas if free[one] < 4000])
        low, high = kind.lines
        lines = round(low * (high / low) ** rng.random())
        first = 10_000_000_000 + area * 10_000_000 + office * 10_000 + free[area]
        free[area] += lines
        numbers = range(first, first + lines)
        recent = rng.random() < (0.6 if kind.bad else 0.1)
        opened = BEGIN - timedelta(days=rng.randrange(2, 60) if recent else rng.randrange(60, 3000))
        key = name.lower().replace(" ", "-")
        switch = index % about.switches
        also = _second(rng, kind) if holdout else None
        declared = rng.choice(kind.declared)
        signup = _signup(rng, shared if kind.key == SHARES_SIGNUP else {})
        shared = signup if kind.key == SHARES_SIGNUP else shared
        members.append(Member(index, key, name, kind, also, switch, area, numbers, opened, declared, signup))
    order = list(dialects.load())
    switches = tuple(order[place % len(order)] for place in range(about.switches))
    return Plan(seed, size, holdout, days or about.days, about, tuple(members), switches)


def _signup(rng: Random, shared: dict[str, str]) -> dict[str, str]:
    """Accounts of one party have two of three in common."""
    own = {
        "payment": f"card-{rng.getrandbits(32):08x}",
        "address": f"203.0.113.{rng.randrange(256)}",
        "device": f"device-{rng.getrandbits(32):08x}",
    }
    kept = rng.sample(sorted(shared), 2) if shared else []
    return {**own, **{key: shared[key] for key in kept}}


def _mix(rng: Random, customers: int, bad: float) -> Iterator[Kind]:
    """Kinds of all customers, shuffled: each class once, as far as there is room, the rest by its share."""
    found = list(classes.load().values())
    # One party has several accounts, or its calls could not be spread over them.
    chosen = found[:customers] + [classes.load()[SHARES_SIGNUP]] * min(4, customers // 25)
    for wanted, of_sort in ((bad, True), (1 - bad, False)):
        kinds = [kind for kind in found if kind.bad is of_sort]
        missing = max(0, round(customers * wanted) - sum(kind.bad is of_sort for kind in chosen))
        chosen += rng.choices(kinds, [kind.share for kind in kinds], k=missing)
    chosen = chosen[:customers]
    rng.shuffle(chosen)
    yield from chosen


def _second(rng: Random, kind: Kind) -> Kind | None:
    """Bad customers hide behind honest traffic; honest ones are not always of one sort."""
    if rng.random() > (0.4 if kind.bad else 0.2):
        return None
    known = classes.load()
    other = known[rng.choice(("G1", "G2", "G4", "G7", "G8") if kind.bad else ("G1", "G4", "G8"))]
    return None if other is kind else other


def _names(rng: Random, count: int) -> list[str]:
    """Names that say nothing about what their holders do."""
    return rng.sample([f"{first} {second}" for first in _FIRST for second in _SECOND], count)
