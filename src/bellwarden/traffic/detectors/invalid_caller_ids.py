"""Calls show caller IDs that nobody can have.

Sees          caller IDs that the numbering plan rules out, 911 and 988, and digits that are no number; from the
              digits alone, without any list
Why           every provider of the United States has to block such calls; whoever sends them is not who they say
Source        47 CFR 64.1200(o), FCC 25-15; reported robocalls show 1.5 to 2 % of them
False alarms  a PBX that shows extensions or half a number through a wrong setting: seldom many calls; so single ones
              are reported, and a share above 5 % is a fact
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high, too_many
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.001


def invalid_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    clues = too_many("invalid_callers", profile.invalid_callers, lines["invalid_callers"], Family.CALLER_ID)
    line = lines["invalid_caller_ratio"]
    return clues + too_high(
        *("invalid_caller_ratio", profile.invalid_caller_calls, line, Family.CALLER_ID, ORDINARY), fact=True
    )


DETECTOR: Final = Detector(
    title="Invalid caller IDs",
    lines={
        "invalid_callers": Line(0, "attempts", "FCC 25-15: none may pass"),
        "invalid_caller_ratio": Line(0.05, "of attempts", "FCC 25-15: none may pass; reported robocalls show 2 %"),
    },
    look=invalid_caller_ids,
    asks=("Which system sets the caller ID of the sample calls, and why is it one that cannot exist?",),
    samples=Samples.INVALID_CALLER,
)
