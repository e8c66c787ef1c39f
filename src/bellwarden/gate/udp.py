"""The UDP listener: at each wake-up as many datagrams as wait, up to 64, read and answered 16 at a time.

A callback on the readable socket costs less per datagram than asyncio's datagram transport, and it bounds what one
wake-up may take, so that HTTP, TCP and the heartbeat get their turn.
"""

import contextlib
import socket
import struct
from time import monotonic, time
from typing import Final

from bellwarden.gate.admission import BEHIND_S, Admission
from bellwarden.gate.hot import Address, CallTaker, Replies
from bellwarden.gate.passing import CallPasser
from bellwarden.gate.tally import Tally
from bellwarden.gate.world import GateWorld
from bellwarden.model.verdict import OVER_FAIR_SHARE, OVERLOADED

DATAGRAMS_PER_WAKEUP: Final = 64
DRAIN_S_MAX: Final = 0.005
DATAGRAMS_WHEN_BEHIND: Final = 16  # how long they waited is looked at once a wake-up
# So many are read, then judged, then answered, then kept: the processor finds the code of each step in its cache, which
# saves a tenth of a call's time. More would let the first wait too long for its answer.
TOGETHER_MAX: Final = 16
DATAGRAM_BYTES_MAX: Final = 65_535
# A call whose datagram waited longer is answered "overloaded" at once: the SBC's own timer is about to let it go on,
# and every later one waits behind it.
WAIT_S_MAX: Final = 0.1

# Linux: the kernel's time of arrival as a control message (socket(7)). Python's socket module does not name it.
_SO_TIMESTAMPNS: Final = 35
_TIMESPEC: Final = struct.Struct("@ll")
_CONTROL_BYTES: Final = socket.CMSG_SPACE(_TIMESPEC.size)


class UdpListener:
    """One bound socket. The loop calls `drain` whenever it is readable."""

    __slots__ = (
        "_admission",
        "_arrived_after",
        "_batch",
        "_passer",
        "_socket",
        "_taker",
        "_tally",
        "_world",
        "waited_s",
    )

    def __init__(
        self, bound: socket.socket, world: GateWorld, taker: CallTaker, passer: CallPasser, admission: Admission
    ) -> None:
        self._socket = bound
        self._passer = passer
        self._admission = admission
        self._batch = DATAGRAMS_PER_WAKEUP
        self._world = world
        self._taker = taker
        self._tally: Tally = world.tally
        # Whatever waits in the queue arrived after this moment. While it is recent nothing can be late, and the time
        # stamps, which cost a slower call, are not read.
        self._arrived_after = monotonic()
        self.waited_s = 0.0  # by the last time stamp that was read
        with contextlib.suppress(OSError):  # no such option: no datagram is ever found late
            bound.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)

    def drain(self) -> bool:
        """Answer what waits, up to a wake-up's share. Whether the queue is empty now."""
        receive = self._socket.recvfrom
        knows = self._world.knows
        late = False
        admission = self._admission
        batch_max = DATAGRAMS_WHEN_BEHIND if admission.active else DATAGRAMS_PER_WAKEUP
        together: list[tuple[bytes, Address]] = []
        began = monotonic()
        stamped = began - self._arrived_after > BEHIND_S or admission.active
        for _ in range(min(self._batch, batch_max)):
            try:
                if stamped:
                    data, control, _, source = self._socket.recvmsg(DATAGRAM_BYTES_MAX, _CONTROL_BYTES)
                    late = stamped = self._is_late(control)
                else:
                    data, source = receive(DATAGRAM_BYTES_MAX)
            except BlockingIOError:
                self._arrived_after = now = monotonic()
                self._answer_all(together)
                if admission.active:
                    admission.caught_up(now)
                return True
            except OSError:
                self._answer_all(together)
                return True  # an ICMP error that some systems report here; the next wake-up reads on
            if knows(source[0]):
                if data.startswith(b"ACK "):
                    # As the SIP core does it, less the way there: half of all datagrams are ACKs.
                    self._tally.datagrams += 1
                elif admission.active:
                    self._share_out(data, source, late)
                else:
                    together.append((data, source))
                    if len(together) == TOGETHER_MAX:
                        self._answer_all(together)
                        together = []
            else:
                # Before a byte of it is looked at: a reply to a forged address would make us part of somebody's flood.
                self._tally.unknown_source += 1
        self._answer_all(together)
        now = monotonic()
        # Judging may be slow: the heartbeat and the next look at how long datagrams waited must not wait for 64 of it.
        self._batch = max(self._batch // 2, 1) if now - began > DRAIN_S_MAX else min(self._batch * 2, batch_max)
        if admission.active:
            admission.turn_when_due(self._arrived_after, now)
        return False

    def _share_out(self, data: bytes, source: Address, late: bool) -> None:
        """Answer while the gate is behind: judge what has time and is within its asker's share."""
        admission = self._admission
        if not data.startswith(b"INVITE "):
            self._answer(self._taker, data, source, "")
            return
        began = monotonic()
        within = admission.admits(data, source[0])
        if within and not late:
            self._answer(self._taker, data, source, "")
        else:
            self._answer(self._passer, data, source, OVERLOADED if late else OVER_FAIR_SHARE)
        admission.took(within and not late, monotonic() - began)

    def _answer_all(self, together: list[tuple[bytes, Address]]) -> None:
        """Judge all of them, then answer, then keep what was decided."""
        take = self._taker.take
        self.send_late([reply for data, source in together for reply in take(data, source, "", self)])
        self._taker.keep()

    def _answer(self, taker: CallTaker | CallPasser, data: bytes, source: Address, why: str) -> None:
        self.send_late(taker.take(data, source, why, self))
        taker.keep()

    def send_late(self, replies: Replies) -> None:
        """See `WayBack`."""
        for reply, address in replies:
            try:
                self._socket.sendto(reply, address)
            except OSError:
                self._tally.replies_lost += 1

    def _is_late(self, control: list[tuple[int, int, bytes]]) -> bool:
        """Whether this datagram waited too long; all behind it in the queue arrived after it."""
        for level, kind, value in control:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(value) >= _TIMESPEC.size:
                seconds, nanoseconds = _TIMESPEC.unpack_from(value)
                # The kernel's stamps are of the wall clock. One that was set forward makes them look old, so by the
                # steady clock: nothing here arrived before the queue was last seen empty, or before the last stamp.
                now = monotonic()
                waited_s: float = min(max(time() - seconds - nanoseconds / 1e9, 0.0), now - self._arrived_after)
                self.waited_s = waited_s
                self._arrived_after = now - waited_s
                if waited_s > BEHIND_S:
                    self._admission.behind(waited_s, now)
                return waited_s > WAIT_S_MAX
        return False
