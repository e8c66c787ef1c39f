"""The caller IDs of today are not those of the two weeks before.

Sees          the share of caller IDs that the subject had not shown in the 14 days before, where there are many
Why           a number is dropped as soon as it is labelled: robocallers rent new ones every few days
Source        no figure is published: our own proposal, off until asked for
False alarms  a new branch with its own numbers; wholesale, which passes on whoever calls
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.1
OURS: Final = "Bellwarden's proposal; nothing is published"


def new_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if (
        not {"new_caller_ratio", "new_callers_min"} <= lines.keys()
        or profile.new_callers <= lines["new_callers_min"].value
    ):
        return ()
    return too_high("new_caller_ratio", profile.churn, lines["new_caller_ratio"], Family.CALLER_ID, ORDINARY)


DETECTOR: Final = Detector(
    title="Caller IDs used up",
    lines={
        "new_caller_ratio": Line(0.5, "of caller IDs", OURS, published=False),
        "new_callers_min": Line(50, "caller IDs", OURS, published=False),
    },
    look=new_caller_ids,
    asks=("Why do your caller IDs change, and what became of the former ones?",),
)
