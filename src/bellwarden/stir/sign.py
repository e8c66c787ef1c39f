"""Tokens of ours: PASSporT of the types shaken, div and rph, signed, and the Identity header value that carries one.

The JSON is written in the deterministic form of RFC 8225 section 9 (keys in order, no blanks), so that a verifier that
builds the claims again from the call gets the same octets. What is the same for every call is encoded once.
"""

import json
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Final

from bellwarden.model.stir import Attestation

SHAKEN: Final = "shaken"
DIV: Final = "div"
RPH: Final = "rph"

# RFC 4648 section 5, less its padding (RFC 7515 section 2).
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_COORDINATE: Final = 32  # octets of r and of s on P-256 (RFC 7518 section 3.4)
_ENDS_KEPT: Final = 256  # a carrier has one x5u, and now and then the one of before

SignOctets = Callable[[bytes], bytes]


def signing_input(attest: Attestation, orig: str, dest: str, iat: int, origid: str, x5u: str) -> bytes:
    """The octets that the signature of a `shaken` token is over, RFC 8588 sections 4 to 6.

    Numbers are canonical: digits with country code, without plus (RFC 8224 section 8.3). `iat`: seconds since 1970,
    UTC. `origid` is a UUID, or another text of visible ASCII without quote and backslash.
    """
    claims = (
        f'{{"attest":"{attest._value_}","dest":{{"tn":["{dest}"]}},"iat":{iat},'
        f'"orig":{{"tn":"{orig}"}},"origid":"{origid}"}}'
    )
    return _header(SHAKEN, x5u) + b2a_base64(claims.encode(), newline=False).translate(_URL_SAFE, b"=")


def div_signing_input(orig: str, dest: str, div: str, iat: int, x5u: str) -> bytes:
    """The octets of a `div` token: a call to `div` goes on to `dest` instead, RFC 8946 section 4.

    `orig` is that of the token the call came with (section 4.1); always the full form (section 3).
    """
    claims = f'{{"dest":{{"tn":["{dest}"]}},"div":{{"tn":"{div}"}},"iat":{iat},"orig":{{"tn":"{orig}"}}}}'
    return _header(DIV, x5u) + base64url(claims.encode())


def rph_signing_input(
    orig: str, dest: str, iat: int, asserted: Sequence[str], x5u: str, assertion: str = "auth"
) -> bytes:
    """The octets of an `rph` token, which vouches for Resource-Priority values such as "ets.0", RFC 8443 section 3.

    `assertion` is "auth", or "ESorig" or "EScallback" of RFC 9027 section 3 for emergency calls and call-backs.
    """
    return claims_signing_input(
        RPH, {"dest": {"tn": [dest]}, "iat": iat, "orig": {"tn": orig}, "rph": {assertion: list(asserted)}}, x5u
    )


def claims_signing_input(ppt: str, claims: object, x5u: str) -> bytes:
    """The octets of a token of any type, RFC 8225 sections 4 and 9. Slower than the others; equal for equal claims.

    Raises ValueError or TypeError for what JSON cannot hold.
    """
    text = json.dumps(claims, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return _header(ppt, x5u) + base64url(text.encode())


def base64url(data: bytes) -> bytes:
    """RFC 7515 section 2: base64 with the URL-safe alphabet, without padding."""
    return b2a_base64(data, newline=False).translate(_URL_SAFE, b"=")


@lru_cache(maxsize=_ENDS_KEPT)
def _header(ppt: str, x5u: str) -> bytes:
    """The JOSE header with the dot behind it, RFC 8225 section 4."""
    header = {"alg": "ES256", "ppt": ppt, "typ": "passport", "x5u": x5u}
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return base64url(text.encode()) + b"."


@lru_cache(maxsize=_ENDS_KEPT)
def _parameters(ppt: str, x5u: str) -> str:
    """RFC 8224 section 4: `info` is the x5u of the token, in angle brackets; `ppt` is a token, not a quoted text."""
    return f";info=<{x5u}>;alg=ES256;ppt={ppt}"


def identity_value(signed: bytes, signature: bytes, x5u: str, ppt: str = SHAKEN) -> str:
    """The value of an Identity header in full form, RFC 8224 section 4.1. `signature` is r and s, 64 octets."""
    token = signed + b"." + b2a_base64(signature, newline=False).translate(_URL_SAFE, b"=")
    return token.decode("ascii") + _parameters(ppt, x5u)


def raw_signature(der: bytes) -> bytes:
    """r and s in 32 octets each (RFC 7518 section 3.4) of an ECDSA-Sig-Value on P-256 (RFC 3279 section 2.2.3).

    For the DER that a signing function gave us: two INTEGER in a SEQUENCE of less than 128 octets.
    """
    end = 4 + der[3]
    # An INTEGER has a leading zero where its first bit is set, and is shorter where the number is small.
    if der[3] >= _COORDINATE and der[end + 1] >= _COORDINATE:
        return der[end - _COORDINATE : end] + der[-_COORDINATE:]
    r, s = der[4:end], der[end + 2 :]
    return r[-_COORDINATE:].rjust(_COORDINATE, b"\0") + s[-_COORDINATE:].rjust(_COORDINATE, b"\0")


def signature_hash(signature: bytes) -> str:
    """By which a token is found again: SHA-256 (FIPS 180-4) of its signature's 64 octets, hex."""
    return sha256(signature).hexdigest()


def call_origid(decision_id: str, key: bytes) -> str:
    """The origination identifier of one call, RFC 8588 section 5: a UUID that tells nobody anything.

    Keyed, because a decision id holds a counter: who saw two of them could tell how many calls lie between. It has the
    form of a UUID of random numbers (RFC 4122 section 4.4). `key`: up to 64 octets, secret.
    """
    text = blake2b(decision_id.encode(), digest_size=16, key=key).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def sign_shaken(
    attest: Attestation, orig: str, dest: str, iat: int, origid: str, x5u: str, sign: SignOctets
) -> tuple[str, str]:
    """Identity value and signature hash of a new `shaken` token. Raises what `sign` raises."""
    octets = signing_input(attest, orig, dest, iat, origid, x5u)
    signature = sign(octets)
    return identity_value(octets, signature, x5u), sha256(signature).hexdigest()


def sign_div(orig: str, dest: str, div: str, iat: int, x5u: str, sign: SignOctets) -> tuple[str, str]:
    """Identity value and signature hash of a new `div` token. Raises what `sign` raises."""
    octets = div_signing_input(orig, dest, div, iat, x5u)
    signature = sign(octets)
    return identity_value(octets, signature, x5u, DIV), sha256(signature).hexdigest()
