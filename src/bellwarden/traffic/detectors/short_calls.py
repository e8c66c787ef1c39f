"""Many answered calls end within six seconds: people hang up on what they hear.

Sees          the share of answered calls of at most 6 s, and whether the lengths are those of a dialler: average below
              60 s with nine of ten below 60 s
Why           whoever answers a robocall hangs up; carriers surcharge such traffic, because their networks carry nothing
Source        20 % an hour: Volli Communications' robocall mitigation plan (2021); the shape of dialler traffic: ZipDX,
              legalcallsonly.org; published limits run from 10 % to 20 %
False alarms  an ordinary office reaches 20 % (wrong numbers, transfers), notifiers of schools and pharmacies more; so
              this alone never leads to anything but a report
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, Samples, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.12  # share of short calls in ordinary traffic: 8 to 20 %
ORDINARY_UNDER_60S: Final = 0.6


def short_calls(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    clues = too_high("short_call_ratio", profile.short_calls, lines["short_call_ratio"], Family.OUTCOME, ORDINARY)
    acd = profile.acd_s
    if acd is not None and acd < lines["acd_s"].value:
        share, line = profile.under_60s_calls, lines["under_60s_ratio"]
        clues += too_high("under_60s_ratio", share, line, Family.OUTCOME, ORDINARY_UNDER_60S)
    return clues


DETECTOR: Final = Detector(
    title="Short calls",
    lines={
        "short_call_ratio": Line(0.20, "of answered calls", "Volli robocall mitigation plan, 2021"),
        "acd_s": Line(60, "s", "ZipDX: dialler traffic, legalcallsonly.org"),
        "under_60s_ratio": Line(0.90, "of answered calls", "ZipDX: dialler traffic, legalcallsonly.org"),
    },
    look=short_calls,
    asks=(
        "What do people hear when they answer? Please send the recording or the script.",
        "Who agreed to be called, when and how? Please send the consent records of the sample calls.",
    ),
    samples=Samples.SHORT,
)
