"""One SIP message to its answer: the part of the gate that every call runs through, whatever the transport.

Free of sockets and of asyncio, so that it can be compiled. Order: the SIP core takes the message (an ACK ends there),
the call is read, judged and answered, the caller of this module sends the reply, and only then the decision is kept.
A call whose certificate is not here yet may be parked (gate/parking.py): then it is answered later, over the same way.
"""

import logging
from time import monotonic
from typing import Any, Final, Protocol

from bellwarden.flows.call import Begun, abandon, begin, certificates_awaited, conclude, judge, look_at_tokens, resume
from bellwarden.flows.late import shed, unjudged
from bellwarden.gate.logs import BoundedLog
from bellwarden.gate.tally import Tally, count, note_decision
from bellwarden.gate.world import GateWorld, bare_address
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Presented
from bellwarden.model.verdict import Outcome
from bellwarden.sip.server import TERMINATED, InviteReceived, RedirectServer
from bellwarden.switches.reading import read_invite, read_presented

Address = tuple[Any, ...]  # as recvfrom and getpeername give it: host, port, and for IPv6 flow and scope
NAMES_AT: Final = 4  # where a TLS connection's source holds the names of the certificate that it showed
Replies = list[tuple[bytes, Address]]
NO_REPLIES: Final[Replies] = []

log = logging.getLogger(__name__)


class WayBack(Protocol):
    """Where a message came from, for an answer that could not be given at once."""

    def send_late(self, replies: Replies) -> None:
        """Send them now; they are lost where the peer is gone."""


class Waiting:
    """A call that waits for a certificate."""

    __slots__ = ("begun", "event", "presented", "taker", "urls", "way")

    def __init__(
        self,
        taker: "CallTaker",
        event: InviteReceived,
        begun: Begun,
        presented: Presented,
        urls: tuple[str, ...],
        way: WayBack,
    ) -> None:
        self.taker = taker
        self.event = event
        self.begun = begun
        self.presented = presented
        self.urls = urls
        self.way = way


class CarPark(Protocol):
    """Where calls wait. gate/parking.py has the places."""

    def park(self, waiting: Waiting) -> bool:
        """Have the certificates fetched, and call the taker's `resume` when they are here or time is up. False: there
        is no place, and the call is to be judged by what is known.
        """

    def give_up(self, transaction: bytes) -> Waiting | None:
        """A parked call that is not to be answered any more; None where none is of this transaction."""


class CallTaker:
    """One SIP core with what it needs to answer calls. Messages of unknown sources never get here."""

    __slots__ = ("_decisions", "_log", "_parked", "_parking", "_server", "_tally", "_world")

    def __init__(self, world: GateWorld, server: RedirectServer, parking: CarPark | None = None) -> None:
        self._world = world
        self._server = server
        self._tally: Tally = world.tally
        self._log = BoundedLog(log)
        self._decisions: list[Decision] = []  # on the last messages, not kept yet
        self._parking = parking
        self._parked = False  # the call in hand waits

    def take(self, data: bytes, source: Address, late: str, way: WayBack | None = None) -> Replies:
        """Replies to send now; call `keep` when they are sent. `late`: the reason not to judge, "" to judge. `way` is
        for the answer of a call that has to wait; without, none waits.

        Never raises: a failure costs one call its verdict."""
        now = monotonic()
        at = self._world.call.now()
        server = self._server
        self._tally.datagrams += 1
        try:
            server.receive_datagram(data, source, now)
            event = server.next_event()
            if event is not None:
                self._answer(event, at, late, now, way)
            else:
                self._look_for_cancelled()
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

    def resume(self, waiting: Waiting) -> None:
        """Answer a call that waited, over the way it came. Never raises."""
        now = monotonic()
        world = self._world.call
        try:
            decision: Decision | None = resume(waiting.begun, world, waiting.presented)
        except Exception:  # noqa: BLE001 -- fails open, and the bounded log tells it
            self._tally.failures += 1
            self._log.failure("a call that waited could not be judged; it was told to go on", now)
            decision = unjudged(waiting.begun.call.request, world)
        try:
            if decision is not None:
                self._server.answer(waiting.event, decision.answer, now)
                self._decisions.append(decision)
            waiting.way.send_late(self._server.datagrams_to_send(now))
        except Exception:  # noqa: BLE001 -- as in `take`
            self._tally.broken_messages += 1
            self._log.failure("the answer to a call that waited could not be sent", now)
            self._discard(now)
        self.keep()

    def _look_for_cancelled(self) -> None:
        event = self._server.next_cancelled()
        if event is not None and self._parking is not None:
            waiting = self._parking.give_up(event.to_tag)
            if waiting is not None:
                self._decisions.append(abandon(waiting.begun, self._world.call, TERMINATED))

    def _answer(self, event: InviteReceived, at: float, late: str, now: float, way: WayBack | None) -> None:
        if event.fault:
            count(self._tally.faults, event.fault[:3])
        decision = self._judge(event, at, late, way)
        if decision is None:
            if self._parked:
                self._parked = False
                self._server.hold(event, now)
                return
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

    def _judge(self, event: InviteReceived, at: float, late: str, way: WayBack | None) -> Decision | None:
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
            if not call.stirs:
                return judge(request, call)
            presented = read_presented(event.request, call.signs)
            if presented.identities and way is not None:
                return self._judge_or_park(event, request, presented, way)
            return judge(request, call, presented)
        except Exception:  # noqa: BLE001 -- fails open, and the bounded log tells it
            self._tally.failures += 1
            self._log.failure("a call could not be judged; it was told to go on", monotonic())
            if request is None:
                uri = event.request.uri.decode("utf-8", "backslashreplace")
                names = event.source[NAMES_AT] if len(event.source) > NAMES_AT else ()
                request = CallRequest(at, source_ip, "", "", uri=uri, certificate_names=names)
            return unjudged(request, call)

    def _judge_or_park(
        self, event: InviteReceived, request: CallRequest, presented: Presented, way: WayBack
    ) -> Decision | None:
        """As `judge`; None, too, for a call that is parked now."""
        call = self._world.call
        begun = begin(request, call)
        if begun is None:
            return None
        begun = look_at_tokens(begun, call, presented)
        urls = certificates_awaited(begun, call, presented)
        if urls and self._parking is not None:
            self._parked = self._parking.park(Waiting(self, event, begun, presented, urls, way))
            if self._parked:
                return None
        return conclude(begun, call, presented)
