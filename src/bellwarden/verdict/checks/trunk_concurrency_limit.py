"""The trunk carries more calls at the same time than agreed.

Sees          the trunk's calls that were let through and whose end was not reported yet, this one included
Why           one trunk must not take the channels of the others
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  ends that were lost on the way: such a call counts until the trunk's longest call is over
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def trunk_concurrency_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.trunk_calls_up
    limit = policy.trunks[call.trunk].concurrent_max
    if seen <= limit:
        return None
    return Finding("TRUNK_CONCURRENCY_LIMIT", f"{seen} of {limit}", EvidenceClass.FACT, "us/G-21")


def _measured(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return trunk.concurrent_max > 0 and trunk.reports_ends


CHECK = Check(trunk_concurrency_limit, order=1022, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_measured)
