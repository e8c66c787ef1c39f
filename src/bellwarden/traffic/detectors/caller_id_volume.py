"""One caller ID makes more calls than a person can.

Sees          attempts of the busiest caller ID in the window, when that is an hour or less
Why           labelling services flag a number after 150 to 200 calls; about 100 an hour is no person at a telephone
Source        100 an hour draws attention: a vendor's advice to call centres; 150 to 200 calls: Caller ID Reputation
False alarms  the main number of a hospital, a university or a call centre: declare it
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile

HOUR_S: Final = 3600


def caller_id_volume(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if profile.window_s > HOUR_S:
        return ()
    line = lines["caller_attempts_max"]
    return too_many("caller_attempts_max", profile.caller_attempts_max, line, Family.VOLUME)


DETECTOR: Final = Detector(
    title="Busy caller ID",
    lines={"caller_attempts_max": Line(100, "attempts an hour", "call-centre advice: about 100 an hour is noticed")},
    look=caller_id_volume,
    asks=("What is the busiest caller ID used for, and how many people call from it?",),
)
