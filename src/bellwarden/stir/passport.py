"""PASSporT of RFC 8225: header, claims and signature of one token, full and compact, for `shaken`, `div` and `rph`.

The signature is always over the octets received: nothing is written again to be compared, so blanks, another order of
claims and claims that we do not know do no harm.
"""

import re
from binascii import Error, a2b_base64
from functools import lru_cache
from typing import Final, NamedTuple

from bellwarden.stir.claims import Claims, read_claims
from bellwarden.stir.fault import StirFault
from bellwarden.stir.json_text import read_object, refuse_other_spellings
from bellwarden.stir.reason import StirReason
from bellwarden.stir.sign import base64url

SHAKEN: Final = "shaken"  # RFC 8588
DIV: Final = "div"  # RFC 8946 section 3
DIV_O: Final = "div-o"  # RFC 8946 section 5: the diverted token is nested in it
RPH: Final = "rph"  # RFC 8443
KNOWN_PPT: Final = frozenset((SHAKEN, DIV, DIV_O, RPH))
TOKEN_BYTES_MAX: Final = 8_192
SIGNATURE_LETTERS: Final = 86  # 64 octets, RFC 7518 section 3.4: r and s of 32 each
DETAIL_MAX: Final = 100
REMEMBERED_MAX: Final = 1_024
REMEMBERED_BYTES_MAX: Final = 1_024

_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"  # RFC 4648 section 5
_TO_BASE64: Final = bytes.maketrans(b"-_", b"+/")
# RFC 4648 section 3.5: what may be the last letter of a text whose length leaves a rest of two or three by four.
# Another one has bits that decoding throws away: a second spelling of one token.
_PADDING: Final = (
    (b"", frozenset(_ALPHABET)),
    (b"", frozenset(b"")),  # a rest of one letter is nothing
    (b"==", frozenset(b"AQgw")),
    (b"=", frozenset(b"AEIMQUYcgkosw048")),
)
_HEADER_NAMES: Final = frozenset(("alg", "ppt", "typ", "x5u", "crit", "jwk", "jku", "x5c", "kid", "x5t", "cty", "b64"))
# RFC 7515 sections 4.1.2, 4.1.3 and 4.1.6: a key that comes with the token proves nothing about its signer.
_KEYS: Final = ("jwk", "jku", "x5c")
_COMPACT_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f\"\\]*")
_new_tuple: Final = tuple.__new__


class Passport(NamedTuple):
    """One token, its form checked; nothing is known yet of its signature."""

    ppt: str  # "" of a token without extension, which is taken in compact form only
    x5u: str
    claims: Claims
    signing_input: bytes  # as received
    signature: bytes  # r and s


class Header(NamedTuple):
    ppt: str
    x5u: str


def read_passport(token: bytes) -> Passport:
    """A token in full form. Raises StirFault for whatever is wrong with its form, RFC 8225 and RFC 7515: 438, and 437
    for another algorithm.

    `ppt` of a kind that we do not know is a fault, too; `peek_ppt` tells it before.
    """
    if len(token) > TOKEN_BYTES_MAX:
        raise StirFault(438, StirReason.TOKEN_FORM, f"{len(token)} octets")
    # Two dots and nothing but letters of base64url: padding, blanks and a third dot fail here.
    if token.translate(None, _ALPHABET) != b"..":
        raise StirFault(438, StirReason.TOKEN_FORM, _shown(token))
    header_text, claims_text, signature = token.split(b".")
    if not header_text or not claims_text:
        raise _empty_part(header_text, claims_text)
    header = _header(header_text) if len(header_text) > REMEMBERED_BYTES_MAX else _remembered(header_text)
    claims = read_claims(_decode(claims_text), header.ppt)
    # 86 letters are 64 octets; DER, as OpenSSL writes signatures, has others (RFC 7518 section 3.4).
    if len(signature) != SIGNATURE_LETTERS:
        raise StirFault(438, StirReason.SIGNATURE_FORM, f"{len(signature)} letters")
    signing_input = token[: -SIGNATURE_LETTERS - 1]
    return _new_tuple(Passport, (header.ppt, header.x5u, claims, signing_input, _decode(signature)))


def _empty_part(header_text: bytes, claims_text: bytes) -> StirFault:
    if not header_text and not claims_text:
        return StirFault(438, StirReason.COMPACT_FORM)
    return StirFault(438, StirReason.TOKEN_FORM, "an empty part")


