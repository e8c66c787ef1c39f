"""Caller IDs look like the called party's own neighbours: the same area and office code, call after call.

Sees          the share of attempts whose caller ID has the called number's first six digits, where caller IDs are many
Why           people answer what looks local; forged caller IDs are made from the number that is dialled
Source        the FCC's declaratory ruling of 2019 (FCC 19-51) names neighbour spoofing as a ground to block, without a
              figure: our own proposal, off until asked for
False alarms  a small town's business calls its own exchange, from one or two numbers: so few caller IDs
              count for nothing
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.01
OURS: Final = "Bellwarden's proposal; FCC 19-51 names the pattern without a figure"


def neighbour_spoofing(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if not {"neighbour_ratio", "callers_min"} <= lines.keys() or profile.callers <= lines["callers_min"].value:
        return ()
    return too_high("neighbour_ratio", profile.neighbours, lines["neighbour_ratio"], Family.CALLER_ID, ORDINARY)


DETECTOR: Final = Detector(
    title="Neighbour spoofing",
    lines={
        "neighbour_ratio": Line(0.10, "of attempts at home", OURS, published=False),
        "callers_min": Line(20, "caller IDs", OURS, published=False),
    },
    look=neighbour_spoofing,
    asks=("Why do your caller IDs begin like the numbers you call? Who assigned them to you?",),
    samples=Samples.NEIGHBOUR,
)
