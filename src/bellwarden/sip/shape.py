"""INVITEs of one sender look alike: the same headers in the same order. Once seen, such a shape is read in one go.

A shape is a regular expression for the whole head. It accepts less than `read_request` does and never anything else:
what it does not fit, or what needs a second look (a To tag, a list, an escape, a fault), is read piece by piece.
"""

import re
from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    ADDRESS_PART,
    CALL_ID,
    HEADER_BYTES_MAX,
    LEARNED_BYTES_MAX,
    LEARNED_MAX,
    MESSAGE_BYTES_MAX,
    PARAMETER_VALUE,
    UNRESERVED,
    URI_BYTES_MAX,
    USER,
    one_of,
)
from bellwarden.sip.headers import header_key
from bellwarden.sip.message import read_request
from bellwarden.sip.request import Parts, Request
from bellwarden.sip.uri import host_port, uri_parameters
from bellwarden.sip.via import Via, read_sent_by

# A regular expression costs some milliseconds to compile: a sender who changes his headers with every call must not
# make us do that all day.
SHAPES_MAX: Final = 256
SHAPES_PER_SOURCE_MAX: Final = 4
SOURCES_MAX: Final = 4_096
LEARN_EVERY_S: Final = 0.1
HEADERS_MAX: Final = 64  # of a shape
MAX_FORWARDS_MAX: Final = 255  # RFC 3261 section 20.22

_TAG: Final = rb"(?:;tag=" + one_of(PARAMETER_VALUE) + rb"{1,255}+)?+"
_PLACE: Final = rb"[A-Za-z0-9.:\[\]-]++"
_QUOTED: Final = rb'(?:"([\t !#-\[\]-~]{0,255}+)"[ \t]*+)?+'
_PARTY: Final = rb" " + _QUOTED + rb"<sip:([A-Za-z0-9+._*#=-]{1,64}+)@[A-Za-z0-9._:;=\[\]-]{1,255}+>"

# What a header's value has to look like. Possessive, so that a match never backtracks.
_FORMS: Final[dict[bytes, bytes]] = {
    b"via": rb" (SIP/2\.0/[A-Z]++ " + _PLACE + rb")(;rport)?+(;branch=z9hG4bK" + one_of(PARAMETER_VALUE)
    + rb"++)(;rport)?+",
    b"from": _PARTY + _TAG,
    b"p-asserted-identity": _PARTY,
    b"to": rb' (?:"[\t !#-\[\]-~]{0,255}+"[ \t]*+)?+<[a-z]++:' + one_of(ADDRESS_PART) + rb"{0,255}+(?:@"
    + one_of(ADDRESS_PART) + rb"{0,255}+)?+>",
    b"call-id": rb" (" + one_of(CALL_ID) + rb"{1,255}+)",
    b"cseq": rb" ([0-9]{1,9}+) INVITE",
    b"max-forwards": rb" ([0-9]{1,3}+)",
    b"content-length": rb" ++([0-9]{1,5}+)",
    b"user-agent": rb" ([ -~]{0,255}+)",
}  # fmt: skip
# Visible ASCII and blanks: what else stands in a header is looked at by the careful reader, a tab, too: one range of
# bytes is compared twice as fast as two.
_ANY: Final = rb"[ -~]*+"
_GROUPS: Final = {key: re.compile(form).groups for key, form in _FORMS.items()}
_REQUEST_LINE: Final = (
    rb"INVITE (sips?+:(" + one_of(USER.replace(b"%", b"")) + rb"{1,255}+)@(" + _PLACE + rb"(?:;"
    + one_of(UNRESERVED + b";=+:&[]") + rb"++)?+)) SIP/2\.0\r\n"
)  # fmt: skip
_REQUEST_LINE_GROUPS: Final = 3

# RFC 3261 section 8.1.1, and what every message that is read whole must have.
_NEEDED: Final = frozenset((b"via", b"from", b"to", b"call-id", b"cseq", b"max-forwards", b"content-length"))
# The groups of a value that are wanted, 0 for all of it; in the order that Shape._request takes them.
_WANTED: Final = (
    *((b"via", group) for group in (1, 2, 3, 4)),
    *((b"from", group) for group in (0, 1, 2)),
    (b"to", 0),
    *((b"p-asserted-identity", group) for group in (1, 2)),
    *((b"call-id", group) for group in (0, 1)),
    *((b"cseq", group) for group in (0, 1)),
    (b"max-forwards", 1),
    (b"content-length", 1),
    (b"user-agent", 1),
)
# Headers that are read beyond their parties: their values are looked up where they are there.
_SPECIAL: Final = frozenset((b"diversion", b"identity", b"privacy"))
# RFC 3261 section 8.2.2.3: may ask for what we can't do.
_READ_PIECEWISE: Final = frozenset((b"require",))


_new_parts: Final = tuple.__new__
# Host and parameters behind the "@" of a request URI, as they recur → the host in lower case.
_hosts: Final[dict[bytes, str]] = {}


def _read_place(text: bytes) -> str:
    """The host, once it and the parameters behind it are found sound. Raises SipFault."""
    place, semicolon, params = text.partition(b";")
    host = host_port(place)[0]
    if semicolon:
        uri_parameters(params)
    if len(_hosts) < LEARNED_MAX and len(text) <= LEARNED_BYTES_MAX:
        _hosts[text] = host
    return host


