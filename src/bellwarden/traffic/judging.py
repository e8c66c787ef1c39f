"""All detectors over one profile, weighed once: what is over its line, how much it says together, and what follows.

The published method for small numbers: interval ends instead of ratios, capped log-likelihood ratios that add up, and
two families of evidence that must agree before anything may happen without a person. A fact opens a case alone.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import Clue, Detector, Family, in_force
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.settings import DEFAULTS, TrafficSettings

LIMIT_SCORE_MIN: Final = 4.0  # of clues from two families together, before calls are limited without a person


class Step(str, Enum):
    """What follows from an alert, from mildest to strictest."""

    REPORT = "report"  # tell the people who watch
    CASE = "case"  # open a case: somebody has to answer it
    LIMIT = "limit"  # limit the calls, and open a case


class Alert(NamedTuple):
    """One pattern in one window."""

    detector: str
    title: str
    profile: TrafficProfile
    clues: tuple[Clue, ...]  # those over their lines


class Judgement(NamedTuple):
    """`score` adds up every clue, also those that speak for the subject."""

    profile: TrafficProfile
    alerts: tuple[Alert, ...]
    clues: tuple[Clue, ...]  # every figure that has a line
    score: float
    step: Step | None  # None when nothing is over its line

    @property
    def families(self) -> frozenset[Family]:
        return frozenset(clue.family for clue in self.clues if clue.over)


def judge(
    profile: TrafficProfile,
    detectors: Mapping[str, Detector],
    settings: TrafficSettings = DEFAULTS,
    baseline: Baseline | None = None,
) -> Judgement:
    """`baseline`: the subject's own past, where there is one."""
    alerts = []
    clues: list[Clue] = []
    for name, detector in detectors.items():
        seen = detector.look(profile, in_force(detector, settings.proposed))
        clues += seen
        over = tuple(clue for clue in seen if clue.over)
        if over:
            alerts.append(Alert(name, detector.title, profile, over))
    score = sum(clue.score for clue in clues)
    return Judgement(profile, tuple(alerts), tuple(clues), score, _step([clue for clue in clues if clue.over], score))


def _step(over: list[Clue], score: float) -> Step | None:
    if not over:
        return None
    if len({clue.family for clue in over}) < 2:
        # A fact needs nobody to agree; the gate blocks the single calls, the customer has to explain them.
        return Step.CASE if any(clue.fact for clue in over) else Step.REPORT
    # What nobody has published may point somebody's eye; alone it may not limit anybody's calls.
    published = {clue.family for clue in over if clue.published}
    return Step.LIMIT if len(published) >= 2 and score >= LIMIT_SCORE_MIN else Step.CASE
