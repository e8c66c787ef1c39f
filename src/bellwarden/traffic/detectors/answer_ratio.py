"""Few attempts are answered: the numbers dialled are not those of people who expect the call.

Sees          answered attempts by attempts, and attempts that were refused (SIP 403, 603, 607, 608)
Why           random dialling meets numbers that nobody answers, analytics of other carriers refuse known robocallers
Source        below 50 % an hour, and 403, 607 and 608 together above 20 %: Volli's robocall mitigation plan (2021)
False alarms  consented call centres live with 22 to 45 % answered; surveys and charities with 20 to 30 %
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high, too_low
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.65
ORDINARY_REJECTED: Final = 0.03


def answer_ratio(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    clues = too_low("asr", profile.answers, lines["asr"], Family.OUTCOME, ORDINARY)
    rejected = lines["rejected_ratio"]
    return clues + too_high("rejected_ratio", profile.rejected_calls, rejected, Family.OUTCOME, ORDINARY_REJECTED)


DETECTOR: Final = Detector(
    title="Few answers",
    lines={
        "asr": Line(0.50, "of attempts", "Volli robocall mitigation plan, 2021"),
        "rejected_ratio": Line(0.20, "of attempts", "Volli robocall mitigation plan, 2021"),
    },
    look=answer_ratio,
    asks=("Where does the list of numbers come from, and when was it last checked against disconnected numbers?",),
    samples=Samples.UNANSWERED,
)
