"""The customer has more calls at the same time than agreed.

Sees          the customer's calls that were let through and whose end was not reported yet, this one included
Why           channels are what a customer buys; a stolen account fills them with long calls
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  ends that were lost on the way: such a call counts until the trunk's longest call is over
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def concurrency_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_calls_up
    limit = policy.customers[call.customer].concurrent_max
    if seen <= limit:
        return None
    return Finding("CONCURRENCY_LIMIT", f"{seen} of {limit}", EvidenceClass.FACT, "us/G-21")


def _measured(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    """Where a trunk of the customer does not report ends, there is an estimate only: concurrency_estimate."""
    return customer is not None and customer.concurrent_max > 0 and customer.key in policy.measured


CHECK = Check(concurrency_limit, order=1020, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_measured)
