"""The list of enforcements: filters out of the URL, and how far the gates are with each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from bellwarden.model.office.enforcement import MeasureKind, MeasureState
from bellwarden.store.models import Enforcement, GateConfirmation
from bellwarden.store.world import office_home

GROUPS: Final[Mapping[str, tuple[str, tuple[MeasureState, ...]]]] = {
    "waiting": ("Waiting for a second person", (MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL)),
    "live": ("In force", (MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE, MeasureState.PENDING_REMOVAL)),
    "failed": ("Failed", (MeasureState.FAILED,)),
    "ended": ("Ended", (MeasureState.REMOVED, MeasureState.EXPIRED, MeasureState.REJECTED)),
}


class Filters(NamedTuple):
    words: str = ""
    group: str = ""
    kind: str = ""

    @property
    def used(self) -> int:
        return sum(bool(one) for one in self)


class Row(NamedTuple):
    row: Enforcement
    confirmed: int
    gates: int


def filters_of(query: QueryDict) -> Filters:
    group, kind = query.get("state", ""), query.get("kind", "")
    return Filters(
        query.get("q", "").strip()[:100],
        group if group in GROUPS else "",
        kind if kind in [one.value for one in MeasureKind] else "",
    )


def asked(filters: Filters) -> "QuerySet[Enforcement]":
    found = Enforcement.objects.select_related("customer")
    if filters.words:
        found = found.filter(Q(value__icontains=filters.words) | Q(ref=filters.words) | Q(customer__key=filters.words))
    if filters.group:
        found = found.filter(state__in=[one.value for one in GROUPS[filters.group][1]])
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.order_by("-id")


def groups() -> list[tuple[str, str, int]]:
    """Name, words and how many."""
    counted: Any = Enforcement.objects.values_list("state").annotate(Count("id"))
    counts = dict(counted)
    return [(name, words, sum(counts.get(one.value, 0) for one in states)) for name, (words, states) in GROUPS.items()]


def rows_of(rows: Sequence[Enforcement]) -> list[Row]:
    """With how many gates have confirmed the line that is waited for."""
    pairs: Any = GateConfirmation.objects.filter(enforcement__in=[one.pk for one in rows])
    held: dict[tuple[int, int], int] = {}
    for enforcement, line in pairs.values_list("enforcement_id", "line"):
        held[(enforcement, line)] = held.get((enforcement, line), 0) + 1
    gates = len(office_home().gate_states()) if rows else 0
    found = []
    for one in rows:
        ending = one.state in (MeasureState.PENDING_REMOVAL.value, MeasureState.REMOVED.value)
        confirmed = held.get((one.pk, one.lift_line if ending else one.journal_line), 0)
        found.append(Row(one, confirmed, max(gates, confirmed)))
    return found
