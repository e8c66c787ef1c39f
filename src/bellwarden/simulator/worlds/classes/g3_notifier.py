"""A school's or a town's notifier: idle, then thousands of calls within minutes, some of them before dawn."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, announcement, conversation
from bellwarden.simulator.worlds.times import WORK, human, paced, poisson


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        announcement(p["message_s"], p["cut_short"]),
        voicemail=0.75,
        message=lambda rng: p["message_s"] + 4 * rng.random(),
        patience_s=(22, 40),
        labelled=0.15,
        caller_ends=0.8,
    )
    customer.memory["days"] = {number for number in range(customer.days) if rng.random() < p["alerts"]} | {
        rng.randrange(customer.days)
    }
    customer.contacts = [
        numbers.person(rng, customer.area if rng.random() < 0.9 else 0, vacant=0.03) for _ in range(int(customer.calls))
    ]


def day(scene: Scene) -> Iterator[Call]:
    """A few calls of the office; on some days everybody's parents are called, one after the other."""
    customer, rng = scene.customer, scene.rng
    office = Manner(0.6, conversation(80, 1.2, 0.1), voicemail=0.4, labelled=0.02)
    for at in human(rng, scene.day, poisson(rng, 2 if scene.day.weekend else 15), WORK):
        yield scene.call(at, customer.shown[0], rng.choice(customer.contacts), office)
    if scene.day.number not in customer.memory["days"]:
        return
    begin = scene.day.at(rng.choice((5.5, 6, 6.5, 9, 12, 15, 17, 18, 19)) + 0.4 * rng.random())
    people = rng.sample(customer.contacts, max(1, int(len(customer.contacts) * rng.uniform(0.5, 1))))
    for at, called in zip(paced(rng, begin, customer.p["cps"], 0.25), people, strict=False):
        yield scene.call(at, customer.shown[0], called)


CLASS: Final = Kind(
    key="G3",
    title="notifier of a school or a town",
    bad=False,
    share=0.02,
    ranges={
        "calls": (500, 20_000),
        "cps": (3, 20),
        "alerts": (0.2, 0.6),
        "answer": (0.36, 0.46),
        "message_s": (20, 45),
        "cut_short": (0.36, 0.52),
    },
    holdout={"calls": (300, 30_000), "cps": (1.5, 30), "answer": (0.30, 0.52), "message_s": (12, 60)},
    open=open_,
    day=day,
    declared=("notifier",),
    lines=(1, 3),
)
