"""Alarm systems, meters, fax: round the clock, to the same one or few numbers, as regular as a clock."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner
from bellwarden.simulator.worlds.times import DAY_MS


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    length = p["talk_s"]
    customer.manner = Manner(0.97, lambda rng: max(2.0, rng.gauss(length, 1.5)), labelled=0.0, patience_s=(20, 30))
    customer.contacts = []
    for _ in range(int(p["receivers"])):
        receiver = numbers.person(rng, customer.area)
        while numbers.traits(receiver).mood < 1.05:  # a receiver that does not answer would be no receiver
            receiver = numbers.person(rng, customer.area)
        customer.contacts.append(receiver)


def day(scene: Scene) -> Iterator[Call]:
    """One call after the other in equal steps, through the night and the weekend."""
    customer, rng = scene.customer, scene.rng
    step = DAY_MS / customer.calls
    at = scene.day.midnight_ms + step * rng.random()
    while at < scene.day.midnight_ms + DAY_MS:
        yield scene.call(int(at), customer.shown[0], rng.choice(customer.contacts))
        at += step * rng.gauss(1, customer.p["variation"])


CLASS: Final = Kind(
    key="G9",
    title="alarm systems, meters, fax",
    bad=False,
    share=0.01,
    ranges={"calls": (48, 1_500), "talk_s": (8, 30), "receivers": (1, 3), "variation": (0.005, 0.05)},
    holdout={"calls": (24, 2_880), "talk_s": (4, 45), "receivers": (1, 6), "variation": (0.001, 0.15)},
    open=open_,
    day=day,
    declared=("machines",),
    lines=(1, 2),
    complaints=(0.0, 0.1),
)
