"""The TCP listener: framed SIP messages in, replies out, with a bound on everything a peer may hold.

A peer holds at most 64 connections; one that sends nothing whole for 32 s is closed; one that does
not read its replies is closed when 256 kB wait for it; an unknown source is closed at once without a byte.
"""

import asyncio
from time import monotonic
from typing import Final, cast

from bellwarden.gate.hot import Address, CallTaker
from bellwarden.gate.tally import count
from bellwarden.gate.world import GateWorld
from bellwarden.sip.fault import SipFault
from bellwarden.sip.stream import MessageStream

CONNECTIONS_PER_PEER: Final = 64
IDLE_S_MAX: Final = 32.0  # RFC 3261 section 17.2.1: 64 * T1, after which no transaction is under way
WRITE_BYTES_MAX: Final = 256 * 1024
SWEEP_EVERY_S: Final = 1.0
QUIET_S: Final = 0.1  # a connection on which nothing came for so long has nothing under way


class TcpListener:
    """All connections of one worker. `factory` makes the protocol of each."""

    def __init__(self, world: GateWorld, taker: CallTaker, connections_per_peer: int = CONNECTIONS_PER_PEER) -> None:
        self.world = world
        self.taker = taker
        self._per_peer_max = connections_per_peer
        self._peers: dict[str, set[TcpConnection]] = {}
        self._swept_at = 0.0
        self.leaving = False

    def factory(self) -> "TcpConnection":
        return TcpConnection(self)

    def admit(self, connection: "TcpConnection", host: str) -> str:
        """Why this connection is closed at once, or "" when it may stay."""
        if not host or not self.world.knows(host):  # no name: it is gone again already
            self.world.tally.unknown_source += 1
            return "unknown_source"
        of_peer = self._peers.setdefault(host, set())
        if len(of_peer) >= self._per_peer_max:
            return "too_many"
        of_peer.add(connection)
        return ""

    def forget(self, connection: "TcpConnection", host: str) -> None:
        of_peer = self._peers.get(host)
        if of_peer is not None:
            of_peer.discard(connection)
            if not of_peer:
                del self._peers[host]

    def beat(self, now: float) -> None:
        """Close connections that have been idle too long."""
        if now - self._swept_at < SWEEP_EVERY_S:
            return
        self._swept_at = now
        for connection in self._all():
            if now - connection.active_at > IDLE_S_MAX:
                connection.close("idle")

    def close(self) -> None:
        for connection in self._all():
            connection.close("shutdown")

    def leave(self, now: float) -> int:
        """Another worker takes new connections: close each of ours after its next answer, or when none is asked for.

        How many are left. Call it again and again.
        """
        self.leaving = True
        for connection in self._all():
            if now - connection.active_at > QUIET_S:
                connection.close("moved")
        return len(self._all())

    def _all(self) -> "list[TcpConnection]":
        return [one for of_peer in self._peers.values() for one in of_peer]


class TcpConnection(asyncio.Protocol):
    """One connection. Time and bytes count from whole messages, so that a trickle of bytes does not keep it open."""

    def __init__(self, listener: TcpListener) -> None:
        self._listener = listener
        self._stream = MessageStream()
        self._transport: asyncio.Transport | None = None
        self._peer: Address = ("", 0)
        self.active_at = monotonic()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._peer = transport.get_extra_info("peername") or ("", 0)
        refusal = self._listener.admit(self, self._peer[0])
        if refusal:
            self.close(refusal)
            return
        self._listener.world.tally.tcp_connections += 1
        self._transport.set_write_buffer_limits(high=WRITE_BYTES_MAX)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._listener.forget(self, self._peer[0])

    def data_received(self, data: bytes) -> None:
        lost = False
        try:
            messages = self._stream.receive_data(data)
        except SipFault as fault:
            # RFC 3261 section 18.3: without a trustworthy Content-Length nobody knows where the next message begins.
            messages, lost = list(fault.messages), True
        for message in messages:
            self._take(message)
        # RFC 5626 section 3.5.1: a keep-alive is answered, and shows that the peer is there.
        pong = self._stream.keep_alive_answer()
        if pong and self._transport is not None:
            self.active_at = monotonic()
            self._transport.write(pong)
        if lost:
            self.close("framing")
        elif self._listener.leaving and messages:
            self.close("moved")

    def pause_writing(self) -> None:
        """The peer does not read: what it asked for is not kept for it."""
        self.close("slow_reader")

    def close(self, cause: str) -> None:
        """Let go of the connection at once; what is still unsent to a slow reader is dropped."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        count(self._listener.world.tally.tcp_refused, cause)
        if cause in ("framing", "moved"):
            transport.close()  # what was answered still goes out
        else:
            transport.abort()

    def _take(self, message: bytes) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        self.active_at = monotonic()
        taker = self._listener.taker
        for reply, _ in taker.take(message, self._peer, False):
            transport.write(reply)
        taker.keep()