def peek_ppt(token: bytes) -> str:
    """The ppt that a token in full form says, "" where it says none or can't be read. Total."""
    try:
        text = read_object(_decode(token.partition(b".")[0][:TOKEN_BYTES_MAX]))
    except StirFault:
        return ""
    ppt = text.get("ppt")
    return ppt if isinstance(ppt, str) else ""


def is_compact(token: bytes) -> bool:
    """RFC 8225 section 7: header and claims left out, both dots kept."""
    return token.startswith(b"..")


def complete(compact: bytes, x5u: str, orig: str, dest: str, iat: int) -> Passport:
    """A token in compact form, its header and claims built from the call as RFC 8225 sections 7 and 9 say.

    `orig` and `dest` are digits in canonical form, `iat` is the Date header's time. Only a token without extension can
    be had like this: nothing in a call says what attest, origid, div or rph were. Raises StirFault(438).
    """
    signature = compact[2:]
    if not is_compact(compact) or signature.translate(None, _ALPHABET):
        raise StirFault(438, StirReason.TOKEN_FORM, _shown(compact))
    if _COMPACT_TEXT.fullmatch(x5u) is None or not orig or not dest or iat <= 0:
        raise StirFault(438, StirReason.COMPACT_FORM)
    header = f'{{"alg":"ES256","typ":"passport","x5u":"{x5u}"}}'
    claims = f'{{"dest":{{"tn":["{dest}"]}},"iat":{iat},"orig":{{"tn":"{orig}"}}}}'
    signing_input = base64url(header.encode()) + b"." + base64url(claims.encode())
    if len(signature) != SIGNATURE_LETTERS:
        raise StirFault(438, StirReason.SIGNATURE_FORM, f"{len(signature)} letters")
    return Passport("", x5u, read_claims(claims.encode(), ""), signing_input, _decode(signature))


def _header(text: bytes) -> Header:
    """RFC 8225 section 4 and RFC 8588 section 3: alg, typ, x5u, and ppt, each exactly."""
    found = read_object(_decode(text))
    refuse_other_spellings(found, _HEADER_NAMES)
    for name in _KEYS:
        if name in found:
            raise StirFault(438, StirReason.KEY_EMBEDDED, name)
    if "crit" in found or "b64" in found:
        # RFC 7515 section 4.1.11: what stands there must be understood, and we know no extension (RFC 7797's neither).
        raise StirFault(438, StirReason.CRIT_UNKNOWN, str(found.get("crit", "b64"))[:DETAIL_MAX])
    for name in ("alg", "typ", "x5u", "ppt"):
        if name not in found:
            raise StirFault(438, StirReason.HEADER_MISSING, name)
    alg, typ, x5u, ppt = found["alg"], found["typ"], found["x5u"], found["ppt"]
    if alg != "ES256":
        raise StirFault(437, StirReason.ALG_UNSUPPORTED, str(alg)[:DETAIL_MAX])
    if typ != "passport":
        raise StirFault(438, StirReason.TYP_WRONG, str(typ)[:DETAIL_MAX])
    if not isinstance(x5u, str):
        raise StirFault(438, StirReason.X5U_INVALID, str(x5u)[:DETAIL_MAX])
    if not isinstance(ppt, str) or not ppt:
        raise StirFault(438, StirReason.PPT_INVALID, str(ppt)[:DETAIL_MAX])
    return Header(ppt, x5u)


_remembered = lru_cache(maxsize=REMEMBERED_MAX)(_header)


def _decode(text: bytes) -> bytes:
    """RFC 7515 section 2: base64url without padding, and in its one spelling."""
    padding = _PADDING[len(text) & 3]
    if not text or text[-1] not in padding[1]:
        raise StirFault(438, StirReason.TOKEN_ENCODING, _shown(text[-8:]))
    try:
        return a2b_base64(text.translate(_TO_BASE64) + padding[0])
    except Error as error:  # letters of no alphabet, where nobody looked before
        raise StirFault(438, StirReason.TOKEN_ENCODING, str(error)) from None


def _shown(octets: bytes) -> str:
    return octets[:DETAIL_MAX].decode("ascii", "backslashreplace")[:DETAIL_MAX]
