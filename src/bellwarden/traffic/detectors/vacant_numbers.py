"""Many of the numbers that are called do not exist: a list is bought, made up, or being washed.

Sees          the share of attempts that end with "no such number" (SIP 404, 410, 484, 604)
Why           numbers made up at random miss often; lists of customers hardly do
Source        no figure is published: our own proposal, off until asked for
False alarms  an old list of a club; a carrier that says 404 to whatever it does not want
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.03
OURS: Final = "Bellwarden's proposal; nothing is published"


def vacant_numbers(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "vacant_ratio" not in lines:
        return ()
    return too_high("vacant_ratio", profile.vacant_calls, lines["vacant_ratio"], Family.CALLED, ORDINARY)


DETECTOR: Final = Detector(
    title="Numbers that nobody has",
    lines={"vacant_ratio": Line(0.15, "of attempts", OURS, published=False)},
    look=vacant_numbers,
    asks=("Where does the list of numbers come from, and when was it last checked?",),
    samples=Samples.UNANSWERED,
)
