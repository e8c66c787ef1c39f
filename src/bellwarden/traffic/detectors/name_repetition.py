"""The same displayed name comes with many caller IDs.

Sees          the displayed name under which most caller IDs were shown
Why           the name of an authority or a bank is kept while the numbers are used up
Source        FCC 19-51 names the pattern without a figure: our own proposal, off until asked for
False alarms  a company with many extensions shows its one name
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.profile import TrafficProfile

OURS: Final = "Bellwarden's proposal; FCC 19-51 names the pattern without a figure"


def name_repetition(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "name_callers_max" not in lines:
        return ()
    return too_many("name_callers_max", profile.name_callers_max, lines["name_callers_max"], Family.CALLER_ID)


DETECTOR: Final = Detector(
    title="One name, many numbers",
    lines={"name_callers_max": Line(25, "caller IDs under one name", OURS, published=False)},
    look=name_repetition,
    asks=("Whose name is it, and are all these numbers theirs?",),
)
