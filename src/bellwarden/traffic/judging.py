"""All detectors over one profile, weighed once: what is over its line, how much it says together, and what follows.

The published method for small numbers: interval ends instead of ratios, capped log-likelihood ratios that add up, and
two families of evidence that must agree before anything may happen without a person. A fact opens a case alone. A line
that is passed, published or not, only points somebody's eye.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.conditions import figures, holds, read_by
from bellwarden.traffic.detector import CALLS_MIN, Clue, Detector, Family, in_force, seen_by
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.settings import DEFAULTS, Condition, TrafficSettings
from bellwarden.traffic.weighing import FAMILIES_MIN, Weighed, weigh

COMBINED: Final = "combined_score"  # the alarm that needs no line
TITLE: Final = "Several signs together"
CASE_SCORE_MIN: Final = 4.0
LIMIT_SCORE_MIN: Final = 8.0
QUIET_BELOW: Final = 10  # attempts; no detector's share or count can pass its line with fewer


class Step(str, Enum):
    """What follows from an alert, from mildest to strictest."""

    REPORT = "report"  # tell the people who watch
    CASE = "case"  # open a case: somebody has to answer it
    LIMIT = "limit"  # limit the calls, and open a case


SEVERITY: Final[Mapping[Step | None, int]] = {None: 0, Step.REPORT: 1, Step.CASE: 2, Step.LIMIT: 3}


class Alert(NamedTuple):
    """One pattern in one window."""

    detector: str
    title: str
    profile: TrafficProfile
    clues: tuple[Clue, ...]  # those over their lines
    step: Step
    patterns: tuple[
        str, ...
    ] = ()  # of a combined score: detectors that see theirs, also by lines that are not in force


class Judgement(NamedTuple):
    """`score` adds up every sign, also those that speak for the subject. `profile.until` is when it could be made."""

    profile: TrafficProfile
    alerts: tuple[Alert, ...]
    clues: tuple[Clue, ...]  # every figure that was held against a line
    score: float
    step: Step | None  # None when nothing is over its line
    signs: tuple[Clue, ...] = ()  # what the score is made of, strongest first
    agreeing: frozenset[Family] = frozenset()  # families of evidence that speak for abuse as a whole

    @property
    def families(self) -> frozenset[Family]:
        return frozenset(clue.family for clue in self.clues if clue.over)


class Judge:
    """All detectors and settings, made ready once for very many windows."""

    def __init__(self, detectors: Mapping[str, Detector], settings: TrafficSettings = DEFAULTS) -> None:
        self._detectors = detectors
        self._settings = settings
        armed = ((name, one, in_force(name, one, settings.lines, settings.proposed)) for name, one in detectors.items())
        self._armed = tuple((name, one, lines) for name, one, lines in armed if lines)

    def judge(self, profile: TrafficProfile, baseline: Baseline | None = None) -> Judgement:
        """`baseline`: the subject's own past, where there is one."""
        if self._quiet(profile):
            return Judgement(profile, (), (), 0.0, None)
        alerts = []
        clues: list[Clue] = []
        for name, detector, lines in self._armed:
            seen = seen_by(detector, profile, baseline, lines)
            if seen:
                clues += seen
                over = tuple(clue for clue in seen if clue.over)
                if over:
                    # A fact needs nobody to agree; the gate blocks the single calls, the customer has to explain them.
                    step = Step.CASE if any(clue.fact for clue in over) else Step.REPORT
                    alerts.append(Alert(name, detector.title, profile, over, step))
        alerts += [_own(one, profile) for one in self._settings.conditions if holds(one.program, profile)]
        weighed = weigh(profile, baseline, profile.subject in self._settings.declared)
        combined = _combined(profile, weighed)
        if combined is not None:
            speaking = tuple(clue for clue in weighed.clues if clue.score > 0)
            patterns = _patterns(profile, self._detectors, baseline)
            alerts.insert(0, Alert(COMBINED, TITLE, profile, speaking, combined, patterns))
        worst = max((alert.step for alert in alerts), key=SEVERITY.__getitem__, default=None)
        return Judgement(profile, tuple(alerts), tuple(clues), weighed.score, worst, weighed.clues, weighed.agreeing)

    def _quiet(self, profile: TrafficProfile) -> bool:
        """A handful of calls proves nothing by its shares; only single calls of a kind could."""
        singles = profile.high_cost or profile.invalid_callers or self._settings.conditions
        return profile.attempts < QUIET_BELOW and not singles


def judge(
    profile: TrafficProfile,
    detectors: Mapping[str, Detector],
    settings: TrafficSettings = DEFAULTS,
    baseline: Baseline | None = None,
) -> Judgement:
    """One window. `baseline`: the subject's own past, where there is one."""
    return Judge(detectors, settings).judge(profile, baseline)


def _own(condition: Condition, profile: TrafficProfile) -> Alert:
    """An operator's condition that is true, with the figures that it reads."""
    values = figures(profile)
    source = f"{condition.name}: {condition.when}"
    read = {name: values[name] for name in read_by(condition.when)}
    clues = tuple(
        Clue(name, float(value), "", int(value), 0, float(value), 0.0, source, False, Family.OWN, 0.0, True)
        for name, value in read.items()
        if not isinstance(value, str)
    )
    step = Step.CASE if condition.opens_case else Step.REPORT
    return Alert(f"condition.{condition.name}", condition.title, profile, clues, step)


def _combined(profile: TrafficProfile, weighed: Weighed) -> Step | None:
    if profile.attempts < CALLS_MIN and not profile.high_cost:  # a thief's few calls may cost a fortune
        return None
    if weighed.score < CASE_SCORE_MIN or len(weighed.agreeing) < FAMILIES_MIN:
        return None
    return Step.LIMIT if weighed.score >= LIMIT_SCORE_MIN else Step.CASE


def _patterns(profile: TrafficProfile, detectors: Mapping[str, Detector], baseline: Baseline | None) -> tuple[str, ...]:
    return tuple(
        name
        for name, detector in detectors.items()
        if any(clue.over for clue in seen_by(detector, profile, baseline, detector.lines))
    )
