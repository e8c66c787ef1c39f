"""Messages for the SIP tests: a plain INVITE to vary, and a strict reader of answers that shares no code with ours."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import sipmessage

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.message import read_request
from bellwarden.sip.server import InviteReceived, RedirectServer

SOURCE = ("127.0.0.2", 5060)
SECRET = b"a secret of the tests"
REDIRECT = SipAnswer(302, "Moved Temporarily", "<sip:+12385550123@127.0.0.3>", (("X-Decision", "0123456789ab"),))
DECLINE = SipAnswer(603, "Decline")
SDP = b"v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"

PLAIN = {
    "Via": "SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKplain",
    "Max-Forwards": "70",
    "From": '"Hill Dental" <sip:+12382340100@127.0.0.2>;tag=1c2',
    "To": "<sip:+12385550123@127.0.0.1>",
    "Call-ID": "plain@127.0.0.2",
    "CSeq": "1 INVITE",
    "Content-Length": "0",
}


def message(
    *more: str,
    line: str = "INVITE sip:+12385550123@127.0.0.1 SIP/2.0",
    body: bytes = b"",
    changed: Mapping[str, str | None] = MappingProxyType({}),
    **named: str | None,
) -> bytes:
    """A request. `more` are header lines put behind the plain ones; `changed` and `named` replace those
    (`call_id="x"`, `from_="<sip:a@h>"`, None to leave one out); surrogates stand for bytes that are not UTF-8.
    """
    names = {name.lower().replace("-", "_"): name for name in PLAIN}
    values: dict[str, str | None] = dict(PLAIN)
    values["CSeq"] = f"1 {line.partition(' ')[0]}"
    values["Content-Length"] = str(len(body))
    values.update({names[name.rstrip("_")]: value for name, value in {**changed, **named}.items()})
    lines = [line, *(f"{name}: {value}" for name, value in values.items() if value is not None), *more]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


class Answer(NamedTuple):
    """A SIP response, read by the letter of RFC 3261 section 7.2."""

    status: int
    phrase: str
    headers: list[tuple[bytes, bytes]]

    def all(self, name: bytes) -> list[bytes]:
        return [value for found, value in self.headers if found.lower() == name.lower()]

    def one(self, name: bytes) -> bytes:
        (value,) = self.all(name)
        return value


def read_answer(data: bytes) -> Answer:
    """Fails unless the bytes are one whole, well-formed response without body."""
    head, end, body = data.partition(b"\r\n\r\n")
    assert end and not body
    lines = head.split(b"\r\n")
    assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", b"".join(lines))
    head.decode()
    first = re.fullmatch(rb"SIP/2\.0 ([2-6][0-9][0-9]) (.*)", lines[0])
    assert first
    headers = []
    for line in lines[1:]:
        found = re.fullmatch(rb"([A-Za-z0-9.!%*_+`'~-]+):[ \t]*(.*?)[ \t]*", line)
        assert found, line
        headers.append((found[1], found[2]))
    answer = Answer(int(first[1]), first[2].decode(), headers)
    assert answer.one(b"Content-Length") == b"0"
    sipmessage.Message.parse(data)
    return answer


def reads_as_sane(data: bytes) -> bool:
    """Whether our own reader accepts the answer's headers: they are put under a request line for it."""
    head, _, _ = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")[1:]
    (cseq,) = [line for line in lines if line.startswith(b"CSeq:")]
    method = cseq.split()[-1]
    request = read_request(b"\r\n".join([method + b" sip:nobody@127.0.0.1 SIP/2.0", *lines, b"", b""]))
    return request.fault in ("", "483 Too Many Hops")


class Exchange(NamedTuple):
    """What one datagram led to: the call handed out, if any, and what was sent."""

    event: InviteReceived | None
    sent: list[tuple[bytes, tuple[object, ...]]]

    @property
    def answer(self) -> Answer:
        ((data, _),) = self.sent
        return read_answer(data)

    @property
    def to(self) -> tuple[object, ...]:
        ((_, address),) = self.sent
        return address


def exchange(
    data: bytes,
    server: RedirectServer | None = None,
    source: tuple[object, ...] = SOURCE,
    answer: SipAnswer = REDIRECT,
    now: float = 1000.0,
) -> Exchange:
    """Hand a datagram to a server, answer the call that it may be, and collect what goes out."""
    server = server or RedirectServer(SECRET)
    server.receive_datagram(data, source, now)
    event = server.next_event()
    if event is not None:
        assert server.datagrams_to_send(now) == []
        server.answer(event, answer, now)
    assert server.next_event() is None
    return Exchange(event, server.datagrams_to_send(now))


def fault_of(data: bytes) -> str:
    return read_request(data).fault
