"""A blast of recorded offers ("your car's warranty"): random numbers, called from their neighbours'."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, robocall
from bellwarden.simulator.worlds.times import paced


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        robocall(p["hang_up_s"], p["press"]),
        voicemail=p["voicemail"],
        message=lambda rng: rng.uniform(4, 24),
        labelled=1.0,
        caller_ends=0.25,
    )


def day(scene: Scene) -> Iterator[Call]:
    """Runs between nine and eight in the evening where the called people live, in one or more spells."""
    customer, rng = scene.customer, scene.rng
    if scene.day.number < customer.quiet_days or (customer.bad and rng.random() < 0.15):
        return
    count = customer.volume(rng)
    spells = rng.choice((1, 2, 3))
    for spell in range(spells):
        begin = scene.day.at(9.5 + 3 * spell + rng.uniform(0, 2))
        yield from blast(scene, begin, customer.p["cps"], count // spells, "B1")


def blast(scene: Scene, begin_ms: int, cps: float, count: int, key: str) -> Iterator[Call]:
    """`count` calls to random numbers at a machine's pace."""
    customer, numbers, rng = scene.customer, scene.numbers, scene.rng
    exact = customer.p.get("exact", 1.0)  # how much of the called number is copied: office code, or area code only
    last = begin_ms
    for at in paced(rng, begin_ms, cps, 0.2):
        if count <= 0:
            break
        called = numbers.dialled(rng)
        if not 9 <= (at // 3_600_000 + numbers.hour_offset(called)) % 24 < 20:
            continue
        count, last = count - 1, at
        same = called // 10_000 if rng.random() < exact else numbers.random(rng, called // 10_000_000 % 1000) // 10_000
        yield scene.call(at, str(same * 10_000 + rng.randrange(10_000)), called, bad=key)
    customer.bad.append((begin_ms, last + 1))


CLASS: Final = Kind(
    key="B1",
    title="blast with neighbours' numbers",
    bad=True,
    share=0.12,
    ranges={
        "calls": (50_000, 3_000_000),
        "cps": (10, 300),
        "answer": (0.18, 0.31),
        "voicemail": (0.06, 0.28),
        "hang_up_s": (5.5, 9),
        "press": (0.01, 0.03),
        "exact": (0.85, 1.0),
        "quiet": (0, 0.4),
    },
    holdout={"cps": (4, 120), "answer": (0.10, 0.34), "exact": (0.3, 1.0), "hang_up_s": (5, 14), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("contact_centre", "office"),
    lines=(1, 10),
    complaints=(8, 20),
)
