"""As many called numbers are on the do-not-call list as chance would have it.

Sees          the share of attempts to numbers on the list that the operator supplies
Why           a list of people who agreed holds few of them; dialling at random meets those of every second subscriber
Source        47 CFR 64.1200(c) for the rule; 253 million numbers on the federal list (FTC Data Book, 2024) make about
              45 % by chance; the line is our own proposal
False alarms  the rule is for telemarketing: offices, hospitals and schools may call whom they know
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.1
OURS: Final = "Bellwarden's proposal; chance makes about 45 % (FTC Data Book 2024)"


def dnc_calls(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "dnc_ratio" not in lines:
        return ()
    return too_high("dnc_ratio", profile.dnc_calls, lines["dnc_ratio"], Family.CALLED, ORDINARY)


DETECTOR: Final = Detector(
    title="Do-not-call numbers",
    lines={"dnc_ratio": Line(0.3, "of attempts", OURS, published=False)},
    look=dnc_calls,
    asks=("Who agreed to be called? Please send the consent records of the sample calls.",),
)
