"""People are called before eight or after nine where they live.

Sees          the share of attempts outside 8 to 21 h by the clock of the called number's area code
Why           telemarketing must not; whoever calls at random does not look at the clock
Source        47 CFR 64.1200(c)(1) for the hours; the share is our own proposal
False alarms  hospitals, alarm systems, notices of an emergency; people who moved and kept their number
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.03
OURS: Final = "Bellwarden's proposal; 47 CFR 64.1200(c)(1) for the hours"


def off_hours(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "off_hours_ratio" not in lines:
        return ()
    return too_high("off_hours_ratio", profile.off_hours_calls, lines["off_hours_ratio"], Family.CALLED, ORDINARY)


DETECTOR: Final = Detector(
    title="Calls at night",
    lines={"off_hours_ratio": Line(0.3, "of attempts", OURS, published=False)},
    look=off_hours,
    asks=("Why are people called at that hour?",),
)
