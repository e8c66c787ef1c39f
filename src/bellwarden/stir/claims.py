"""The claims of a PASSporT: who calls whom, since when, and what the signer says of it.

Most tokens are written as RFC 8225 section 9 has it, in one order and without blanks; they are read in one step. All
others are read as JSON.
"""

import re
from typing import Final, NamedTuple

from bellwarden.stir.fault import StirFault
from bellwarden.stir.json_text import JsonObject, read_object, refuse_other_spellings
from bellwarden.stir.reason import StirReason

# Beyond this two readers of JSON may read two numbers (RFC 8259 section 6).
IAT_MAX: Final = 2**53
NUMBER_MAX: Final = 32  # digits of a number in a claim
URI_MAX: Final = 1_024
DEST_MAX: Final = 64
DETAIL_MAX: Final = 100

_NAMES: Final = frozenset(("orig", "dest", "iat", "attest", "origid", "div", "opt", "rph", "sph"))
_ATTESTATIONS: Final = ("A", "B", "C")
_PLAIN: Final = re.compile(
    rb'\{"attest":"([ABC])","dest":\{"tn":\["([0-9]{1,32})"\]\},"iat":([1-9][0-9]{0,14}),'
    rb'"orig":\{"tn":"([0-9]{1,32})"\},'
    rb'"origid":"([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})"\}'
)
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")  # RFC 4122 section 3
# RFC 8224 section 8.3: tn-spec is a digit, # or *; no plus sign, nothing that only separates. Digits are ASCII ones.
_NUMBER: Final = re.compile(r"[0-9*#]{1,32}")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[!-~]{1,1000}")
_new_tuple: Final = tuple.__new__


class Claims(NamedTuple):
    """Checked by form. Numbers are digits with country code and without plus sign, * and # where they are dialled."""

    orig: str  # "" where orig_uri is given
    dest: tuple[str, ...]
    iat: int  # seconds since 1970, UTC
    attest: str = ""  # A, B or C; of a shaken token only
    origid: str = ""
    orig_uri: str = ""
    dest_uris: tuple[str, ...] = ()
    div: str = ""  # who diverted the call, RFC 8946 section 3; "" where div_uri is given
    div_uri: str = ""
    opt: str = ""  # the nested token in full form, RFC 8946 section 6
    rph: tuple[str, ...] = ()  # resource priorities in lower case, RFC 8443 section 3


def read_claims(text: bytes, ppt: str) -> Claims:
    """The claims that a token of this kind must have; others are passed over (RFC 7519 section 4). StirFault(438)."""
    if ppt == "shaken":
        plain = _PLAIN.fullmatch(text)
        if plain is not None:
            attest, dest, iat, orig, origid = plain.groups()
            return _new_tuple(
                Claims,
                (orig.decode(), (dest.decode(),), int(iat), attest.decode(), origid.decode(), "", (), "", "", "", ()),
            )
    found = read_object(text)
    refuse_other_spellings(found, _NAMES)
    return _read(found, ppt)


def _read(found: JsonObject, ppt: str) -> Claims:
    for name in _needed(ppt):
        if name not in found:
            # ATIS-1000074 section 5.3.1: a missing claim, of RFC 8225 or of SHAKEN, is 438.
            raise StirFault(438, StirReason.CLAIM_MISSING, name)
    orig, orig_uri = _party(found["orig"], StirReason.ORIG_INVALID)
    dest, dest_uris = _destinations(found["dest"])
    claims = Claims(orig, dest, _iat(found["iat"]), orig_uri=orig_uri, dest_uris=dest_uris)
    if ppt == "shaken":
        if not orig:  # ATIS-1000074 section 5.3.1: a SHAKEN token speaks of a number
            raise StirFault(438, StirReason.ORIG_INVALID, _shown(found["orig"]))
        return claims._replace(attest=_attest(found["attest"]), origid=_origid(found["origid"]))
    if ppt == "div" or ppt == "div-o":
        div, div_uri = _party(found["div"], StirReason.DIV_INVALID)
        claims = claims._replace(div=div, div_uri=div_uri)
        return claims._replace(opt=_opt(found["opt"])) if ppt == "div-o" else claims
    return claims._replace(rph=_priorities(found["rph"])) if ppt == "rph" else claims


