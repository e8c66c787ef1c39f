"""Hears every datagram on the loopback interface that goes to an address: a witness that neither side can deceive."""

import socket
import struct
from contextlib import suppress
from typing import NamedTuple

ETH_P_IP = 0x0800
UDP, TCP = 17, 6


class Heard(NamedTuple):
    protocol: int
    payload: bytes


class Eavesdropper:
    """Use as a context manager. `able` is False where the system does not let us (no root, no Linux)."""

    def __init__(self, source_port: int, target: str) -> None:
        self._port = source_port
        self._target = socket.inet_aton(target)
        self._socket: socket.socket | None = None
        self.able = False

    def __enter__(self) -> "Eavesdropper":
        with suppress(OSError, AttributeError):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
            self._socket.bind(("lo", ETH_P_IP))
            self._socket.setblocking(False)
            self.able = True
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket is not None:
            self._socket.close()

    def heard(self) -> list[Heard]:
        """What went from the port to the address since the last look. Loopback shows a packet twice: one counts."""
        found = []
        if self._socket is None:
            return []
        while True:
            try:
                packet, (_, _, kind, _, _) = self._socket.recvfrom(65_535)
            except BlockingIOError:
                return found
            if kind == socket.PACKET_OUTGOING or packet[16:20] != self._target:
                continue
            start = (packet[0] & 15) * 4  # RFC 791 section 3.1
            if packet[9] in (UDP, TCP) and struct.unpack_from("!H", packet, start)[0] == self._port:
                head = 8 if packet[9] == UDP else (packet[start + 12] >> 4) * 4  # RFC 768; RFC 9293 section 3.1
                found.append(Heard(packet[9], packet[start + head :]))