_NO_SHAPES: Final[list["Shape"]] = []
_NO_LINES: Final[list[bytes]] = []


class Shape:
    """One order of headers. Raises ValueError for one that can't be read in one go."""

    __slots__ = ("_match", "_places", "_special", "_wanted")

    def __init__(self, names: tuple[bytes, ...]) -> None:
        keys = [header_key(name) for name in names]
        known = frozenset(keys)
        if len(keys) > HEADERS_MAX or len(known) != len(keys) or b"" in known:
            raise ValueError("headers that come twice, are too many or have no name")
        if not known >= _NEEDED or known & _READ_PIECEWISE:
            raise ValueError("headers that are read one by one")
        pattern = _REQUEST_LINE
        groups = _REQUEST_LINE_GROUPS
        at: dict[bytes, int] = {}
        for name, key in zip(names, keys, strict=True):
            at[key] = groups + 1
            pattern += re.escape(name) + rb":(" + _FORMS.get(key, _ANY) + rb")\r\n"
            groups += 1 + _GROUPS.get(key, 0)
        # The last group never takes part: it stands for every header that this shape lacks.
        self._match = re.compile(pattern + rb"\r\n((?!))?").match
        self._wanted = (
            *range(1, _REQUEST_LINE_GROUPS + 1),
            *[at[key] + inner if key in at else groups + 1 for key, inner in _WANTED],
        )
        self._places = at
        self._special = not known.isdisjoint(_SPECIAL)

    def read(self, data: bytes) -> Request | None:
        """The request, without a fault; None for one that has to be read piece by piece."""
        found = self._match(data) if len(data) <= MESSAGE_BYTES_MAX else None
        if found is None:
            return None
        head_bytes = found.end()
        if head_bytes > HEADER_BYTES_MAX + 4:
            return None
        return self._request(found, len(data) - head_bytes)

    def _request(self, found: re.Match[bytes], body_bytes: int) -> Request | None:
        wanted = found.group(*self._wanted)
        (uri, user, place, protocol, early, branch, late, from_, from_name, from_user, to, asserted_name,
         asserted_user, named, call_id, cseq, cseq_digits, forwards, length, agent) = wanted  # fmt: skip
        max_forwards = int(forwards)
        content_length = int(length)
        if (
            (early is not None and late is not None)
            or not 0 < max_forwards <= MAX_FORWARDS_MAX
            or content_length > body_bytes
            or len(uri) > URI_BYTES_MAX
        ):
            return None
        try:
            host = _hosts.get(place) or _read_place(place)
            sent_by = read_sent_by(protocol)
        except SipFault:
            return None
        via = Via(b" " + protocol + branch, sent_by[0], sent_by[1], branch[8:], early is not None or late is not None)
        parts = _new_parts(Parts, (
            user.decode(),
            host,
            from_user.decode(),
            from_name.decode() if from_name else "",
            asserted_user.decode() if asserted_user else "",
            asserted_name.decode() if asserted_name else "",
            call_id.decode(),
            agent.strip().decode() if agent else "",
            self._special,
        ))  # fmt: skip
        return Request(
            b"INVITE",
            uri,
            _NO_LINES,
            "",
            parts,
            (from_, to, named, cseq),
            self._places,
            found,
            via,
            call_id,
            cseq_digits,
            max_forwards,
            content_length,
        )


class Shapes:
    """The shapes that a server has learned, by sender."""

    __slots__ = ("_by_source", "_glanced", "_known", "_learn_at", "_seen")

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, ...], Shape | None] = {}
        self._by_source: dict[str, list[Shape]] = {}
        self._learn_at = 0.0
        self._glanced: bytes | None = None
        self._seen: Request | None = None

    def glance(self, data: bytes, host: str, now: float) -> Request:
        """As `read`, for a message that will be read once more: what was read is kept for the next call."""
        self._seen = self.read(data, host, now)
        self._glanced = data
        return self._seen

    def read(self, data: bytes, host: str, now: float) -> Request:
        """As `read_request`, for a message from `host`."""
        if self._glanced is not None:
            glanced, seen = self._glanced, self._seen
            self._glanced = self._seen = None
            if glanced is data and seen is not None:
                return seen
        for shape in self._by_source.get(host, _NO_SHAPES):
            request = shape.read(data)
            if request is not None:
                return request
        request = read_request(data)
        if request.method == b"INVITE" and not request.fault and request.more is None:
            self._learn(request, data, host, now)
        return request

    def _learn(self, request: Request, data: bytes, host: str, now: float) -> None:
        names = tuple([line.partition(b":")[0] for line in request.lines])
        shape = self._known.get(names)
        if shape is None:
            if names in self._known or now < self._learn_at or len(self._known) >= SHAPES_MAX:
                return
            self._learn_at = now + LEARN_EVERY_S
            try:
                shape = self._known[names] = Shape(names)
            except ValueError:
                self._known[names] = None
                return
        shapes = self._by_source.get(host, [])
        if shape not in shapes and shape.read(data) is not None and len(self._by_source) < SOURCES_MAX:
            # The newest first: it is what this sender sends now.
            self._by_source[host] = [shape, *shapes[: SHAPES_PER_SOURCE_MAX - 1]]

    def __len__(self) -> int:
        """How many orders of headers are known, those included that can't be read in one go."""
        return len(self._known)
