"""Which attestation a call of ours gets, and why: A, B or C by what we know of caller and number, none by default.

A says that we know the customer and know that it may use the number. Whatever is not known, not stated, ended or not
ours to say lowers the level: unset never becomes A.
"""

from enum import Enum
from typing import Final

from bellwarden.model.stir import Attestation


class AttestationReason(str, Enum):
    """Why a call has its level, or why no token of ours. The value is what records and answers show."""

    # A
    ASSIGNED_NUMBER = "assigned_number"  # the number is ours, and we gave it to this customer
    PROVEN_RIGHT = "proven_right"  # its right to the number was proven to us, and the proof has not ended
    # B
    NO_RIGHT = "no_right"  # the customer is known; nothing says that it may use this number
    RIGHT_UNPROVEN = "right_unproven"  # it may show the number, by its own word only
    PROOF_ENDED = "proof_ended"  # the proof's last day is over
    NOT_OWN_NUMBER = "not_own_number"  # proven, but A is for numbers that we gave out ourselves (own_numbers_only)
    # C
    CUSTOMER_UNKNOWN = "customer_unknown"  # nobody fits, or a provider whose customers we do not know
    NOT_IN_STANDING = "not_in_standing"  # a customer that may not call: prospect, suspended, terminated
    GATEWAY = "gateway"  # it came from abroad
    FIRST_INTERMEDIATE = "first_intermediate"  # another provider's unsigned call
    THIRD_PARTY_KEY_MISSING = "third_party_key_missing"  # as the one above; the key that we were to sign by is not here
    # B or C
    CLIENT_ASKED_FOR_LESS = "client_asked_for_less"  # the policy would have given more
    # no token of ours
    EMERGENCY = "emergency"  # nothing is changed about an emergency call
    CAME_SIGNED = "came_signed"  # another provider signed it: passed on unaltered
    TRUNK_SIGNS_NEVER = "trunk_signs_never"
    CALLER_WITHHELD = "caller_withheld"  # no number stands behind the withheld one
    CALLER_INVALID = "caller_invalid"  # what it shows is no number that anybody can have
    CALLED_INVALID = "called_invalid"  # what it calls is no E.164 number
    FOREIGN_CALLER = "foreign_caller"  # from abroad with a foreign number: not ours to sign
    NO_SIGNER = "no_signer"  # there is no signing key here
    NO_CERTIFICATE_URL = "no_certificate_url"  # nobody could fetch our certificate
    OTHER_CODE = "other_code"  # the certificate is of another service provider code than the policy's
    CERTIFICATE_ENDED = "certificate_ended"
    SIGNING_FAILED = "signing_failed"  # the key could not be used just now
    # a `div` token of ours
    FORWARDED = "forwarded"  # our customer sent on a call that had come to its number


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
    stricter reading since the FCC's consent decree with Lingo (law.md: G-13): then no proof makes an A.
    """
    if not known:
        return Attestation.GATEWAY, AttestationReason.CUSTOMER_UNKNOWN
    if not in_standing:
        return Attestation.GATEWAY, AttestationReason.NOT_IN_STANDING
    return (_BY_RIGHT_STRICTLY if own_numbers_only else _BY_RIGHT)[right]
