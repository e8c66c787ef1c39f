"""JSON Web Signatures by ES256, as ACME and the policy administrator use them (RFC 7515, RFC 7518 section 3.4)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bellwarden.stir import sign
from bellwarden.stir.signature import ES256, der_signature

JWS_OCTETS_MAX: Final = 512 * 1024


class JwsFault(Exception):
    """Not a JWS that can be read, or not signed by whom it should be."""


def base64url(data: bytes) -> str:
    """RFC 7515 section 2, as text for JSON."""
    return sign.base64url(data).decode()


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The key as RFC 7517 section 4 and RFC 7518 section 6.2.1 write it."""
    numbers = key.public_numbers()
    x, y = (base64url(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def key_fingerprint(key: ec.EllipticCurvePublicKey) -> str:
    """What an SPC token names an account by: hash of the key's DER, in pairs of digits (RFC 9447 section 3.3)."""
    digest = sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest().upper()
    return "SHA256 " + ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def sign_flattened(key: ec.EllipticCurvePrivateKey, protected: Mapping[str, Any], payload: bytes) -> dict[str, str]:
    """RFC 7515 section 7.2.2, as ACME wants it (RFC 8555 section 6.2)."""
    header = base64url(json.dumps({"alg": "ES256", **protected}).encode())
    body = base64url(payload)
    signature = sign.raw_signature(key.sign(f"{header}.{body}".encode(), ES256))
    return {"protected": header, "payload": body, "signature": base64url(signature)}


def read_compact(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of a compact JWS, unverified. JwsFault."""
    parts = token.strip().split(".")
    if len(parts) != 3 or len(token) > JWS_OCTETS_MAX:
        raise JwsFault("no token of three parts")
    try:
        found = [json.loads(_decoded(part)) for part in parts[:2]]
    except (ValueError, RecursionError):
        raise JwsFault("a token that can't be read") from None
    if not all(isinstance(one, dict) for one in found):
        raise JwsFault("a token whose parts are no objects")
    return found[0], found[1]


def verify_compact(token: str, key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    """The payload of a compact JWS that this very key signed by ES256. JwsFault for any other."""
    header, payload = read_compact(token)
    if header.get("alg") != "ES256" or "crit" in header:
        raise JwsFault("a token that is not signed by ES256")
    signed, _, signature = token.strip().rpartition(".")
    try:
        raw = _decoded(signature)
        if len(raw) != 64:
            raise JwsFault("a signature that is none of ES256")
        key.verify(der_signature(raw), signed.encode(), ES256)
    except ValueError:
        raise JwsFault("a signature that can't be read") from None
    except InvalidSignature:
        raise JwsFault("a signature of somebody else") from None
    return payload


def _decoded(part: str) -> bytes:
    if not part.isascii() or "=" in part:
        raise ValueError("no base64url")
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
