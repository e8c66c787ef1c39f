"""Calls show caller IDs that nobody can have.

Sees          caller IDs that the numbering plan rules out, 911 and 988, and digits that are no number; from the
              digits alone, without any list
Why           every provider of the United States has to block such calls; whoever sends them is not who they say
Source        47 CFR 64.1200(o), FCC 25-15; reported robocalls show 1.5 to 2 % of them
False alarms  a PBX that shows extensions or half a number through a wrong setting: seldom more than one caller ID
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_many
from bellwarden.traffic.profile import TrafficProfile


def invalid_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    line = lines["invalid_callers"]
    return too_many("invalid_callers", profile.invalid_callers, line, Family.CALLER_ID, fact=True)


DETECTOR: Final = Detector(
    title="Invalid caller IDs",
    lines={"invalid_callers": Line(0, "attempts", "FCC 25-15: none may pass")},
    look=invalid_caller_ids,
    asks=("Which system sets the caller ID of the sample calls, and why is it one that cannot exist?",),
    samples=Samples.INVALID_CALLER,
)
