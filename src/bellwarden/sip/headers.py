"""Header names in all their spellings, and the grammar that several headers share: lists, parameters, name-addr."""

import re
from collections.abc import Mapping
from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    ADDRESS_PART,
    ADDRESS_URI,
    DISPLAY_NAME,
    LEARNED_BYTES_MAX,
    LEARNED_MAX,
    LIST_MEMBERS_MAX,
    PARAMETER_VALUE,
    PARAMETERS_MAX,
    URI_BYTES_MAX,
    is_token,
    one_of,
)
from bellwarden.sip.uri import NO_PARAMETERS

# RFC 3261 section 7.3.3 and the registry of SIP header fields.
COMPACT: Final[dict[bytes, bytes]] = {
    b"a": b"accept-contact",
    b"b": b"referred-by",
    b"c": b"content-type",
    b"d": b"request-disposition",
    b"e": b"content-encoding",
    b"f": b"from",
    b"i": b"call-id",
    b"j": b"reject-contact",
    b"k": b"supported",
    b"l": b"content-length",
    b"m": b"contact",
    b"n": b"identity-info",
    b"o": b"event",
    b"r": b"refer-to",
    b"s": b"subject",
    b"t": b"to",
    b"u": b"allow-events",
    b"v": b"via",
    b"x": b"session-expires",
    b"y": b"identity",
}

_USUAL: Final = (
    b"Via From To Call-ID CSeq Max-Forwards Contact Content-Length Content-Type Content-Disposition Allow Supported "
    b"Require User-Agent P-Asserted-Identity P-Preferred-Identity Remote-Party-ID Diversion Privacy Identity Date "
    b"History-Info P-Charging-Vector P-Access-Network-Info P-Charge-Info P-Early-Media Session-Expires Min-SE "
    b"Session-ID Accept Accept-Language Accept-Encoding Allow-Events Route Record-Route Expires Subject Organization "
    b"Server Proxy-Authorization Authorization Proxy-Require Geolocation Geolocation-Routing Resource-Priority "
    b"Priority Call-Info Alert-Info User-to-User X-Forwarded-For P-Visited-Network-ID Feature-Caps Recv-Info "
    b"MIME-Version Reason"
).split()

_COMPACT_SPELLINGS: Final[dict[bytes, bytes]] = {
    spelling: key for short, key in COMPACT.items() for spelling in (short, short.upper())
}


def _usual_spellings() -> dict[bytes, bytes]:
    spellings = {spelling: name.lower() for name in _USUAL for spelling in (name, name.lower(), name.title())}
    return {**spellings, **_COMPACT_SPELLINGS, b"CSEQ": b"cseq", b"CALL-ID": b"call-id"}


# A display name in quotes, an address in angle brackets, a tag: what nearly every From, To and asserted identity
# consists of. Possessive, so it never backtracks; whatever it doesn't fit is read piece by piece.
usual_address: Final = re.compile(
    rb'(?!.{1025})[ \t]*+(?:"([^"\\]*+)"[ \t]*+)?+<([A-Za-z][A-Za-z0-9+.-]*+:'
    + one_of(ADDRESS_PART)
    + rb"*+(?:@"
    + one_of(ADDRESS_PART)
    + rb"*+)?+)>(?:;tag=("
    + one_of(PARAMETER_VALUE)
    + rb"++))?+[ \t]*+\Z"
).match

# Spelling as received → lower-case full name. Grows by what is received, up to a bound.
NAMES: Final[dict[bytes, bytes]] = _usual_spellings()


def header_key(name: bytes) -> bytes:
    """The lower-case full name of a header from any spelling (RFC 3261 section 7.3.1); b"" when it is no name."""
    key = NAMES.get(name)
    if key is None:
        if not is_token(name):
            return b""
        key = name.lower()
        if len(NAMES) < LEARNED_MAX and len(name) <= LEARNED_BYTES_MAX:
            NAMES[name] = key
    return key


