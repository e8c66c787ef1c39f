"""Answers already given, where all workers of a machine can read them.

The workers read one UDP socket, so a retransmitted INVITE, or its CANCEL, may reach another worker than the INVITE
did, or the successor of one that is gone. It gets the same answer, and its attempt is counted once, whoever takes it.
"""

import mmap
import struct
from typing import Final
from zlib import crc32

import msgspec

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.transactions import HELD_S, LIFETIME_S, UNANSWERED, RecentAnswers

# 1,000 calls a second fill the memory in 32 s. Above that, or where more than WAYS transactions meet in one set, the
# oldest goes first: that an answer is gone within the first 3.5 s (three retransmissions) happens to one in 1,000.
SETS: Final = 8_192
WAYS: Final = 4
BODY_BYTES_MAX: Final = 1_006
CELLS: Final = 256  # workers that may run at the same time
# What a worker that is alone leaves to its successor: 3.5 s (three retransmissions) at 1,000 calls a second.
HANDED_OVER_MAX: Final = 4_096

_CELL_BYTES: Final = CELLS * 8
_SET: Final = struct.Struct("<QdQdQdQd")  # the name of a transaction and until when its answer is kept, WAYS times
_ENTRY: Final = struct.Struct("<Qd")
_HEADER: Final = struct.Struct("<QIIH")  # the name again, crc32 of the body, its length, the worker that answered
_SLOT_BYTES: Final = _HEADER.size + BODY_BYTES_MAX
_BODIES_AT: Final = _CELL_BYTES + SETS * _SET.size

_NOTHING: Final = bytes(8)
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(SipAnswer)


