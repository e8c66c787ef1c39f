"""Calls in an authority's name, from numbers that never call or are one digit away from them."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import Manner, robocall
from bellwarden.simulator.worlds.times import paced

NAMES: Final = ("SOCIAL SEC ADM", "US GOVT", "TAX ENFORCEMENT", "MEDICARE DEPT", "FED TRADE COMM")
TOLL_FREE: Final = 18005550100  # an exchange kept for fiction; 100 to 198


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    p = customer.p
    customer.manner = Manner(
        p["answer"], robocall(p["hang_up_s"], p["press"], 240), voicemail=p["voicemail"], labelled=1.0, caller_ends=0.2
    )
    do_not_originate = list(numbers.do_not_originate())
    victims = [rng.choice(do_not_originate) for _ in range(int(p["callers"]))]
    # Who knows that such lists are kept alters a digit.
    if rng.random() < p["altered"]:
        victims = [number - number % 10 + (number + 1 + rng.randrange(8)) % 10 for number in victims]
    customer.shown = [str(number) for number in victims]
    customer.memory["name"] = rng.choice(NAMES)


def day(scene: Scene) -> Iterator[Call]:
    """Two or three runs in office hours, some days none."""
    customer, rng = scene.customer, scene.rng
    if scene.day.weekend or scene.day.number < customer.quiet_days:
        return
    runs = rng.choice((2, 3))
    count = customer.volume(rng) // runs
    for run in range(runs):
        begin = last = scene.day.at(9 + 3 * run + 2 * rng.random())
        for at in (moment for _, moment in zip(range(count), paced(rng, begin, customer.p["cps"], 0.3), strict=False)):
            last = at
            called = scene.numbers.person(rng, vacant=0.05)
            yield scene.call(at, rng.choice(customer.shown), called, bad="B3", name=customer.memory["name"])
        customer.bad.append((begin, last + 1))


CLASS: Final = Kind(
    key="B3",
    title="impersonation of an authority",
    bad=True,
    share=0.08,
    ranges={
        "calls": (5_000, 100_000),
        "cps": (2, 20),
        "callers": (1, 3.99),
        "altered": (0.3, 0.6),
        "answer": (0.12, 0.24),
        "voicemail": (0.1, 0.4),
        "hang_up_s": (8, 14),
        "press": (0.015, 0.03),
        "quiet": (0, 0.4),
    },
    holdout={"cps": (0.5, 40), "callers": (1, 12), "altered": (0.5, 1.0), "quiet": (0, 0.6)},
    open=open_,
    day=day,
    declared=("contact_centre", "office"),
    lines=(1, 5),
    complaints=(30, 80),
)
