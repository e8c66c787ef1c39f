"""From an INVITE to the question that it asks: the numbers, names and headers, taken over as they stand."""

from hashlib import sha256
from typing import Final

from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Carrier
from bellwarden.model.stir import NOTHING_PRESENTED, Presented
from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import LEARNED_MAX, unescape
from bellwarden.sip.headers import split_address, unquote
from bellwarden.sip.request import Parts, Request

CHARACTERS_MAX: Final = 256
DIVERSIONS_MAX: Final = 32
PRIORITIES_MAX: Final = 8
IDENTITIES_MAX: Final = 16  # verified: one for each provider that diverted a call, and then some
NO_HEADERS: Final[frozenset[bytes]] = frozenset()
# What needs no second look; everything else goes through the grammar.
_LETTERS_DIGITS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_PLAIN_ADDRESS: Final = _LETTERS_DIGITS + b"+-._*#:;="
_PLAIN_NAME: Final = _LETTERS_DIGITS + b" +-._"
_BEHIND_ADDRESS: Final = (b"", b";")
_new_tuple: Final = tuple.__new__  # less a Python call than the class itself
_keys: Final[dict[str, bytes]] = {}  # configured header names as they are looked up
_NO_TEXTS: Final[tuple[str, ...]] = ()
_NO_PAIRS: Final[tuple[tuple[str, str], ...]] = ()


def read_invite(
    request: Request,
    source_ip: str,
    at: float,
    carrier: Carrier,
    fault: str = "",
    extra_headers: frozenset[bytes] = NO_HEADERS,
) -> CallRequest:
    """The call that an INVITE asks about, from `source_ip`, received `at` seconds since 1970, UTC.

    Total: a faulty message is read as far as it goes, because it may be an emergency call; `fault` is the fault.
    `extra_headers` are names in lower case. No text but the request URI is longer than 256 characters.
    """
    parts = request.parts
    if parts is not None:
        return _read_parts(request, parts, source_ip, at, carrier, extra_headers)
    headers = request.first
    called, host = _called(request)
    shown, name = _party(headers.get(b"from", b"").strip())
    calling = shown
    if b"p-asserted-identity" in headers:
        calling, name, shown = _asserted(request, shown, name)
    else:
        shown = ""
    return CallRequest(
        at,
        source_ip,
        called,
        calling,
        shown,
        name,
        "",
        host,
        _text(headers.get(b"call-id", b"").strip()),
        _text(headers.get(b"user-agent", b"").strip()),
        _diversions(request) if b"diversion" in headers else _NO_TEXTS,
        _digests(request) if b"identity" in headers else _NO_TEXTS,
        _asks_for_privacy(request) if b"privacy" in headers else False,
        _named(request, carrier.correlation_header) if carrier.correlation_header else "",
        _extra(request, extra_headers) if extra_headers else _NO_PAIRS,
        _named(request, carrier.spid_header) if carrier.spid_header else "",
        fault,
        "sip",
        request.uri.decode("utf-8", "backslashreplace"),
    )


def read_presented(request: Request, signs: bool) -> Presented:
    """What an INVITE brought for its verification; with `signs` also what a token of ours would be made of.

    The Identity values are the octets received: what was signed is nothing else (RFC 8224 section 4.1).
    """
    identities = request.first_value(b"identity")
    if not identities and not signs:
        return NOTHING_PRESENTED
    return Presented(
        tuple(request.identities[:IDENTITIES_MAX]) if identities else (),
        _party(request.first_value(b"to"))[0],
        _text(request.first_value(b"date")),
        tuple([_text(value) for value in request.header(b"resource-priority")[:PRIORITIES_MAX]]),
    )


def _called(request: Request) -> tuple[str, str]:
    """The called number's text and the host of the request URI."""
    target = request.target
    if target is None or target.scheme[0] != "s":
        # Some senders leave the angle brackets of a Contact around it (RFC 4475 section 3.1.2.7).
        return _number(request.uri.strip(b"<>")), ""
    host = target.host
    # `sip:911` names a host, but whoever dials it wants help.
    return target.user[:CHARACTERS_MAX] or (host if host.isascii() and host.isdigit() else ""), host


def _read_parts(
    request: Request, parts: Parts, source_ip: str, at: float, carrier: Carrier, extra_headers: frozenset[bytes]
) -> CallRequest:
    """The same of a request that was read by its shape."""
    called, host, calling, name, asserted, asserted_name, call_id, user_agent, special = parts
    shown = ""
    if asserted:
        if asserted != calling:
            shown, calling = calling, asserted
        name = asserted_name or name
    diversions = identities = _NO_TEXTS
    privacy = False
    if special:
        headers = request.first
        diversions = _diversions(request) if b"diversion" in headers else _NO_TEXTS
        identities = _digests(request) if b"identity" in headers else _NO_TEXTS
        privacy = _asks_for_privacy(request) if b"privacy" in headers else False
    correlation, spid = carrier.correlation_header, carrier.spid_header
    return _new_tuple(
        CallRequest,
        (
            at,
            source_ip,
            called,
            calling,
            shown,
            name,
            "",
            host,
            call_id,
            user_agent,
            diversions,
            identities,
            privacy,
            _named(request, correlation) if correlation else "",
            _extra(request, extra_headers) if extra_headers else _NO_PAIRS,
            _named(request, spid) if spid else "",
            "",
            "sip",
            request.uri.decode(),
            _NO_TEXTS,
        ),
    )


