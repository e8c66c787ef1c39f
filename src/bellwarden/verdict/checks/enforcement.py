"""An enforcement is in force against the source, the customer, a number, the pair or the caller name.

Sees          the lines of the enforcement journal that name this call, its caller IDs, and the customer's calls in the
              last second
Why           suspensions, limits, restrictions, challenges and blocks hold at once, whatever policy is loaded
Source        rules: us/G-22; 47 CFR 64.1200(k)(4), (n)(4)
False alarms  one that should have been lifted: `bellwarden enforce list` names who set it and why
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.lists import OUTCOME_OF
from bellwarden.verdict.policy import Policy

BY_NUMBER = (
    EnforcementTarget.CALLING_NUMBER,
    EnforcementTarget.CALLED_NUMBER,
    EnforcementTarget.PAIR,
    EnforcementTarget.NAME,
)


def enforcement(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    """A block before a limit before a challenge; the earlier line where two are equally strong."""
    if not call.enforcements:
        return None
    limit: Finding | None = None
    challenge: Finding | None = None
    restricted: Finding | None = None
    for one in call.enforcements:
        if one.kind is EnforcementKind.LIMIT:
            if usage.customer_attempts_1s > one.cps_max:
                limit = limit or _found(one, Action.LIMIT, Outcome.LIMIT)
        elif one.kind is EnforcementKind.CHALLENGE:
            challenge = challenge or _found(one, Action.DIVERT, OUTCOME_OF[one.by or Diversion.CAPTCHA])
        elif one.kind is EnforcementKind.RESTRICT_CALLER_IDS:
            if not _may_show(one, call):
                restricted = restricted or _found(one, Action.BLOCK, Outcome.CALLER_ID_RIGHT)
        else:
            return _found(one, Action.BLOCK, _outcome(one))
    return restricted or limit or challenge


def _may_show(one: Enforcement, call: CallAttempt) -> bool:
    """Whether every caller ID of the call is among those that the customer is restricted to."""
    return all(
        number.e164 and (number.digits in one.numbers or number.digits.startswith(one.prefixes))
        for number in (call.calling, call.shown)  # without E.164 digits it is nobody's prefix: +41 is not 411
    )


def _outcome(one: Enforcement) -> Outcome:
    if one.target is EnforcementTarget.UPSTREAM:
        return Outcome.UPSTREAM
    return Outcome.LIST if one.target in BY_NUMBER else Outcome.SUSPENDED


def _found(one: Enforcement, action: Action, outcome: Outcome) -> Finding:
    detail = f"{one.kind.value} {one.target.value} {one.value}"
    return Finding("ENFORCEMENT", detail, EvidenceClass.FACT, "us/G-22", f"journal line {one.number}", outcome, action)


CHECK = Check(enforcement, order=120, outcome=Outcome.SUSPENDED, odd_only=True)
