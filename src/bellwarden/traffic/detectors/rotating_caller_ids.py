"""The caller ID changes from call to call, so that no number is seen often enough to be blocked.

Sees          different caller IDs by attempts, and the displayed name that most caller IDs share
Why           nine of ten numbers in complaints are complained about once: rented or forged ones are used up
Source        no figure is published: our own proposal, off until asked for
False alarms  wholesale carriers, call forwarding and conference services pass on other people's caller IDs
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high, too_many
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.05
OURS: Final = "Bellwarden's proposal; nothing is published"


def rotating_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    clues: tuple[Clue, ...] = ()
    if "unique_caller_ratio" in lines:
        line = lines["unique_caller_ratio"]
        clues += too_high("unique_caller_ratio", profile.unique_callers, line, Family.CALLER_ID, ORDINARY)
    if "name_callers_max" in lines:
        clues += too_many("name_callers_max", profile.name_callers_max, lines["name_callers_max"], Family.CALLER_ID)
    return clues


DETECTOR: Final = Detector(
    title="Rotating caller IDs",
    lines={
        "unique_caller_ratio": Line(0.5, "different caller IDs by attempts", OURS, published=False),
        "name_callers_max": Line(25, "caller IDs under one name", OURS, published=False),
    },
    look=rotating_caller_ids,
    asks=("Please send the list of numbers you may show, and proof of the right to each of the sample caller IDs.",),
)
