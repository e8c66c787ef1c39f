"""A call over SIP brought no Identity header.

Sees          that there is none, on a trunk whose calls are verified; over HTTP nobody can tell, and it says nothing
Why           an operator may want to know, or to refuse, what no provider vouches for. Off until the operator sets it,
              for one trunk or for all: blocking such calls at every point of the path is a proposal, and no rule
Source        RFC 8224 section 6.2.2 (428 Use Identity Header); practice; rules: us/G-26 (proposed, not in force)
False alarms  every call that crossed a network without SIP, and small providers that may not sign yet
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.stir.reason import StirReason
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.tokens import tokens_verified

NO_IDENTITY = StirReason.NO_IDENTITY.value


def identity_absent(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    found = call.verification
    if found is None or found.reason != NO_IDENTITY:
        return None
    # No rule is named: what is proposed is not the law.
    return Finding("IDENTITY_ABSENT", "no Identity header", EvidenceClass.FACT)


CHECK = Check(identity_absent, order=475, outcome=Outcome.VERIFICATION, mode=Mode.OFF, applies=tokens_verified)
