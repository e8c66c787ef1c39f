"""What becomes of an attempt: the number is vacant, the called carrier's analytics refuse, a person answers, or no one.

Shares come from published figures where there are any (Hiya's reports on answered calls); the rest are assumptions.
Every class says in its own file how people react to its calls.
"""

from collections.abc import Callable
from math import log
from random import Random
from typing import Final, NamedTuple

from bellwarden.simulator.worlds.numbers import Traits

Talk = Callable[[Random], float]  # seconds

REPUTATION_CALLS: Final = 200  # calls of one caller ID after which analytics know it
REFUSED_MAX: Final = 0.15  # share that they refuse then
BUSY: Final = 0.04
NETWORK_FAULT: Final = 0.012
# Vacant numbers: mostly 404, some switches say 484 or 604, some play an announcement and give 480.
_VACANT: Final = (404, 404, 404, 404, 404, 404, 604, 484, 410, 480)
_REFUSED: Final = (603, 603, 603, 603, 603, 603, 608, 608, 607, 403)


class Manner(NamedTuple):
    """How called parties react to the calls of one customer."""

    answer: float  # share of reachable numbers where a person answers: 0.70 known, 0.53 business, 0.22 unidentified
    talk: Talk  # of calls that a person answers
    voicemail: float = 0.0  # share of unanswered mobiles whose mailbox the caller lets answer
    message: Talk = lambda rng: rng.uniform(8, 30)  # what is spoken to a mailbox
    patience_s: tuple[float, float] = (18, 45)  # how long it rings before the caller gives up
    labelled: float = (
        0.1  # how far analytics hold its caller IDs for a nuisance: 0 not at all, 1 as they do robocallers
    )
    caller_ends: float = 0.5  # share of answered calls that the caller ends


class Outcome(NamedTuple):
    status: int
    ring_ms: int
    talk_ms: int
    ended_by: str
    person: bool = False


def react(rng: Random, traits: Traits, manner: Manner, calls_before: int) -> Outcome:
    """`calls_before`: how many calls this caller ID has made so far."""
    draw = rng.random
    if traits.vacant:
        return Outcome(_VACANT[int(draw() * 10)], int(200 + 1500 * draw()), 0, "")
    known = calls_before / REPUTATION_CALLS
    if draw() < REFUSED_MAX * manner.labelled * (known if known < 1 else 1.0):
        return Outcome(_REFUSED[int(draw() * 10)], int(100 + 600 * draw()), 0, "")
    if draw() < NETWORK_FAULT:
        return Outcome(503 if draw() < 0.6 else 500, int(50 + 3000 * draw()), 0, "")
    if draw() < manner.answer * traits.mood:
        ended_by = "caller" if draw() < manner.caller_ends else "called"
        return Outcome(200, int(1500 + 1000 * rng.expovariate(0.14)), int(1000 * manner.talk(rng)), ended_by, True)
    if draw() < BUSY:
        return Outcome(486, int(300 + 800 * draw()), 0, "")
    low, high = manner.patience_s
    patience = low + (high - low) * draw()
    if traits.mobile and draw() < manner.voicemail and patience > 15:
        ring = 15 + min(patience - 15, 10 * draw())
        return Outcome(200, int(1000 * ring), int(1000 * manner.message(rng)), "caller")
    if draw() < 0.15:
        return Outcome(480 if draw() < 0.8 else 408, int(1000 * patience), 0, "")
    return Outcome(487, int(1000 * patience), 0, "")


def conversation(median_s: float, sigma: float, short: float) -> Talk:
    """People talking: log-normal, and a share of wrong numbers and transfers that end within six seconds."""
    middle = log(median_s)

    def talk(rng: Random) -> float:
        if rng.random() < short:
            return 1 + 5 * rng.random()
        return min(4 * 3600, 6 + rng.lognormvariate(middle, sigma))

    return talk


def announcement(length_s: float, cut_short: float) -> Talk:
    """A message is played; a share of people hangs up before its end."""

    def talk(rng: Random) -> float:
        return rng.uniform(1, length_s) if rng.random() < cut_short else length_s + 4 * rng.random()

    return talk


def robocall(hang_up_s: float, press: float, pitch_s: float = 90) -> Talk:
    """People hang up after `hang_up_s` on average; a few press a key and get a live person."""
    middle = log(pitch_s)

    def talk(rng: Random) -> float:
        if rng.random() < press:
            return 15 + rng.lognormvariate(middle, 0.8)
        return min(40.0, 0.8 + rng.expovariate(1 / hang_up_s))

    return talk
