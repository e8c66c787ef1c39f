"""Low and slow: some accounts of one party take turns, each calling like a busy person, from numbers of their own."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import WORK, human


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        conversation(p["median_s"], 1.0, p["short"]),
        voicemail=p["voicemail"],
        labelled=0.6,
        caller_ends=0.35,
    )


def day(scene: Scene) -> Iterator[Call]:
    """Like people at work; never the same number twice, and nobody looks at the do-not-call list."""
    customer, rng, p = scene.customer, scene.rng, scene.customer.p
    if scene.day.weekday == 6 or scene.day.number < customer.quiet_days or (customer.bad and rng.random() > p["turn"]):
        return
    moments = human(rng, scene.day, customer.volume(rng), WORK)
    for place, at in enumerate(moments):
        # Each number makes some ten calls a day, then it is another one's turn.
        calling = customer.shown[(place // int(p["per_number"]) + scene.day.number) % len(customer.shown)]
        area = customer.area if rng.random() < 0.3 else 0
        yield scene.call(at, calling, scene.numbers.person(rng, area, vacant=0.03), bad="B10")
    customer.bad.append((moments[0], moments[-1] + 1))


CLASS: Final = Kind(
    key="B10",
    title="low and slow over several accounts",
    bad=True,
    share=0.12,
    ranges={
        "calls": (60, 400),
        "turn": (0.5, 0.9),
        "per_number": (8, 15),
        "answer": (0.22, 0.34),
        "voicemail": (0.1, 0.4),
        "median_s": (16, 40),
        "short": (0.26, 0.40),
        "quiet": (0, 0.4),
    },
    holdout={
        "calls": (30, 300),
        "per_number": (3, 25),
        "short": (0.14, 0.44),
        "median_s": (12, 60),
        "quiet": (0, 0.6),
    },
    open=open_,
    day=day,
    declared=("office",),
    lines=(5, 30),
    complaints=(5, 10),
)
