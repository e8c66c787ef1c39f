"""The Identity header of RFC 8224: token, and the parameters behind it."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import read_certificate_url

IDENTITY_BYTES_MAX: Final = 8_000  # octets; a header line of the gate ends after 8,192, and a cut one must not pass
DETAIL_MAX: Final = 100
# A signer's parameters are the same in every call of its; so many of them are remembered, and none that is long.
REMEMBERED_MAX: Final = 1_024
REMEMBERED_BYTES_MAX: Final = 1_024

_TOKEN: Final = rb"[A-Za-z0-9\-.!%*_+`'~]+"  # RFC 3261 section 25.1
# RFC 8224 section 4: SEMI and EQUAL may have blanks around. A value is a URI in angle brackets, a quoted string or a
# token; generic-param has hosts, too. The alternatives begin differently, so that no text is tried twice.
_PARAMETER: Final = re.compile(
    rb"[ \t]*(" + _TOKEN + rb")[ \t]*"
    rb'(?:=[ \t]*(?:<([^<>]*)>|"((?:[^"\\\x00-\x1f\x7f]|\\[^\r\n\x00])*)"|([^;"<> \t\x00-\x1f\x7f]+))[ \t]*)?(?:;|$)'
)
_ABSOLUTE_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[!#-;=?-\[\]_a-z~]+")  # RFC 3986 section 4.3
_WORD: Final = re.compile(_TOKEN)


class IdentityHeader(NamedTuple):
    """A readable header. `info` is a URL that a certificate may be fetched from."""

    token: bytes  # as received, in full form or compact ("..signature")
    info: str
    alg: str  # "ES256", or "" when it was not said
    ppt: str  # in lower case; "" when it was not said


class Parameters(NamedTuple):
    """The parameters of a header, read without judging them."""

    info: str
    alg: str
    ppt: str
    fault: tuple[int, StirReason, str] | None  # why its info is refused


def read_identity(value: bytes) -> IdentityHeader:
    """One Identity value, unfolded (RFC 8224 section 4). Raises StirFault: 438 for its form, 437 for another algorithm,
    436 for its info."""
    token, parameters = split_identity(value)
    if parameters.fault is not None:
        raise StirFault(*parameters.fault)
    return IdentityHeader(token, parameters.info, parameters.alg, parameters.ppt)


def split_identity(value: bytes) -> tuple[bytes, Parameters]:
    """The token and the parameters, whose faults in `info` are told and not raised: a kind of token that nobody knows
    is passed over whatever its info is (RFC 8224 section 6.2, step 1). Raises StirFault: 438, or 437."""
    if len(value) > IDENTITY_BYTES_MAX:
        raise StirFault(438, StirReason.IDENTITY_TOO_LONG, f"{len(value)} octets")
    token, semicolon, tail = value.partition(b";")
    if not semicolon:
        return token.strip(b" \t"), _MISSING
    if len(tail) <= REMEMBERED_BYTES_MAX:
        return token.strip(b" \t"), _remembered(tail)
    return token.strip(b" \t"), _parameters(tail)


def url_fault(url: str) -> tuple[int, StirReason, str] | None:
    """Why no certificate is fetched from this URL; None: it may be.

    ATIS-1000074 section 5.3.1: https, ports 443 and 8443, and neither userinfo nor query nor fragment.
    """
    if _ABSOLUTE_URI.fullmatch(url) is None:
        return 436, StirReason.INFO_UNREADABLE, url[:DETAIL_MAX]
    if "?" in url or "#" in url:
        return 436, StirReason.URL_REFUSED, url[:DETAIL_MAX]
    try:
        read_certificate_url(url)
    except StirFault as fault:
        return fault.code, fault.reason, fault.detail
    return None


_MISSING: Final = Parameters("", "", "", (436, StirReason.INFO_MISSING, ""))


def _parameters(tail: bytes) -> Parameters:
    found: dict[bytes, tuple[bytes | None, bytes | None]] = {}
    place = 0
    while True:
        match = _PARAMETER.match(tail, place)
        if match is None:
            raise StirFault(438, StirReason.IDENTITY_SYNTAX, _shown(tail[place:]))
        name, uri, quoted, plain = match.groups()
        name = name.lower()
        if name in found:
            # RFC 3261 section 7.3.1: no parameter name appears more than once.
            raise StirFault(438, StirReason.IDENTITY_PARAMETER_TWICE, _shown(name))
        found[name] = (uri, plain if quoted is None else re.sub(rb"\\(.)", rb"\1", quoted))
        place = match.end()
        if place == len(tail) and tail[place - 1] != 0x3B:
            break
    alg = _word(found, b"alg").upper()
    if alg and alg != "ES256":
        raise StirFault(437, StirReason.ALG_PARAMETER, alg[:DETAIL_MAX])
    info, fault = _info(found)
    return Parameters(info, alg, _word(found, b"ppt").lower(), fault)


_remembered = lru_cache(maxsize=REMEMBERED_MAX)(_parameters)


def _info(found: dict[bytes, tuple[bytes | None, bytes | None]]) -> tuple[str, tuple[int, StirReason, str] | None]:
    if b"info" not in found:
        return "", _MISSING.fault
    uri, other = found[b"info"]
    if uri is None:
        return "", (436, StirReason.INFO_UNREADABLE, _shown(other or b""))
    info = uri.strip(b" \t").decode("utf-8", "backslashreplace")
    return info, url_fault(info)


def _word(found: dict[bytes, tuple[bytes | None, bytes | None]], name: bytes) -> str:
    """A parameter's token, which some senders put into quotes (RFC 8588 section 7 does); "" when it is not there.

    RFC 3261 section 7.3.1: such values are compared without regard to case.
    """
    if name not in found:
        return ""
    word = found[name][1]
    if not word or _WORD.fullmatch(word) is None:
        raise StirFault(438, StirReason.IDENTITY_SYNTAX, _shown(name))
    return word.decode("utf-8", "backslashreplace")


def _shown(octets: bytes) -> str:
    return octets[:DETAIL_MAX].decode("utf-8", "backslashreplace")[:DETAIL_MAX]