def _asserted(request: Request, from_number: str, from_name: str) -> tuple[str, str, str]:
    """Calling number, name and differing From number of a call whose caller was asserted.

    RFC 3325 section 9.1: a network that the SBC trusts says who calls, so this outranks From; the first SIP or tel URI
    counts. A name that it lacks is taken from From.
    """
    first = request.first_value(b"p-asserted-identity")
    for value in request.asserted if request.more is not None or b"," in first else (first,):
        number, name = _party(value)
        if number:
            return number, name or from_name, "" if number == from_number else from_number
    return from_number, from_name, ""


def _diversions(request: Request) -> tuple[str, ...]:
    """RFC 5806 section 3.2: the last diverting party stands first."""
    return tuple([_party(value)[0] for value in request.diversions[:DIVERSIONS_MAX]])


def _digests(request: Request) -> tuple[str, ...]:
    """RFC 8224 section 4.1: each Identity value as it came, unread."""
    return tuple([sha256(value).hexdigest() for value in request.identities])


def _asks_for_privacy(request: Request) -> bool:
    """RFC 3323 section 4.2; RFC 3325 section 9.3."""
    asked = request.privacy
    return b"id" in asked or b"user" in asked


def _party(value: bytes) -> tuple[str, str]:
    """Number and name in a name-addr. One that can't be read stands as the number, so that the record shows it."""
    # What almost every SBC sends, `"name" <sip:number@host>`, without a walk through the whole grammar.
    left = value.find(b"<sip:")
    right = value.find(b">", left + 5)
    # Compiled by mypyc, a slice of bytes that ends before it begins raises SystemError.
    if left >= 0 and right >= 0 and len(value) <= CHARACTERS_MAX:
        address = value[left + 5 : right]
        name = value[:left].strip()
        if name[:1] == b'"' and len(name) > 1 and name[-1:] == b'"':
            name = name[1:-1]
        if (
            address.translate(None, _PLAIN_ADDRESS) == b"@"
            and not name.translate(None, _PLAIN_NAME)
            and value[right + 1 : right + 2] in _BEHIND_ADDRESS
        ):
            user = address.partition(b"@")[0]
            if user and b":" not in user:
                return user.decode(), name.decode()
    try:
        display, uri, _ = split_address(value)
        return _number(uri), _text(unquote(display)) if display else ""
    except SipFault:
        return _text(value), ""


def _number(uri: bytes) -> str:
    """What stands where the number belongs: the user part of a SIP URI, all of a tel URI; "" when there is none.

    Looser than the URI's own grammar on purpose: the number is wanted even where the rest is broken.
    """
    scheme, colon, rest = uri.partition(b":")
    if scheme != b"sip":
        scheme = scheme.lower()
        if scheme == b"tel":
            return _text(rest)
        if scheme != b"sip" and scheme != b"sips":
            return _text(uri) if scheme == b"urn" or not colon else ""
    user, at, _ = rest.partition(b"@")
    if not at:
        # RFC 3323 section 4.1.1.3: a caller who is nobody may also be no user at all.
        return "anonymous" if user.startswith(b"anonymous.invalid") else ""
    if b":" in user:
        user = user.partition(b":")[0]
    if b"%" in user:
        try:
            user = unescape(user)
        except SipFault:
            return _text(user)
    return _text(user)


def _text(value: bytes) -> str:
    """UTF-8; what is none stays visible as a backslash escape."""
    if len(value) > CHARACTERS_MAX:
        return value[: 4 * CHARACTERS_MAX].decode("utf-8", "backslashreplace")[:CHARACTERS_MAX]
    return value.decode("utf-8", "backslashreplace")[:CHARACTERS_MAX]


def _named(request: Request, name: str) -> str:
    """The topmost value of a header that the carrier's configuration names."""
    key = _keys.get(name) or _key(name)
    return _text(request.first_value(key))


def _key(name: str) -> bytes:
    key = name.lower().encode()
    if len(_keys) < LEARNED_MAX:
        _keys[name] = key
    return key


def _extra(request: Request, names: frozenset[bytes]) -> tuple[tuple[str, str], ...]:
    """The headers that the policy reads. Several of one name are one value with commas, RFC 3261 section 7.3.1: a value
    that came twice is then nobody's exact value, and a header that a customer added decides nothing."""
    pairs = []
    for name in sorted(names):
        values = request.header(name)
        if values:
            value = values[0] if len(values) == 1 else b", ".join(values)
            pairs.append((name.decode("utf-8", "backslashreplace"), _text(value)))
    return tuple(pairs)
