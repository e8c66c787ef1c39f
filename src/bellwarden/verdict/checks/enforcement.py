"""An enforcement is in force against the source, the customer, a number or the pair.

Sees          the lines of the enforcement journal that name this call, and the customer's calls in the last second
Why           suspensions, limits and blocks hold at once, whatever policy is loaded
Source        rules: us/G-22; 47 CFR 64.1200(k)(4), (n)(4)
False alarms  one that should have been lifted: `bellwarden enforce list` names who set it and why
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def enforcement(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    if not call.enforcements:
        return None
    limit: Finding | None = None
    for one in call.enforcements:
        if one.kind is not EnforcementKind.LIMIT:
            return _found(one, Action.BLOCK, _outcome(one))
        if usage.customer_attempts_1s > one.cps_max:
            limit = _found(one, Action.LIMIT, Outcome.LIMIT)
    return limit


def _outcome(one: Enforcement) -> Outcome:
    by_number = (EnforcementTarget.CALLING_NUMBER, EnforcementTarget.CALLED_NUMBER, EnforcementTarget.PAIR)
    return Outcome.LIST if one.target in by_number else Outcome.SUSPENDED


def _found(one: Enforcement, action: Action, outcome: Outcome) -> Finding:
    detail = f"{one.kind.value} {one.target.value} {one.value}"
    return Finding("ENFORCEMENT", detail, EvidenceClass.FACT, "us/G-22", f"journal line {one.number}", outcome, action)


CHECK = Check(enforcement, order=120, outcome=Outcome.SUSPENDED, odd_only=True)
