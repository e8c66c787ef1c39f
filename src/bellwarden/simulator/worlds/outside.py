"""Robocalls of other carriers' customers to ours: some campaigns of nobody we know, a share of what comes in."""

from collections.abc import Iterator
from random import Random
from typing import Final

from bellwarden.simulator.worlds.call import Call
from bellwarden.simulator.worlds.customer import Scene
from bellwarden.simulator.worlds.numbers import Numbers
from bellwarden.simulator.worlds.reaction import robocall
from bellwarden.simulator.worlds.times import ROBOCALLS, human

ROBOCALL_SHARE: Final = 0.085  # of inbound calls: 7 to 10 % by what small carriers saw
CAMPAIGNS: Final = 6
_HANG_UP: Final = robocall(9, 0.02)


def robocalls(scene: Scene, count: int) -> Iterator[Call]:
    """`count` unlawful calls to the customer's numbers."""
    customer, rng = scene.customer, scene.rng
    for at in human(rng, scene.day, count, ROBOCALLS):
        campaign = int(CAMPAIGNS * rng.random() ** 1.7)
        called = int(customer.shown[int(len(customer.shown) * rng.random())])
        calling, sort = _shown(scene.numbers, campaign, scene.day.number, called, rng)
        answered = rng.random() < 0.22
        mailbox = not answered and rng.random() < 0.3
        talk = int(1000 * (_HANG_UP(rng) if answered else rng.uniform(8, 28))) if answered or mailbox else 0
        status = 200 if talk else 487
        ended_by = ("called" if answered else "caller") if talk else ""
        ring = int(1000 * rng.uniform(3, 26))
        name = f"outside-{campaign + 1}"
        yield Call(at, "", calling, called, status, ring, talk, ended_by, "", sort, name, person=answered)


def _shown(numbers: Numbers, campaign: int, day: int, called: int, rng: Random) -> tuple[str, str]:
    """Caller ID and class: odd campaigns forge neighbours, even ones rent blocks and change them."""
    if campaign % 2:
        return str(called // 10_000 * 10_000 + int(rng.random() * 10_000)), "B1"
    blocks = Random(f"{numbers.salt}:{campaign}:{day // 3}")
    block = [numbers.person(blocks) // 1000 * 1000 for _ in range(12)][int(12 * rng.random())]
    return str(block + int(rng.random() * 120)), "B2"
