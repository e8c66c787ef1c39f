"""The caller ID changes from call to call, so that no number is seen often enough to be blocked.

Sees          different caller IDs by attempts
Why           nine of ten numbers in complaints are complained about once: rented or forged ones are used up
Source        no figure is published: our own proposal, off until asked for
False alarms  wholesale carriers, call forwarding and conference services pass on other people's caller IDs
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.05
OURS: Final = "Bellwarden's proposal; nothing is published"


def rotating_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "unique_caller_ratio" not in lines:
        return ()
    line = lines["unique_caller_ratio"]
    return too_high("unique_caller_ratio", profile.unique_callers, line, Family.CALLER_ID, ORDINARY)


DETECTOR: Final = Detector(
    title="Rotating caller IDs",
    lines={
        "unique_caller_ratio": Line(0.5, "different caller IDs by attempts", OURS, published=False),
    },
    look=rotating_caller_ids,
    asks=("Please send the list of numbers you may show, and proof of the right to each of the sample caller IDs.",),
)
