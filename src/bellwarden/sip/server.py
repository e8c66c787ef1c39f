"""A redirect server's SIP side: datagrams in, calls to be judged out; answers in, datagrams out."""

import hashlib
from collections import deque
from typing import Final

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.fault import SipFault
from bellwarden.sip.message import METHODS, Request
from bellwarden.sip.response import Origin, Source, build_response, reply_source
from bellwarden.sip.shape import Shapes
from bellwarden.sip.transactions import ANSWERS_MAX, AnswerMemory, RecentAnswers
from bellwarden.sip.via import is_unique_branch

# Calls handed out at most between two rounds of a driver; what comes on top is dropped and retransmitted by its sender.
EVENTS_MAX: Final = 1_024
# The largest payload of a UDP datagram over IPv4.
UDP_BYTES_MAX: Final = 65_507
_ORIGINS_MAX: Final = 4_096

# RFC 3261 sections 8.2.1 and 11.2.
_ALLOW: Final = ("Allow", "INVITE, ACK, CANCEL, OPTIONS")
_OPTIONS_HEADERS: Final = (_ALLOW, ("Accept", "application/sdp"), ("Accept-Encoding", "identity"), ("Supported", ""))

_CANCELLED: Final = SipAnswer(200, "OK")
_NO_DIALOG: Final = SipAnswer(481, "Call/Transaction Does Not Exist")
# RFC 3261 section 9.2.
TERMINATED: Final = SipAnswer(487, "Request Terminated")
_NOT_ALLOWED: Final = SipAnswer(405, "Method Not Allowed", "", (_ALLOW,))
_UNKNOWN_METHOD: Final = SipAnswer(501, "Not Implemented", "", (_ALLOW,))


class InviteReceived:
    """Somebody wants to place a call. `fault` is "" for a sane message, else what is wrong as "STATUS reason".

    `to_tag` is the tag of our answer and the name of the transaction.
    """

    __slots__ = ("fault", "request", "source", "to_tag")

    def __init__(self, request: Request, source: Source, fault: str, to_tag: bytes) -> None:
        self.request = request
        self.source = source
        self.fault = fault
        self.to_tag = to_tag


