"""The customer places more calls in a minute than agreed.

Sees          the customer's attempts in the last minute, in steps of 5 s, this one included, refused ones too
Why           a dialler's burst is over before an hourly figure shows it
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a lawful burst, such as a school closing: raise the customer's limit for the day
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def minute_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_attempts_1m
    limit = policy.customers[call.customer].attempts_1m_max
    if seen <= limit:
        return None
    return Finding("MINUTE_LIMIT", f"{seen} of {limit}", EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.attempts_1m_max > 0


CHECK = Check(minute_limit, order=1002, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
