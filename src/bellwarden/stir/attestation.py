"""Which attestation a call of ours gets, and why: A, B or C by what we know of caller and number, none by default.

A says that we know the customer and know that it may use the number. Whatever is not known, not stated, ended or not
ours to say lowers the level: unset never becomes A.
"""

from enum import Enum
from typing import Final, NamedTuple

from bellwarden.model.stir import Attestation, SigningOutcome


class AttestationReason(str, Enum):
    """Why a call has its level, or why no token of ours. The value is what records and answers show; see MEANINGS."""

    ASSIGNED_NUMBER = "assigned_number"
    PROVEN_RIGHT = "proven_right"
    NO_RIGHT = "no_right"
    RIGHT_UNPROVEN = "right_unproven"
    PROOF_ENDED = "proof_ended"
    NOT_OWN_NUMBER = "not_own_number"
    CUSTOMER_UNKNOWN = "customer_unknown"
    NOT_IN_STANDING = "not_in_standing"
    GATEWAY = "gateway"
    FIRST_INTERMEDIATE = "first_intermediate"
    THIRD_PARTY_KEY_MISSING = "third_party_key_missing"
    CLIENT_ASKED_FOR_LESS = "client_asked_for_less"
    FORWARDED = "forwarded"
    CAME_SIGNED = "came_signed"
    EMERGENCY = "emergency"
    TRUNK_SIGNS_NEVER = "trunk_signs_never"
    CALLER_WITHHELD = "caller_withheld"
    CALLER_INVALID = "caller_invalid"
    CALLED_INVALID = "called_invalid"
    FOREIGN_CALLER = "foreign_caller"
    NO_SIGNER = "no_signer"
    NO_CERTIFICATE_URL = "no_certificate_url"
    OTHER_CODE = "other_code"
    CERTIFICATE_ENDED = "certificate_ended"
    SIGNING_FAILED = "signing_failed"


class Meaning(NamedTuple):
    """What a reason goes with: a level where there is only one, the outcome, and one sentence."""

    level: str
    outcome: SigningOutcome
    sentence: str


_SIGNED: Final = SigningOutcome.SIGNED
_LEFT: Final = SigningOutcome.UNSIGNED
_FAILED: Final = SigningOutcome.FAILED
_R: Final = AttestationReason
MEANINGS: Final = {
    _R.ASSIGNED_NUMBER: Meaning("A", _SIGNED, "The number is yours, and you gave it to this customer."),
    _R.PROVEN_RIGHT: Meaning("A", _SIGNED, "The customer has proven its right to the number, and the proof holds."),
    _R.NO_RIGHT: Meaning("B", _SIGNED, "The customer is known; nothing says that it may use this number."),
    _R.RIGHT_UNPROVEN: Meaning("B", _SIGNED, "The number is one of its caller_ids, and no proof is on record."),
    _R.PROOF_ENDED: Meaning("B", _SIGNED, "The last day of its proof for this number is over."),
    _R.NOT_OWN_NUMBER: Meaning("B", _SIGNED, "It has a proof, but own_numbers_only keeps A for numbers of yours."),
    _R.CUSTOMER_UNKNOWN: Meaning("C", _SIGNED, "No customer fits the call."),
    _R.NOT_IN_STANDING: Meaning("C", _SIGNED, "The customer may not call: prospect, suspended or terminated."),
    _R.GATEWAY: Meaning("C", _SIGNED, "It came from abroad, unsigned, with a number of the home country."),
    _R.FIRST_INTERMEDIATE: Meaning("C", _SIGNED, "It came unsigned from another provider, whose caller is not known."),
    _R.THIRD_PARTY_KEY_MISSING: Meaning(
        "C", _SIGNED, "The same, from a provider with third_party_signing, whose own key is not here to sign by."
    ),
    _R.CLIENT_ASKED_FOR_LESS: Meaning("B, C", _SIGNED, "Who asked for the token asked for less than the policy gives."),
    _R.FORWARDED: Meaning("", SigningOutcome.DIVERTED, "Your customer sent on a call that had come to its number."),
    _R.CAME_SIGNED: Meaning("", SigningOutcome.PASSED_ON, "Another provider signed it; it is passed on unaltered."),
    _R.EMERGENCY: Meaning("", _LEFT, "Nothing is changed about an emergency call."),
    _R.TRUNK_SIGNS_NEVER: Meaning("", _LEFT, "Its trunk does not sign."),
    _R.CALLER_WITHHELD: Meaning("", _LEFT, "No number stands behind the one that the caller withheld."),
    _R.CALLER_INVALID: Meaning("", _LEFT, "What the caller shows is no number that anybody can have."),
    _R.CALLED_INVALID: Meaning("", _LEFT, "What is called is no whole telephone number."),
    _R.FOREIGN_CALLER: Meaning("", _LEFT, "It came from abroad with a foreign number."),
    _R.NO_SIGNER: Meaning("", _FAILED, "There is no signing key: bellwarden stir cert."),
    _R.NO_CERTIFICATE_URL: Meaning("", _FAILED, "Nobody knows where your certificate is published."),
    _R.OTHER_CODE: Meaning("", _FAILED, "The certificate is not of the policy's service_provider_code."),
    _R.CERTIFICATE_ENDED: Meaning("", _FAILED, "Your certificate has ended."),
    _R.SIGNING_FAILED: Meaning("", _FAILED, "The key could not be used just then."),
}


class Right(str, Enum):
    """What says that a customer may use a number, the strongest that there is."""

    ASSIGNED = "assigned"  # it is one of our numbers, and it is this customer's
    PROVEN = "proven"  # a dated proof is on record and holds
    ENDED = "ended"  # the same, but its last day is over
    UNPROVEN = "unproven"  # the policy lets the customer show it, and names no proof
    NONE = "none"


_BY_RIGHT: Final = {
    Right.ASSIGNED: (Attestation.FULL, AttestationReason.ASSIGNED_NUMBER),
    Right.PROVEN: (Attestation.FULL, AttestationReason.PROVEN_RIGHT),
    Right.ENDED: (Attestation.PARTIAL, AttestationReason.PROOF_ENDED),
    Right.UNPROVEN: (Attestation.PARTIAL, AttestationReason.RIGHT_UNPROVEN),
    Right.NONE: (Attestation.PARTIAL, AttestationReason.NO_RIGHT),
}
_BY_RIGHT_STRICTLY: Final = _BY_RIGHT | {Right.PROVEN: (Attestation.PARTIAL, AttestationReason.NOT_OWN_NUMBER)}


def attest_originated(
    known: bool, in_standing: bool, right: Right, own_numbers_only: bool
) -> tuple[Attestation, AttestationReason]:
    """The level of a call that begins with a customer of ours, RFC 8588 section 4, ATIS-1000074 section 5.2.3.

    `known`: a customer was found by trunk or identification, and it is no provider of others. `own_numbers_only` is the
    stricter reading since the FCC's consent decree with Lingo (rules: us/G-13): then no proof makes an A.
    """
    if not known:
        return Attestation.GATEWAY, AttestationReason.CUSTOMER_UNKNOWN
    if not in_standing:
        return Attestation.GATEWAY, AttestationReason.NOT_IN_STANDING
    return (_BY_RIGHT_STRICTLY if own_numbers_only else _BY_RIGHT)[right]
