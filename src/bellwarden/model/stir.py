"""Words of STIR/SHAKEN: attestation, the outcome of a verification, and what was done about signing a call."""

from enum import Enum
from typing import NamedTuple


class Attestation(str, Enum):
    """How far the signer vouches for the caller, RFC 8588 section 4."""

    FULL = "A"  # known customer, with a verified right to use the number
    PARTIAL = "B"  # known customer, no such right known
    GATEWAY = "C"  # neither: we only know where the call came in


class VerificationStatus(str, Enum):
    """The verstat values of ATIS-1000074 section 5.3.2 (3GPP TS 24.229 section 7.2A.20)."""

    PASSED = "TN-Validation-Passed"
    FAILED = "TN-Validation-Failed"
    NONE = "No-TN-Validation"


class Presented(NamedTuple):
    """What a request brought for its verification, beside what every request has. Octets as received, unread."""

    identities: tuple[bytes, ...] = ()  # values of the Identity headers, in their order (RFC 8224 section 4.1)
    to: str = ""  # number's text of the To header: what `dest` may name beside the called number
    date: str = ""  # value of the Date header
    priorities: tuple[str, ...] = ()  # values of the Resource-Priority header (RFC 4412 section 3.1)


NOTHING_PRESENTED = Presented()


class Verification(NamedTuple):
    """What became of a call's tokens. The claims are those of the token that decided, as far as it could be read."""

    status: VerificationStatus
    code: int = 0  # 403, 428, 436, 437 or 438 (RFC 8224 section 6.2.2); 0 for none
    reason: str = ""  # the finer reason of ours, a value of stir.reason.StirReason; "" when passed
    attestation: str = ""  # A, B or C; "" when the token has none
    origid: str = ""
    signer: str = ""  # service provider code in the certificate's TNAuthList; "" for none
    x5u: str = ""
    certificate: str = ""  # SHA-256 of the signing certificate's DER, hex
    signature: str = ""  # SHA-256 of the token's signature octets, hex: names the token in few bytes
    orig: str = ""
    dest: tuple[str, ...] = ()
    iat: int = 0  # seconds since 1970, UTC
    diverted: tuple[str, ...] = ()  # numbers of verified `div` tokens, first diversion first (RFC 8946)


class SigningOutcome(str, Enum):
    """What was done about the Identity of a call that went on."""

    SIGNED = "signed"
    DIVERTED = "diverted"  # a `div` token was added to what came (RFC 8946)
    PASSED_ON = "passed_on"  # it came signed and goes on unchanged (47 CFR 64.6302)
    UNSIGNED = "unsigned"  # nothing to sign, or nobody who may
    FAILED = "failed"  # it should have been signed, and went on without: the call comes first


class Signing(NamedTuple):
    """What was done about the Identity of a call, and why its attestation is what it is."""

    outcome: SigningOutcome
    attestation: str = ""  # A, B or C; "" when not signed by us
    reason: str = ""  # why this level, or why not signed; a value of stir.attestation.AttestationReason
    origid: str = ""
    signature: str = ""  # SHA-256 of our token's signature octets, hex
    certificate: str = ""  # SHA-256 of our certificate's DER, hex
