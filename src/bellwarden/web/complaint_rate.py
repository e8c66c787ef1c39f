"""What a customer's page says about complaints: how many count, of how many calls, and which do not count, and why."""

from collections import Counter
from typing import Final, NamedTuple

from bellwarden.ports.traffic import Traffic
from bellwarden.store.models import ComplaintWeight, Customer
from bellwarden.traffic.evidence import wilson
from bellwarden.web.calls_of import window

DAYS: Final = 28
BY: Final = 100_000
SHOWN_MAX: Final = 10_000
# Why a complaint counts less, in the words of the pages (complaints/weights.py).
WHY: Final = {
    "same_voice": "the same voice again",
    "not_borne_out": "no such call in complete records",
    "not_checked": "records are not here yet",
    "untied": "calls that nothing ties to the sender",
    "one_text": "one text from many senders",
    "one_hour": "a crowd within an hour",
    "one_domain": "many senders of one domain",
    "even_pace": "sent at an even pace, as by a program",
    "interested": "the sender gains by it",
    "impossible": "the called number can't exist",
    "record": "the sender was wrong before",
    "automatic": "written by a program",
}


class Rate(NamedTuple):
    """Of four weeks. `each` is None where no call was answered."""

    complaints: int  # that speak against the customer, whatever they weigh
    people: float  # that count: voices whose own calls are in the log
    answered: int
    discounted: tuple[tuple[str, int], ...]  # why complaints count less, and how many do

    @property
    def each(self) -> float | None:
        """Of 100,000 answered calls."""
        return self.people / self.answered * BY if self.answered else None

    @property
    def low(self) -> float:
        return self._ends[0] * BY

    @property
    def high(self) -> float:
        return self._ends[1] * BY

    @property
    def _ends(self) -> tuple[float, float]:
        return wilson(round(self.people), self.answered)


def rate_of(customer: Customer, traffic: Traffic, now: float) -> Rate:
    since, until = window(now, DAYS)
    rows = ComplaintWeight.objects.filter(customer=customer, received_at__gte=since).values_list(
        "borne_out", "weight", "reasons"
    )[:SHOWN_MAX]
    why = Counter(str(code) for _, _, reasons in rows for code, _ in reasons)
    counts = traffic.totals(since, until, [customer.key]).get(customer.key) if rows else None
    return Rate(
        len(rows),
        sum(weight for borne_out, weight, _ in rows if borne_out),
        0 if counts is None else counts.answered,
        tuple((WHY.get(code, code.replace("_", " ")), number) for code, number in why.most_common()),
    )