def split_outside_quotes(text: bytes, separator: bytes) -> list[bytes]:
    """Cut at a separator that stands neither in a quoted string nor between < and >."""
    parts: list[bytes] = []
    start = 0
    index = 0
    while True:
        cut = text.find(separator, index)
        if cut < 0:
            parts.append(text[start:])
            return parts
        quote = text.find(b'"', index, cut)
        angle = text.find(b"<", index, cut if quote < 0 else quote)
        if angle >= 0:
            index = text.find(b">", angle) + 1
            if index == 0:
                raise SipFault(400, "an open angle bracket")
        elif quote >= 0:
            index = _end_of_quoted(text, quote)
        else:
            parts.append(text[start:cut])
            start = index = cut + 1


def split_list(value: bytes) -> list[bytes]:
    """The members of a comma-separated header value (RFC 3261 section 7.3.1); an empty one is a fault."""
    commas = value.count(b",")
    if not commas:
        return [value.strip()]
    if commas >= LIST_MEMBERS_MAX:
        raise SipFault(400, "a list of more than 100 members")
    members = [member.strip() for member in split_outside_quotes(value, b",")]
    if b"" in members:
        raise SipFault(400, "an empty member of a list")
    return members


def split_parameters(text: bytes) -> list[bytes]:
    """Cut "a;b=c" at its semicolons, those in quoted strings left alone."""
    if text.count(b";") > PARAMETERS_MAX:
        raise SipFault(400, "more than 64 parameters")
    return split_outside_quotes(text, b";") if b'"' in text else text.split(b";")


def read_parameter(text: bytes) -> tuple[bytes, bytes]:
    """Name in lower case and value, quotes kept, b"" for none, of one generic-param (RFC 3261 section 25.1)."""
    name, equals, value = text.partition(b"=")
    name = name.strip().lower()
    value = value.strip()
    if not is_token(name):
        raise SipFault(400, "an unreadable parameter")
    if value[:1] == b'"':
        if len(value) < 2 or _end_of_quoted(value, 0) != len(value):
            raise SipFault(400, "a parameter with text outside its quotes")
    elif value.translate(None, PARAMETER_VALUE):
        raise SipFault(400, "an unreadable parameter")
    elif equals and not value:
        raise SipFault(400, "a parameter without value behind its equals sign")
    return name, value


def read_parameters(text: bytes) -> dict[bytes, bytes]:
    """Parameters from their first semicolon on; one given twice is a fault (RFC 3261 section 7.3.1)."""
    params: dict[bytes, bytes] = {}
    for part in split_parameters(text)[1:]:
        name, value = read_parameter(part)
        if name in params:
            raise SipFault(400, "a parameter given twice")
        params[name] = value
    return params


class NameAddress:
    """What From, To, P-Asserted-Identity, Diversion and their like hold.

    `display_name` is unquoted text ("" when there is none), `uri` the URI's bytes for parse_uri; `params` are the
    header's own parameters, names in lower case, "" for one without value.
    """

    __slots__ = ("display_name", "params", "uri")

    def __init__(self, display_name: str, uri: bytes, params: Mapping[str, str]) -> None:
        self.display_name = display_name
        self.uri = uri
        self.params = params

    def __repr__(self) -> str:
        return f"NameAddress({self.display_name!r}, {self.uri!r}, {self.params!r})"


def name_address(value: bytes) -> NameAddress:
    """Read one name-addr or addr-spec with its parameters (RFC 3261 section 20.10). Raises SipFault(400)."""
    usual = usual_address(value)
    if usual is not None:
        name, uri, tag = usual.groups()
        shown = name.decode("utf-8", "replace") if name else ""
        return NameAddress(shown, uri, {"tag": tag.decode()} if tag else NO_PARAMETERS)
    display, uri, params = split_address(value)
    return NameAddress(_display_text(display), uri, _parameter_texts(params) if params else NO_PARAMETERS)


