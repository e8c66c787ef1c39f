"""A SIP request as a value: its headers by name, in every spelling and number, and what of them is read at once."""

from re import Match
from typing import Final, NamedTuple

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import HEADER_BYTES_MAX, HEADER_LINES_MAX
from bellwarden.sip.headers import NAMES, NameAddress, header_key, name_address, split_list
from bellwarden.sip.uri import Uri
from bellwarden.sip.via import Via

# Headers that make two readers disagree when they come twice (RFC 3261 section 7.3.1), as the fault names them.
_SINGLE: Final[dict[bytes, str]] = {
    b"from": "From",
    b"to": "To",
    b"call-id": "Call-ID",
    b"cseq": "CSeq",
    b"max-forwards": "Max-Forwards",
    b"content-type": "Content-Type",
}


NO_OPTIONS: Final[tuple[bytes, ...]] = ()


class Parts(NamedTuple):
    """What a plain INVITE says of its call, as text and uninterpreted; "" for what it does not say."""

    called: str  # user part of the request URI
    host: str  # its host, in lower case
    from_user: str
    from_name: str
    asserted_user: str
    asserted_name: str
    call_id: str
    user_agent: str
    special: bool  # Diversion, Identity or Privacy are there, too


class Request:
    """A SIP request as received. Values are stripped of outer blanks, folded lines are joined.

    `fault` is "" for a sane request, else the first fault found as "STATUS reason" ("400 two From headers"). Of a
    faulty one all else is best effort: `uri` is always there, `via` and `target` may be None, numbers are -1.
    """

    __slots__ = (
        "_echoed",
        "_first",
        "_found",
        "_places",
        "call_id",
        "content_length",
        "cseq_digits",
        "fault",
        "lines",
        "max_forwards",
        "method",
        "more",
        "parts",
        "target",
        "to_tag",
        "unsupported",
        "uri",
        "via",
    )

    def __init__(
        self,
        method: bytes,
        uri: bytes,
        lines: list[bytes],
        fault: str,
        parts: Parts | None = None,
        echoed: tuple[bytes, bytes, bytes, bytes] | None = None,
        places: dict[bytes, int] | None = None,
        found: Match[bytes] | None = None,
        via: Via | None = None,
        call_id: bytes = b"",
        cseq_digits: bytes = b"",
        max_forwards: int = -1,
        content_length: int = -1,
    ) -> None:
        self.method = method
        self.uri = uri
        self.lines = lines  # header lines in order, unfolded; none where the message was read by its shape
        self.fault = fault
        self.parts = parts  # where the message was read by its shape
        self._echoed = echoed
        self._places = places  # the group of each header's value in `found`
        self._found = found  # the head, of which `first` is made when it is asked for
        self._first: dict[bytes, bytes] | None = None
        self.more: dict[bytes, list[bytes]] | None = None  # the others of those that came several times
        self.via = via  # the topmost
        self.target: Uri | None = None  # the request URI in its parts; None where `parts` has them
        self.to_tag = b""
        self.call_id = call_id
        self.cseq_digits = cseq_digits
        self.max_forwards = max_forwards
        self.content_length = content_length
        self.unsupported = NO_OPTIONS  # options of Require that we do not know

    @property
    def first(self) -> dict[bytes, bytes]:
        """Topmost value of each header, outer blanks kept."""
        first = self._first
        if first is None:
            found, places = self._found, self._places
            first = {} if found is None or places is None else {name: found[at] for name, at in places.items()}
            self._first = first
        return first

    def echoed(self) -> tuple[bytes, bytes, bytes, bytes]:
        """From, To, Call-ID and CSeq as an answer repeats them (RFC 3261 section 8.2.6.2), of a sane request."""
        echoed = self._echoed
        if echoed is None:
            first = self.first
            echoed = self._echoed = (first[b"from"], first[b"to"], first[b"call-id"], first[b"cseq"])
        return echoed

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
        found, places = self._found, self._places
        if found is not None and places is not None:
            return found[places[name]].strip() if name in places else b""
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
    def cseq(self) -> bytes:
        return self.first_value(b"cseq")

    @property
    def asserted(self) -> list[bytes]:
        """P-Asserted-Identity values (RFC 3325 section 9.1): at most one sip or sips and one tel."""
        return self.members(b"p-asserted-identity")

    @property
    def identities(self) -> list[bytes]:
        """Identity headers, one value per line (RFC 8224 section 4.1), as received and unread."""
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
        lines = unfold(folded)
        if len(lines) > HEADER_LINES_MAX:
            self.note("400 more than 200 headers")
            lines = lines[:HEADER_LINES_MAX]
        for index in range(len(lines)):
            if len(lines[index]) > HEADER_BYTES_MAX:
                self.note("400 a header longer than 8 kB")
                lines[index] = lines[index][:HEADER_BYTES_MAX]
        self.lines = lines
        self._first = {}
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


def unfold(lines: list[bytes]) -> list[bytes]:
    """Join continuation lines to the line in front (RFC 3261 section 7.3.1); one without such a line is dropped."""
    joined: list[list[bytes]] = []
    for line in lines:
        if line[:1] != b" " and line[:1] != b"\t":
            joined.append([line.rstrip()])
        elif joined:
            joined[-1].append(line.strip())
    return [b" ".join([piece for piece in pieces if piece]) for pieces in joined]
