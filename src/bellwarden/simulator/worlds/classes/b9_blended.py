"""A wholesale carrier that lets a few robocallers ride along: one to fifteen calls in a hundred."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.classes import g5_wholesale as wholesale
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, robocall
from bellwarden.simulator.worlds.times import ROBOCALLS, human


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    wholesale.open_(customer, numbers, rng)
    customer.memory["bad"] = Manner(
        customer.p["bad_answer"], robocall(9, 0.03), voicemail=0.3, labelled=1.0, caller_ends=0.3
    )
    numbers_used = 40 + int(customer.calls * customer.p["bad_share"] / 20 * customer.days)
    customer.memory["rented"] = [str(numbers.person(rng)) for _ in range(numbers_used)]
    customer.memory["neighbours"] = rng.random() < 0.5


def day(scene: Scene) -> Iterator[Call]:
    """The blend of an honest carrier; among it robocalls from neighbours' or rented numbers."""
    customer, rng, memory = scene.customer, scene.rng, scene.customer.memory
    honest = 0
    for call in wholesale.day(scene):
        honest += 1
        yield call
    share = customer.p["bad_share"]
    if scene.day.number < customer.quiet_days:
        return
    moments = human(rng, scene.day, max(1, int(honest * share / (1 - share))), ROBOCALLS)
    for at in moments:
        called = scene.numbers.dialled(rng) if memory["neighbours"] else scene.numbers.person(rng, vacant=0.04)
        calling = (
            str(called // 10_000 * 10_000 + rng.randrange(10_000))
            if memory["neighbours"]
            else rng.choice(memory["rented"])
        )
        yield scene.call(at, calling, called, memory["bad"], bad="B9")
    customer.bad.append((moments[0], moments[-1] + 1))


CLASS: Final = Kind(
    key="B9",
    title="wholesale blend with robocalls in it",
    bad=True,
    share=0.10,
    ranges={**wholesale.CLASS.ranges, "bad_share": (0.01, 0.15), "bad_answer": (0.12, 0.2), "quiet": (0, 0.4)},
    holdout={**wholesale.CLASS.holdout, "bad_share": (0.005, 0.25), "bad_answer": (0.08, 0.26), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("wholesale",),
    lines=(1, 2),
    complaints=(5, 15),
)
