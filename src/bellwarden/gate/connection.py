"""One connection of a peer over TCP or TLS: bytes to messages, replies to bytes, and how long each may take.

Time counts from whole messages, and from the keep-alives of RFC 5626 section 3.5.1, so that a trickle of bytes keeps
nothing open.
"""

import asyncio
import socket
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from bellwarden.gate.hot import Address, Replies
from bellwarden.gate.tally import count
from bellwarden.gate.tls import TlsFailure, TlsSession
from bellwarden.sip.fault import SipFault
from bellwarden.sip.stream import MessageStream

if TYPE_CHECKING:
    from bellwarden.gate.streams import Streams

READ_BYTES: Final = 32 * 1024  # at one turn of the loop: about as many calls as the UDP listener takes
# RFC 8446 section 5.1: the first byte of a TLS connection, and no SIP message begins with it.
TLS_HELLO: Final = b"\x16"
QUICKACK: Final = getattr(socket, "TCP_QUICKACK", 0)  # Linux


class Connection:
    """Reads when the loop says so. `host` is the peer's address, `names` what its certificate stands for."""

    __slots__ = (
        "_ending_at",
        "_fileno",
        "_loop",
        "_peer",
        "_queued",
        "_reading",
        "_socket",
        "_stream",
        "_streams",
        "_tls",
        "_unsent",
        "_unsent_at",
        "_writing",
        "active_at",
        "host",
        "names",
        "opened_at",
        "shaking",
        "used",
    )

    def __init__(
        self,
        accepted: socket.socket,
        address: tuple[str, int],
        streams: "Streams",
        loop: asyncio.AbstractEventLoop,
        secure: bool,
        now: float,
    ) -> None:
        accepted.setblocking(False)
        self._socket: socket.socket | None = accepted
        self._fileno = accepted.fileno()
        self._peer: Address = address
        self._streams = streams
        self._loop = loop
        self._stream = MessageStream()
        self._tls: TlsSession | None = None  # made with the first byte: a peer that says nothing costs next to nothing
        self._reading = self._writing = self._queued = False
        self._unsent = bytearray()
        self._unsent_at = 0.0
        self._ending_at = 0.0
        self.host: str = address[0]
        self.names: tuple[str, ...] = ()
        self.shaking = secure
        self.used = False
        self.opened_at = self.active_at = now

    def begin(self) -> None:
        """Read from now on."""
        with suppress(OSError):  # an answer is one small piece, which must not wait for the next
            if self._socket is not None:
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read_on()

    def overdue(self, now: float) -> str:
        """What the peer has taken too long for, or ""."""
        bounds = self._streams.bounds
        if self._unsent:
            return "slow_reader" if now - self._unsent_at > bounds.unsent_s else ""
        if self._ending_at:
            return "ended" if now - self._ending_at > bounds.linger_s else ""
        if self.shaking and now - self.opened_at > bounds.handshake_s:
            return "slow_handshake"
        return "idle" if now - self.active_at > bounds.idle_s else ""

    def close(self, cause: str) -> None:
        """Let go of the connection at once; what is still unsent is dropped."""
        if self._socket is None:
            return
        # Behind our last word the cause is counted already, and a peer that left had its own reasons.
        if not self._ending_at and cause != "left":
            count(self._streams.world.tally.tcp_refused, cause)
        if self._tls is not None and self._tls.shaken and not self._unsent and not self._ending_at:
            # RFC 8446 section 6.1: without it the peer could not tell our end from a cut line.
            self._tls.end()
            with suppress(OSError):
                self._socket.send(self._tls.to_send())
        self._let_go()

    def shake(self) -> None:
        """Take the handshake's next step."""
        self._queued = False
        tls = self._tls
        if self._socket is None or tls is None:
            return
        try:
            tls.shake()
        except TlsFailure as failure:
            self._fail(failure, "handshake")
            return
        self._send(tls.to_send())
        if tls.shaken:
            self._shaken(tls)

    def _shaken(self, tls: TlsSession) -> None:
        streams = self._streams
        streams.shakes.remove(self.host, self)
        self.shaking = False
        self.active_at = monotonic()
        tally = streams.world.tally
        self.names = tls.names()
        if not streams.world.admits(self.host, self.names):
            tally.unknown_source += 1
            shown = ", ".join(self.names) or "no name"
            streams.rare.warn(self.host, "%s showed a certificate of no trunk of its: %s", self.host, shown)
            self.close("certificate")
            return
        tally.tls_handshakes += 1
        if self.names:
            # The place behind an IPv6 address's flow and scope, see gate/hot.py.
            self._peer = (*(*self._peer, 0, 0)[:4], self.names)
        self._read_tls(tls)  # messages may have come with the handshake's last bytes

    def _readable(self) -> None:
        peer = self._socket
        if peer is None:
            return
        try:
            data = peer.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            self.close("left")
            return
        if self._ending_at:
            if not data:
                self.close("ended")
            return  # what comes behind our last word is not looked at
        if not data:
            self._left()
        elif self.shaking:
            self._receive_shaking(data)
        elif self._tls is not None:
            try:
                self._tls.receive(data)
            except TlsFailure as failure:
                self._fail(failure, "tls")
                return
            self._read_tls(self._tls)
        else:
            self._take(data)

    def _receive_shaking(self, data: bytes) -> None:
        streams = self._streams
        tls = self._tls
        if QUICKACK and self._socket is not None:
            # Where it is the client's turn to go on, Nagle's algorithm holds its next bytes back until these are
            # acknowledged, which the kernel would do after 40 ms.
            with suppress(OSError):
                self._socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        if tls is None:
            if streams.tls is None or not streams.begin_shake(self, monotonic()):
                self.close("handshakes")
                return
            tls = self._tls = TlsSession(streams.tls.context)
        try:
            tls.receive(data)
        except TlsFailure as failure:
            self._fail(failure, "handshake")
            return
        if not self._queued:
            self._queued = True
            streams.shake_later(self)

    def _read_tls(self, tls: TlsSession) -> None:
        try:
            data, ended = tls.read()
        except TlsFailure as failure:
            self._fail(failure, "tls")
            return
        if data:
            self._take(data)
        self._send(tls.to_send())  # what OpenSSL itself has to say: a key update, an alert
        if ended and self._socket is not None and not self._ending_at:
            self._left()

    def _take(self, data: bytes) -> None:
        """Bytes of SIP, out of their wrapping."""
        lost = ""
        try:
            messages = self._stream.receive_data(data)
        except SipFault as fault:
            # RFC 3261 section 18.3: without a trustworthy Content-Length nobody knows where the next message begins.
            messages, lost = list(fault.messages), "framing"
            if data.startswith(TLS_HELLO) and not self.used and self._tls is None:
                lost = "tls_on_tcp"
                self._streams.rare.warn(self.host, "%s speaks TLS to a tcp: address of ours", self.host)
        # What was asked in one piece is answered in one: one record, one packet where it fits.
        said: list[bytes] = []
        taker = self._streams.taker
        for message in messages:
            taker.keep()  # the decision before this one; the last one waits until its answer is on its way
            why = self._streams.why_not(message, self.host)
            said += [reply for reply, _ in taker.take(message, self._peer, why, self)]
        # RFC 5626 section 3.5.1: a keep-alive is answered, and shows that the peer is there.
        said.append(self._stream.keep_alive_answer())
        if messages or said[-1]:
            self.used = True
            self.active_at = monotonic()
            self._say(b"".join(said))
            taker.keep()
        if lost:
            self._end(lost)
        elif self._streams.leaving and messages:
            self._end("moved")

    def send_late(self, replies: Replies) -> None:
        """See `WayBack`: an answer has no other way than the connection that its question came over."""
        if self._socket is None or self._ending_at:
            self._streams.world.tally.replies_lost += len(replies)
            return
        self.active_at = monotonic()
        self._say(b"".join([reply for reply, _ in replies]))

    def _say(self, data: bytes) -> None:
        tls = self._tls
        if tls is None or not data:
            self._send(data)
            return
        try:
            tls.write(data)
        except TlsFailure as failure:
            self._fail(failure, "tls")
            return
        self._send(tls.to_send())

    def _send(self, data: bytes) -> None:
        peer = self._socket
        if peer is None or not data:
            return
        if not self._unsent:
            try:
                sent = peer.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.close("left")
                return
            if sent == len(data):
                return
            data = data[sent:]
            self._unsent_at = monotonic()
            self._stop_reading()
            self._write_on()
        self._unsent += data
        if len(self._unsent) > self._streams.bounds.unsent_bytes_max:
            self.close("slow_reader")

    def _writable(self) -> None:
        peer = self._socket
        if peer is None:
            return
        try:
            del self._unsent[: peer.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError:
            self.close("left")
            return
        if not self._unsent:
            self._stop_writing()
            if self._ending_at:
                self._finish()
            else:
                self._read_on()

    def _fail(self, failure: TlsFailure, cause: str) -> None:
        """The TLS layer is lost. OpenSSL's alert still goes out: it is what the peer's log will show."""
        self._streams.rare.warn(self.host, "TLS with %s failed: %s", self.host, failure)
        count(self._streams.world.tally.tcp_refused, cause)
        if self._socket is not None and self._tls is not None:
            alert = self._tls.to_send()
            if alert and not self._unsent:
                with suppress(OSError):
                    self._socket.send(alert)
        self._let_go()

    def _left(self) -> None:
        """The peer says nothing more. What it asked is answered; replies that still wait for it may go out."""
        if self._unsent:
            self._ending_at = monotonic()
            self._stop_reading()
        else:
            self.close("left")

    def _end(self, cause: str) -> None:
        """Close after our last word, which a reset would take back: the peer gets a moment to read it."""
        if self._socket is None:
            return
        count(self._streams.world.tally.tcp_refused, cause)
        self._ending_at = monotonic()
        if self._tls is not None:
            self._tls.end()
            self._send(self._tls.to_send())
        if not self._unsent:
            self._finish()

    def _finish(self) -> None:
        """Nothing more comes from us; wait for the peer to see it."""
        peer = self._socket
        if peer is None:
            return
        try:
            peer.shutdown(socket.SHUT_WR)
        except OSError:
            self.close("ended")
            return
        self._read_on()

    def _let_go(self) -> None:
        peer = self._socket
        if peer is None:
            return
        self._stop_reading()
        self._stop_writing()
        self._socket = None
        self._tls = None
        self._unsent = bytearray()
        self._streams.forget(self)
        peer.close()

    def _read_on(self) -> None:
        if not self._reading and self._socket is not None:
            self._reading = True
            self._loop.add_reader(self._fileno, self._readable)

    def _stop_reading(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fileno)

    def _write_on(self) -> None:
        if not self._writing and self._socket is not None:
            self._writing = True
            self._loop.add_writer(self._fileno, self._writable)

    def _stop_writing(self) -> None:
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._fileno)
