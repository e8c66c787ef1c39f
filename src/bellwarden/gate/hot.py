"""One SIP message to its answer: the part of the gate that every call runs through, whatever the transport.

Free of sockets and of asyncio, so that it can be compiled. Order: the SIP core takes the message (an ACK ends there),
the call is read, judged and answered, the caller of this module sends the reply, and only then the decision is kept.
"""

import logging
from time import monotonic
from typing import Any, Final

from bellwarden.flows.call import judge
from bellwarden.flows.late import shed, unjudged
from bellwarden.gate.logs import BoundedLog
from bellwarden.gate.tally import Tally, count, note_decision
from bellwarden.gate.world import GateWorld, bare_address
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import Outcome
from bellwarden.sip.server import InviteReceived, RedirectServer
from bellwarden.switches.reading import read_invite

Address = tuple[Any, ...]  # as recvfrom and getpeername give it: host, port, and for IPv6 flow and scope
NAMES_AT: Final = 4  # where a TLS connection's source holds the names of the certificate that it showed
Replies = list[tuple[bytes, Address]]
NO_REPLIES: Final[Replies] = []

log = logging.getLogger(__name__)


class CallTaker:
    """One SIP core with what it needs to answer calls. Messages of unknown sources never get here."""

    __slots__ = ("_decisions", "_log", "_server", "_tally", "_world")

    def __init__(self, world: GateWorld, server: RedirectServer) -> None:
        self._world = world
        self._server = server
        self._tally: Tally = world.tally
        self._log = BoundedLog(log)
        self._decisions: list[Decision] = []  # on the last messages, not kept yet

    def take(self, data: bytes, source: Address, late: str) -> Replies:
        """Replies to send now; call `keep` when they are sent. `late`: the reason not to judge, "" to judge.

        Never raises: a failure costs one call its verdict."""
        now = monotonic()
        at = self._world.call.now()
        server = self._server
        self._tally.datagrams += 1
        try:
            server.receive_datagram(data, source, now)
            event = server.next_event()
            if event is not None:
                self._answer(event, at, late, now)
            return server.datagrams_to_send(now)
        except Exception:  # noqa: BLE001 -- whatever it was, the next message must be answered; the bounded log tells it
            self._tally.broken_messages += 1
            self._log.failure("a message made the SIP core fail; unanswered, it goes on by the SBC's timer", now)
            self._discard(now)
            return NO_REPLIES

    def keep(self) -> None:
        """Hand the decisions on the last messages to the spool, and count them: after the replies are on their way."""
        decisions = self._decisions
        if decisions:
            self._decisions = []
            put = self._world.call.sink.put
            for decision in decisions:
                put(decision)
            for decision in decisions:
                note_decision(self._tally, decision)

    def beat(self, now: float) -> None:
        """Let the SIP core forget what is over."""
        self._server.handle_timeout(now)

    def serve_options(self, status: int) -> None:
        """What OPTIONS is answered: 200, or 503 so that a sick gate is taken out of the SBC's rotation."""
        self._server.options_status = status

    def _answer(self, event: InviteReceived, at: float, late: str, now: float) -> None:
        if event.fault:
            count(self._tally.faults, event.fault[:3])
        decision = self._judge(event, at, late)
        if decision is None:
            # A known address without a trunk for this host is an unknown source after all.
            self._tally.unknown_source += 1
            return
        self._server.answer(event, decision.answer, now)
        self._decisions.append(decision)

    def _discard(self, now: float) -> None:
        """Leave nothing of a broken message behind: the next one's peer must not get its answer."""
        while self._server.next_event() is not None:
            pass
        self._server.datagrams_to_send(now)

    def _judge(self, event: InviteReceived, at: float, late: str) -> Decision | None:
        world = self._world
        call = world.call
        source_ip = bare_address(event.source[0])
        request = None
        try:
            request = read_invite(event.request, source_ip, at, call.policy.carrier, event.fault, world.headers_read)
            if len(event.source) > NAMES_AT:
                request = request._replace(certificate_names=event.source[NAMES_AT])
            if late:
                decision = shed(request, call, late)
                if decision is not None and decision.verdict.outcome is Outcome.OVERLOADED:
                    self._tally.shed += 1
                return decision
            return judge(request, call)
        except Exception:  # noqa: BLE001 -- fails open, and the bounded log tells it
            self._tally.failures += 1
            self._log.failure("a call could not be judged; it was told to go on", monotonic())
            if request is None:
                uri = event.request.uri.decode("utf-8", "backslashreplace")
                names = event.source[NAMES_AT] if len(event.source) > NAMES_AT else ()
                request = CallRequest(at, source_ip, "", "", uri=uri, certificate_names=names)
            return unjudged(request, call)
