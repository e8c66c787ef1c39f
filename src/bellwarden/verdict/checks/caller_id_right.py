"""The customer shows a caller ID outside its set.

Sees          the calling number and the numbers the customer holds or has shown a right to
Why           a customer keeps to numbers it has the right to use
Source        47 USC 227(e); 47 CFR 64.1604; rules: us/G-19
False alarms  a number ported in or covered by a letter of authorisation that is not in the policy yet
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def caller_id_right(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    calling = call.calling
    if policy.rights[call.customer].holds(calling):
        return None
    return Finding("CALLER_ID_RIGHT", calling.digits or calling.raw, EvidenceClass.FACT, "us/G-19")


def _has_a_set(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and not customer.upstream and not customer.any_caller_id


CHECK = Check(caller_id_right, order=470, outcome=Outcome.CALLER_ID_RIGHT, mode=Mode.REPORT, applies=_has_a_set)
