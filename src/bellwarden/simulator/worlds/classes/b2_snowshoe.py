"""A snowshoe: real numbers rented by the thousand, each used for a few days and a few dozen calls."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import AREAS, Numbers
from bellwarden.simulator.worlds.reaction import Manner, robocall
from bellwarden.simulator.worlds.times import ROBOCALLS, human


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        robocall(p["hang_up_s"], p["press"]),
        voicemail=p["voicemail"],
        message=lambda rng: rng.uniform(12, 32),
        labelled=1.0,
        caller_ends=0.3,
    )
    # As many numbers as are in use at a time, and those that follow them, one block after the other.
    at_once = max(12, int(customer.calls / p["calls_per_number"]))
    life = max(1.0, p["life_days"])
    wanted = int(at_once * (1 + customer.days / life)) + 1
    areas = rng.sample(AREAS, int(p["areas"]))
    while len(customer.verified) < wanted:
        block = numbers.person(rng, rng.choice(areas)) // 1000 * 1000
        lines = rng.sample(range(1000), max(1, int(rng.expovariate(1 / p["per_block"]))))
        customer.verified += [block + line for line in sorted(lines)]
    customer.memory.update(at_once=at_once, step=at_once / life)


def day(scene: Scene) -> Iterator[Call]:
    """The hours in which people complain; bought lists, no regard for the do-not-call list."""
    customer, rng, memory = scene.customer, scene.rng, scene.customer.memory
    if scene.day.weekday == 6 or scene.day.number < customer.quiet_days:
        return
    first = int(scene.day.number * memory["step"])
    shown = customer.verified[first : first + memory["at_once"]]
    moments = human(rng, scene.day, customer.volume(rng), ROBOCALLS)
    for at in moments:
        calling = str(shown[int(len(shown) * rng.random())])
        yield scene.call(at, calling, scene.numbers.person(rng, vacant=customer.p["vacant"]), bad="B2")
    customer.bad.append((moments[0], moments[-1] + 1))


CLASS: Final = Kind(
    key="B2",
    title="snowshoe over rented numbers",
    bad=True,
    share=0.12,
    ranges={
        "calls": (20_000, 500_000),
        "calls_per_number": (20, 60),
        "life_days": (3, 14),
        "per_block": (2.8, 4.6),
        "areas": (100, 150),
        "answer": (0.18, 0.30),
        "voicemail": (0.04, 0.24),
        "hang_up_s": (6.5, 11),
        "press": (0.02, 0.06),
        "vacant": (0.015, 0.05),
        "quiet": (0, 0.4),
    },
    holdout={"calls_per_number": (8, 90), "life_days": (1, 25), "per_block": (1, 15), "press": (0.01, 0.12)},
    open=open_,
    day=day,
    declared=("contact_centre",),
    lines=(1, 5),
    complaints=(5, 10),
)
