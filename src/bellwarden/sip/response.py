"""Builds answers: what the request's sender needs to match one, what the flow wants to say, and where it has to go."""

from typing import Any, Final

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.grammar import LEARNED_MAX, VIAS_MAX, is_token
from bellwarden.sip.headers import split_list
from bellwarden.sip.message import Request

# What recvfrom gave: (host, port), for IPv6 with flow information and scope behind. On a stream, whatever names the
# connection, host and port first.
Source = tuple[Any, ...]

# RFC 3261 section 18.2.2.
_DEFAULT_PORT: Final = 5060

_END: Final = b"\r\nContent-Length: 0\r\n\r\n"

# Headers that belong to the transaction and that no answer may bring along.
_OURS: Final = frozenset(["via", "from", "to", "call-id", "cseq", "content-length", "v", "f", "t", "i", "l"])

# RFC 3261 section 8.2.6.2.
_ECHOED: Final = (
    (b"from", b"\r\nFrom:"),
    (b"to", b"\r\nTo:"),
    (b"call-id", b"\r\nCall-ID:"),
    (b"cseq", b"\r\nCSeq:"),
)

# Header names of answers, checked once: "X-Decision" → b"\r\nX-Decision: ", b"" for one that is refused.
_names_checked: Final[dict[str, bytes]] = {}
_status_lines: Final[dict[tuple[int, str], bytes]] = {}

# What a control byte of a faulty request becomes when it is echoed.
_MASKED: Final = bytes(63 if code < 32 or code == 127 else code for code in range(256))


class Origin:
    """Where requests come from: `host` as text without scope or mapping, and the Via parameters that say so."""

    __slots__ = ("host", "received", "rport")

    def __init__(self, source: Source) -> None:
        host = str(source[0]).partition("%")[0].lower()
        # A socket for both families shows IPv4 as ::ffff:192.0.2.1; the peer knows itself by the last part.
        if host.startswith("::ffff:") and "." in host:
            host = host[7:]
        self.host = host
        # RFC 3261 section 18.2.1; RFC 3581 section 4.
        self.received = b";received=" + host.encode("ascii", "replace")
        self.rport = b";rport=%d%b" % (source[1], self.received)


def reply_source(request: Request, source: Source) -> Source:
    """The address an answer goes to over UDP.

    RFC 3261 section 18.2.2; RFC 3581 section 4. With one deviation: the host is always the one that the request
    came from. `maddr` would let anybody who can reach us send our answers to a third party.
    """
    via = request.via
    if via is None or via.rport:
        return source
    port = via.port or _DEFAULT_PORT
    if port == source[1]:
        return source
    return (source[0], port, *source[2:])


def build_response(request: Request, origin: Origin, to_tag: bytes, answer: SipAnswer) -> bytes:
    """The answer's bytes, RFC 3261 section 8.2.6.2: Via, From, To, Call-ID and CSeq as in the request, in this order.

    b"" when the request names neither Via nor Call-ID: nobody could match an answer. Raises ValueError for a status
    that is no final one.
    """
    line = _status_lines.get((answer.status, answer.phrase))
    if line is None:
        line = _status_line(answer.status, answer.phrase)
    said = _said(answer)
    if answer.status == 420 and request.unsupported:
        # RFC 3261 section 8.2.2.3.
        said = b"\r\nUnsupported: " + _masked(b", ".join(request.unsupported)) + said
    if request.fault:
        return _build_faulty(request, origin, to_tag, line, said)
    via = request.via
    if via is None:
        return b""
    # RFC 3581 section 4: rport needs received beside it; RFC 3261 section 18.2.1: a sent-by that isn't the source, too.
    text = via.text + (origin.rport if via.rport else b"" if via.host == origin.host else origin.received)
    if request.parts is None and (request.more is not None or b"," in request.first[b"via"]):
        text = _later_vias(request, text)
    from_, to, call_id, cseq = request.echoed()
    tag = b"" if request.to_tag else b";tag=" + to_tag
    return b"".join(
        (
            line,
            b"\r\nVia:",
            text,
            b"\r\nFrom:",
            from_,
            b"\r\nTo:",
            to,
            tag,
            b"\r\nCall-ID:",
            call_id,
            b"\r\nCSeq:",
            cseq,
            said,
            _END,
        )
    )


def _later_vias(request: Request, topmost: bytes) -> bytes:
    """The topmost Via as rewritten, and all others behind it in their order."""
    values = request.raw_values(b"via")
    parts = [b", ".join([topmost, *split_list(values[0])[1:]]), *values[1:]]
    return b"\r\nVia:".join(parts)


def _build_faulty(request: Request, origin: Origin, to_tag: bytes, line: bytes, said: bytes) -> bytes:
    """The same as far as the request goes: what is missing stays missing, what could break the answer is masked."""
    vias = request.raw_values(b"via")[:VIAS_MAX]
    if not vias and b"call-id" not in request.first:
        return b""
    if request.via is not None:
        top = request.via.text + (origin.rport if request.via.rport else origin.received)
        vias[0] = b", ".join([top, *split_list(vias[0])[1:]])
    parts = [line]
    for value in vias:
        parts.append(b"\r\nVia:" + _masked(value))
    for name, shown in _ECHOED:
        raw = request.first.get(name)
        if raw is not None:
            parts.append(shown + _masked(raw))
            if name == b"to" and not request.to_tag:
                parts.append(b";tag=" + to_tag)
    parts.append(said)
    parts.append(_END)
    return b"".join(parts)


def _masked(value: bytes) -> bytes:
    value = value.translate(_MASKED)
    return value if value.isascii() else value.decode("utf-8", "replace").encode()


def _status_line(status: int, phrase: str) -> bytes:
    if status < 200 or status > 699:
        raise ValueError(f"{status} is no final SIP status")
    line = b"SIP/2.0 %d %b" % (status, _clean(phrase).encode("utf-8", "replace"))
    if len(_status_lines) < LEARNED_MAX:
        _status_lines[(status, phrase)] = line
    return line


def _said(answer: SipAnswer) -> bytes:
    """Contact and the other headers of the answer."""
    contact = answer.contact
    said = b""
    if contact:
        said = b"\r\nContact: " + (contact if contact.isprintable() else _clean(contact)).encode("utf-8", "replace")
    for name, value in answer.headers:
        start = _names_checked.get(name)
        if start is None:
            start = _check_name(name)
        if start:
            said += start + (value if value.isprintable() else _clean(value)).encode("utf-8", "replace")
    return said


def _check_name(name: str) -> bytes:
    # A name from a configuration file that is no token, or that would double a header of ours, is left out: the call is
    # worth more than the header.
    text = name.encode("utf-8", "replace")
    start = b"\r\n" + text + b": " if is_token(text) and name.lower() not in _OURS else b""
    if len(_names_checked) < LEARNED_MAX:
        _names_checked[name] = start
    return start


def _clean(text: str) -> str:
    # Whatever a flow puts into an answer, it ends neither the line nor the message.
    return "".join(sign if sign >= " " and sign != "\x7f" else " " for sign in text)
