"""Open work as the frame shows it: a count beside each place, the clock that ends first. Asked every few seconds."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from bellwarden.model.office.case import CaseKind, CaseState, ClockState
from bellwarden.model.office.enforcement import MeasureState

FRESH_S: Final = 5.0
AT_WORK: Final = (CaseState.OPEN.value, CaseState.INVESTIGATING.value, CaseState.WAITING.value)
# Alerts and tracebacks have pages of their own.
ELSEWHERE: Final = (CaseKind.ALERT.value, CaseKind.TRACEBACK.value)


class Count(NamedTuple):
    open: int = 0
    due: bool = False  # threat to life or a traceback: the only red one


NOTHING: Final = Count()


class _Kept:
    """One answer for all readers of some seconds: the frame stands on every page."""

    def __init__(self, ask: Callable[[float], Any]) -> None:
        self._ask, self._lock = ask, threading.Lock()
        self._at = 0.0
        self._answer: tuple[Any] | None = None

    def __call__(self, now: float) -> Any:
        with self._lock:
            if self._answer is None or not self._at <= now < self._at + FRESH_S:
                self._answer, self._at = (self._ask(now),), now
            return self._answer[0]

    def forget(self) -> None:
        with self._lock:
            self._answer = None


def _counts(now: float) -> Mapping[str, Count]:
    from django.db.models import Count as Counted

    from bellwarden.store.models import Case, Enforcement

    open_cases = Case.objects.filter(state__in=AT_WORK, merged_into__isnull=True)
    by_kind = dict(open_cases.values_list("kind").annotate(Counted("id")))
    waits = (MeasureState.PROPOSED.value, MeasureState.AWAITING_APPROVAL.value)
    return {
        "cases": Count(sum(number for kind, number in by_kind.items() if kind not in ELSEWHERE)),
        "tracebacks": Count(by_kind.get("traceback", 0), bool(by_kind.get("traceback"))),
        "alerts": Count(by_kind.get("alert", 0)),
        "enforcements": Count(Enforcement.objects.filter(state__in=waits).count()),
    }


def _most_urgent(now: float) -> object:
    from bellwarden.store.models import Clock

    running = Clock.objects.filter(state=ClockState.RUNNING.value).select_related("case", "enforcement")
    return running.order_by("due_at").first()


def _danger(now: float) -> object:
    """A complaint that speaks of a danger to life, and whose case nobody holds: the newest; with how many there are."""
    from bellwarden.web.complaint_list import unattended

    rows = unattended(now)
    first = rows.select_related("case").only("reference", "danger", "case__ref").order_by("-id").first()
    return None if first is None else {"row": first, "more": rows.count() - 1}


counts: Final = _Kept(_counts)
danger: Final = _Kept(_danger)
most_urgent: Final = _Kept(_most_urgent)
