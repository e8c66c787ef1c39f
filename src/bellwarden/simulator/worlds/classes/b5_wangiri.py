"""One-ring calls at night from expensive countries: the telephone rings once, whoever calls back pays."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Customer, Kind, Scene
from bellwarden.simulator.worlds.numbers import AREAS, Numbers
from bellwarden.simulator.worlds.reaction import Manner, robocall
from bellwarden.simulator.worlds.times import HOUR_MS, paced, poisson

# Country code and length of the rest; the last three are areas of the Caribbean that look like home.
PREFIXES: Final = ((222, 8), (232, 8), (1809, 7), (1876, 7), (1473, 7))


def open_(customer: Customer, numbers: Numbers, rng: Random) -> None:
    prefix, digits = rng.choice(PREFIXES)
    first = prefix * 10**digits + rng.randrange(2 * 10 ** (digits - 1), 9 * 10 ** (digits - 1))
    customer.shown = [str(first + step) for step in range(int(customer.p["callers"]))]
    customer.manner = Manner(0.006, robocall(8, 0), labelled=0.6)


def day(scene: Scene) -> Iterator[Call]:
    """A burst of one to three hours at night, one area code after the other."""
    customer, rng = scene.customer, scene.rng
    if customer.bad and rng.random() > customer.p["nights"]:
        return
    count = customer.volume(rng)
    begin = scene.day.at(rng.uniform(0.5, 4))
    cps = max(1.0, count / (rng.uniform(1, 3) * 3600))
    areas = rng.sample(AREAS, 1 + int(count / 3000))
    moments = paced(rng, begin, cps, 0.3)
    at = begin
    for place in range(count):
        at = next(moments)
        called = scene.numbers.dialled(rng, areas[place * len(areas) // count])
        calling = customer.shown[int(len(customer.shown) * rng.random())]
        yield ring_once(scene, at, calling, called)
    customer.bad.append((begin, at + 1))
    yield from call_backs(scene, begin, poisson(rng, count * customer.p["call_back"]), areas)


def ring_once(scene: Scene, at: int, calling: str, called: int) -> Call:
    """The caller gives up after a ring or two, before most people can answer."""
    call = scene.call(at, calling, called, bad="B5")
    if call.status in (200, 480, 486, 487, 408) and (call.status != 200 or not call.person):
        ring = int(1000 * scene.rng.uniform(1, 6))
        return call._replace(status=487, ring_ms=ring, talk_ms=0, ended_by="")
    return call


def call_backs(scene: Scene, begin: int, count: int, areas: list[int]) -> Iterator[Call]:
    """Our own people call the expensive number back within hours; nobody of them did wrong."""
    rng = scene.rng
    for _ in range(count):
        at = begin + int(rng.uniform(0.1, 4) * HOUR_MS)
        caller = scene.numbers.our_office * 10_000 + rng.choice(areas) * 10_000_000 + 10_000_000_000
        talk = int(1000 * min(1800, rng.expovariate(1 / 240)))
        called = int(scene.rng.choice(scene.customer.shown))
        yield Call(at, "", str(caller + 5000 + rng.randrange(4000)), called, 200, 3000, talk, "caller", person=True)


CLASS: Final = Kind(
    key="B5",
    title="one-ring calls",
    bad=True,
    share=0.08,
    ranges={"calls": (5_000, 50_000), "callers": (20, 400), "nights": (0.6, 1.0), "call_back": (0.01, 0.05)},
    holdout={"calls": (2_000, 80_000), "callers": (5, 2_000), "nights": (0.3, 1.0)},
    open=open_,
    day=day,
    declared=("wholesale",),
    lines=(1, 2),
    complaints=(5, 20),
)
