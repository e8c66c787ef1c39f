"""Lawful political calls, surveys, charities: bursts near an event, to people who do not know the caller."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import paced


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        conversation(p["median_s"], 1.0, p["short"]),
        voicemail=p["voicemail"],
        message=lambda rng: rng.uniform(15, 35),
        patience_s=(16, 28),
        labelled=p["labelled"],
        caller_ends=0.4,
    )
    customer.memory["days"] = {number for number in range(customer.days) if rng.random() < p["busy_days"]} | {
        rng.randrange(customer.days)
    }


def day(scene: Scene) -> Iterator[Call]:
    """Some days only; afternoon and evening; the do-not-call list does not bind them."""
    customer, rng = scene.customer, scene.rng
    if scene.day.number not in customer.memory["days"]:
        return
    count = customer.volume(rng)
    begin = scene.day.at(rng.uniform(11, 15))
    pace = max(0.3, count / (rng.uniform(2, 5) * 3600))
    for at in (moment for _, moment in zip(range(count), paced(rng, begin, pace, 0.5), strict=False)):
        area = customer.area if rng.random() < customer.p["local"] else 0
        yield scene.call(at, rng.choice(customer.shown), scene.numbers.person(rng, area, vacant=0.04))


CLASS: Final = Kind(
    key="G8",
    title="political calls, surveys, charities",
    bad=False,
    share=0.02,
    ranges={
        "calls": (5_000, 20_000),
        "busy_days": (0.2, 0.5),
        "answer": (0.14, 0.24),
        "voicemail": (0.05, 0.25),
        "median_s": (18, 55),
        "short": (0.12, 0.25),
        "labelled": (0.3, 1.0),
        "local": (0.5, 1.0),
    },
    holdout={"calls": (2_000, 30_000), "busy_days": (0.1, 0.9), "short": (0.08, 0.32), "answer": (0.10, 0.28)},
    open=open_,
    day=day,
    declared=("survey",),
    lines=(3, 10),
    complaints=(2.0, 4.0),
)
