"""ES256 of RFC 7518 section 3.4: r and s in 64 octets, and the forms that they take elsewhere."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256

ES256: Final = ECDSA(SHA256())
# FIPS 186-4 section D.1.2.3: order of P-256.
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def der_signature(raw: bytes) -> bytes:
    """r and s as the two integers of RFC 3279 section 2.2.3, in DER: each shortest, with a zero in front where its
    first bit would make it negative."""
    r = raw[:32].lstrip(b"\0") or b"\0"
    s = raw[32:].lstrip(b"\0") or b"\0"
    if r[0] > 0x7F:
        r = b"\0" + r
    if s[0] > 0x7F:
        s = b"\0" + s
    return b"\x30%c\x02%c%b\x02%c%b" % (4 + len(r) + len(s), len(r), r, len(s), s)


def one_form(raw: bytes) -> bytes:
    """(r, s) and (r, order - s) are both good: the standard allows both, and OpenSSL makes both. Whoever has a token
    can make its other signature without any key, so what remembers tokens remembers the one with the lower s."""
    s = int.from_bytes(raw[32:], "big")
    return raw[:32] + (ORDER - s).to_bytes(32, "big") if ORDER >> 1 < s < ORDER else raw
