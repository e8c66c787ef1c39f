"""Numbers are dialled one after the other, as no list of people would have them.

Sees          consecutive attempts whose called numbers rise by one to ten: their share and their longest run
Why           lists are being made of which numbers answer, or whole blocks are called through
Source        the FCC's declaratory ruling of 2019 (FCC 19-51) names sequential dialling, without a figure: our own
              proposal, off until asked for
False alarms  a carrier that tests its own number block; a customer who calls a company's extensions through
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high, too_many
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.005
OURS: Final = "Bellwarden's proposal; FCC 19-51 names the pattern without a figure"


def sequential_dialling(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    clues: tuple[Clue, ...] = ()
    if "sequential_ratio" in lines:
        clues += too_high("sequential_ratio", profile.steps, lines["sequential_ratio"], Family.CALLED, ORDINARY)
    if "sequential_run_max" in lines:
        run = profile.sequential_run_max
        clues += too_many("sequential_run_max", run, lines["sequential_run_max"], Family.CALLED)
    return clues


DETECTOR: Final = Detector(
    title="Sequential dialling",
    lines={
        "sequential_ratio": Line(0.10, "of consecutive attempts", OURS, published=False),
        "sequential_run_max": Line(20, "numbers in a row", OURS, published=False),
    },
    look=sequential_dialling,
    asks=("Why are numbers dialled in ascending order? Who gave you this list?",),
)
