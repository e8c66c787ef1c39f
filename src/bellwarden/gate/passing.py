"""Calls that there is no time for: told to go on at a part of what judging them would cost.

An emergency call, a source or customer that may not call, a retransmission, and whatever is odd about a message take
the long way all the same.
"""

import logging
from time import monotonic
from typing import Final

from bellwarden.flows.late import pass_over
from bellwarden.gate.hot import Address, CallTaker, Replies, WayBack
from bellwarden.gate.logs import BoundedLog
from bellwarden.gate.tally import note_decision
from bellwarden.gate.world import GateWorld, bare_address
from bellwarden.model.decision import Decision
from bellwarden.sip.server import RedirectServer
from bellwarden.switches.reading import read_invite

log: Final = logging.getLogger(__name__)


class CallPasser:
    """Beside a CallTaker and over the same SIP core."""

    __slots__ = ("_decision", "_log", "_server", "_taker", "_tally", "_world")

    def __init__(self, world: GateWorld, server: RedirectServer, taker: CallTaker) -> None:
        self._world = world
        self._server = server
        self._taker = taker
        self._tally = world.tally
        self._log = BoundedLog(log)
        self._decision: Decision | None = None

    def take(self, data: bytes, source: Address, why: str, way: WayBack | None = None) -> Replies:
        """As `CallTaker.take`, for a call that is not judged unless it must be; `why` is the verdict's reason then. It
        never waits.
        """
        try:
            reply = self._answer(data, source, why)
        except Exception:  # noqa: BLE001 -- the long way catches what it can't do, either, and counts it
            self._log.failure("a call could not be passed over", monotonic())
            self._decision = reply = None
        if reply is None:
            return self._taker.take(data, source, why)
        return [reply]

    def keep(self) -> None:
        """As `CallTaker.keep`."""
        decision = self._decision
        if decision is None:
            self._taker.keep()
            return
        self._decision = None
        self._world.call.sink.put(decision)
        note_decision(self._tally, decision)

    def _answer(self, data: bytes, source: Address, why: str) -> tuple[bytes, Address] | None:
        now = monotonic()
        event = self._server.receive_in_passing(data, source, now)
        if event is None:
            return None
        world = self._world
        call = world.call
        carrier = call.policy.carrier
        request = read_invite(event.request, bare_address(source[0]), call.now(), carrier, "", world.headers_read)
        decision = pass_over(request, call, why)
        if decision is None:
            return None
        reply = self._server.answer_in_passing(event, decision.answer)
        self._tally.datagrams += 1
        self._tally.shed += 1
        self._decision = decision
        return reply
