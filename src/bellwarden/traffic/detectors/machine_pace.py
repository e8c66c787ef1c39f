"""Attempts follow each other as evenly as no person dials.

Sees          spread of the gaps between attempts by their mean, in a window of a hundred attempts or more
Why           people dial when they have something to say, a machine when the last call is through
Source        no figure is published: our own proposal, off until asked for
False alarms  alarm systems, fax machines, reminders, notifiers: machines, and wanted
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile

ATTEMPTS_MIN: Final = 100
OURS: Final = "Bellwarden's proposal; nothing is published"


def _evenness(profile: TrafficProfile) -> float:
    """1 less the spread by the mean: 1 for a clock, about 0 for people; 0 where too few attempts tell."""
    spread = profile.gap_cv
    return 0.0 if spread is None or profile.attempts < ATTEMPTS_MIN else max(0.0, 1 - spread)


def machine_pace(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "evenness" not in lines:
        return ()
    return too_many("evenness", _evenness(profile), lines["evenness"], Family.VOLUME)


DETECTOR: Final = Detector(
    title="A machine's pace",
    lines={"evenness": Line(0.5, "below the spread of people", OURS, published=False)},
    look=machine_pace,
    asks=("Which machine places these calls, and what for?",),
)