class SharedReplies:
    """`sip.transactions.AnswerMemory` for all workers. Made by the supervisor; each worker sits down at its own copy.

    No lock: a worker shows what it is about to judge in a cell of its own, then looks whether another shows the same,
    then whether it has been answered. Of two that receive one call at the same moment, one judges. A slot caught
    half-written fails its checksum and reads as empty.
    """

    __slots__ = ("_by", "_cell", "_cells_end", "_memory", "_now", "_worker", "answered_elsewhere")

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _BODIES_AT + SETS * WAYS * _SLOT_BYTES)
        self._worker = 0
        self._by = 0  # whose the answer is that was read last
        self._cell = 0
        self._cells_end = _CELL_BYTES
        self._now = 0.0
        self.answered_elsewhere = 0  # retransmissions that got the answer of another worker

    def sit_down(self, worker: int, workers: int) -> None:
        """In the worker's process: which cell is its own, of how many in use."""
        self._worker = worker
        self._cell = worker * 8
        self._cells_end = workers * 8
        self.clear(worker)

    def clear(self, worker: int) -> None:
        """Forget what a worker that ended was about to judge: its retransmission must find somebody."""
        self._memory[worker * 8 : worker * 8 + 8] = _NOTHING

    def claim(self, transaction: bytes, now: float) -> SipAnswer | None:
        """See `AnswerMemory`."""
        self._now = now
        name = int(transaction, 16)
        memory = self._memory
        shown = name.to_bytes(8, "little")
        cell = self._cell
        memory[cell : cell + 8] = shown
        elsewhere = memory.find(shown, 0, cell) >= 0 or memory.find(shown, cell + 8, self._cells_end) >= 0
        found = self._look_up(name, now)
        if found is not None:
            self.answered_elsewhere += self._by != self._worker
        elif elsewhere:
            # Both may see each other: neither answers then, and the client's next retransmission finds one of them.
            found = UNANSWERED
        else:
            return None
        memory[cell : cell + 8] = _NOTHING
        return found

    def find(self, transaction: bytes) -> SipAnswer | None:
        """See `AnswerMemory`; as of the last beat."""
        name = int(transaction, 16)
        found = self._look_up(name, self._now)
        if found is None and self._memory.find(name.to_bytes(8, "little"), 0, self._cells_end) >= 0:
            return UNANSWERED
        return found

    def keep(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """See `AnswerMemory`. An answer that can't be kept is judged again if it is asked for again."""
        try:
            body = _encoder.encode(answer)
        except ValueError:  # a lone surrogate
            body = b""
        if 0 < len(body) <= BODY_BYTES_MAX:
            self._write(int(transaction, 16), body, now + LIFETIME_S)
        cell = self._cell
        self._memory[cell : cell + 8] = _NOTHING

    def hold(self, transaction: bytes, now: float) -> None:
        """See `AnswerMemory`. The worker's cell is wanted for its next call, so this one moves to where answers lie."""
        self._write(int(transaction, 16), _encoder.encode(UNANSWERED), now + HELD_S)
        cell = self._cell
        self._memory[cell : cell + 8] = _NOTHING

    def turn_when_due(self, now: float) -> None:
        """Answers end by their own time; `find` goes by this one."""
        self._now = now

    def next_turn(self) -> float | None:
        """See `AnswerMemory`."""
        return None

    def _write(self, name: int, body: bytes, until: float) -> None:
        memory = self._memory
        place = _CELL_BYTES + name % SETS * _SET.size
        first, until0, second, until1, third, until2, fourth, until3 = _SET.unpack_from(memory, place)
        if name == first:
            way = 0
        elif name == second:
            way = 1
        elif name == third:
            way = 2
        elif name == fourth:
            way = 3
        else:
            oldest = min(until0, until1, until2, until3)
            way = 0 if oldest == until0 else 1 if oldest == until1 else 2 if oldest == until2 else 3
        slot = _BODIES_AT + (name % SETS * WAYS + way) * _SLOT_BYTES
        record = _HEADER.pack(name, crc32(body), len(body), self._worker) + body
        memory[slot : slot + len(record)] = record
        _ENTRY.pack_into(memory, place + way * _ENTRY.size, name, until)

    def _look_up(self, name: int, now: float) -> SipAnswer | None:
        base = name % SETS
        first, until0, second, until1, third, until2, fourth, until3 = _SET.unpack_from(
            self._memory, _CELL_BYTES + base * _SET.size
        )
        if name == first:
            until, way = until0, 0
        elif name == second:
            until, way = until1, 1
        elif name == third:
            until, way = until2, 2
        elif name == fourth:
            until, way = until3, 3
        else:
            return None
        return self._read(name, base * WAYS + way) if until >= now else None

    def _read(self, name: int, slot: int) -> SipAnswer | None:
        start = _BODIES_AT + slot * _SLOT_BYTES
        kept, checksum, length, worker = _HEADER.unpack_from(self._memory, start)
        start += _HEADER.size
        if kept != name or length > BODY_BYTES_MAX:
            return None
        body = self._memory[start : start + length]
        if crc32(body) != checksum:
            return None
        self._by = worker
        return _decoder.decode(body)


class OwnAnswers:
    """`AnswerMemory` of a gate's only worker: a dictionary of its own, which costs a fifth of the shared memory.

    What it answered lately it leaves to its successor in the shared memory; there it looks for what its predecessor
    left, as long as that is good.
    """

    __slots__ = ("_left_until", "_recent", "_shared")

    def __init__(self, shared: SharedReplies) -> None:
        self._shared = shared
        self._recent = RecentAnswers()
        self._left_until = 0.0

    def take_over(self, now: float) -> None:
        """From now on this worker answers."""
        self._left_until = now + LIFETIME_S

    def hand_over(self, now: float) -> None:
        """Leave the latest answers to the successor."""
        self._left_until = 0.0
        for transaction, answer in self._recent.latest(HANDED_OVER_MAX):
            self._shared.keep(transaction, answer, now)

    def claim(self, transaction: bytes, now: float) -> SipAnswer | None:
        """See `AnswerMemory`."""
        found = self._recent.claim(transaction, now)
        if found is None and now < self._left_until:
            found = self._left(transaction)
            if found is not None:
                self._shared.answered_elsewhere += 1
                self._recent.keep(transaction, found, now)
        return found

    def find(self, transaction: bytes) -> SipAnswer | None:
        """See `AnswerMemory`."""
        found = self._recent.find(transaction)
        return self._left(transaction) if found is None and self._left_until else found

    def keep(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """See `AnswerMemory`."""
        self._recent.keep(transaction, answer, now)

    def hold(self, transaction: bytes, now: float) -> None:
        """See `AnswerMemory`."""
        self._recent.hold(transaction, now)

    def turn_when_due(self, now: float) -> None:
        """See `AnswerMemory`."""
        self._recent.turn_when_due(now)
        self._shared.turn_when_due(now)

    def next_turn(self) -> float | None:
        """See `AnswerMemory`."""
        return self._recent.next_turn()

    def _left(self, transaction: bytes) -> SipAnswer | None:
        found = self._shared.find(transaction)
        return None if found is None or not found.status else found
