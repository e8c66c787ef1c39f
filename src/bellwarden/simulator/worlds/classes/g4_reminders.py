"""Reminders of a clinic or a pharmacy: recorded, in office hours, to patients who come again every few weeks."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, announcement
from bellwarden.simulator.worlds.times import paced


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"],
        announcement(p["message_s"], 0.25),
        voicemail=p["voicemail"],
        message=lambda rng: p["message_s"] + 3 * rng.random(),
        patience_s=(20, 35),
        labelled=0.25,
        caller_ends=0.8,
    )
    size = int(customer.calls * p["patients_per_call"])
    customer.contacts = [
        numbers.person(rng, customer.area if rng.random() < 0.85 else 0, vacant=0.02) for _ in range(size)
    ]


def day(scene: Scene) -> Iterator[Call]:
    """The day's appointments, evenly from nine to five, a second attempt for some of those who were not reached."""
    customer, rng = scene.customer, scene.rng
    if scene.day.weekday == 6 or (scene.day.weekday == 5 and rng.random() < 0.7):
        return
    count = customer.volume(rng)
    moments = paced(rng, scene.day.at(9 + rng.random()), count / (rng.uniform(3, 6.5) * 3600), customer.p["variation"])
    first = rng.randrange(len(customer.contacts))
    missed: list[int] = []
    for place in range(count):
        again = bool(missed) and rng.random() < 0.15
        called = missed.pop(0) if again else customer.contacts[(first + place) % len(customer.contacts)]
        call = scene.call(next(moments), rng.choice(customer.shown), called)
        if call.status in (480, 486, 487) and not again:
            missed.append(called)
        yield call


CLASS: Final = Kind(
    key="G4",
    title="reminders of a clinic or a pharmacy",
    bad=False,
    share=0.06,
    ranges={
        "calls": (100, 5_000),
        "answer": (0.34, 0.46),
        "voicemail": (0.35, 0.6),
        "message_s": (18, 34),
        "patients_per_call": (5, 20),
        "variation": (0.2, 0.6),
    },
    holdout={"calls": (60, 8_000), "answer": (0.28, 0.52), "message_s": (12, 45), "variation": (0.05, 0.9)},
    open=open_,
    day=day,
    declared=("reminders",),
    lines=(1, 5),
)
