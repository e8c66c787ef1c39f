"""The TCP and TLS listeners: framed SIP messages in, replies out, with a bound on everything that a peer may hold.

Sockets are read as the UDP listener reads its own: one piece of one connection at each turn of the loop, so that a peer
who pours does not hold up the others. While replies wait for a peer that does not read, nothing more is read from it.
"""

import asyncio
import errno
import logging
import resource
import socket
import struct
from collections import deque
from contextlib import suppress
from time import monotonic, perf_counter
from typing import Final

from bellwarden.gate.admission import Admission
from bellwarden.gate.connection import Connection
from bellwarden.gate.hot import CallTaker
from bellwarden.gate.logs import RareLog
from bellwarden.gate.settings import StreamBounds
from bellwarden.gate.shares import Shares
from bellwarden.gate.tally import count
from bellwarden.gate.tls_files import TlsKeeper
from bellwarden.gate.world import GateWorld
from bellwarden.model.verdict import OVER_FAIR_SHARE

ACCEPTS_PER_WAKEUP: Final = 32
DESCRIPTORS_KEPT: Final = 512  # for HTTP clients, files, and connections that are refused
QUIET_S: Final = 0.1  # a connection on which nothing came for so long has nothing under way
SWEEP_EVERY_S: Final = 0.25
# A handshake costs as much as twenty calls. They are taken one by one, and after so long the others get their turn.
SHAKING_TURN_S: Final = 0.002
# Closed by a reset: nothing is sent, and the kernel does not remember the connection for a minute as it does otherwise.
_NO_LINGER: Final = struct.pack("ii", 1, 0)
_NO_ROOM: Final = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))

log = logging.getLogger(__name__)


class Streams:
    """All connections of one worker, over TCP and TLS, with the listeners that bring them."""

    def __init__(
        self, world: GateWorld, taker: CallTaker, bounds: StreamBounds, tls: TlsKeeper | None, admission: Admission
    ) -> None:
        self.world = world
        self.taker = taker
        self._admission = admission
        self.bounds = bounds
        self.tls = tls
        self.rare = RareLog(log, monotonic)
        in_all = descriptors_for(bounds.connections_max)
        self.shares: Shares[Connection] = Shares(in_all, bounds.connections_per_source)
        self.shakes: Shares[Connection] = Shares(bounds.handshakes_max, bounds.handshakes_max)
        self._listeners: list[StreamListener] = []
        self._to_shake: deque[Connection] = deque()
        self._called = False
        self.leaving = False
        self._swept_at = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    def open(self, loop: asyncio.AbstractEventLoop, sockets: list[tuple[socket.socket, bool]]) -> None:
        """Read the listening sockets from now on; True beside those that speak TLS."""
        self._loop = loop
        for one, secure in sockets:
            listener = StreamListener(one, self, loop, secure)
            self._listeners.append(listener)
            listener.resume()

    def why_not(self, message: bytes, host: str) -> str:
        """Why this message's call is not judged, "" when it is. What waits on a stream has no time stamp, so a call is
        passed over only for its asker's share.
        """
        admission = self._admission
        if not admission.active or not message.startswith(b"INVITE ") or admission.admits(message, host):
            return ""
        return OVER_FAIR_SHARE

    def stop_listening(self) -> None:
        for listener in self._listeners:
            listener.pause()

    def leave(self, now: float) -> int:
        """Another worker takes new connections: close each of ours after its next answer, or when none is asked for.

        How many are left. Call it again and again.
        """
        self.leaving = True
        for connection in self.shares:
            if now - connection.active_at > QUIET_S:
                connection.close("moved")
        return len(self.shares)

    def close(self) -> None:
        self.stop_listening()
        for connection in self.shares:
            connection.close("shutdown")

    def beat(self, now: float) -> None:
        """Close what has taken too long; accept again after a shortage."""
        if now - self._swept_at < SWEEP_EVERY_S:
            return
        self._swept_at = now
        for connection in self.shares:
            overdue = connection.overdue(now)
            if overdue:
                connection.close(overdue)
        for listener in self._listeners:
            listener.resume_after_shortage()
        self.world.tally.stream_connections = len(self.shares)
        self.world.tally.tls_handshaking = len(self.shakes)

    def knows(self, host: str, secure: bool) -> bool:
        """Whether a source may hold a connection at all; asked before a byte of it is read."""
        return self.world.knows(host) or (secure and self.world.knows_by_certificate(host))

    def admit(self, connection: Connection, host: str, now: float) -> bool:
        """Give a new connection its place, and close another one for it where there is none left."""
        fits, in_its_way = self.shares.place_for(host, now)
        if in_its_way is not None:
            in_its_way.close("displaced")
        if fits:
            self.shares.add(host, connection)
            self.world.tally.tcp_connections += 1
        else:
            count(self.world.tally.tcp_refused, "too_many")
        return fits

    def begin_shake(self, connection: Connection, now: float) -> bool:
        """Give a handshake its place, as `admit` does for a connection."""
        fits, in_its_way = self.shakes.place_for(connection.host, now)
        if in_its_way is not None:
            in_its_way.close("handshakes")
        if fits:
            self.shakes.add(connection.host, connection)
        return fits

    def shake_later(self, connection: Connection) -> None:
        """Let a handshake take its next step when it is its turn."""
        self._to_shake.append(connection)
        self._call_shake()

    def forget(self, connection: Connection) -> None:
        self.shares.remove(connection.host, connection)
        self.shakes.remove(connection.host, connection)

    def _call_shake(self) -> None:
        """The loop looks at all its sockets before it comes to this."""
        if self._to_shake and not self._called and self._loop is not None:
            self._called = True
            self._loop.call_soon(self._shake)

    def _shake(self) -> None:
        self._called = False
        until = perf_counter() + SHAKING_TURN_S
        waiting = self._to_shake
        try:
            while waiting and perf_counter() < until:
                waiting.popleft().shake()
        finally:
            self._call_shake()


