"""SIP, SIPS, TEL and URN addresses, as they stand in request lines and name-addr headers."""

import re
from collections.abc import Mapping
from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    LEARNED_BYTES_MAX,
    LEARNED_MAX,
    PARAMETERS_MAX,
    PASSWORD,
    UNRESERVED,
    URI_BYTES_MAX,
    URI_HEADERS,
    URI_PARAMETER,
    USER,
    one_of,
    read_host_port,
    unescape,
)

NO_PARAMETERS: Final[Mapping[str, str]] = {}

# RFC 3261 section 19.1; RFC 3966 section 3; RFC 5031 section 4.2 (urn:service:sos, an emergency call).
_SCHEMES: Final[dict[bytes, str]] = {b"sip": "sip", b"sips": "sips", b"tel": "tel", b"urn": "urn"}

# User without escapes and password, host and port, parameters. Possessive, so it never backtracks; whatever it doesn't
# fit is read piece by piece.
_usual: Final = re.compile(
    rb"(sips?+):("
    + one_of(USER.replace(b"%", b""))
    + rb"++)@([A-Za-z0-9.:\[\]-]++)(?:;("
    + one_of(UNRESERVED + b";=+:&[]")
    + rb"++))?+\Z"
).match

_hosts_learned: Final[dict[bytes, tuple[str, int]]] = {}
_parameters_learned: Final[dict[bytes, Mapping[str, str]]] = {}


class Uri:
    """A URI in its parts. `user` is unescaped, without password; for tel it is the number, for urn all behind "urn:".

    `host` is lower case, IPv6 without brackets; `port` is 0 when none is given; `params` has lower-case names,
    unescaped values and "" for a parameter without value; `headers` is the text behind "?".
    """

    __slots__ = ("headers", "host", "params", "port", "scheme", "user")

    def __init__(self, scheme: str, user: str, host: str, port: int, params: Mapping[str, str], headers: bytes) -> None:
        self.scheme = scheme
        self.user = user
        self.host = host
        self.port = port
        self.params = params
        self.headers = headers

    def __repr__(self) -> str:
        return f"Uri({self.scheme!r}, {self.user!r}, {self.host!r}, {self.port}, {self.params!r}, {self.headers!r})"


def parse_uri(text: bytes) -> Uri:
    """Read a URI strictly.

    Raises SipFault: 414 when longer than 1 kB, 416 for a scheme that no telephone call goes to (RFC 3261 section
    8.2.2.1), 400 for anything that two readers could understand in two ways.
    """
    if len(text) > URI_BYTES_MAX:
        # RFC 3261 section 21.4.12.
        raise SipFault(414, "a URI longer than 1 kB")
    usual = _usual(text)
    if usual is None:
        return _read_piecewise(text)
    scheme, user, place, params_text = usual.groups()
    params = NO_PARAMETERS if params_text is None else uri_parameters(params_text)
    host, port = host_port(place)
    return Uri(_SCHEMES[scheme], user.decode(), host, port, params, b"")


def host_port(text: bytes) -> tuple[str, int]:
    """Host in lower case and port, 0 for none, of a URI. Raises SipFault(400)."""
    return _hosts_learned.get(text) or _learn_host(text)


def uri_parameters(text: bytes) -> Mapping[str, str]:
    """A URI's parameters from behind the first semicolon on. Raises SipFault(400)."""
    return _parameters_learned.get(text) or _read_parameters(text)


def _read_piecewise(text: bytes) -> Uri:
    scheme_text, colon, rest = text.partition(b":")
    scheme = _read_scheme(scheme_text, colon)
    if scheme == "tel":
        return _read_tel(rest)
    if scheme == "urn":
        return _read_urn(rest)
    user_text, at, place = rest.rpartition(b"@")
    place, _, headers = place.partition(b"?")
    if headers.translate(None, URI_HEADERS):
        raise SipFault(400, "forbidden signs in a URI's headers")
    place, semicolon, params_text = place.partition(b";")
    params = _read_parameters(params_text) if semicolon else NO_PARAMETERS
    host, port = _learn_host(place)
    return Uri(scheme, _read_user(user_text) if at else "", host, port, params, headers)


def _read_scheme(text: bytes, colon: bytes) -> str:
    # RFC 3986 section 3.1: schemes are letters, digits, "+", "-", "." in any case.
    if not colon or not text or not text[:1].isalpha() or not text.translate(None, b"+-.").isalnum():
        raise SipFault(400, "no URI scheme")
    scheme = _SCHEMES.get(text.lower())
    if scheme is None:
        # RFC 3261 section 8.2.2.1.
        raise SipFault(416, "Unsupported URI Scheme")
    return scheme


def _read_user(text: bytes) -> str:
    # A second "@" is read as the host's beginning by some and as part of the user by others.
    if text.translate(None, USER):
        text, colon, password = text.partition(b":")
        if not colon or password.translate(None, PASSWORD) or text.translate(None, USER):
            raise SipFault(400, "forbidden signs in a URI's user part")
    if not text:
        raise SipFault(400, "an empty user part")
    if b"%" in text:
        return unescape(text).decode("utf-8", "replace")
    return text.decode()


def _learn_host(text: bytes) -> tuple[str, int]:
    found = read_host_port(text)
    if len(_hosts_learned) < LEARNED_MAX and len(text) <= LEARNED_BYTES_MAX:
        _hosts_learned[text] = found
    return found


def _read_parameters(text: bytes) -> Mapping[str, str]:
    params: dict[str, str] = {}
    if text.count(b";") >= PARAMETERS_MAX:
        raise SipFault(400, "more than 64 parameters")
    for part in text.split(b";"):
        name, equals, value = part.partition(b"=")
        if not name or name.translate(None, URI_PARAMETER) or value.translate(None, URI_PARAMETER):
            raise SipFault(400, "an unreadable URI parameter")
        if equals and not value:
            raise SipFault(400, "a URI parameter without value behind its equals sign")
        key = unescape(name).decode("utf-8", "replace").lower()
        # RFC 3261 section 19.1.1: a parameter name must not appear more than once.
        if key in params:
            raise SipFault(400, "a URI parameter given twice")
        params[key] = unescape(value).decode("utf-8", "replace") if value else ""
    if len(_parameters_learned) < LEARNED_MAX and len(text) <= LEARNED_BYTES_MAX:
        _parameters_learned[text] = params
    return params


def _read_tel(rest: bytes) -> Uri:
    # RFC 3966 section 3: digits, visual separators, "*" and "#" of a local number, then parameters.
    number, semicolon, params = rest.partition(b";")
    if not number or number.translate(None, b"0123456789ABCDEFabcdef+-.()*#"):
        raise SipFault(400, "an unreadable telephone number in a tel URI")
    return Uri("tel", number.decode(), "", 0, _read_parameters(params) if semicolon else NO_PARAMETERS, b"")


def _read_urn(rest: bytes) -> Uri:
    # RFC 5031 section 4.2: service URNs are compared without case.
    if not rest or rest.translate(None, URI_PARAMETER):
        raise SipFault(400, "an unreadable URN")
    return Uri("urn", rest.decode().lower(), "", 0, NO_PARAMETERS, b"")
