"""Reads a SIP message that was copied from a wire, request or response: leniently, and only what joins it to a call.

Nobody answers it, and what is wrong with it was somebody else's to refuse; so this is not the reader of the gate
(`sip.message`). Bounded as that one is.
"""

import re
from typing import Final, NamedTuple

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import HEADER_LINES_MAX, MESSAGE_BYTES_MAX
from bellwarden.sip.headers import header_key, name_address, split_list
from bellwarden.sip.uri import parse_uri

TEXT_MAX: Final = 255  # characters kept of a text
_START: Final = re.compile(rb"(?:SIP/2\.0 ([1-6][0-9]{2})(?: .*)?|([A-Z]{3,32}) (\S{1,1024}) SIP/2\.0)")
_CSEQ: Final = re.compile(rb"\s*([0-9]{1,10})\s+([A-Z]{3,32})\s*")
_WANTED: Final = frozenset((b"call-id", b"cseq", b"from", b"to", b"p-asserted-identity"))


class Copied(NamedTuple):
    """Of a request `method` and `called`; of a response `status`, which is 0 for a request."""

    status: int
    method: str  # of the request, or that of CSeq
    cseq: int
    call_id: str
    from_tag: str
    to_tag: str
    calling: str  # user part of P-Asserted-Identity, else of From
    called: str  # user part of the request line
    name: str


def read_copied(data: bytes) -> Copied | None:
    """None for what is no SIP message, or one without Call-ID or CSeq: a keep-alive, noise, another protocol."""
    if len(data) > MESSAGE_BYTES_MAX:
        return None
    start, _, rest = data.lstrip(b"\r\n").partition(b"\n")
    found = _START.fullmatch(start.rstrip(b"\r"))
    if found is None:
        return None
    headers = _headers(rest)
    cseq = _CSEQ.fullmatch(headers.get(b"cseq", b""))
    call_id = _text(headers.get(b"call-id", b""))
    if cseq is None or not call_id:
        return None
    calling, name, from_tag = _party(headers.get(b"from", b""))
    asserted = headers.get(b"p-asserted-identity", b"")
    if asserted and found[1] is None:
        calling, name = _asserted(asserted, calling, name)
    return Copied(
        int(found[1] or 0),
        cseq[2].decode(),
        int(cseq[1]),
        call_id,
        from_tag,
        _party(headers.get(b"to", b""))[2],
        calling,
        _user(found[3]) if found[3] else "",
        name,
    )


def _headers(rest: bytes) -> dict[bytes, bytes]:
    """Topmost value of the headers that are wanted, folded lines joined (RFC 3261 section 7.3.1)."""
    found: dict[bytes, bytes] = {}
    last = b""
    for line in rest.split(b"\n", HEADER_LINES_MAX)[:HEADER_LINES_MAX]:
        line = line.rstrip(b"\r")
        if not line:
            break
        if line[:1] in b" \t":
            if last:
                found[last] += b" " + line.strip()
            continue
        name, _, value = line.partition(b":")
        key = header_key(name.strip())
        last = key if key in _WANTED and key not in found else b""
        if last:
            found[key] = value.strip()
    return found


def _party(value: bytes) -> tuple[str, str, str]:
    """User part, display name and tag; "" each where it can't be read."""
    try:
        one = name_address(value)
    except SipFault:
        return "", "", ""
    return _user(one.uri), _cut(one.display_name), _cut(one.params.get("tag", ""))


def _asserted(value: bytes, calling: str, name: str) -> tuple[str, str]:
    """RFC 3325 section 9.1: a SIP and a tel URI, of which the first that is a user's."""
    try:
        members = split_list(value)
    except SipFault:
        return calling, name
    for member in members:
        user, shown, _ = _party(member)
        if user:
            return user, shown or name
    return calling, name


def _user(uri: bytes) -> str:
    try:
        return _cut(parse_uri(uri).user)
    except SipFault:
        return ""


def _text(value: bytes) -> str:
    return _cut(value.decode("utf-8", "replace"))


def _cut(text: str) -> str:
    return text[:TEXT_MAX]
