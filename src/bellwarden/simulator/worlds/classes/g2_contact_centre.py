"""A contact centre with consented lists and a predictive dialler: fast, many unanswered, some with local presence."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import AREAS, Numbers
from bellwarden.simulator.worlds.reaction import Manner, conversation
from bellwarden.simulator.worlds.times import paced

LOCAL_PRESENCE: Final = 0.4  # share of contact centres that show a number of the called party's area


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    talk = conversation(p["median_s"], 1.1, p["short"])
    customer.manner = Manner(
        p["answer"], talk, voicemail=p["voicemail"], patience_s=(14, 26), labelled=p["labelled"], caller_ends=0.3
    )
    areas = rng.sample(AREAS, 12)
    customer.memory["areas"] = areas
    if rng.random() < LOCAL_PRESENCE:
        # Numbers rented where the people on the list live; verified, not assigned by us.
        rented = [str(numbers.person(rng, area)) for area in areas for _ in range(2)]
        customer.memory["local"] = {int(number[1:4]): number for number in rented}
        customer.verified = [int(number) for number in rented]
    size = int(customer.calls * 3)
    customer.contacts = [numbers.person(rng, rng.choice(areas), vacant=0.02) for _ in range(size)]


def day(scene: Scene) -> Iterator[Call]:
    """The dialler starts at nine, runs in shifts, and works the list through over several days."""
    customer, rng = scene.customer, scene.rng
    if scene.day.weekday == 6:
        return
    count = customer.volume(rng)
    shifts = rng.choice((2, 3))
    local: dict[int, str] = customer.memory.get("local", {})
    for shift in range(shifts):
        begin = scene.day.at(9 + shift * 3 + rng.uniform(0, 1))
        moments = paced(rng, begin, max(customer.p["cps"], count / shifts / 9000), 0.35)
        for at in (next(moments) for _ in range(count // shifts)):
            called = customer.contacts[int(len(customer.contacts) * rng.random())]
            own = customer.shown[int(len(customer.shown) * rng.random())]
            yield scene.call(at, local.get(called // 10_000_000 % 1000, own), called)


CLASS: Final = Kind(
    key="G2",
    title="contact centre with consented lists",
    bad=False,
    share=0.06,
    ranges={
        "calls": (2_000, 60_000),
        "cps": (1, 10),
        "answer": (0.18, 0.34),
        "voicemail": (0.1, 0.4),
        "median_s": (45, 100),
        "short": (0.06, 0.14),
        "labelled": (0.1, 0.9),
    },
    holdout={"cps": (0.5, 16), "answer": (0.14, 0.38), "short": (0.05, 0.18), "labelled": (0.1, 1.0)},
    open=open_,
    day=day,
    declared=("contact_centre",),
    lines=(5, 50),
)
