"""Reads a SIP request from bytes: strict, bounded, in one pass, and never more of it than a redirect server needs.

A fault does not end the reading. The first one found is kept, and the rest is read as well as it can be, because even a
malformed INVITE may be an emergency call and needs an answer that its sender can match. The body is never looked at.
"""

from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    CALL_ID,
    HEADER_BYTES_MAX,
    HEADER_LINES_MAX,
    INTEGER_MAX,
    LINES_MAX,
    MESSAGE_BYTES_MAX,
    PLAIN,
    URI_BYTES_MAX,
    VIAS_MAX,
    is_token,
    read_digits,
)
from bellwarden.sip.headers import read_tag, split_address, split_list, usual_address
from bellwarden.sip.request import Request
from bellwarden.sip.uri import parse_uri
from bellwarden.sip.via import read_via

__all__ = ["Request", "SipFault", "parse_request", "read_request"]

# RFC 3261 section 20.22.
_MAX_FORWARDS_MAX: Final = 255
# Max-Forwards and Content-Length as nearly everybody writes them.
_SMALL: Final = {b" %d" % number: number for number in range(1_024)}

# RFC 3261 and its extensions; every other method is answered 501 (RFC 3261 section 8.2.1).
METHODS: Final = frozenset(
    b"INVITE ACK CANCEL OPTIONS BYE REGISTER PRACK UPDATE INFO SUBSCRIBE NOTIFY PUBLISH MESSAGE REFER".split()
)

# Option tags that ask something of the party who takes the call, and nothing of a server that sends it elsewhere. Any
# other in Require is answered 420 (RFC 3261 section 8.2.2.3).
SUPPORTED_OPTIONS: Final = frozenset(
    b"100rel 199 answermode early-session from-change gruu histinfo ice join norefersub outbound path precondition "
    b"pref privacy replaces resource-priority sdp-anat tdialog timer uui".split()
)

# What the strange bytes of a head add up to when it has n line ends and nothing else strange.
_LINE_ENDS: Final = [b"\r\n" * count for count in range(HEADER_LINES_MAX + 2)]


def parse_request(data: bytes) -> Request:
    """Read a request and refuse a faulty one.

    Raises SipFault with the first fault found and, where the request line could be read, the partial request.
    """
    request = read_request(data)
    if request.fault:
        raise SipFault(int(request.fault[:3]), request.fault[4:], request)
    return request


def read_request(data: bytes) -> Request:
    """Read a request with its fault noted inside.

    Raises SipFault only when not even method and URI can be read: noise, a response, a keep-alive.
    """
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank or len(head) > HEADER_BYTES_MAX or len(data) > MESSAGE_BYTES_MAX:
        return _read_odd(data)
    lines = head.splitlines()
    if (
        not lines
        or len(lines) > HEADER_LINES_MAX + 1
        or head.translate(None, PLAIN) != _LINE_ENDS[len(lines) - 1]
        or not (data.isascii() or _is_utf8(head))
    ):
        return _read_odd(data)
    words = lines[0].split(b" ")
    if len(words) != 3 or words[2] != b"SIP/2.0" or words[0] not in METHODS or len(words[1]) > URI_BYTES_MAX:
        return _read_odd(data)
    del lines[0]
    request = Request(words[0], words[1], lines, "")
    if not request.take(lines):
        request.fault = ""
        request.take_folded(lines)
    _check(request, len(body))
    return request


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_odd(data: bytes) -> Request:
    """Read what is not plain: find the first fault of the message as a whole, mend it, go on."""
    # RFC 3261 section 7.5 lets messages begin with empty lines: odd, but no fault.
    data = data.lstrip(b"\r\n")
    fault = _whole_fault(data)
    # Line ends are mended after they have been judged, so that a message of bare LF lines still names its caller.
    mended = data[:MESSAGE_BYTES_MAX].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = mended.partition(b"\n\n")[0].split(b"\n", LINES_MAX)
    method, uri, line_fault = _odd_request_line(lines.pop(0))
    request = Request(method, uri, lines, fault or line_fault)
    if len(lines) >= LINES_MAX:
        request.note("400 more than 1,000 lines")
        del lines[-1]
    request.take_folded(lines)
    _check(request, len(data.partition(b"\r\n\r\n")[2]))
    return request


