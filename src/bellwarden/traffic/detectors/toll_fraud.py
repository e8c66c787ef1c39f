"""Calls at the same time to destinations of high cost: somebody else may be using the customer's telephone system.

Sees          calls to one high-cost prefix that run at the same time, how many such prefixes are
              called, and calls of the same length within 4 s
Why           a broken-into PBX is used for a weekend, up to hundreds of calls at once; the customer is the victim
Source        one channel to a hotspot destination: Simwood's advice to its customers; the case of 1,500 calls in a
              weekend from an office with four lines (Georgia, 2014) for the pattern
False alarms  a business with a branch or many customers in such a place
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_many
from bellwarden.traffic.profile import TrafficProfile


def toll_fraud(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    line = lines["high_cost_parallel_max"]
    clues = too_many("high_cost_parallel_max", profile.high_cost_parallel_max, line, Family.VOLUME)
    if "high_cost_prefixes" in lines:
        prefixes = lines["high_cost_prefixes"]
        clues += too_many("high_cost_prefixes", profile.high_cost_prefixes, prefixes, Family.CALLED)
    if "high_cost_same_length" in lines:
        same = lines["high_cost_same_length"]
        clues += too_many("high_cost_same_length", profile.high_cost_same_length, same, Family.OUTCOME)
    return clues


DETECTOR: Final = Detector(
    title="Toll fraud",
    lines={
        "high_cost_parallel_max": Line(1, "calls at once", "Simwood: one channel to hotspots"),
        "high_cost_prefixes": Line(2, "prefixes", "Bellwarden's proposal; nothing is published", published=False),
        "high_cost_same_length": Line(5, "calls", "Bellwarden's proposal; nothing is published", published=False),
    },
    look=toll_fraud,
    asks=(
        "Did you place the sample calls? If not, change the passwords of your telephone system now and bar such calls.",
    ),
    samples=Samples.HIGH_COST,
)
