"""More people complain of a customer's calls than of others' calls.

Sees          people whose complaints name calls of the window that are in the log, each once, and how many they are
              of 100,000 answered calls; what no call bears out is not among them
Why           wanted calls draw hardly any complaint, robocalls five to eighty of 100,000
Source        FTC files of 2025 make about 5 complaints by 100,000 robocalls; the lines are our own proposals
False alarms  a survey or a charity after an unpopular campaign
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_many
from bellwarden.traffic.evidence import SCORE_MAX, wilson
from bellwarden.traffic.profile import TrafficProfile

BY: Final = 100_000
DAY_S: Final = 86_400
PEOPLE_MIN: Final = 3  # fewer make no rate
OURS: Final = "Bellwarden's proposal; FTC complaint files of 2025 for the rate of robocalls"


def complaint_rate(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    people, answered = profile.complained_calls
    clues: tuple[Clue, ...] = ()
    if answered and "complainants" in lines and profile.window_s <= DAY_S:
        clues += too_many("complainants", people, lines["complainants"], Family.EXTERNAL)
    if answered and "complaint_rate" in lines:
        line, low = lines["complaint_rate"], wilson(people, answered)[0] * BY
        over = people >= PEOPLE_MIN and low > line.value
        score = min(SCORE_MAX, low / line.value) if over else 0.0
        told = ("complaint_rate", people / answered * BY, line.unit, people, answered, low)
        clues += (Clue(*told, line.value, line.source, line.published, Family.EXTERNAL, score, over),)
    return clues


DETECTOR: Final = Detector(
    title="Complaints",
    lines={
        "complainants": Line(2, "people in 24 hours", OURS, published=False),
        "complaint_rate": Line(5, "of 100,000 answered", OURS, published=False),
    },
    look=complaint_rate,
    asks=("Who agreed to be called? Please send the consent records of these calls.",),
)
