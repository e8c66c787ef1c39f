"""The customer shows more different caller IDs in an hour than agreed.

Sees          the customer's caller IDs of the last hour, in steps of 5 min, once the call shows one beyond the limit
Why           who shows a new number with every call hides; honest customers have a handful
Source        47 CFR 64.1200(n)(4); rules: us/G-21
False alarms  a hosted exchange behind one customer: its limit is the number of its extensions
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def caller_ids_limit(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    seen = usage.customer_caller_ids_1h
    limit = policy.customers[call.customer].caller_ids_1h_max
    if seen <= limit:
        return None
    detail = f"{call.calling.digits} beside {limit} others"
    return Finding("CALLER_IDS_LIMIT", detail, EvidenceClass.FACT, "us/G-21")


def _limited(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    return customer is not None and customer.caller_ids_1h_max > 0


CHECK = Check(caller_ids_limit, order=1008, outcome=Outcome.LIMIT, action=Action.LIMIT, applies=_limited)
