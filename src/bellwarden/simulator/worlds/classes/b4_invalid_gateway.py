"""A foreign gateway: honest calls from abroad, and a tenth to two fifths with caller IDs that cannot be."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.abroad import caller_abroad
from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import AREAS, Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation, robocall
from bellwarden.simulator.worlds.times import ROBOCALLS, ROUND_THE_CLOCK, human


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(p["answer"], conversation(70, 1.2, 0.08), voicemail=0.3, labelled=0.1)
    customer.memory["bad"] = Manner(p["bad_answer"], robocall(p["hang_up_s"], 0.04), voicemail=0.25, labelled=1.0)
    customer.shown = [caller_abroad(rng) for _ in range(400)]


def day(scene: Scene) -> Iterator[Call]:
    """Honest calls round the clock; the others in the hours of robocalls."""
    customer, rng, p = scene.customer, scene.rng, scene.customer.p
    count = customer.volume(rng)
    bad = int(count * p["bad_share"]) if scene.day.number >= customer.quiet_days else 0
    for at in human(rng, scene.day, count - bad, ROUND_THE_CLOCK):
        roaming = rng.random() < 0.06
        calling = str(scene.numbers.person(rng)) if roaming else rng.choice(customer.shown)
        yield scene.call(at, calling, scene.numbers.person(rng, vacant=0.02))
    moments = human(rng, scene.day, bad, ROBOCALLS)
    for at in moments:
        called = scene.numbers.person(rng, vacant=0.05)
        yield scene.call(at, impossible(scene, called), called, customer.memory["bad"], bad="B4")
    if moments:
        customer.bad.append((moments[0], moments[-1] + 1))


def impossible(scene: Scene, called: int) -> str:
    """A caller ID that nobody can have, or that nobody holds."""
    rng = scene.rng
    area, rest = rng.choice(AREAS), rng.randrange(10_000_000)
    office = scene.numbers.offices[2 + rng.randrange(len(scene.numbers.offices) - 2)]
    return rng.choice(
        (
            f"1{rng.randrange(2)}{area % 100:02d}{rest:07d}",  # area code that begins with 0 or 1
            f"1{rng.choice((211, 311, 511, 911))}{rest:07d}",
            f"1{area}{rest:07d}"[: rng.choice((8, 9, 10))],  # too short
            f"1{area}{rest:07d}{rng.randrange(100)}",  # too long
            f"1{area}0{rest % 1_000_000:06d}",  # office code that begins with 0
            f"1{area}{office}{rest % 10_000:04d}",  # mostly of a block that nobody holds
            str(called),
        )
    )


CLASS: Final = Kind(
    key="B4",
    title="foreign gateway with invalid caller IDs",
    bad=True,
    share=0.08,
    ranges={
        "calls": (5_000, 60_000),
        "bad_share": (0.10, 0.40),
        "answer": (0.42, 0.55),
        "bad_answer": (0.10, 0.18),
        "hang_up_s": (10, 18),
        "quiet": (0, 0.4),
    },
    holdout={"bad_share": (0.04, 0.60), "hang_up_s": (6, 25), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("wholesale",),
    lines=(1, 2),
    complaints=(8, 20),
)
