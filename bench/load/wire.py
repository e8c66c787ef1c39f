"""Many datagrams by one system call (Linux: sendmmsg, recvmmsg), so that one Python process can be several SBCs.

What came in carries the kernel's time of arrival: a driver that read it late does not blame the server for that.
"""

import ctypes
import errno
import socket
import struct
import sys
from typing import Final

BATCH: Final = 64
SLOT: Final = 2_048  # no message of ours is longer
REPLY_SLOT: Final = 4_096

_HEADER_BYTES: Final = 64  # struct mmsghdr of a 64-bit Linux, as eight words: recvmmsg(2)
_NAME, _NAME_LENGTH, _VECTOR, _VECTORS, _CONTROL, _CONTROL_LENGTH = range(6)
_LENGTH: Final = 14  # of 32-bit words: bytes received
_CONTROL_SLOT: Final = 64
_SO_TIMESTAMPNS: Final = 35
_STAMP: Final = struct.Struct("@ll")
_STAMP_AT: Final = 16  # behind the control message's own header: cmsg(3)
_TRANSIENT: Final = frozenset((errno.EAGAIN, errno.EINTR, errno.ENOBUFS, errno.ECONNREFUSED))
_TRIES: Final = 100

available: Final = sys.platform == "linux" and ctypes.sizeof(ctypes.c_void_p) == 8
if available:
    _libc = ctypes.CDLL(None, use_errno=True)
    _libc.sendmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
    _libc.recvmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)


def open_socket(source: str) -> socket.socket:
    """A socket of one SBC. It is not connected: an ICMP error must not stop what is sent next."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        opened.setsockopt(socket.SOL_SOCKET, option, 8 << 20)
    opened.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    opened.bind((source, 0))
    return opened


class Sender:
    """Collects datagrams for one server and sends them together."""

    def __init__(self, sock: socket.socket, server: tuple[str, int]) -> None:
        self._socket = sock
        self._count = 0
        self.dropped = 0  # the network stack would not take them
        self._data = memoryview(bytearray(BATCH * SLOT))
        self._vectors = memoryview(bytearray(BATCH * 16)).cast("Q")
        headers = memoryview(bytearray(BATCH * _HEADER_BYTES))
        words = headers.cast("Q")
        # struct sockaddr_in: ip(7).
        family = socket.AF_INET.to_bytes(2, sys.byteorder)
        self._name = bytearray(family + struct.pack("!H4s8x", server[1], socket.inet_aton(server[0])))
        data, vectors, name = _address(self._data), _address(self._vectors.cast("B")), _address(memoryview(self._name))
        for place in range(BATCH):
            self._vectors[2 * place] = data + place * SLOT
            words[8 * place + _NAME] = name
            words[8 * place + _NAME_LENGTH] = len(self._name)
            words[8 * place + _VECTOR] = vectors + place * 16
            words[8 * place + _VECTORS] = 1
        self._headers = headers
        self._first = _address(headers)

    def add(self, data: bytes) -> None:
        place = self._count
        self._data[place * SLOT : place * SLOT + len(data)] = data
        self._vectors[2 * place + 1] = len(data)
        self._count = place + 1
        if self._count == BATCH:
            self.flush()

    def flush(self) -> None:
        sent = tries = 0
        while sent < self._count:
            done = _libc.sendmmsg(self._socket.fileno(), self._first + sent * _HEADER_BYTES, self._count - sent, 0)
            if done > 0:
                sent += done
                continue
            tries += 1
            error = ctypes.get_errno()
            if error not in _TRANSIENT:
                raise OSError(error, "sendmmsg")
            if tries > _TRIES:
                self.dropped += self._count - sent
                break
        self._count = 0


class Receiver:
    """Takes what waits on any socket, up to BATCH datagrams at a time."""

    def __init__(self) -> None:
        self._data = memoryview(bytearray(BATCH * REPLY_SLOT))
        self._control = bytearray(BATCH * _CONTROL_SLOT)
        self._vectors = memoryview(bytearray(BATCH * 16)).cast("Q")
        self._headers = memoryview(bytearray(BATCH * _HEADER_BYTES))
        self._words = self._headers.cast("Q")
        self._lengths = self._headers.cast("I")
        data, control = _address(self._data), _address(memoryview(self._control))
        vectors = _address(self._vectors.cast("B"))
        for place in range(BATCH):
            self._vectors[2 * place] = data + place * REPLY_SLOT
            self._vectors[2 * place + 1] = REPLY_SLOT
            self._words[8 * place + _VECTOR] = vectors + place * 16
            self._words[8 * place + _VECTORS] = 1
            self._words[8 * place + _CONTROL] = control + place * _CONTROL_SLOT
            self._words[8 * place + _CONTROL_LENGTH] = _CONTROL_SLOT
        self._first = _address(self._headers)

    def receive(self, sock: socket.socket) -> list[tuple[bytes, float]]:
        """Each datagram with the moment it arrived, in seconds since 1970."""
        count = _libc.recvmmsg(sock.fileno(), self._first, BATCH, 0, None)
        if count <= 0:
            return []
        got = []
        for place in range(count):
            seconds, nanoseconds = _STAMP.unpack_from(self._control, place * _CONTROL_SLOT + _STAMP_AT)
            start = place * REPLY_SLOT
            data = bytes(self._data[start : start + self._lengths[16 * place + _LENGTH]])
            got.append((data, seconds + nanoseconds * 1e-9))
            self._words[8 * place + _CONTROL_LENGTH] = _CONTROL_SLOT
        return got


def _address(view: memoryview) -> int:
    return ctypes.addressof((ctypes.c_char * view.nbytes).from_buffer(view))
