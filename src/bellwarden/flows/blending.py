"""At the end of a day: is robocall traffic mixed into the calls of somebody whose calls look sound as a whole?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Protocol

from bellwarden.traffic.blend import ALARM_SHARE, CALLS_MIN, CLUSTERS_MIN, Blend
from bellwarden.traffic.detector import Clue, Family
from bellwarden.traffic.judging import CASE_SCORE_MIN, SEVERITY, Alert, Judgement, Step
from bellwarden.traffic.profile import SubjectKind

NAME: Final = "blend"
TITLE: Final = "Dialler traffic mixed into conversations"
SOURCE: Final = "Bellwarden's own proposal; diallers by the rule of Legal Calls Only: 90 % of answered calls below 60 s"
PAST: Final = timedelta(days=7)  # what is looked at: caller IDs have to be seen more than once


class BlendedCalls(Protocol):
    """What the call log answers."""

    def blends(
        self,
        kind: SubjectKind,
        since: datetime | None = ...,
        until: datetime | None = ...,
        subject: str = ...,
        least: float = ...,
    ) -> Iterator[tuple[str, Blend]]: ...


def with_blend(judged: Judgement, calls: BlendedCalls) -> Judgement:
    """A day's judgement with what the week before it says, where nothing else opens a case. It opens a case and limits
    nothing: whoever handed the calls in is asked about some of them.
    """
    profile = judged.profile
    opened = SEVERITY[judged.step] >= SEVERITY[Step.CASE]
    if opened or profile.callers < CLUSTERS_MIN // 2 or profile.attempts < CALLS_MIN // 2:
        return judged
    for _, found in calls.blends(profile.kind, profile.until - PAST, profile.until, profile.subject, ALARM_SHARE):
        if found.alarm:
            alert = Alert(NAME, TITLE, profile, (_clue(found),), Step.CASE)
            score = max(judged.score, CASE_SCORE_MIN)
            return judged._replace(alerts=(alert, *judged.alerts), score=score, step=Step.CASE)
    return judged


def _clue(found: Blend) -> Clue:
    part = round(found.share * found.calls)
    unit = "of calls are a dialler's"
    return Clue(
        *("dialler_share", found.share, unit, part, found.calls, found.low, ALARM_SHARE, SOURCE, False),
        *(Family.OUTCOME, 3.0, True),
    )
