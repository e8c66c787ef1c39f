"""A broken-into PBX: an honest office, and one weekend of long calls to expensive countries, many at once."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.classes import g1_small_office as office
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.times import HOUR_MS

# High-cost prefixes that the product's own list names, and how many digits follow.
DESTINATIONS: Final = ((222, 8), (232, 8), (870, 9), (881, 9), (882, 9), (1473, 7), (1664, 7), (1758, 7), (1876, 7))
FRIDAY: Final = 4


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    office.open_(customer, numbers, rng)
    customer.memory["targets"] = [
        prefix * 10**digits + rng.randrange(2 * 10 ** (digits - 1), 9 * 10 ** (digits - 1))
        for prefix, digits in rng.sample(DESTINATIONS, int(customer.p["countries"]))
        for _ in range(6)
    ]
    customer.memory["week"] = rng.randrange(max(1, customer.days // 7))


def day(scene: Scene) -> Iterator[Call]:
    """An office; when everybody has gone home on a Friday the thieves begin, and stop by Sunday."""
    customer, rng, memory = scene.customer, scene.rng, scene.customer.memory
    yield from office.day(scene)
    if scene.day.weekday != FRIDAY or scene.day.number // 7 != memory["week"]:
        return
    begin = scene.day.at(18 + 3 * rng.random())
    until = begin + int(customer.p["hours"] * HOUR_MS)
    length = customer.p["length_s"]
    wanted = min(1500, customer.calls_max or 1500)  # as in the case that is best known
    channels = int(min(customer.p["channels"], max(5.0, wanted * length / (customer.p["hours"] * 3600))))
    last = begin
    for _ in range(channels):
        at = begin + int(HOUR_MS * rng.random() ** 2)
        while at < until:
            talk = int(1000 * length * rng.uniform(0.98, 1.02))
            status = 200 if rng.random() < 0.93 else 503
            ring = int(rng.uniform(2000, 6000))
            target = rng.choice(memory["targets"])
            campaign = f"{customer.key}-B8"
            ended_by = "caller" if status == 200 else ""
            talk = talk if status == 200 else 0
            yield Call(at, customer.key, customer.shown[0], target, status, ring, talk, ended_by, "", "B8", campaign)
            last = max(last, at)
            at += ring + talk + int(rng.uniform(1000, 9000))
    customer.bad.append((begin, last + 1))


CLASS: Final = Kind(
    key="B8",
    title="toll fraud through a broken-into PBX",
    bad=True,
    share=0.08,
    ranges={
        **office.CLASS.ranges,
        "length_s": (600, 14_400),
        "channels": (5, 570),
        "hours": (8, 45),
        "countries": (2, 7),
    },
    holdout={
        **office.CLASS.holdout,
        "length_s": (180, 9_000),
        "channels": (2, 200),
        "hours": (2, 45),
        "countries": (1, 4),
    },
    open=open_,
    day=day,
    declared=("office",),
    lines=(1, 10),
    complaints=(0.0, 0.0),
)
