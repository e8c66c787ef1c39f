"""One number is called again and again without anybody wanting to talk.

Sees          attempts of the busiest pair of numbers in a day, and attempts to one number that were not answered or
              shorter than 10 s
Why           threats and stalking are few calls: nothing else about the customer is odd
Source        15 in 24 hours to one number: Oracle's defaults for click-to-call black lists
False alarms  alarm systems, fax machines, somebody who waits for a free line
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile

DAY_S: Final = 86_400


def harassment(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if profile.window_s < DAY_S:
        return ()
    line = lines["pair_attempts_1d_max"]
    clues = too_many("pair_attempts_1d_max", profile.pair_attempts_max, line, Family.CALLED)
    if "fruitless_max" in lines:
        clues += too_many("fruitless_max", profile.fruitless_max, lines["fruitless_max"], Family.OUTCOME)
    return clues


DETECTOR: Final = Detector(
    title="Somebody is called all day",
    lines={
        "pair_attempts_1d_max": Line(15, "attempts a day", "Oracle click-to-call defaults: 15 in 24 hours"),
        "fruitless_max": Line(10, "attempts a day", "Bellwarden's proposal; nothing is published", published=False),
    },
    look=harassment,
    asks=("Why is this number called again and again? Does its holder want these calls?",),
)
