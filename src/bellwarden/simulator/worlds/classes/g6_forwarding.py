"""Conferencing, call tracking, forwarding: calls come in and go out again under the caller's own number."""

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
        p["answer"], conversation(p["median_s"], 1.0, p["short"]), voicemail=0.3, labelled=0.05, caller_ends=0.7
    )
    customer.contacts = [numbers.person(rng) for _ in range(int(p["destinations"]))]


def day(scene: Scene) -> Iterator[Call]:
    """Somebody calls one of the service's numbers; it calls on and shows who called, naming its own in Diversion."""
    customer, rng = scene.customer, scene.rng
    count = int(customer.volume(rng) * (0.35 if scene.day.weekend else 1.0)) // 2
    for at in human(rng, scene.day, max(1, count), WORK):
        entry = customer.shown[int(len(customer.shown) * rng.random() ** 1.5)]
        caller = str(scene.numbers.person(rng, customer.area if rng.random() < 0.5 else 0))
        target = customer.contacts[int(entry) % len(customer.contacts)]
        onward = scene.call(at + 400, caller, target)._replace(diverted=entry)
        status = onward.status if onward.status in (200, 486) else 487
        ring = onward.ring_ms + 400
        yield Call(at, "", caller, int(entry), status, ring, onward.talk_ms, onward.ended_by, person=onward.person)
        yield onward


CLASS: Final = Kind(
    key="G6",
    title="conferencing, call tracking, forwarding",
    bad=False,
    share=0.06,
    ranges={
        "calls": (200, 10_000),
        "destinations": (5, 80),
        "answer": (0.6, 0.85),
        "median_s": (150, 800),
        "short": (0.02, 0.08),
    },
    holdout={"calls": (120, 16_000), "destinations": (2, 200), "median_s": (90, 1_000)},
    open=open_,
    day=day,
    declared=("forwarding",),
    lines=(30, 400),
)
