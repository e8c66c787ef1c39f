"""Somebody calls one person again and again for weeks, sometimes without a number, and hangs up."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import ROUND_THE_CLOCK, human, poisson

EVENING: Final = (2, 1, 1, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 7, 9, 10, 10, 9, 7, 4)


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    customer.manner = Manner(0.6, conversation(90, 1.2, 0.1), voicemail=0.4, labelled=0.02)
    customer.contacts = [numbers.person(rng, customer.area) for _ in range(40)]
    customer.memory["victims"] = [numbers.person(rng, customer.area) for _ in range(int(customer.p["victims"]))]
    # The victim lets it ring, and hangs up at once where it is answered.
    customer.memory["harassing"] = Manner(
        customer.p["answer"],
        lambda rng: rng.uniform(1, 9),
        voicemail=0.1,
        message=lambda rng: rng.uniform(2, 40),
        patience_s=(8, 40),
        labelled=0.0,
        caller_ends=0.4,
    )


def day(scene: Scene) -> Iterator[Call]:
    """A few calls to friends; then the others, in the evening most of all."""
    customer, rng, p = scene.customer, scene.rng, scene.customer.p
    for at in human(rng, scene.day, poisson(rng, 6), ROUND_THE_CLOCK):
        yield scene.call(at, customer.shown[0], rng.choice(customer.contacts))
    if scene.day.number < customer.quiet_days or rng.random() < 0.1:
        return
    moments = human(rng, scene.day, max(2, int(customer.volume(rng) * rng.uniform(0.3, 1.2))), EVENING)
    victim = rng.choice(customer.memory["victims"])
    for at in moments:
        calling = "anonymous" if rng.random() < p["withheld"] else rng.choice(customer.shown)
        yield scene.call(at, calling, victim, customer.memory["harassing"], bad="B7")
    customer.bad.append((moments[0], moments[-1] + 1))


CLASS: Final = Kind(
    key="B7",
    title="harassment of one person",
    bad=True,
    share=0.10,
    ranges={
        "calls": (10, 150),
        "victims": (1, 3.99),
        "answer": (0.04, 0.16),
        "withheld": (0.0, 0.6),
        "quiet": (0, 0.4),
    },
    holdout={"calls": (6, 220), "answer": (0.05, 0.4), "withheld": (0.0, 0.95), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("office",),
    lines=(1, 3),
    complaints=(0.0, 0.0),  # one to five by the victim, whatever the volume
)
