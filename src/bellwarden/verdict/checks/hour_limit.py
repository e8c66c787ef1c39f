"""The customer places more calls in an hour than agreed.

Sees          the customer's attempts in the last hour, in steps of 5 min, this one included, refused ones too
Why           a customer keeps to its declared volume
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a campaign that was announced to sales and not to you: raise the limit for the day
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def hour_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_attempts_1h
    limit = policy.customers[call.customer].attempts_1h_max
    if seen <= limit:
        return None
    return Finding("HOUR_LIMIT", f"{seen} of {limit}", EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.attempts_1h_max > 0


CHECK = Check(hour_limit, order=1004, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
