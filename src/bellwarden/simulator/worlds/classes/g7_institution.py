"""A hotel, a hospital, a university: many people behind one number, at night too, and emergency calls."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.classes.g1_small_office import inbound, someone
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import ROUND_THE_CLOCK, human, poisson


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(p["answer"], conversation(p["median_s"], 1.2, p["short"]), voicemail=0.4, labelled=0.1)
    size = int(customer.calls * 2)
    customer.contacts = [numbers.person(rng, customer.area if rng.random() < p["local"] else 0) for _ in range(size)]


def day(scene: Scene) -> Iterator[Call]:
    """Most calls show the main number, the others an extension's own. Now and then somebody needs 911 or 988."""
    customer, rng = scene.customer, scene.rng
    p = customer.p
    count = int(customer.volume(rng) * (0.6 if scene.day.weekend else 1.0))
    for at in human(rng, scene.day, count, ROUND_THE_CLOCK):
        main = rng.random() < p["main"]
        calling = customer.shown[0] if main else customer.shown[int(len(customer.shown) * rng.random())]
        if rng.random() < p["emergency"]:
            talk = int(1000 * rng.uniform(20, 240))
            called = 911 if rng.random() < 0.9 else 988
            yield Call(at, customer.key, calling, called, 200, 1500, talk, "called", person=True)
            continue
        yield scene.call(at, calling, someone(scene))
    yield from inbound(scene, poisson(rng, count * p["two_way"]))


CLASS: Final = Kind(
    key="G7",
    title="hotel, hospital or university",
    bad=False,
    share=0.03,
    ranges={
        "calls": (500, 5_000),
        "answer": (0.48, 0.62),
        "median_s": (55, 100),
        "short": (0.06, 0.16),
        "repeat": (0.3, 0.6),
        "local": (0.5, 0.85),
        "main": (0.6, 0.95),
        "emergency": (0.0005, 0.003),
        "two_way": (0.6, 1.6),
    },
    holdout={"calls": (300, 9_000), "answer": (0.42, 0.66), "main": (0.2, 1.0), "two_way": (0.2, 2.0)},
    open=open_,
    day=day,
    declared=("institution",),
    lines=(50, 300),
)
