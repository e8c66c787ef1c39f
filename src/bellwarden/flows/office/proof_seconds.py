"""The seconds around a press: how many calls of its subject passed in each, and how many were refused.

A second is counted once, a little late: by then the decisions of it are surely written.
"""

from collections.abc import Callable, Iterable
from math import floor
from typing import Final

from bellwarden.flows.call import refused
from bellwarden.model.decision import Decision
from bellwarden.model.office.enforcement import EnforcementRecord
from bellwarden.model.proof_watch import ProofWatch
from bellwarden.model.verdict import EMERGENCY_CALL

BEFORE_S: Final = 60
AFTER_S: Final = 120
LATE_S: Final = 2.0  # a decision may be written so much later than it was made
BY_SECOND: Final = "calls_by_second"  # the kind of evidence


def begun(record: EnforcementRecord, known_from: float) -> ProofWatch:
    begin = float(floor(record.pressed_at)) - BEFORE_S
    nothing = [0] * (BEFORE_S + AFTER_S)
    return ProofWatch(
        record.ref, record.pressed_at, begin, begin, known_from, passed=list(nothing), refused=list(nothing)
    )


def is_whole(watch: ProofWatch) -> bool:
    return watch.read_up_to >= watch.begins_at + BEFORE_S + AFTER_S


def read_on(watch: ProofWatch, decisions: Callable[[float, float], Iterable[Decision]], now: float) -> bool:
    """Count what has come since; `decisions` are those of its subject. Whether there was a further second."""
    until = min(float(floor(now - LATE_S)), watch.begins_at + BEFORE_S + AFTER_S)
    if until <= watch.read_up_to:
        return False
    for decision in decisions(watch.read_up_to, until):
        at = decision.call.request.at
        place = min(max(int(at - watch.begins_at), 0), BEFORE_S + AFTER_S - 1)
        if decision.verdict.reason == EMERGENCY_CALL:
            watch.emergency += at >= watch.pressed_at
        elif decision.observed or not refused(decision.verdict):
            watch.passed[place] += 1
        else:
            watch.refused[place] += 1
    watch.read_up_to = until
    return True
