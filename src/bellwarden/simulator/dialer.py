"""The calling side of one SBC: INVITE client transactions of RFC 3261 section 17.1.1 over UDP, sans-I/O."""

import heapq
from collections import deque
from typing import Final, NamedTuple

from bellwarden.simulator.invite import Invite, build_ack
from bellwarden.simulator.response import Response, read_response

T1: Final = 0.5  # seconds, RFC 3261 section 17.1.1.1: estimate of the round trip
TIMER_B: Final = 64 * T1  # RFC 3261 section 17.1.1.2: give up
TIMER_D: Final = 32.0  # RFC 3261 section 17.1.1.2: how long a final answer's retransmissions are still acknowledged


class CallEnd(NamedTuple):
    """How a call's question ended. `response` is None where nobody answered within 32 seconds."""

    call: int
    response: Response | None
    latency_s: float  # from the first INVITE to the final answer
    retransmissions: int


class _Transaction:
    __slots__ = ("ack", "call", "ended_at", "interval", "invite", "placed_at", "proceeding", "sent")

    def __init__(self, call: int, invite: Invite, now: float) -> None:
        self.call = call
        self.invite = invite
        self.placed_at = now
        self.sent = 1
        self.interval = T1
        self.proceeding = False
        self.ack: bytes | None = None  # set by the final answer
        self.ended_at = 0.0


class Dialer:
    """Any number of calls from one address. `now` is a monotonic time in seconds."""

    def __init__(self) -> None:
        self._transactions: dict[bytes, _Transaction] = {}
        self._timers: list[tuple[float, bytes]] = []
        self._out: deque[bytes] = deque()
        self._events: deque[CallEnd] = deque()
        self.strays = 0  # datagrams that answer no call of ours

    @property
    def waiting(self) -> int:
        """Calls without a final answer yet."""
        return sum(one.ack is None for one in self._transactions.values())

    def place(self, call: int, invite: Invite, now: float) -> None:
        """Ask about a call; `call` is the caller's own name for it and comes back in `CallEnd`."""
        self._transactions[invite.branch] = _Transaction(call, invite, now)
        self._out.append(invite.data)
        heapq.heappush(self._timers, (now + T1, invite.branch))

    def receive_datagram(self, data: bytes, now: float) -> None:
        response = read_response(data)
        one = self._transactions.get(response.branch) if response is not None else None
        # RFC 3261 section 17.1.3: the method in CSeq must fit as well.
        if response is None or one is None or response.method != b"INVITE":
            self.strays += 1
            return
        if response.status < 200:
            one.proceeding = True
        elif one.ack is not None:
            self._out.append(one.ack)
        else:
            self._end(one, response, now)

    def datagrams_to_send(self) -> list[bytes]:
        out = list(self._out)
        self._out.clear()
        return out

    def next_timeout(self) -> float | None:
        return self._timers[0][0] if self._timers else None

    def handle_timeout(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            _, branch = heapq.heappop(self._timers)
            one = self._transactions.get(branch)
            if one is not None:
                self._ring(one, branch, now)

    def next_event(self) -> CallEnd | None:
        return self._events.popleft() if self._events else None

    def _end(self, one: _Transaction, response: Response, now: float) -> None:
        one.ack = build_ack(one.invite, response.to)
        one.ended_at = now
        if response.status >= 300:
            self._out.append(one.ack)
        heapq.heappush(self._timers, (now + TIMER_D, one.invite.branch))
        self._events.append(CallEnd(one.call, response, now - one.placed_at, one.sent - 1))

    def _ring(self, one: _Transaction, branch: bytes, now: float) -> None:
        """A timer of a transaction has run out: A, B or D, told apart by where it stands."""
        if one.ack is not None:
            if now >= one.ended_at + TIMER_D:
                del self._transactions[branch]
            return
        waited = now - one.placed_at
        if waited >= TIMER_B:
            del self._transactions[branch]
            self._events.append(CallEnd(one.call, None, waited, one.sent - 1))
            return
        if not one.proceeding:
            # RFC 3261 section 17.1.1.2: timer A doubles at every retransmission.
            self._out.append(one.invite.data)
            one.sent += 1
            one.interval *= 2
        heapq.heappush(self._timers, (min(now + one.interval, one.placed_at + TIMER_B), branch))
