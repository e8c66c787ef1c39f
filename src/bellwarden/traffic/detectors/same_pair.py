"""One caller ID calls one number again and again.

Sees          attempts of the busiest pair of caller ID and called number in the window, when that is an hour or less
Why           a person is being harassed, or a machine does not know when to stop
Source        9 in 60 minutes to one number: Oracle's defaults for click-to-call black lists
False alarms  an alarm system that reports to its centre, a fax machine, somebody who waits for a free line
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile

HOUR_S: Final = 3600


def same_pair(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if profile.window_s > HOUR_S:
        return ()
    return too_many("pair_attempts_max", profile.pair_attempts_max, lines["pair_attempts_max"], Family.CALLED)


DETECTOR: Final = Detector(
    title="The same call again and again",
    lines={"pair_attempts_max": Line(9, "attempts an hour", "Oracle click-to-call defaults")},
    look=same_pair,
    asks=("Why is this number called again and again? Does its holder want these calls?",),
)
