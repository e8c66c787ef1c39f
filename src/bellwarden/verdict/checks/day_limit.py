"""The customer places more calls in a day than agreed.

Sees          the customer's attempts in the last 24 hours, in steps of an hour, this one included, refused ones too
Why           a new customer earns its volume, and a stolen account's damage is bounded
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a business that grew: its limit should grow with it
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def day_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_attempts_1d
    limit = policy.customers[call.customer].attempts_1d_max
    if seen <= limit:
        return None
    return Finding("DAY_LIMIT", f"{seen} of {limit}", EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.attempts_1d_max > 0


CHECK = Check(day_limit, order=1006, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
