"""ES256 of RFC 7518 section 3.4: r and s in 64 octets, and the forms that they take elsewhere."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

ES256: Final = ECDSA(SHA256())
ES256_OF_DIGEST: Final = ECDSA(Prehashed(SHA256()))  # the same signature, the octets hashed before
# FIPS 186-4 section D.1.2.3: order of P-256.
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

# Tags and lengths, by how long r and s are.
_INTEGER: Final = tuple([bytes((0x02, length)) for length in range(34)])
_SEQUENCE: Final = tuple([bytes((0x30, 4 + length)) for length in range(67)])


def der_signature(raw: bytes) -> bytes:
    """r and s as the two integers of RFC 3279 section 2.2.3, in DER: each shortest, with a zero in front where its
    first bit would make it negative."""
    r, s = raw[:32], raw[32:]
    if not r[0]:
        r = r.lstrip(b"\0") or b"\0"
    if not s[0]:
        s = s.lstrip(b"\0") or b"\0"
    if r[0] > 0x7F:
        r = b"\0" + r
    if s[0] > 0x7F:
        s = b"\0" + s
    return _SEQUENCE[len(r) + len(s)] + _INTEGER[len(r)] + r + _INTEGER[len(s)] + s


def one_form(raw: bytes) -> bytes:
    """(r, s) and (r, order - s) are both good: the standard allows both, and OpenSSL makes both. Whoever has a token
    can make its other signature without any key, so what remembers tokens remembers the one with the lower s."""
    s = int.from_bytes(raw[32:], "big")
    return raw[:32] + (ORDER - s).to_bytes(32, "big") if ORDER >> 1 < s < ORDER else raw
