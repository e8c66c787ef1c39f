"""A small office with a PBX: a dentist, a garage, a law firm. It calls the same people again, and they call back."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.outside import ROBOCALL_SHARE, robocalls
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import WORK, human, poisson


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        answer=p["answer"],
        talk=conversation(p["median_s"], 1.3, p["short"]),
        voicemail=0.3,
        labelled=0.02,
    )
    size = int(p["calls"] * p["contacts_per_call"]) + 5
    customer.contacts = [numbers.person(rng, customer.area if rng.random() < p["local"] else 0) for _ in range(size)]


def day(scene: Scene) -> Iterator[Call]:
    """People at work, one call at a time; a weekend brings a tenth of it."""
    customer, rng = scene.customer, scene.rng
    p = customer.p
    count = poisson(rng, p["calls"] * (0.1 if scene.day.weekend else 1.0))
    for at in human(rng, scene.day, count, WORK):
        calling = customer.shown[int(len(customer.shown) * rng.random() ** 2)]
        yield scene.call(at, calling, someone(scene))
    yield from inbound(scene, poisson(rng, count * p["two_way"]))


def someone(scene: Scene) -> int:
    """A number of the contacts, the first ones most often, or a new one."""
    customer, rng = scene.customer, scene.rng
    if rng.random() < customer.p["repeat"]:
        return customer.contacts[int(len(customer.contacts) * rng.random() ** 2)]
    area = customer.area if rng.random() < customer.p["local"] else 0
    return scene.numbers.person(rng, area, vacant=0.02)


def inbound(scene: Scene, count: int) -> Iterator[Call]:
    """Calls from other networks to the customer's numbers: by people whom it calls too, by others, by robocallers."""
    customer, rng = scene.customer, scene.rng
    unlawful = poisson(rng, count * ROBOCALL_SHARE)
    yield from robocalls(scene, unlawful)
    for at in human(rng, scene.day, count, WORK):
        called = int(customer.shown[int(len(customer.shown) * rng.random() ** 2)])
        answered = rng.random() < 0.85
        talk = int(1000 * customer.manner.talk(rng)) if answered else 0
        status = 200 if answered else 486 if rng.random() < 0.3 else 487
        ring = int(1000 * rng.uniform(2, 12 if answered else 35))
        ended_by = ("caller" if rng.random() < 0.5 else "called") if answered else ""
        yield Call(at, "", str(someone(scene)), called, status, ring, talk, ended_by, person=answered)


CLASS: Final = Kind(
    key="G1",
    title="small office",
    bad=False,
    share=0.70,
    ranges={
        "calls": (10, 300),
        "answer": (0.58, 0.70),
        "median_s": (80, 115),
        "short": (0.04, 0.16),
        "repeat": (0.40, 0.70),
        "contacts_per_call": (1, 4),
        "two_way": (0.5, 2.0),
        "local": (0.4, 0.85),
    },
    holdout={"calls": (6, 420), "answer": (0.46, 0.70), "short": (0.03, 0.20), "median_s": (60, 130)},
    open=open_,
    day=day,
    declared=("office",),
    lines=(1, 5),
)
