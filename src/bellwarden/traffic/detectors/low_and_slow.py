"""Few calls, at a person's pace, to people who do not know the caller: a robocaller who stays below every line.

Sees          a day on which hardly anybody is called twice, and as many called numbers are on the do-not-call list as
              chance would have it
Why           who keeps calls a day, calls a number and pace inconspicuous still has to call strangers
Source        no figure is published: our own proposal, off until asked for
False alarms  surveys and fund-raisers call strangers and need not heed the list
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

DAY_S: Final = 86_400
OURS: Final = "Bellwarden's proposal; nothing is published"


def low_and_slow(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if not {"novelty", "strangers_dnc_ratio"} <= lines.keys() or profile.window_s < DAY_S:
        return ()
    if (profile.unique_called.ratio or 0.0) < lines["novelty"].value:
        return ()
    return too_high("strangers_dnc_ratio", profile.dnc_calls, lines["strangers_dnc_ratio"], Family.CALLED, 0.1)


DETECTOR: Final = Detector(
    title="Low and slow",
    lines={
        "strangers_dnc_ratio": Line(0.30, "of attempts", OURS, published=False),
        "novelty": Line(0.90, "different called numbers by attempts", OURS, published=False),
    },
    look=low_and_slow,
    asks=("How did you come to know the people you call? Please send the consent records of the sample calls.",),
)
