"""An honest office whose credentials are stolen: two hours of somebody else's robocalls."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.classes import b1_neighbour_blast as blast
from bellwarden.simulator.worlds.classes import g1_small_office as office
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    blast.open_(customer, numbers, rng)
    customer.memory["stolen"] = customer.manner
    customer.p["answer"] = customer.p["office_answer"]
    office.open_(customer, numbers, rng)
    customer.memory["day"] = rng.randrange(customer.days // 3, customer.days)


def day(scene: Scene) -> Iterator[Call]:
    """The office's own calls; on one day the thieves', as long as nobody notices."""
    customer, rng = scene.customer, scene.rng
    yield from office.day(scene)
    if scene.day.number != customer.memory["day"]:
        return
    honest, customer.manner = customer.manner, customer.memory["stolen"]
    begin = scene.day.at(rng.uniform(10, 17))
    count = int(min(customer.p["burst"], customer.p["cps"] * 7200, customer.calls_max or 20_000))
    yield from blast.blast(scene, begin, max(customer.p["cps"], count / 7200), count, "B11")
    customer.manner = honest


CLASS: Final = Kind(
    key="B11",
    title="account taken over for a burst",
    bad=True,
    share=0.08,
    ranges={
        **blast.CLASS.ranges,
        **office.CLASS.ranges,
        "answer": blast.CLASS.ranges["answer"],
        "office_answer": office.CLASS.ranges["answer"],
        "cps": (0.3, 20),
        "burst": (600, 20_000),
    },
    holdout={
        **blast.CLASS.holdout,
        **office.CLASS.holdout,
        "answer": blast.CLASS.holdout["answer"],
        "office_answer": office.CLASS.holdout["answer"],
        "cps": (0.1, 40),
        "burst": (200, 30_000),
    },
    open=open_,
    day=day,
    declared=("office",),
    lines=(1, 10),
    complaints=(8, 20),
)
