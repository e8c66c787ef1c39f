"""Tokens in words: what was found about those that a call brought, and what was done about those it goes on with."""

from typing import Final

from bellwarden.cli.console import number
from bellwarden.cli.shapes import SigningJson, VerificationJson
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.stir.attestation import AttestationReason
from bellwarden.stir.reason import MEANINGS, StirReason

_A: Final = AttestationReason
# `{number}` is the caller's, `{customer}` whoever placed the call.
BECAUSE: Final[dict[AttestationReason, str]] = {
    _A.ASSIGNED_NUMBER: "{number} is a number that we gave to {customer}",
    _A.PROVEN_RIGHT: "{customer} has proven its right to {number}, and the proof holds",
    _A.NO_RIGHT: "nothing says that {customer} may use {number}",
    _A.RIGHT_UNPROVEN: "{customer} may show {number} by its own word only; no proof is on record",
    _A.PROOF_ENDED: "{customer}'s proof of its right to {number} has ended",
    _A.NOT_OWN_NUMBER: "the right to {number} is proven, but A is for numbers that we gave out ourselves",
    _A.CUSTOMER_UNKNOWN: "nobody of the policy fits the call, or a provider whose customers we do not know",
    _A.NOT_IN_STANDING: "{customer} may not place calls",
    _A.GATEWAY: "the call came from abroad",
    _A.FIRST_INTERMEDIATE: "the call is another provider's, which did not sign it",
    _A.THIRD_PARTY_KEY_MISSING: "the key that we were to sign by for {customer} is not here",
    _A.CLIENT_ASKED_FOR_LESS: "whoever asked wanted no more",
    _A.EMERGENCY: "nothing is changed about an emergency call",
    _A.CAME_SIGNED: "another provider signed it",
    _A.TRUNK_SIGNS_NEVER: "calls of this trunk are not signed",
    _A.CALLER_WITHHELD: "the caller's number is withheld, and none stands behind it",
    _A.CALLER_INVALID: "the caller shows no number that anybody can have",
    _A.CALLED_INVALID: "what is called is no full number",
    _A.FOREIGN_CALLER: "it came from abroad with a foreign number, which is not ours to sign",
    _A.NO_SIGNER: "there is no signing key here",
    _A.NO_CERTIFICATE_URL: "our certificate is published nowhere (stir.certificate_url)",
    _A.OTHER_CODE: "our certificate is of another service provider code than the policy's",
    _A.CERTIFICATE_ENDED: "our certificate has ended",
    _A.SIGNING_FAILED: "the signing key could not be used just then",
    _A.FORWARDED: "{customer} sent on a call that had come to its number",
}
DID: Final = {
    SigningOutcome.SIGNED: "signed {level}",
    SigningOutcome.DIVERTED: "signed as diverted (div)",
    SigningOutcome.PASSED_ON: "passed on as it came",
    SigningOutcome.UNSIGNED: "not signed",
    SigningOutcome.FAILED: "NOT SIGNED, though it should have been",
}


def verification_words(found: Verification) -> str:
    """`TN-Validation-Failed, 438: The signature is not the signer's, or the token was changed.`"""
    if found.status is VerificationStatus.PASSED:
        text = f"{found.status.value}: signed {found.attestation} by {found.signer or 'a holder of single numbers'}"
        return text + (f", diverted by {', '.join(found.diverted)}" if found.diverted else "")
    try:
        sentence = MEANINGS[StirReason(found.reason)].sentence
    except ValueError:  # of a record that another version made
        sentence = found.reason
    code = f", {found.code}" if found.code else ""
    return f"{found.status.value}{code}: {sentence}"


def signing_words(signing: Signing, decision: Decision) -> str:
    """`signed A, because 1-238-200-1000 is a number that we gave to acme`"""
    call = decision.call
    did = DID[signing.outcome].format(level=signing.attestation)
    try:
        because = BECAUSE[AttestationReason(signing.reason)]
    except ValueError:
        because = signing.reason
    if not because:
        return did
    caller = number(call.calling.digits, call.request.calling)
    return f"{did}, because {because.format(number=caller, customer=call.customer or 'the customer')}"


def verification_json(found: Verification | None) -> VerificationJson | None:
    if found is None:
        return None
    return VerificationJson(
        found.status.value,
        found.code,
        found.reason,
        found.attestation,
        found.origid,
        found.signer,
        found.x5u,
        found.certificate,
        found.signature,
        found.orig,
        list(found.dest),
        found.iat,
        list(found.diverted),
    )


def signing_json(signing: Signing | None) -> SigningJson | None:
    if signing is None:
        return None
    return SigningJson(
        signing.outcome.value,
        signing.attestation,
        signing.reason,
        signing.origid,
        signing.signature,
        signing.certificate,
    )
