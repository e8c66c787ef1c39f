"""The customer may not place calls: prospect, suspended or terminated.

Sees          the standing that the policy gives the customer
Why           a suspended customer's next call fails; before vetting is done nobody calls
Source        47 CFR 64.1200(n)(4); rules: us/G-22
False alarms  a reinstated customer whose policy has not been pushed yet
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import MAY_CALL, Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def customer_standing(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    standing = policy.customers[call.customer].standing
    return Finding("CUSTOMER_STANDING", standing.value, EvidenceClass.FACT, "us/G-22")


def _barred(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.standing not in MAY_CALL


CHECK = Check(customer_standing, order=110, outcome=Outcome.SUSPENDED, applies=_barred)