class RedirectServer:
    """The server of RFC 3261 section 8.3, less provisional and 2xx answers: it never accepts a call, it says where to.

    It never retransmits an answer by itself but behaves like the stateless server of RFC 3261 section 8.2.7: the
    client's retransmitted INVITE draws the same answer again, and the ACK of any answer is absorbed. So a lost packet
    costs the client one T1 and us no timer.

    `secret` makes the To tags: workers that share it give the same answer to the same INVITE. `reliable` is for
    streams, where an answer goes back over the connection that the request came from. `answers` is the workers' shared
    memory, so that it does not matter where a retransmission or a CANCEL lands.
    """

    __slots__ = (
        "_cancelled",
        "_datagrams",
        "_events",
        "_held",
        "_keyed",
        "_origins",
        "_recent",
        "_reliable",
        "_shapes",
        "options_status",
    )

    def __init__(
        self,
        secret: bytes,
        reliable: bool = False,
        answers_max: int = ANSWERS_MAX,
        answers: AnswerMemory | None = None,
    ) -> None:
        self.options_status = 200  # 503 takes this server out of its clients' rotation
        self._keyed = hashlib.blake2b(key=secret[:64], digest_size=8)
        self._reliable = reliable
        self._recent: AnswerMemory = RecentAnswers(answers_max) if answers is None else answers
        self._shapes = Shapes()
        self._origins: dict[Source, Origin] = {}
        self._events: deque[InviteReceived] = deque()
        self._held: dict[bytes, InviteReceived] = {}  # by transaction; their owner bounds them
        self._cancelled: list[InviteReceived] = []
        self._datagrams: list[tuple[bytes, Source]] = []

    def receive_datagram(self, data: bytes, source: Source, now: float) -> None:
        """Take in one datagram, or one whole message of a stream, of a source that is known to be a client."""
        if data.startswith(b"ACK "):
            # RFC 3261 section 17.2.1: an ACK ends retransmissions, and we have none. Half of all datagrams are ACKs.
            return
        try:
            request = self._shapes.read(data, source[0], now)
        except SipFault:
            return
        if self._reliable and request.content_length < 0:
            # RFC 3261 section 20.14: a stream can't do without.
            request.note("400 no Content-Length on a stream")
        if request.method == b"INVITE":
            self._take_invite(request, source, now)
        elif request.method != b"ACK":
            self._answer_by_itself(request, source, now)

    @property
    def shapes(self) -> Shapes:
        """What it has learned of its clients' messages."""
        return self._shapes

    def next_event(self) -> InviteReceived | None:
        """The next call to be judged, None when there is none."""
        events = self._events
        return events.popleft() if events else None

    def answer(self, event: InviteReceived, answer: SipAnswer, now: float) -> None:
        """Answer a call that next_event gave out. Raises ValueError for a status that is not 300 to 699."""
        if answer.status < 300:
            raise ValueError(f"a redirect server never answers {answer.status}")
        if self._held:
            self._held.pop(event.to_tag, None)
        self._send(event.request, event.source, event.to_tag, answer)
        self._recent.keep(event.to_tag, answer, now)

    def hold(self, event: InviteReceived, now: float) -> None:
        """Let a call that next_event gave out wait for its answer, below the 200 ms after which a provisional one would
        be due (RFC 3261 section 13.3.1.1). Its retransmissions wait with it, whichever worker they reach.
        """
        self._held[event.to_tag] = event
        self._recent.hold(event.to_tag, now)

    def next_cancelled(self) -> InviteReceived | None:
        """A held call that its sender gave up, answered already; None when there is none."""
        return self._cancelled.pop() if self._cancelled else None

    def receive_in_passing(self, data: bytes, source: Source, now: float) -> InviteReceived | None:
        """As `receive_datagram` and `next_event`, for an INVITE that is to be answered without being remembered.

        None for what `receive_datagram` has to take: anything but a plain INVITE outside a dialog, not answered yet.
        """
        try:
            request = self._shapes.read(data, source[0], now)
        except SipFault:
            return None
        if request.parts is None:
            return None
        transaction = self._transaction(request, source)
        return InviteReceived(request, source, "", transaction) if self._recent.find(transaction) is None else None

    def answer_in_passing(self, event: InviteReceived, answer: SipAnswer) -> tuple[bytes, Source]:
        """The answer to such a call, and its address. It is not remembered: for it one of a call that was judged would
        be forgotten, and when this one is sent again there may be time to judge it.
        """
        data = build_response(event.request, self._origin(event.source), event.to_tag, answer)
        return data, event.source if self._reliable else reply_source(event.request, event.source)

    def datagrams_to_send(self, now: float) -> list[tuple[bytes, Source]]:
        """All that has to go out now, with its address; on a stream with the source that the request came from."""
        datagrams = self._datagrams
        if datagrams:
            self._datagrams = []
        return datagrams

    def next_timeout(self) -> float | None:
        """When handle_timeout should be called at the latest; None for no need."""
        return self._recent.next_turn()

    def handle_timeout(self, now: float) -> None:
        """Forget old transactions."""
        self._recent.turn_when_due(now)

    def _take_invite(self, request: Request, source: Source, now: float) -> None:
        transaction = self._transaction(request, source)
        if request.to_tag and not request.fault:
            # RFC 3261 section 12.2.2: we hold no dialogs.
            self._send(request, source, transaction, _NO_DIALOG)
        elif len(self._events) < EVENTS_MAX:
            given = self._recent.claim(transaction, now)
            if given is None:
                self._events.append(InviteReceived(request, source, request.fault, transaction))
            elif given.status:
                # RFC 3261 section 17.2.1: a retransmission gets the last answer again and is no new call.
                self._send(request, source, transaction, given)

    def _answer_by_itself(self, request: Request, source: Source, now: float) -> None:
        method = request.method
        transaction = self._transaction(request, source)
        if method not in METHODS:
            # RFC 3261 section 8.2.1: the method is looked at first; what else is wrong doesn't matter.
            answer = _UNKNOWN_METHOD
        elif request.fault:
            # RFC 3261 section 21.4.1: the phrase says what is wrong.
            answer = SipAnswer(int(request.fault[:3]), request.fault[4:])
        elif method == b"OPTIONS":
            phrase = "OK" if self.options_status == 200 else "Service Unavailable"
            answer = SipAnswer(self.options_status, phrase, "", _OPTIONS_HEADERS)
        elif method == b"CANCEL":
            # RFC 3261 section 9.2: the INVITE has its final answer, or is about to get it; both are beyond cancelling.
            answer = _NO_DIALOG if self._recent.find(transaction) is None else _CANCELLED
        else:
            answer = _NOT_ALLOWED
        self._send(request, source, transaction, answer)
        if self._held and method == b"CANCEL" and answer is _CANCELLED:
            self._give_up(transaction, now)

    def _give_up(self, transaction: bytes, now: float) -> None:
        """RFC 3261 section 9.2: a held call, which has no answer yet, ends with 487."""
        held = self._held.pop(transaction, None)
        if held is not None:
            self.answer(held, TERMINATED, now)
            self._cancelled.append(held)

    def _send(self, request: Request, source: Source, to_tag: bytes, answer: SipAnswer) -> None:
        data = build_response(request, self._origin(source), to_tag, answer)
        if self._reliable:
            if data:
                self._datagrams.append((data, source))
        elif 0 < len(data) <= UDP_BYTES_MAX:
            self._datagrams.append((data, reply_source(request, source)))

    def _origin(self, source: Source) -> Origin:
        origin = self._origins.get(source)
        if origin is None:
            if len(self._origins) >= _ORIGINS_MAX:
                self._origins = {}
            origin = self._origins[source] = Origin(source)
        return origin

    def _transaction(self, request: Request, source: Source) -> bytes:
        """The transaction's name, which is its To tag, too (RFC 3261 sections 8.2.7 and 17.2.3).

        The same for INVITE and its CANCEL: the method is left out. The source is in, so that nobody draws an answer
        that was meant for another.
        """
        via = request.via
        host = self._origin(source).received
        keyed = self._keyed.copy()
        if via is not None and (request.parts is not None or is_unique_branch(via.branch)):
            keyed.update(b"\n".join((via.text.strip(), request.call_id, request.cseq_digits, host)))
        else:
            # RFC 2543 clients have no unique branch: RFC 3261 section 17.2.3 compares these instead.
            told = [request.first_value(name) for name in (b"via", b"from", b"to", b"call-id")]
            keyed.update(b"\n".join((*told, request.uri, request.cseq_digits, host)))
        return keyed.hexdigest().encode()
