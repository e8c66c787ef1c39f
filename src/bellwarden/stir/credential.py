"""A signer's certificate that was accepted: all that verifying its tokens needs, worked out once."""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey


class Credential(NamedTuple):
    """Chain, validity, key usage, policy and revocation were checked when it was made; it holds from `from_s` to
    `until_s` (seconds since 1970, UTC), the earliest end of all that it rests on.
    """

    key: EllipticCurvePublicKey  # P-256
    codes: tuple[str, ...]  # service provider codes of its TNAuthList, ATIS-1000080
    numbers: frozenset[str]  # single numbers of its TNAuthList, digits with country code, no plus
    ranges: tuple[tuple[str, int], ...]  # ranges of its TNAuthList: first number's digits and count, RFC 8226 section 9
    fingerprint: str  # SHA-256 of its DER, hex
    from_s: float
    until_s: float
    subject: str = ""  # for people, bounded
    serial: int = 0
    issuer: str = ""  # for people, bounded
