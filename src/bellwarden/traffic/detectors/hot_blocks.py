"""Caller IDs lie in blocks of which many numbers were complained about.

Sees          the share of attempts whose caller ID is in a thousand-block that the operator's list of hot blocks names
Why           a robocaller rents numbers by the block: the next one is new, its block is not
Source        of complaints about numbers never seen before, 18 to 28 % lay in such blocks (FTC files, December 2025);
              a line is not published: our own proposal
False alarms  an honest customer whose number lies beside a robocaller's: so this never stands alone
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.02
OURS: Final = "Bellwarden's proposal; measured on FTC complaint files"


def hot_blocks(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "hot_block_ratio" not in lines:
        return ()
    return too_high("hot_block_ratio", profile.hot_block_calls, lines["hot_block_ratio"], Family.EXTERNAL, ORDINARY)


DETECTOR: Final = Detector(
    title="Caller IDs next to reported ones",
    lines={"hot_block_ratio": Line(0.3, "of attempts", OURS, published=False)},
    look=hot_blocks,
    asks=("From which carrier do you have the sample caller IDs, and since when?",),
)