def _whole_fault(data: bytes) -> str:
    if len(data) > MESSAGE_BYTES_MAX:
        # RFC 3261 section 21.5.7.
        return "513 a message longer than 64 kB"
    head, blank, _ = data.partition(b"\r\n\r\n")
    strange = head.translate(None, PLAIN)
    if strange.translate(None, b"\r\n"):
        return "400 a control byte in the headers"
    if len(strange) != 2 * head.count(b"\r\n"):
        # RFC 3261 section 7: a line ends with CR LF; where a lone one ends it, every reader decides for itself.
        return "400 a line that does not end with CR LF"
    if not blank:
        return "400 no empty line behind the headers"
    if not _is_utf8(head):
        # RFC 3261 section 7.3.1: header text is UTF-8.
        return "400 a header that is not UTF-8"
    return ""


def _odd_request_line(line: bytes) -> tuple[bytes, bytes, str]:
    """Method, URI and fault of a request line that is not "METHOD URI SIP/2.0" (RFC 3261 section 7.1)."""
    method, _, rest = line.partition(b" ")
    uri, _, version = rest.strip().rpartition(b" ")
    if method.upper().startswith(b"SIP/"):
        raise SipFault(400, "a response, not a request")
    fault = ""
    if version[:4].upper() != b"SIP/":
        uri, fault = rest, "400 a request line without SIP version"
    elif version.upper() != b"SIP/2.0":
        # RFC 3261 section 21.5.6.
        fault = "505 Version Not Supported"
    uri = uri.strip()
    if not is_token(method) or not uri:
        raise SipFault(400, "an unreadable request line")
    if (not fault and line != b" ".join((method, uri, version))) or b" " in uri or b"\t" in uri:
        # RFC 4475 sections 3.1.2.8, 3.1.2.9 and 3.1.2.10.
        fault = fault or "400 stray blanks in the request line"
    if len(uri) > URI_BYTES_MAX:
        fault = fault or "414 a URI longer than 1 kB"
        uri = uri[:URI_BYTES_MAX]
    return method, uri, fault


def _check(request: Request, body_bytes: int) -> None:
    """Read what every request needs, in a fixed order, and note the first fault. One fault hides no later value."""
    first = request.first
    request.call_id = first.get(b"call-id", b"").strip()
    try:
        request.target = parse_uri(request.uri)
        if request.target.headers:
            # RFC 3261 section 19.1.1, table 1; RFC 4475 section 3.1.2.11: no headers in a request URI.
            request.note("400 headers in the request URI")
    except SipFault as found:
        _mend_uri(request, str(found))
    try:
        via = first.get(b"via")
        if via is None or b"," in via or request.more is not None:
            _check_vias(request)
        else:
            request.via = read_via(via)
    except SipFault as found:
        request.note(str(found))
    try:
        _check_parties(request, first)
    except SipFault as found:
        request.note(str(found))
    _check_numbers(request, first, body_bytes)
    try:
        if b"require" in first:
            _check_require(request)
        asserted = first.get(b"p-asserted-identity")
        if asserted is not None and (request.more is not None or usual_address(asserted) is None):
            _check_asserted(request)
    except SipFault as found:
        request.note(str(found))
    if request.max_forwards == 0 and request.method == b"INVITE":
        # RFC 3261 section 16.3: what may not be forwarded gets no further. OPTIONS are for us: we are their end.
        request.note("483 Too Many Hops")


