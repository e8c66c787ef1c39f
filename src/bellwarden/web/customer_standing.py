"""What counts against a customer, until when, what the ladder asks for next, and what it was told: for its page."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from bellwarden.flows.office import ladder
from bellwarden.flows.office.customer_notices import gagged
from bellwarden.flows.office.ladder import Strike, Suggestion
from bellwarden.model.office.customer_notice import OPEN
from bellwarden.store.models import Case, Complaint, Customer, CustomerNotice
from bellwarden.store.office import DjangoOffice
from bellwarden.store.world import WallClock

SHOWN = 12
_OPEN = [one.value for one in OPEN]


class Standing(NamedTuple):
    """`next` is what people may decide on; the ladder decides nothing."""

    strikes: Sequence[Strike]
    decay_days: int
    next: Suggestion
    steps: Sequence[ladder.Step]
    notices: Sequence[CustomerNotice]
    gagged: str  # the case whose order forbids to tell the customer

    @property
    def open(self) -> int:
        return sum(one.state in _OPEN for one in self.notices)

    @property
    def next_words(self) -> str:
        return self.next.sentence.partition(": ")[2]


def standing_of(row: Customer, now: float) -> Standing:
    with DjangoOffice(WallClock()).reading() as desk:
        ladders = ladder.read_ladders(desk)
        rules = ladder.ladder_at(ladders, now)
        asked = ladder.suggest(desk, row.pk, now, ladders)
        gag = gagged(desk, row.pk, now)
    found = CustomerNotice.objects.filter(customer=row).select_related("case", "enforcement", "notice", "appeal")
    notices = list(found.defer("calls").order_by("-id")[:SHOWN])
    return Standing(asked.strikes, rules.decay_days, asked, rules.steps, notices, gag)


def strike_counts(ids: Sequence[int], now: float) -> Mapping[int, int]:
    """For a list of customers."""
    if not ids:
        return {}
    with DjangoOffice(WallClock()).reading() as desk:
        rules = ladder.ladder_at(ladder.read_ladders(desk), now)
        return {key: len(ones) for key, ones in ladder.strikes_of(desk, ids, rules, now).items()}


def of_case(case: Case, now: float) -> dict[str, Any]:
    """What the case's customer was told, and what would come next. {} without a customer."""
    if case.customer is None:
        return {}
    found = standing_of(case.customer, now)
    mine = [one for one in found.notices if one.case_id == case.pk]
    return {"standing": found, "notices": mine, "customer": case.customer}


def of_complaint(request: HttpRequest, row: Complaint) -> dict[str, Any]:
    """The topic of a complaint's page; {} where its calls are no customer's."""
    return {} if row.customer is None or row.case.customer_id != row.customer_id else of_case(row.case, time.time())
