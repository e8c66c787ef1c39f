"""The customer places more calls per second than agreed.

Sees          the customer's attempts in the last second over all trunks, this one included, refused ones too
Why           a customer keeps to its declared volume
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a lawful burst, such as a school closing: raise the customer's limit for the day
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def cps_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    limit = policy.customers[call.customer].cps_max
    if usage.customer_attempts_1s <= limit:
        return None
    return Finding("CPS_LIMIT", f"{usage.customer_attempts_1s} of {limit}", EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.cps_max > 0


CHECK = Check(cps_limit, order=1000, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
