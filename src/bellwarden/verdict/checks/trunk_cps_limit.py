"""The trunk carries more calls per second than agreed.

Sees          the trunk's attempts in the last second, this one included, refused ones too
Why           one trunk must not crowd out the others
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  an SBC that sends all customers over one trunk: set the limit on the customers instead
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def trunk_cps_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    limit = policy.trunks[call.trunk].cps_max
    if usage.trunk_attempts_1s <= limit:
        return None
    return Finding("TRUNK_CPS_LIMIT", f"{usage.trunk_attempts_1s} of {limit}", EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return trunk.cps_max > 0


CHECK = Check(trunk_cps_limit, order=1010, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
