"""The caller ID is a valid number that no provider holds.

Sees          the calling number, the area codes in service and the thousand-block allocation, as far as supplied
Why           a number nobody holds can't be anybody's to show
Source        47 CFR 64.1200(o); rules: us/G-01b
False alarms  a block allocated after the file was made: keep the administrators' files fresh
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def caller_id_unallocated(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    calling, shown = call.calling, call.shown
    fault = policy.allocation_fault(calling)
    if not fault and shown is not calling:
        calling, fault = shown, policy.allocation_fault(shown)
    if not fault:
        return None
    return Finding("CALLER_ID_UNALLOCATED", f"{calling.digits}: {fault}", EvidenceClass.FACT, "us/G-01b")


def _loaded(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return policy.areas is not None or policy.blocks is not None


CHECK = Check(caller_id_unallocated, order=420, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, applies=_loaded)
