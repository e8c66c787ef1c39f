"""The call's token is no good: forged, stale, of another call, or by a certificate that nobody has to trust.

Sees          a verification that ended with TN-Validation-Failed, with its SIP code and the finer reason
Why           the caller ID of a call with a forged or borrowed token is most likely forged, too
Source        RFC 8224 section 6.2.2; ATIS-1000074 section 5.3.1; 47 CFR 64.1200(k)(3)
False alarms  a provider on the way that rewrites numbers, a clock that is off, a certificate renewed too late: so it
              only reports unless told otherwise. A terminating provider that blocks for this reason alone blocks by
              analytics: a condition on `verstat` with analytics = true answers 603+ with the redress contact
              (64.1200(k)(9))
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.stir import VerificationStatus
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.tokens import fault_of, tokens_verified


def verification_failed(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    found = call.verification
    if found is None or found.status is not VerificationStatus.FAILED:
        return None
    return Finding("VERIFICATION_FAILED", fault_of(found), EvidenceClass.FACT)


CHECK = Check(verification_failed, order=470, outcome=Outcome.VERIFICATION, mode=Mode.REPORT, applies=tokens_verified)