def _mend_uri(request: Request, fault: str) -> None:
    """Note why the request URI can't be read, and read it all the same where only its wrapping is wrong."""
    if request.uri[:1] == b"<":
        # RFC 4475 section 3.1.2.7.
        fault = "400 a request URI in angle brackets"
        request.uri = request.uri.strip(b"<>")
        try:
            request.target = parse_uri(request.uri)
        except SipFault:
            request.target = None
    request.note(fault)


def _check_vias(request: Request) -> None:
    texts: list[bytes] = []
    for value in request.raw_values(b"via"):
        texts += split_list(value)
        if request.via is None:
            request.via = read_via(texts[0])
        if len(texts) > VIAS_MAX:
            raise SipFault(400, "more than 70 Via")
    if not texts:
        raise SipFault(400, "no Via header")
    for text in texts[1:]:
        read_via(text)


def _check_parties(request: Request, first: dict[bytes, bytes]) -> None:
    to = first.get(b"to")
    # RFC 3261 section 8.1.1: without these no answer can be matched and no transaction told apart.
    if to is None:
        raise SipFault(400, "no To header")
    usual = usual_address(to)
    request.to_tag = (usual[3] or b"") if usual is not None else read_tag(to)
    from_ = first.get(b"from")
    if from_ is None:
        raise SipFault(400, "no From header")
    if usual_address(from_) is None:
        read_tag(from_)
    if b"call-id" not in first:
        raise SipFault(400, "no Call-ID header")
    if not request.call_id or request.call_id.translate(None, CALL_ID):
        raise SipFault(400, "an unreadable Call-ID")


def _check_numbers(request: Request, first: dict[bytes, bytes], body_bytes: int) -> None:
    words = first.get(b"cseq", b"").split()
    if len(words) == 2 and ((words[0].isdigit() and len(words[0]) < 10) or read_digits(words[0], INTEGER_MAX) >= 0):
        request.cseq_digits = words[0]
        if words[1] != request.method:
            # RFC 3261 section 8.1.1.5: the method matches that of the request.
            request.note("400 a CSeq of another method")
    else:
        request.note("400 an unreadable CSeq" if b"cseq" in first else "400 no CSeq header")
    forwards = first.get(b"max-forwards")
    if forwards is not None:
        request.max_forwards = _SMALL.get(forwards, -1)
        if request.max_forwards < 0 or request.max_forwards > _MAX_FORWARDS_MAX:
            request.max_forwards = read_digits(forwards.strip(), _MAX_FORWARDS_MAX)
            if request.max_forwards < 0:
                request.note("400 an unreadable Max-Forwards")
    length = first.get(b"content-length")
    if length is not None:
        # A sign, a list or a number beyond 32 bits is read differently by every peer, and over TCP that smuggles in a
        # second message: digits only.
        request.content_length = _SMALL.get(length, -1)
        if request.content_length < 0:
            request.content_length = read_digits(length.strip(), INTEGER_MAX)
            if request.content_length < 0:
                request.note("400 an unreadable Content-Length")
        if request.content_length > body_bytes:
            # RFC 3261 section 18.3; what exceeds Content-Length is ignored by the same section.
            request.note("400 a body shorter than Content-Length")


def _check_require(request: Request) -> None:
    # RFC 3261 section 8.2.2.3.
    asked = [option for value in request.raw_values(b"require") for option in split_list(value)]
    request.unsupported = tuple([option for option in asked if option.lower() not in SUPPORTED_OPTIONS])
    if request.unsupported:
        raise SipFault(420, "Bad Extension")


def _check_asserted(request: Request) -> None:
    # RFC 3325 section 9.1: one value, or a sip or sips URI and a tel URI.
    kinds: list[bytes] = []
    for value in request.raw_values(b"p-asserted-identity"):
        for member in split_list(value):
            scheme = split_address(member)[1].partition(b":")[0].lower()
            kinds.append(b"sip" if scheme == b"sips" else scheme)
    if len(kinds) != len(set(kinds)):
        raise SipFault(400, "two P-Asserted-Identity of one kind")
    if len(kinds) > 2:
        raise SipFault(400, "more than two P-Asserted-Identity")
