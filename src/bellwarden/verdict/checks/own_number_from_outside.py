"""A number of our own inventory comes in over another provider's trunk.

Sees          the calling number, our inventory and the role of the trunk
Why           our customers' calls leave through us; one that arrives from outside is most likely spoofed
Source        practice of terminating providers; rules: us/G-23
False alarms  a customer who calls out over another carrier; a call forwarded back to us (Diversion present: not judged)
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk, TrunkRole
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def own_number_from_outside(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    if call.request.diversions or policy.owners.owner(call.calling) is None:
        return None
    return Finding("OWN_NUMBER_FROM_OUTSIDE", call.calling.digits, EvidenceClass.FACT, "us/G-23")


def _from_outside(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return trunk.role is not TrunkRole.CUSTOMER and policy.has_inventory


CHECK = Check(own_number_from_outside, order=450, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, applies=_from_outside)
