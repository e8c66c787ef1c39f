"""The trunk carries several customers and none of them fits this call.

Sees          the trunk and who was found by header, host or prefix
Why           a call that nobody answers for can't be held to anybody's caller IDs, limits or standing
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a new customer whose identification is not yet in the policy
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def customer_unknown(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    return Finding("CUSTOMER_UNKNOWN", call.trunk, EvidenceClass.FACT, "us/G-21")


def _nobody(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is None


CHECK = Check(customer_unknown, order=100, outcome=Outcome.SUSPENDED, mode=Mode.REPORT, applies=_nobody)
