"""Cuts a TCP or TLS byte stream into SIP messages, and gives up the connection rather than guess where one ends."""

from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import HEADER_LINES_MAX, INTEGER_MAX, MESSAGE_BYTES_MAX, PLAIN, TOKEN, read_digits
from bellwarden.sip.headers import NAMES, header_key
from bellwarden.sip.request import unfold

_END_OF_HEAD: Final = b"\r\n\r\n"
# RFC 5626 section 3.5.1.
_PING: Final = b"\r\n\r\n"
_PONG: Final = b"\r\n"
# Pings are answered one by one up to here; who sends more between two answers isn't waiting for them.
_PONGS_MAX: Final = 16


class MessageStream:
    """The receiving half of one connection. Holds at most one unfinished message, so at most 64 kB.

    Framing is RFC 3261 sections 18.3 and 20.14: Content-Length alone says where a message ends. When it is missing,
    ambiguous or unreadable, or when the head is such that another reader could see another Content-Length in it,
    nothing behind can be trusted: receive_data raises SipFault and the connection has to be closed.
    """

    __slots__ = ("_buffer", "_lost", "_pongs", "_searched", "_wanted")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0  # how far the buffer is known to hold no end of head
        self._wanted = 0  # length of the message in front, once its head is complete
        self._pongs = 0
        self._lost = False

    def receive_data(self, data: bytes) -> list[bytes]:
        """The messages that are complete now, in order.

        Raises SipFault when framing is lost. Its `messages` are those completed before and, last, as much as came of
        the faulty one: hand them on, send what there is to send, close the connection.
        """
        if self._lost:
            raise SipFault(400, "a stream that lost its framing")
        self._buffer += data
        messages: list[bytes] = []
        try:
            while self._skip_empty_lines():
                if not self._wanted and not self._find_end():
                    break
                if len(self._buffer) < self._wanted:
                    break
                messages.append(bytes(self._buffer[: self._wanted]))
                del self._buffer[: self._wanted]
                self._wanted = self._searched = 0
        except SipFault as fault:
            self._lost = True
            messages.append(bytes(self._buffer[: MESSAGE_BYTES_MAX + 1]))
            self._buffer = bytearray()
            raise SipFault(fault.status, fault.reason, None, tuple(messages)) from None
        return messages

    def keep_alive_answer(self) -> bytes:
        """What to send for the keep-alives since the last call, b"" for none (RFC 5626 section 3.5.1)."""
        answer = _PONG * self._pongs
        self._pongs = 0
        return answer

    def _skip_empty_lines(self) -> bool:
        """Drop CR LF in front of a message (RFC 3261 section 7.5); whether anything of a message is there."""
        buffer = self._buffer
        while not self._wanted and buffer.startswith(b"\r\n"):
            if buffer.startswith(_PING):
                self._pongs = min(self._pongs + 1, _PONGS_MAX)
                del buffer[:4]
            elif len(buffer) in (2, 3):
                # It may become a keep-alive yet.
                return False
            else:
                del buffer[:2]
            self._searched = 0
        if not buffer or buffer == b"\r":
            return False
        if buffer[0] not in TOKEN:
            raise SipFault(400, "no SIP on this stream")
        return True

    def _find_end(self) -> bool:
        """Find the message's length; False while its head is incomplete."""
        buffer = self._buffer
        end = buffer.find(_END_OF_HEAD, max(0, self._searched - 3))
        if end < 0:
            searched = self._searched
            self._searched = len(buffer)
            if len(buffer) > MESSAGE_BYTES_MAX:
                raise SipFault(513, "a message longer than 64 kB")
            # A peer that ends lines otherwise would never finish its head in our eyes.
            if buffer.count(b"\n", searched) != buffer.count(b"\r\n", max(0, searched - 1)):
                raise SipFault(400, "a line that does not end with CR LF")
            return False
        head = bytes(buffer[:end])
        self._wanted = end + 4 + read_length(head)
        if self._wanted > MESSAGE_BYTES_MAX:
            self._wanted = 0
            raise SipFault(513, "a message longer than 64 kB")
        return True


def read_length(head: bytes) -> int:
    """The one Content-Length of a head. Raises SipFault when there is none, or may be another for somebody else."""
    lines = head.split(b"\r\n")
    if len(lines) > HEADER_LINES_MAX + 1 or len(head.translate(None, PLAIN)) != 2 * (len(lines) - 1):
        raise SipFault(400, "a head that can't be cut into lines")
    found = -1
    for line in unfold(lines[1:]):
        name, colon, value = line.partition(b":")
        key = NAMES.get(name) or header_key(name)
        if not key or not colon:
            raise SipFault(400, "an unreadable header name")
        if key == b"content-length":
            length = read_digits(value.strip(), INTEGER_MAX)
            if length < 0:
                raise SipFault(400, "an unreadable Content-Length")
            if found >= 0 and found != length:
                raise SipFault(400, "two different Content-Length headers")
            found = length
    if found < 0:
        raise SipFault(400, "no Content-Length on a stream")
    return found
