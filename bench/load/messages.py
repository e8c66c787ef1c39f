"""The messages of a driver's calls: each is made from its number alone, so that it can be made again to be repeated."""

from operator import itemgetter
from typing import Final

from bench.calls import (
    ACK,
    BLOCKED_AREA,
    BLOCKS_PER_AREA,
    CALLED_AREA,
    INVITE,
    KEY_LENGTH,
    LAWFUL_AREA,
    MARK,
    NUMBERS_PER_AREA,
    SCATTER,
    SDP,
    number,
)
from bench.load.plan import Kind, Stream

# Steps through an area's numbers: primes, so that neither a number nor a pair comes again soon.
CALLER_STEP, CALLED_STEP = 15_485_863, 7_368_787
BLOCKED: Final = 2_000  # of the listed callers, so many place calls
EMERGENCY_NUMBERS: Final = (b"911", b"+1911", b"933")
NUMBER_AT: Final = len(MARK)
_FIELDS: Final = ("called", "customer", "index", "calling")


class Messages:
    """INVITE and ACK of the calls of one stream, from its address and port."""

    def __init__(self, stream: Stream, port: int) -> None:
        self._stream = stream
        self._invite = _Template(INVITE + SDP.decode(), stream.source, port)
        self._ack = _Template(ACK, stream.source, port)

    def kind(self, index: int) -> Kind:
        stream = self._stream
        if stream.emergency_every and index % stream.emergency_every == 0:
            return Kind.EMERGENCY
        if stream.blocked_every and index % stream.blocked_every == stream.blocked_every // 2:
            return Kind.BLOCKED
        return Kind.LAWFUL

    def invite(self, index: int) -> bytes:
        return self._invite.fill(self._values(index))

    def ack(self, index: int, answer: bytes) -> bytes:
        """RFC 3261 section 17.1.1.3: the ACK's To is the answer's."""
        start = answer.find(b"\r\nTo:") + 2
        return self._ack.fill(self._values(index)) + answer[start : answer.find(b"\r\n", start)] + b"\r\n\r\n"

    def _values(self, index: int) -> tuple[bytes, bytes, bytes, bytes]:
        kind = self.kind(index)
        caller = index * CALLER_STEP % (BLOCKED if kind is Kind.BLOCKED else NUMBERS_PER_AREA)
        if kind is Kind.EMERGENCY:
            called = EMERGENCY_NUMBERS[index // self._stream.emergency_every % len(EMERGENCY_NUMBERS)]
        else:
            called = b"+%d" % number(CALLED_AREA, index * CALLED_STEP % NUMBERS_PER_AREA)
        customers = self._stream.customers
        # As bench.world gives thousand-blocks to customers.
        customer = (caller * SCATTER % NUMBERS_PER_AREA // 1000) * customers // BLOCKS_PER_AREA if customers else 0
        area = BLOCKED_AREA if kind is Kind.BLOCKED else LAWFUL_AREA
        return called, b"c%04d" % customer, b"%010d" % index, b"+%d" % number(area, caller)


class _Template:
    """A message of bench.calls with places for what differs from call to call."""

    def __init__(self, text: str, source: str, port: int) -> None:
        text = text.replace("127.0.0.1", source).replace("+%(called)d", "%(called)s")
        text = text.replace("+%(calling)d", "%(calling)s").replace("c%(customer)04d", "%(customer)s")
        text = text.replace("%(index)010d", "%(index)s")
        order: list[int] = []
        marks = {name: f"\0{name}\0" for name in _FIELDS}
        whole = text % {**marks, "port": port, "length": len(SDP)}
        pieces = whole.split("\0")
        for place in range(1, len(pieces), 2):
            order.append(_FIELDS.index(pieces[place]))
            pieces[place] = "%b"
        self._form = "".join(pieces).encode()
        self._pick = itemgetter(*order)

    def fill(self, values: tuple[bytes, bytes, bytes, bytes]) -> bytes:
        filled: bytes = self._form % self._pick(values)
        return filled


def index_of(data: bytes) -> int:
    """The number of the call that an answer belongs to; -1 for none of ours."""
    at = data.find(MARK)
    digits = data[at + NUMBER_AT : at + KEY_LENGTH]
    return int(digits) if at >= 0 and len(digits) == KEY_LENGTH - NUMBER_AT and digits.isdigit() else -1
