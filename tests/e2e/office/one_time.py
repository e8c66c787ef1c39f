"""The second factor as a telephone computes it: RFC 6238 over RFC 4226, six digits, thirty seconds, SHA-1."""

import base64
import hashlib
import hmac
import struct

STEP_S = 30


def code(secret: str, now: float) -> str:
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now // STEP_S)), hashlib.sha1)
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
