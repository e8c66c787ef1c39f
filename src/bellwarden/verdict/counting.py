"""What a policy's limits need to have counted, and what a call costs: worked out once per snapshot."""

from collections.abc import Iterable
from typing import Final

from bellwarden.model.counting import Counting, CustomerCounting, TrunkCounting
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.policy import Customer, PolicyDocument, Rate, Trunk
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.lists import OUTCOME_OF

CALLER_ID_RATE: Final = "caller_id_rate"
PAIR_RATE: Final = "pair_rate"
SPAM_DETECTIVE: Final = "spam_detective"
CALLED_BURST: Final = "called_burst"
RATES: Final = (CALLER_ID_RATE, PAIR_RATE, SPAM_DETECTIVE, CALLED_BURST)


def carried_by(trunks: Iterable[Trunk]) -> dict[str, list[Trunk]]:
    """The trunks that each customer's calls can come over."""
    found: dict[str, list[Trunk]] = {}
    for trunk in trunks:
        for key in {trunk.customer, *(one.customer for one in trunk.identifications)} - {""}:
            found.setdefault(key, []).append(trunk)
    return found


def customers_measured(document: PolicyDocument) -> frozenset[str]:
    """Customers all of whose trunks report the ends of calls: how many of their calls are up is known, not guessed."""
    found = carried_by(document.trunks)
    return frozenset(key for key, trunks in found.items() if all(trunk.reports_ends for trunk in trunks))


def counting_of(document: PolicyDocument) -> Counting:
    """Nothing is counted that no limit asks for."""
    assumed = float(document.carrier.call_s_assumed)
    carried = carried_by(document.trunks)
    measured = customers_measured(document)
    windows = {rate.name: rate.window_s for rate in document.rates}
    customers: dict[str, CustomerCounting] = {}
    for customer in document.customers:
        longest = assumed
        if customer.key in measured:
            longest = float(max(trunk.call_s_max for trunk in carried[customer.key]))
        customers[customer.key] = _of_customer(customer, longest, bool(document.costs.prices))
    return Counting(
        customers,
        {trunk.key: _of_trunk(trunk, assumed) for trunk in document.trunks},
        windows.get(CALLER_ID_RATE, 0),
        windows.get(PAIR_RATE, 0),
        windows.get(SPAM_DETECTIVE, 0),
        windows.get(CALLED_BURST, 0),
        assumed,
    )


def _of_customer(customer: Customer, longest_s: float, priced: bool) -> CustomerCounting:
    return CustomerCounting(
        customer.attempts_1m_max > 0,
        customer.attempts_1h_max > 0,
        customer.attempts_1d_max > 0,
        customer.caller_ids_1h_max,
        longest_s if customer.concurrent_max else 0.0,
        priced and customer.spend_1d_max > 0,
    )


def _of_trunk(trunk: Trunk, assumed_s: float) -> TrunkCounting:
    longest_s = float(trunk.call_s_max) if trunk.reports_ends else assumed_s
    return TrunkCounting(trunk.cps_max > 0, longest_s if trunk.concurrent_max else 0.0, trunk.reports_ends)


class PriceBook:
    """What a call to a number is charged with when it is let through: the assumed duration at the longest prefix's
    price.
    """

    __slots__ = ("_charges", "_lengths", "customers")

    def __init__(self, document: PolicyDocument) -> None:
        seconds = document.carrier.call_s_assumed
        self._charges = {prefix: price * seconds // 60 for prefix, price in document.costs.prices}
        self._lengths = tuple(sorted({len(prefix) for prefix in self._charges}, reverse=True))
        priced = bool(self._charges)
        # Whose calls are charged at all.
        self.customers = frozenset(one.key for one in document.customers if priced and one.spend_1d_max)

    def charge(self, called: TelephoneNumber) -> int:
        """In millionths of the currency unit; 0 for a number without a price."""
        if called.e164:
            digits = called.digits
            for length in self._lengths:
                charge = self._charges.get(digits[:length])
                if charge is not None:
                    return charge
        return 0


def outcome_of(rate: Rate) -> Outcome:
    """The row of the dialect's table that a call over the rate is answered by."""
    if rate.action is Action.DIVERT and rate.diversion is not None:
        return OUTCOME_OF[rate.diversion]
    return Outcome.ANALYTICS if rate.action is Action.BLOCK else Outcome.LIMIT


def rate_finding(code: str, seen: int, who: str, rate: Rate) -> Finding:
    """What a check over a rate says; `who` is the number or pair that was counted."""
    detail = f"{who}: {seen} of {rate.calls_max} in {rate.window_s} s"
    return Finding(code, detail, EvidenceClass.STATISTICS, "us/G-21", "", outcome_of(rate), rate.action)
