"""The caller hangs up soon after somebody has answered.

Sees          the share of answered calls that the caller ends within 10 s, where records tell who hung up
Why           a dialler that has called more people than it has agents leaves them in silence
Source        16 CFR 310.4(b)(4): at most 3 % of answered calls may be abandoned
False alarms  reminders that leave a short message; wrong numbers
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.02


def abandoned_calls(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "caller_hangup_ratio" not in lines:
        return ()
    return too_high(
        "caller_hangup_ratio", profile.caller_hangups, lines["caller_hangup_ratio"], Family.OUTCOME, ORDINARY
    )


DETECTOR: Final = Detector(
    title="Abandoned calls",
    lines={"caller_hangup_ratio": Line(0.03, "of answered calls", "16 CFR 310.4(b)(4): abandoned calls at most 3 %")},
    look=abandoned_calls,
    asks=("What share of answered calls reaches a person within two seconds?",),
    samples=Samples.SHORT,
)
