"""The customer or the trunk seems to have more calls at the same time than agreed.

Sees          calls let through within the assumed duration of a call, where the ends of calls are not reported
Why           a limit that can't be measured is still worth watching; it never refuses a call
Source        practice of call gates; rules: us/G-21
False alarms  calls shorter than assumed, unanswered ones among them: set carrier.call_s_assumed, or report the ends
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def concurrency_estimate(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    customer = policy.customers.get(call.customer)
    if customer is not None and customer.key not in policy.measured:
        limit = customer.concurrent_max
        if 0 < limit < usage.customer_calls_up:
            return _found("customer", usage.customer_calls_up, limit)
    trunk = policy.trunks[call.trunk]
    limit = trunk.concurrent_max
    if not trunk.reports_ends and 0 < limit < usage.trunk_calls_up:
        return _found("trunk", usage.trunk_calls_up, limit)
    return None


def _found(whose: str, seen: int, limit: int) -> Finding:
    return Finding("CONCURRENCY_ESTIMATE", f"{whose}: about {seen} of {limit}", EvidenceClass.STATISTICS, "us/G-21")


def _estimated(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    if trunk.concurrent_max > 0 and not trunk.reports_ends:
        return True
    return customer is not None and customer.concurrent_max > 0 and customer.key not in policy.measured


# An allowing action never wins: whatever its mode, an estimate refuses nobody.
CHECK = Check(
    concurrency_estimate,
    order=1024,
    outcome=Outcome.LIMIT,
    action=Action.ALLOW,
    mode=Mode.REPORT,
    applies=_estimated,
)
