"""Calls show caller IDs out of blocks that no carrier holds.

Sees          the share of attempts whose caller ID lies in a thousand-block without a holder, where the numbering
              administrator's files are at hand
Why           nobody can have such a number: it was made up
Source        FCC 25-15 has every such call blocked; reported robocalls show 1.5 to 2 % of them, so a share above 5 % is
              no slip
False alarms  a block given out yesterday, with files of last month
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.001


def unallocated_caller_ids(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "unallocated_ratio" not in lines:
        return ()
    return too_high(
        "unallocated_ratio",
        profile.unallocated_calls,
        lines["unallocated_ratio"],
        Family.CALLER_ID,
        ORDINARY,
        fact=True,
    )


DETECTOR: Final = Detector(
    title="Unallocated caller IDs",
    lines={
        "unallocated_ratio": Line(
            0.05, "of attempts", "FCC 25-15: none may pass; 5 % allows for files that are out of date"
        )
    },
    look=unallocated_caller_ids,
    asks=("Which system sets the caller ID of the sample calls, and who gave you these numbers?",),
)
