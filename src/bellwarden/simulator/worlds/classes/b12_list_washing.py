"""Numbers are tried one after the other, and dropped as soon as they ring, to learn which of them exist."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner
from bellwarden.simulator.worlds.times import paced


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    customer.manner = Manner(0.004, lambda rng: 1 + rng.random(), labelled=0.3)
    customer.verified = [numbers.person(rng) for _ in range(int(customer.p["callers"]))]


def day(scene: Scene) -> Iterator[Call]:
    """Block after block, upwards in small steps, at any hour."""
    customer, rng, p = scene.customer, scene.rng, scene.customer.p
    if (customer.bad and rng.random() > p["days"]) or scene.day.number < customer.quiet_days:
        return
    count = customer.volume(rng)
    begin = at = scene.day.at(rng.uniform(1, 18))
    called = scene.numbers.random(rng) // 1000 * 1000
    moments = paced(rng, begin, p["cps"], 0.3)
    for _ in range(count):
        at = next(moments)
        called += 1 + int(rng.random() * p["step"])
        if rng.random() < 1 / p["run"]:
            called = scene.numbers.random(rng) // 100 * 100
        call = scene.call(at, str(rng.choice(customer.verified)), called, bad="B12")
        if call.status in (480, 486, 487, 408) or (call.status == 200 and not call.person):
            call = call._replace(status=487, ring_ms=int(rng.uniform(300, 2500)), talk_ms=0, ended_by="")
        yield call
    customer.bad.append((begin, at + 1))


CLASS: Final = Kind(
    key="B12",
    title="washing of number lists",
    bad=True,
    share=0.06,
    ranges={
        "calls": (2_000, 60_000),
        "cps": (0.5, 15),
        "callers": (5, 60),
        "step": (1, 4),
        "run": (60, 600),
        "days": (0.5, 1.0),
        "quiet": (0, 0.4),
    },
    holdout={"calls": (800, 80_000), "step": (1, 12), "run": (15, 300), "callers": (1, 200), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("contact_centre", "survey"),
    lines=(1, 5),
    complaints=(0.0, 2.0),
)
