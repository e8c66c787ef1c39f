"""What supervisor and worker say to each other, over a pair of sockets that ends when either of them does."""

import socket
from enum import Enum
from typing import Final

import msgspec

MESSAGE_BYTES_MAX: Final = 8_192


class Order(str, Enum):
    """From the supervisor to a worker."""

    BEGIN = "begin"  # read the sockets
    LEAVE = "leave"  # another does; finish what is open and end


class Word(str, Enum):
    """From a worker to the supervisor."""

    READY = "ready"  # policy loaded, indexes built, warm
    SERVING = "serving"
    REFUSED = "refused"  # the policy can't be used; `reason` says why
    UNABLE = "unable"  # it may be better the next time: the disk, the memory


class Told(msgspec.Struct, frozen=True):
    """A worker's message."""

    word: Word
    reason: str = ""


def channel() -> tuple[socket.socket, socket.socket]:
    """The supervisor's end and the worker's, both non-blocking. Each message is read whole."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ends:
        end.setblocking(False)
    return ends


def tell(end: socket.socket, word: Word, reason: str = "") -> None:
    """Nobody listens any more when the supervisor is gone; the worker finds out by itself."""
    _send(end, msgspec.json.encode(Told(word, reason[:2_000])))


def order(end: socket.socket, what: Order) -> None:
    """A worker that is gone is seen by its exit."""
    _send(end, what.value.encode())


def told(end: socket.socket) -> list[Told]:
    """What a worker has said since the last time."""
    found = []
    while message := _receive(end):
        found.append(msgspec.json.decode(message, type=Told))
    return found


def ordered(end: socket.socket) -> Order | None:
    """The next order; None when the supervisor is gone. Call it when the socket is readable."""
    message = _receive(end)
    return Order(message.decode()) if message else None


def _send(end: socket.socket, message: bytes) -> None:
    try:
        end.send(message)
    except OSError:
        return


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(MESSAGE_BYTES_MAX)
    except OSError:
        return b""
