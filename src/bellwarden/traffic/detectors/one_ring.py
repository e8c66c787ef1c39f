"""Telephones ring once or twice and stop, so that people call back a number that costs them (wangiri).

Sees          attempts that ended unanswered after 1 to 6 s, caller IDs of prefixes of high
              cost, and calls back by those who were rung up
Why           the caller earns from whoever calls back
Source        FCC consumer alert on one-ring calls, May 2019, for the pattern; the figure is our own proposal
False alarms  a probe of a carrier's monitoring; a dialler that gives up early
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high, too_many
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.08
ORDINARY_CALLED_BACK: Final = 0.005
OURS: Final = "Bellwarden's proposal; FCC one-ring alert, May 2019, for the pattern"


def one_ring(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "short_ring_ratio" not in lines:
        return ()
    clues = too_high("short_ring_ratio", profile.short_ring_calls, lines["short_ring_ratio"], Family.OUTCOME, ORDINARY)
    if clues and clues[0].over and "high_cost_callers" in lines:
        line = lines["high_cost_callers"]
        clues += too_many("high_cost_callers", profile.high_cost_callers, line, Family.CALLER_ID)
    if clues and clues[0].over and "callback_ratio" in lines:
        line = lines["callback_ratio"]
        clues += too_high("callback_ratio", profile.called_back, line, Family.CALLED, ORDINARY_CALLED_BACK)
    return clues


DETECTOR: Final = Detector(
    title="One-ring calls",
    lines={
        "short_ring_ratio": Line(0.8, "of attempts", OURS, published=False),
        "callback_ratio": Line(0.03, "of short rings", OURS, published=False),
        "high_cost_callers": Line(20, "attempts", OURS, published=False),
    },
    look=one_ring,
    asks=("Why are calls given up after one or two rings?",),
    samples=Samples.SHORT_RING,
)
