"""Our own numbers that nobody uses are called.

Sees          attempts to the reserved numbers that the operator lists
Why           nobody has given them to anybody: they are found by dialling at random or in sequence
Source        an idle number is called every 8.42 days on average (Prasad et al., USENIX Security 2020): five in one
              window by one subject are no wrong numbers
False alarms  a number that somebody else had until lately
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile


def honeypot(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "honeypot_hits" not in lines:
        return ()
    return too_many("honeypot_hits", profile.honeypot_hits, lines["honeypot_hits"], Family.EXTERNAL)


DETECTOR: Final = Detector(
    title="Calls to numbers nobody has",
    lines={"honeypot_hits": Line(4, "attempts", "idle numbers get a call in 8.42 days: Prasad et al. 2020")},
    look=honeypot,
    asks=("How did you come by the sample numbers? Nobody has them.",),
)
