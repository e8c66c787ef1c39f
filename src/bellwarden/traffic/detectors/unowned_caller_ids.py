"""Calls show caller IDs that are neither the customer's nor proven to be.

Sees          the share of attempts whose caller ID is in none of the customer's numbers, where these are listed
Why           what nobody has checked can be anybody's: whoever forges caller IDs shows others' numbers
Source        providers' terms allow bought or proven numbers only (Volli's mitigation plan, 2021), without a figure:
              our own proposal, off until asked for
False alarms  call forwarding and conference services show the first caller's number; numbers that were ported in and
              not yet entered
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.01
OURS: Final = "Bellwarden's proposal; Volli's plan allows none, without a figure"


def unowned_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "unowned_ratio" not in lines:
        return ()
    return too_high("unowned_ratio", profile.unowned_calls, lines["unowned_ratio"], Family.CALLER_ID, ORDINARY)


DETECTOR: Final = Detector(
    title="Caller IDs of others",
    lines={"unowned_ratio": Line(0.05, "of attempts", OURS, published=False)},
    look=unowned_caller_ids,
    asks=("Whose are the sample caller IDs, and who allowed you to show them?",),
)