def _needed(ppt: str) -> tuple[str, ...]:
    basic = ("dest", "iat", "orig")  # RFC 8225 section 5
    if ppt == "shaken":
        return (*basic, "attest", "origid")  # RFC 8588 sections 4 and 5
    if ppt == "div":
        return (*basic, "div")  # RFC 8946 section 3
    if ppt == "div-o":
        return (*basic, "div", "opt")  # RFC 8946 sections 5 and 6
    return (*basic, "rph") if ppt == "rph" else basic  # RFC 8443 section 3


def _party(value: object, reason: StirReason) -> tuple[str, str]:
    """RFC 8225 section 5.2.1: exactly one identity, a number or a URI. RFC 8946 section 3: div may have `hi`, too."""
    if not isinstance(value, dict):
        raise StirFault(438, reason, _shown(value))
    names = set(value)
    if reason is StirReason.DIV_INVALID:
        names.discard("hi")
    if names == {"tn"}:
        return _number(value["tn"], reason), ""
    if names == {"uri"}:
        return "", _uri(value["uri"], reason)
    raise StirFault(438, reason, _shown(value))


def _destinations(value: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """RFC 8225 section 5.2.1: lists of numbers or URIs or both, not empty."""
    reason = StirReason.DEST_INVALID
    if not isinstance(value, dict) or not value.keys() <= {"tn", "uri"} or not value:
        raise StirFault(438, reason, _shown(value))
    for members in value.values():
        if not isinstance(members, list) or not 0 < len(members) <= DEST_MAX:
            raise StirFault(438, reason, _shown(members))
    numbers = tuple([_number(member, reason) for member in value.get("tn", ())])
    return numbers, tuple([_uri(member, reason) for member in value.get("uri", ())])


def _number(value: object, reason: StirReason) -> str:
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        raise StirFault(438, reason, _shown(value))
    return value


def _uri(value: object, reason: StirReason) -> str:
    if not isinstance(value, str) or _URI.fullmatch(value) is None:
        raise StirFault(438, reason, _shown(value))
    return value


def _iat(value: object) -> int:
    # RFC 7519 section 2: a number of seconds; RFC 8225 section 9 writes it without fraction and exponent. To Python
    # true is an int.
    if type(value) is not int or not 0 <= value < IAT_MAX:
        raise StirFault(438, StirReason.IAT_INVALID, _shown(value))
    return value


def _attest(value: object) -> str:
    if not isinstance(value, str) or value not in _ATTESTATIONS:
        raise StirFault(438, StirReason.ATTEST_INVALID, _shown(value))
    return value


def _origid(value: object) -> str:
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        raise StirFault(438, StirReason.ORIGID_INVALID, _shown(value))
    return value


def _opt(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or value.count(".") != 2:
        raise StirFault(438, StirReason.OPT_INVALID, _shown(value))
    return value


def _priorities(value: object) -> tuple[str, ...]:
    """RFC 8443 section 3: `auth`; RFC 9027 section 3: ESorig and EScallback. Each a list of priorities."""
    priorities: list[str] = []
    for members in value.values() if isinstance(value, dict) else ():
        if not isinstance(members, list) or not all(isinstance(member, str) and member for member in members):
            raise StirFault(438, StirReason.RPH_INVALID, _shown(value))
        priorities += [member.lower() for member in members]
    if not 0 < len(priorities) <= DEST_MAX:
        raise StirFault(438, StirReason.RPH_INVALID, _shown(value))
    return tuple(priorities)


def _shown(value: object) -> str:
    return str(value)[:DETAIL_MAX].encode("utf-8", "backslashreplace").decode()
