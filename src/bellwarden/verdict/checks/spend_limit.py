"""The customer's calls to destinations with a price cost more in a day than agreed.

Sees          what calls of the last 24 hours cost: for the assumed duration, until a call's end tells the real one
Why           a broken-in exchange calls costly numbers all weekend; the bill is stopped at a figure you chose
Source        practice of call gates; rules: us/G-21
False alarms  unanswered calls, which cost nothing, are charged until their ends are reported
"""

from typing import Final

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

UNIT: Final = 1_000_000  # spending is counted in millionths of the currency unit


def spend_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_spend_1d
    limit = policy.customers[call.customer].spend_1d_max
    if seen <= limit:  # 0 for a call without a price: it goes on whatever was spent
        return None
    detail = f"{seen / UNIT:.2f} of {limit / UNIT:.2f}"
    return Finding("SPEND_LIMIT", detail, EvidenceClass.STATISTICS, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.key in policy.prices.customers


CHECK = Check(spend_limit, order=1030, outcome=Outcome.LIMIT, action=Action.LIMIT, mode=Mode.REPORT, applies=_limited)
