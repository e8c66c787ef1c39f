"""The customer may not place calls: prospect, suspended or terminated.

Sees          the standing that the policy gives the customer
Why           a suspended customer's next call fails; before vetting is done nobody calls
Source        47 CFR 64.1200(n)(4); rules: us/G-22
False alarms  a reinstated customer whose policy has not been pushed yet
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Standing
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

MAY_CALL = (Standing.ACTIVE, Standing.LIMITED)


def customer_standing(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    customer = policy.customers.get(call.customer)
    if customer is None or customer.standing in MAY_CALL:
        return None
    return Finding("CUSTOMER_STANDING", customer.standing.value, EvidenceClass.FACT, "us/G-22")


CHECK = Check(customer_standing, order=110, outcome=Outcome.SUSPENDED)
