"""A flood of one number (telephony denial of service): nobody else gets through to a hospital."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.classes import g1_small_office as office
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner
from bellwarden.simulator.worlds.times import paced


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    office.open_(customer, numbers, rng)
    hold = customer.p["hold_s"] if rng.random() < 0.6 else 3.0
    customer.memory["flood"] = Manner(
        0.55, lambda rng: max(1.0, rng.gauss(hold, hold / 8)), labelled=0.2, patience_s=(4, 20), caller_ends=0.9
    )
    victims: list[int] = []
    while len(victims) < int(customer.p["victims"]):
        victim = numbers.person(rng, customer.area)
        if numbers.traits(victim).mood > 0.8:
            victims.append(victim)
    customer.memory["victims"] = victims
    # The last two thirds of the world, so that there is a past to compare with.
    customer.memory["day"] = rng.randrange(customer.days // 3, customer.days)
    customer.memory["forged"] = rng.random() < 0.6


def day(scene: Scene) -> Iterator[Call]:
    """An office like others; on one day the flood, under one number or another one each time."""
    customer, rng, memory = scene.customer, scene.rng, scene.customer.memory
    yield from office.day(scene)
    if scene.day.number != memory["day"]:
        return
    begin = scene.day.at(rng.uniform(8, 16))
    length_s = 3600 * customer.p["hours"]
    if customer.calls_max:
        length_s = min(length_s, customer.calls_max / customer.p["cps"])
    until = begin + int(1000 * length_s)
    last = begin
    for at in paced(rng, begin, customer.p["cps"], 0.3):
        if at >= until:
            break
        last = at
        calling = str(scene.numbers.person(rng)) if memory["forged"] else customer.shown[0]
        yield scene.call(at, calling, rng.choice(memory["victims"]), memory["flood"], bad="B6")
    customer.bad.append((begin, last + 1))


CLASS: Final = Kind(
    key="B6",
    title="flood of an emergency centre or a hospital",
    bad=True,
    share=0.08,
    ranges={
        **office.CLASS.ranges,
        "calls": (60, 300),
        "cps": (1, 4),
        "hours": (0.33, 6),
        "victims": (1, 5.99),
        "hold_s": (30, 120),
    },
    holdout={**office.CLASS.holdout, "cps": (0.3, 8), "hours": (0.2, 10), "victims": (1, 12)},
    open=open_,
    day=day,
    declared=("office",),
    lines=(1, 10),
    complaints=(0.0, 1.0),
)