def split_address(value: bytes) -> tuple[bytes, bytes, bytes]:
    """Display name (quotes and all), URI and parameters (from their first semicolon on) of a name-addr or addr-spec."""
    left = value.find(b"<")
    if left < 0:
        return _split_bare_address(value)
    display = value[:left].strip()
    if display:
        if display[0] == 0x22:
            # A quoted name may hold "<", so the first one is not always the address.
            text = value.lstrip()
            end = _end_of_quoted(text, 0)
            display, value = text[:end], text[end:].lstrip()
            if value[:1] != b"<":
                raise SipFault(400, "no address behind a quoted name")
            left = 0
        elif display.translate(None, DISPLAY_NAME):
            raise SipFault(400, "a display name that needs quotes")
    right = value.find(b">", left)
    # Looked at before the slice: compiled, one that ends before it begins is an error.
    uri = value[left + 1 : right] if right > left else b""
    if right < 0 or uri.translate(None, ADDRESS_URI):
        raise SipFault(400, "an unreadable address between angle brackets")
    params = value[right + 1 :].strip()
    if params and params[0] != 0x3B:
        raise SipFault(400, "text behind an address")
    _check_address_uri(uri)
    return display, uri, params


def _split_bare_address(value: bytes) -> tuple[bytes, bytes, bytes]:
    # RFC 3261 section 20.10: without angle brackets all parameters are the header's, and a URI with comma, question
    # mark or semicolon must not stand bare.
    uri, semicolon, params = value.partition(b";")
    uri = uri.strip()
    if uri.translate(None, ADDRESS_URI) or b"," in uri or b"?" in uri:
        raise SipFault(400, "an address that needs angle brackets")
    _check_address_uri(uri)
    return b"", uri, (semicolon + params).rstrip()


def _check_address_uri(uri: bytes) -> None:
    if len(uri) > URI_BYTES_MAX:
        raise SipFault(400, "an address longer than 1 kB")
    if uri.find(b":") < 1 or not uri[:1].isalpha():
        raise SipFault(400, "an address without URI scheme")
    if uri.count(b"@") > 1:
        # RFC 3261 section 25.1 has one; of two, readers disagree which ends the number.
        raise SipFault(400, "an address with two @")


def _end_of_quoted(text: bytes, start: int) -> int:
    """Index behind the quoted string that begins at `start`; RFC 3261 section 25.1, quoted-pair."""
    end = text.find(b'"', start + 1)
    if end >= 0 and text.find(b"\\", start, end) >= 0:
        end = start + 1
        while end < len(text) and text[end] != 0x22:
            end += 2 if text[end] == 0x5C else 1
    if end < 0 or end >= len(text):
        raise SipFault(400, "an open quote")
    return end + 1


def unquote(text: bytes) -> bytes:
    """The content of a quoted string, its quoted pairs resolved; any other text as it is."""
    if text[:1] != b'"':
        return text
    inner = text[1:-1]
    if b"\\" not in inner:
        return inner
    return b"\\".join(part.replace(b"\\", b"") for part in inner.split(b"\\\\"))


def _display_text(display: bytes) -> str:
    return unquote(display).decode("utf-8", "replace") if display else ""


def _parameter_texts(text: bytes) -> dict[str, str]:
    params = read_parameters(text)
    return {name.decode(): unquote(value).decode("utf-8", "replace") for name, value in params.items()}


def read_tag(value: bytes) -> bytes:
    """The tag of a From or To, b"" without one (RFC 3261 section 19.3). A malformed address or tag is a fault."""
    tag = read_parameters(split_address(value)[2]).get(b"tag")
    if tag is None:
        return b""
    if not tag or tag[:1] == b'"':
        # RFC 3261 section 25.1: a tag is a token. An empty or quoted one is equal to none for some readers only.
        raise SipFault(400, "an unreadable tag")
    return tag