class StreamListener:
    """One listening socket. A stranger's connection is closed as soon as it is seen, by a reset: not a byte is sent."""

    def __init__(
        self, listening: socket.socket, streams: Streams, loop: asyncio.AbstractEventLoop, secure: bool
    ) -> None:
        self._listening = listening
        self._streams = streams
        self._loop = loop
        self._secure = secure
        self._reading = False
        self._short = False

    def resume(self) -> None:
        if not self._reading:
            self._reading = True
            self._loop.add_reader(self._listening.fileno(), self._accept)

    def pause(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._listening.fileno())

    def resume_after_shortage(self) -> None:
        if self._short:
            self._short = False
            self.resume()

    def _accept(self) -> None:
        for _ in range(ACCEPTS_PER_WAKEUP):
            try:
                accepted, address = self._listening.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno not in _NO_ROOM:
                    continue  # accept(2): errors of a connection that is gone again are reported here
                # The queue stays full, and the loop would turn on it. Idle connections end, so room comes.
                self._streams.rare.warn("no_room", "no room for a further connection: %s", error.strerror)
                self._short = True
                self.pause()
                return
            self._begin(accepted, address)

    def _begin(self, accepted: socket.socket, address: tuple[str, int]) -> None:
        streams = self._streams
        host = address[0]
        if not streams.knows(host, self._secure):
            streams.world.tally.unknown_source += 1
            refuse(accepted)
            return
        now = monotonic()
        connection = Connection(accepted, address, streams, self._loop, self._secure, now)
        if streams.admit(connection, host, now):
            connection.begin()
        else:
            refuse(accepted)


def descriptors_for(connections: int) -> int:
    """How many of these connections the process has descriptors for, after asking for as many as it may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + DESCRIPTORS_KEPT
    if hard != resource.RLIM_INFINITY and wanted > hard:
        fits = max(hard - DESCRIPTORS_KEPT, 1)
        log.warning(
            "only %d of %d connections have room: the limit is %d descriptors (ulimit -n)", fits, connections, hard
        )
        connections, wanted = fits, hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return connections


def refuse(accepted: socket.socket) -> None:
    """Close a connection without a byte and without a trace."""
    with suppress(OSError):
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    accepted.close()
