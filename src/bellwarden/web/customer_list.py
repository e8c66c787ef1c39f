"""The list of customers: filters out of the URL, one page of rows, and for these alone what else the list shows."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.http import QueryDict

from bellwarden.flows.office.judgement import Risk, risk
from bellwarden.model.customer_traffic import Counts, DaySums
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.customer import CustomerKind
from bellwarden.model.office.enforcement import MeasureState
from bellwarden.model.policy import Standing
from bellwarden.store.models import Case, Customer, Enforcement
from bellwarden.web.calls_of import rollups, window
from bellwarden.web.customer_standing import strike_counts
from bellwarden.web.standing_work import AT_WORK

ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "standing": ("standing", "name"),
    "newest": ("-opened_at", "-id"),
}
_ALERT: Final = CaseKind.ALERT.value


class Filters(NamedTuple):
    words: str = ""
    standing: str = ""
    kind: str = ""
    work: str = ""  # "open": with open work; "vanished": the other system no longer has it; "measured": under a measure
    order: str = "name"

    @property
    def used(self) -> int:
        return sum(bool(one) for one in self[:4])


def filters_of(query: QueryDict) -> Filters:
    """Out of the URL; what it can't mean is left out."""
    standing, kind = query.get("standing", ""), query.get("kind", "")
    work, order = query.get("work", ""), query.get("order", "name")
    return Filters(
        query.get("q", "").strip()[:100],
        standing if standing in [one.value for one in Standing] else "",
        kind if kind in [one.value for one in CustomerKind] else "",
        work if work in ("open", "vanished", "measured") else "",
        order if order in ORDERS else "name",
    )


def asked(filters: Filters, upstreams: bool) -> "QuerySet[Customer]":
    """The customers, or the upstream providers, that the filters leave."""
    found = Customer.objects.filter(kind=CustomerKind.UPSTREAM.value) if upstreams else Customer.objects.all()
    if not upstreams:
        found = found.exclude(kind=CustomerKind.UPSTREAM.value)
    if filters.words:
        words = filters.words
        found = found.filter(Q(name__icontains=words) | Q(key__icontains=words) | Q(external_id=words) | Q(ref=words))
    if filters.standing:
        found = found.filter(standing=filters.standing)
    if filters.kind and not upstreams:
        found = found.filter(kind=filters.kind)
    if filters.work == "open":
        found = found.filter(Exists(Case.objects.filter(customer=OuterRef("pk"), state__in=AT_WORK)))
    elif filters.work == "vanished":
        found = found.filter(vanished_at__isnull=False)
    elif filters.work == "measured":
        live = (MeasureState.PENDING_ACTIVATION.value, MeasureState.ACTIVE.value)
        found = found.filter(Exists(Enforcement.objects.filter(customer=OuterRef("pk"), state__in=live)))
    return found.order_by(*ORDERS[filters.order])


class Work(NamedTuple):
    """What is open against a customer."""

    cases: int = 0
    alerts: int = 0
    worst: int = 0  # severity of the worst open case; 0: none
    strikes: int = 0

    @property
    def risk(self) -> Risk:
        return risk(self.worst, self.alerts, self.strikes)


class Row(NamedTuple):
    customer: Customer
    work: Work
    days: Sequence[Counts | None]  # of the last days, oldest first

    @property
    def calls(self) -> list[float | None]:
        return [None if one is None else float(one.attempts) for one in self.days]

    @property
    def week(self) -> int | None:
        """Calls of the last seven days; None where the log has no day of them."""
        known = [one.attempts for one in self.days[-7:] if one is not None]
        return sum(known) if known else None

    @property
    def answered(self) -> float | None:
        known = [one for one in self.days[-7:] if one is not None]
        attempts = sum(one.attempts for one in known)
        return sum(one.answered for one in known) / attempts if attempts else None

    @property
    def blocked(self) -> int:
        return sum(one.blocked for one in self.days[-7:] if one is not None)


def work_of(ids: Sequence[int], now: float) -> Mapping[int, Work]:
    """Open work of these customers, and the strikes that count by the ladder."""
    found: dict[int, Work] = {}
    cases: Any = (
        Case.objects.filter(customer_id__in=ids, state__in=AT_WORK, merged_into__isnull=True)
        .values_list("customer_id")
        .annotate(
            cases=Count("id", filter=~Q(kind=_ALERT)),
            alerts=Count("id", filter=Q(kind=_ALERT)),
            worst=Min("severity", filter=~Q(kind=_ALERT)),
        )
    )
    for customer, count, alerts, worst in cases:
        found[customer] = Work(count, alerts, worst or 0)
    for customer, strikes in strike_counts(ids, now).items():
        found[customer] = found.get(customer, Work())._replace(strikes=strikes)
    return found


def rows_of(customers: Sequence[Customer], now: float, days: int) -> list[Row]:
    """The rows of one page, with their calls and open work."""
    since, until = window(now, days)
    ids = [row.pk for row in customers]
    work = work_of(ids, now)
    with rollups() as opened:
        series = opened.days(since, until, [row.key for row in customers]) if customers else {}
        counted = set(opened.coverage(since, until).days)
    wanted = [(since + timedelta(days=at)).date().isoformat() for at in range(days)]
    return [Row(row, work.get(row.pk, Work()), _filled(series.get(row.key, ()), wanted, counted)) for row in customers]


def _filled(days: Sequence[DaySums], wanted: Sequence[str], counted: set[str]) -> list[Counts | None]:
    """Zero on a day of others' calls, None on one of which nothing is known."""
    known = {one.day: one.counts for one in days}
    return [known.get(day) or (Counts() if day in counted else None) for day in wanted]


def by_standing(upstreams: bool) -> list[tuple[str, int]]:
    """How many there are of each standing, in its order."""
    found: Any = asked(Filters(), upstreams).order_by().values_list("standing").annotate(Count("id"))
    counts = dict(found)
    return [(one.value, counts[one.value]) for one in Standing if counts.get(one.value)]
