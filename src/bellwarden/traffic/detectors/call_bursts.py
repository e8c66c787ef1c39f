"""More attempts in ten seconds than a programmable voice service lets a new customer make.

Sees          attempts in the busiest ten seconds
Why           a hundred calls at once are a machine's; whether it may is in the contract
Source        5 calls a second is what Bandwidth's programmable voice API allows unless agreed otherwise
False alarms  notifiers of schools and authorities, contact centres with a contract for it
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile


def call_bursts(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "attempts_10s_max" not in lines:
        return ()
    return too_many("attempts_10s_max", profile.attempts_10s_max, lines["attempts_10s_max"], Family.VOLUME)


DETECTOR: Final = Detector(
    title="Bursts of attempts",
    lines={"attempts_10s_max": Line(50, "attempts in 10 s", "Bandwidth voice API: 5 calls a second unless agreed")},
    look=call_bursts,
    asks=("Which calls a second does your contract allow, and what needs more?",),
)
