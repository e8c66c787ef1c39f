"""A wholesale carrier's blend: conversations of many senders, thousands of caller IDs, some of them from abroad."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.abroad import caller_abroad
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import WORK, human


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(p["answer"], conversation(p["median_s"], 1.3, p["short"]), voicemail=0.35, labelled=0.08)
    customer.memory["dialler"] = Manner(
        p["answer"] * 0.6, conversation(40, 1.0, 0.14), voicemail=0.2, labelled=0.5, patience_s=(14, 26)
    )
    senders = int(min(p["senders"], max(60.0, customer.calls * 0.6)))
    customer.shown = [
        caller_abroad(rng) if rng.random() < p["foreign"] else str(numbers.person(rng)) for _ in range(senders)
    ]
    customer.memory["diallers"] = [str(numbers.person(rng)) for _ in range(12)]


def day(scene: Scene) -> Iterator[Call]:
    """The calls of many offices, of some contact centres among them, in the hours of all time zones."""
    customer, rng = scene.customer, scene.rng
    p, shown = customer.p, customer.shown
    count = int(customer.volume(rng) * (0.3 if scene.day.weekend else 1.0))
    diallers, manner = customer.memory["diallers"], customer.memory["dialler"]
    for at in human(rng, scene.day, count, WORK):
        if rng.random() < p["dialled"]:
            yield scene.call(at, rng.choice(diallers), scene.numbers.person(rng, 0, vacant=0.02), manner)
            continue
        calling = shown[int(len(shown) * rng.random() ** 1.6)]
        near = calling[0] == "1" and rng.random() < 0.5
        yield scene.call(at, calling, scene.numbers.person(rng, int(calling[1:4]) if near else 0, vacant=0.015))


CLASS: Final = Kind(
    key="G5",
    title="wholesale blend of conversations",
    bad=False,
    share=0.04,
    ranges={
        "calls": (50_000, 500_000),
        "senders": (800, 6_000),
        "foreign": (0.03, 0.2),
        "dialled": (0.05, 0.25),
        "answer": (0.42, 0.56),
        "median_s": (70, 105),
        "short": (0.05, 0.12),
    },
    holdout={"calls": (20_000, 800_000), "senders": (300, 9_000), "dialled": (0.0, 0.4), "answer": (0.34, 0.60)},
    open=open_,
    day=day,
    declared=("wholesale",),
    lines=(1, 2),
)
