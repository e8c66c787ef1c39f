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
    MESSAGE_BYTES_MAX,
    PLAIN,
    URI_BYTES_MAX,
    VIAS_MAX,
    is_token,
    read_digits,
)
from bellwarden.sip.headers import (
    NAMES,
    NameAddress,
    header_key,
    name_address,
    read_tag,
    split_address,
    split_list,
    usual_address,
)
from bellwarden.sip.uri import Uri, parse_uri
from bellwarden.sip.via import Via, read_via

__all__ = ["Request", "SipFault", "parse_request", "read_request"]

# Headers that make two readers disagree when they come twice (RFC 3261 section 7.3.1), as the fault names them.
_SINGLE: Final[dict[bytes, str]] = {
    b"from": "From",
    b"to": "To",
    b"call-id": "Call-ID",
    b"cseq": "CSeq",
    b"max-forwards": "Max-Forwards",
    b"content-type": "Content-Type",
}

# RFC 3261 section 8.1.1.5: the sequence number is less than 2**31.
_CSEQ_MAX: Final = 2**31 - 1
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


class Request:
    """A SIP request as received. Values are stripped of outer blanks, folded lines are joined.

    `fault` is "" for a sane request, else the first fault found as "STATUS reason" ("400 two From headers"). Of a
    faulty one all else is best effort: `uri` is always there, `via` and `target` may be None, numbers are -1.
    """

    __slots__ = (
        "content_length",
        "cseq_digits",
        "fault",
        "first",
        "lines",
        "max_forwards",
        "method",
        "more",
        "target",
        "to_tag",
        "unsupported",
        "uri",
        "via",
    )

    def __init__(self, method: bytes, uri: bytes, lines: list[bytes], fault: str) -> None:
        self.method = method
        self.uri = uri
        self.lines = lines  # header lines in order, unfolded
        self.fault = fault
        self.target: Uri | None = None  # the request URI in its parts
        self.via: Via | None = None  # the topmost
        self.to_tag = b""
        self.cseq_digits = b""
        self.max_forwards = -1
        self.content_length = -1
        self.unsupported: list[bytes] = []  # options of Require that we do not know
        self.first: dict[bytes, bytes] = {}  # topmost value of each header, outer blanks kept
        self.more: dict[bytes, list[bytes]] | None = None  # the others of those that came several times

    def header(self, name: bytes) -> list[bytes]:
        """All values of a header by its lower-case full name, one per line, topmost first; [] when there is none."""
        return [value.strip() for value in self.raw_values(name)]

    def raw_values(self, name: bytes) -> list[bytes]:
        """The same with outer blanks, as an answer echoes them."""
        first = self.first.get(name)
        if first is None:
            return []
        if self.more is None:
            return [first]
        return [first, *self.more.get(name, [])]

    def first_value(self, name: bytes) -> bytes:
        """The topmost value of a header, b"" when there is none."""
        return self.first.get(name, b"").strip()

    def members(self, name: bytes) -> list[bytes]:
        """The values of a header that is a comma-separated list, over all lines; a line that is none stays whole."""
        found: list[bytes] = []
        for value in self.raw_values(name):
            try:
                found += split_list(value)
            except SipFault:
                found.append(value.strip())
        return found

    @property
    def vias(self) -> list[bytes]:
        return self.members(b"via")

    @property
    def from_(self) -> bytes:
        return self.first_value(b"from")

    @property
    def to(self) -> bytes:
        return self.first_value(b"to")

    @property
    def from_address(self) -> NameAddress:
        """From in its parts. Raises SipFault when it has none; for a request without fault it never does."""
        return name_address(self.first_value(b"from"))

    @property
    def call_id(self) -> bytes:
        return self.first_value(b"call-id")

    @property
    def cseq(self) -> bytes:
        return self.first_value(b"cseq")

    @property
    def asserted(self) -> list[bytes]:
        """P-Asserted-Identity values (RFC 3325 section 9.1): at most one sip or sips and one tel."""
        return self.members(b"p-asserted-identity")

    @property
    def identities(self) -> list[bytes]:
        """Identity headers, one value per line (RFC 8224 section 4), as received and unread."""
        return self.header(b"identity")

    @property
    def diversions(self) -> list[bytes]:
        """Diversion values, the last diverting party first (RFC 5806 section 3.2)."""
        return self.members(b"diversion")

    @property
    def privacy(self) -> list[bytes]:
        """Privacy values in lower case (RFC 3323 section 4.2): id, user, header, session, critical, none."""
        values = self.raw_values(b"privacy")
        return [part.strip() for value in values for part in value.lower().replace(b",", b";").split(b";")]

    @property
    def user_agent(self) -> bytes:
        return self.first_value(b"user-agent")

    def note(self, fault: str) -> None:
        """Keep a fault unless one was found before."""
        if not self.fault:
            self.fault = fault

    def take(self, lines: list[bytes]) -> bool:
        """Sort header lines by name; False when one of them is folded: then take_folded has to begin again."""
        names = NAMES
        first = self.first
        for line in lines:
            name, colon, value = line.partition(b":")
            key = names.get(name)
            if key is None or not colon:
                if line[:1] == b" " or line[:1] == b"\t":
                    return False
                key = self._odd_name(name, colon)
                if not key:
                    continue
            if key in first:
                self._repeated(key, value)
            else:
                first[key] = value
        return True

    def take_folded(self, folded: list[bytes]) -> None:
        """Sort header lines that may be folded, too many or too long, and forget what was sorted before."""
        if folded and folded[0][:1] in (b" ", b"\t"):
            self.note("400 a folded request line")
        lines = _unfold(folded)
        if len(lines) > HEADER_LINES_MAX:
            self.note("400 more than 200 headers")
            lines = lines[:HEADER_LINES_MAX]
        for index in range(len(lines)):
            if len(lines[index]) > HEADER_BYTES_MAX:
                self.note("400 a header longer than 8 kB")
                lines[index] = lines[index][:HEADER_BYTES_MAX]
        self.lines = lines
        self.first = {}
        self.more = None
        self.take(lines)

    def _odd_name(self, name: bytes, colon: bytes) -> bytes:
        if not colon:
            self.note("400 a header line without colon")
            return b""
        key = header_key(name)
        if key:
            return key
        bare = name.rstrip(b" \t")
        key = header_key(bare)
        if not key:
            self.note("400 an unreadable header name")
        elif bare != name:
            # RFC 3261 section 7.3.1 allows it, but some SBCs take "X : y" for no header X and let it through where they
            # would have stripped X: what the next hop reads is then not what we judged.
            self.note("400 a blank before the colon of a header")
        return key

    def _repeated(self, key: bytes, value: bytes) -> None:
        single = _SINGLE.get(key)
        if single is not None:
            self.note("400 two " + single + " headers")
        elif key == b"content-length" and value.strip() != self.first[key].strip():
            self.note("400 two different Content-Length headers")
        if self.more is None:
            self.more = {}
        values = self.more.get(key)
        if values is None:
            self.more[key] = [value]
        else:
            values.append(value)


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
    lines = head.splitlines()
    if (
        not blank
        or not lines
        or len(head) > HEADER_BYTES_MAX
        or len(data) > MESSAGE_BYTES_MAX
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


def _unfold(lines: list[bytes]) -> list[bytes]:
    """Join continuation lines to the line in front (RFC 3261 section 7.3.1); one without such a line is dropped."""
    joined: list[list[bytes]] = []
    for line in lines:
        if line[:1] != b" " and line[:1] != b"\t":
            joined.append([line])
        elif joined:
            joined[-1].append(line.strip())
    return [b" ".join(pieces) for pieces in joined]


def _read_odd(data: bytes) -> Request:
    """Read what is not plain: find the first fault of the message as a whole, mend it, go on."""
    # RFC 3261 section 7.5 lets messages begin with empty lines: odd, but no fault.
    data = data.lstrip(b"\r\n")
    fault = _whole_fault(data)
    # Line ends are mended after they have been judged, so that a message of bare LF lines still names its caller.
    mended = data[:MESSAGE_BYTES_MAX].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines = mended.partition(b"\n\n")[0].split(b"\n")
    method, uri, line_fault = _odd_request_line(lines.pop(0))
    request = Request(method, uri, lines, fault or line_fault)
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
    if uri[:1] == b"<":
        # RFC 4475 section 3.1.2.7; the number is wanted all the same.
        fault = fault or "400 a request URI in angle brackets"
        uri = uri.strip(b"<>")
    if (not fault and line != b" ".join((method, uri, version))) or b" " in uri or b"\t" in uri:
        # RFC 4475 sections 3.1.2.9 and 3.1.2.10.
        fault = fault or "400 stray blanks in the request line"
    if len(uri) > URI_BYTES_MAX:
        fault = fault or "414 a URI longer than 1 kB"
        uri = uri[:URI_BYTES_MAX]
    return method, uri, fault


def _check(request: Request, body_bytes: int) -> None:
    """Read what every request needs, in a fixed order, and note the first fault. One fault hides no later value."""
    first = request.first
    try:
        request.target = parse_uri(request.uri)
        if request.target.headers:
            # RFC 3261 section 19.1.1, table 1: no headers in a request URI.
            request.note("400 headers in the request URI")
    except SipFault as found:
        request.note(str(found))
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
    call_id = first.get(b"call-id")
    if call_id is None:
        raise SipFault(400, "no Call-ID header")
    call_id = call_id.strip()
    if not call_id or call_id.translate(None, CALL_ID):
        raise SipFault(400, "an unreadable Call-ID")


def _check_numbers(request: Request, first: dict[bytes, bytes], body_bytes: int) -> None:
    words = first.get(b"cseq", b"").split()
    if len(words) == 2 and ((words[0].isdigit() and len(words[0]) < 10) or read_digits(words[0], _CSEQ_MAX) >= 0):
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
            request.content_length = read_digits(length.strip(), MESSAGE_BYTES_MAX)
            if request.content_length < 0:
                request.note("400 an unreadable Content-Length")
        if request.content_length > body_bytes:
            # RFC 3261 section 18.3; what exceeds Content-Length is ignored by the same section.
            request.note("400 a body shorter than Content-Length")


def _check_require(request: Request) -> None:
    # RFC 3261 section 8.2.2.3.
    request.unsupported = [option for option in request.members(b"require") if option.lower() not in SUPPORTED_OPTIONS]
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
