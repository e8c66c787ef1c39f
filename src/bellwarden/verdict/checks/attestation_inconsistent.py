"""A provider vouched for what can't be: its attestation does not fit the number that it signed.

Sees          a token that was verified with attestation A or B, beside the number: one that nobody can have, one that
              places no calls, or one that we gave to a customer of ours and that came in signed by somebody else
Why           whoever vouches for such a caller did not look; its other tokens are worth as little
Source        RFC 8588 section 4 (what A and B claim); practice: law.md G-27; rules: us/G-27
False alarms  our own customer calling out over a second carrier that knows its right to the number: so it only reports
              unless told otherwise; a number allocated since the numbering files were made
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import TrunkRole
from bellwarden.model.stir import Attestation, VerificationStatus
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.tokens import tokens_verified

FULL, PARTIAL = Attestation.FULL.value, Attestation.PARTIAL.value


def attestation_inconsistent(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    found = call.verification
    if found is None or found.status is not VerificationStatus.PASSED or found.attestation not in (FULL, PARTIAL):
        return None
    why = _why(call, policy, found.attestation, found.signer)
    if not why:
        return None
    signer = found.signer or "an unnamed signer"
    detail = f"{signer} signed {found.attestation} for {call.calling.digits or call.calling.raw}: {why}"
    return Finding("ATTESTATION_INCONSISTENT", detail, EvidenceClass.FACT, "us/G-27")


def _why(call: CallAttempt, policy: Policy, attestation: str, signer: str) -> str:
    number = call.calling
    if number.fault is not None:
        return number.fault.value
    unallocated = policy.allocation_fault(number)
    if unallocated:
        return unallocated
    listed = policy.never_originates(number)
    if listed:
        return f"it is on the do-not-originate list {listed}"
    # Only A claims the right to the number, and only we can give it for ours. Calls forwarded back to us keep the
    # token that was made for them when they left us.
    ours = policy.document.stir.service_provider_code
    if (
        attestation == FULL
        and signer != ours
        and policy.trunks[call.trunk].role is not TrunkRole.CUSTOMER
        and not call.request.diversions
        and policy.owners.owner(number) is not None
    ):
        return "it is a number of ours"
    return ""


CHECK = Check(attestation_inconsistent, order=480, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, applies=tokens_verified)
