"""One number is called so often that nobody else gets through (telephony denial of service).

Sees          attempts to the busiest called number in the window, when that is an hour or less
Why           emergency centres and hospitals have been called out of service; more than 200 attacks by 2013
Source        500 an hour to one number: the upper of VoIPmonitor's examples for sequential calls; APCO and DHS 2013
False alarms  a conference bridge, a radio give-away, a bank's or an airline's number on a bad day
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.signs import rate_to_one

HOUR_S: Final = 3600


def called_flood(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if profile.window_s > HOUR_S:
        return ()
    line = lines["called_attempts_max"]
    clues = too_many("called_attempts_max", profile.called_attempts_max, line, Family.CALLED)
    rate = rate_to_one(profile)
    if rate is not None and "rate_to_one" in lines:
        clues += too_many("rate_to_one", int(rate), lines["rate_to_one"], Family.VOLUME)
    return clues


DETECTOR: Final = Detector(
    title="Flood of one number",
    lines={
        "called_attempts_max": Line(500, "attempts an hour", "VoIPmonitor, example limits for anti-fraud alerts"),
        "rate_to_one": Line(40, "attempts a minute", "Bellwarden's proposal; nothing is published", published=False),
    },
    look=called_flood,
    asks=("What do you want of the number called most? Does its holder know?",),
)
