"""The caller ID is a number of ours that no customer holds.

Sees          the calling number and our inventory
Why           an allocated but unused number never calls, and we are the one who knows
Source        47 CFR 64.1200(o); rules: us/G-01c
False alarms  a number assigned minutes ago: assign and push in one step
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def caller_id_unused(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    number = call.calling
    if policy.owners.owner(number) != "":
        number = call.shown
        if number is call.calling or policy.owners.owner(number) != "":
            return None
    return Finding("CALLER_ID_UNUSED", number.digits, EvidenceClass.FACT, "us/G-01c")


def _has_inventory(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return policy.has_inventory


CHECK = Check(caller_id_unused, order=430, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, applies=_has_inventory)
