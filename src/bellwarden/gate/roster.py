"""Who serves, by which policy, and whose heart beats: memory that the supervisor and all workers of a machine map.

Workers beat and say what they serve by; the supervisor replaces those whose heart stands still, and writes down which
policy was refused and why. Whoever answers /healthz reads both: a policy counts as in force when no worker judges by an
older one any more.
"""

import mmap
import struct
from time import monotonic
from typing import Final
from zlib import crc32

import msgspec

from bellwarden.gate.sources import RefusedPolicy, Statement
from bellwarden.seam.gate_state import WorkerState

ABSENT: Final = 0
SERVING: Final = 1
LEAVING: Final = 2  # reads no new calls, finishes what is open

_RECORD: Final = struct.Struct("<dqqd64s")  # last beat (monotonic), state, serial, pushed at, snapshot
_JOURNAL: Final = struct.Struct("<q")  # last line of the enforcement journal taken in
_JOURNAL_AT: Final = _RECORD.size
_RECORD_BYTES: Final = 128
_NOTICE: Final = struct.Struct("<QII")  # refusals so far, length, crc32
_NOTICE_BYTES: Final = 4_096


def numbers_for(workers: int) -> int:
    """How many numbers there are: for a worker in each seat, a successor, and as many that are on their way out."""
    return 2 * workers + 1


class Roster:
    """Made by the supervisor before it forks; `size` is how many workers may run at the same time."""

    __slots__ = ("_memory", "_notice_at", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self._notice_at = size * _RECORD_BYTES
        self._memory = mmap.mmap(-1, self._notice_at + _NOTICE_BYTES)

    def clear(self, worker: int) -> None:
        """This number is nobody's now, or that of a worker that does not serve yet."""
        _RECORD.pack_into(self._memory, worker * _RECORD_BYTES, monotonic(), ABSENT, 0, 0.0, b"")
        self.follow(worker, 0)

    def enter(self, worker: int, state: int, statement: Statement | None) -> None:
        """Say what a worker does, and by which policy it judges."""
        snapshot, serial, pushed_at = statement or ("", 0, 0.0)
        record = (monotonic(), state, serial, pushed_at, snapshot.encode()[:64])
        _RECORD.pack_into(self._memory, worker * _RECORD_BYTES, *record)

    def follow(self, worker: int, line: int) -> None:
        """Say up to which line of the enforcement journal a worker obeys."""
        _JOURNAL.pack_into(self._memory, worker * _RECORD_BYTES + _JOURNAL_AT, line)

    def workers(self) -> list[WorkerState]:
        """Those by whom calls may still be judged, and how far each of them has come."""
        found = []
        for worker in range(self.size):
            start = worker * _RECORD_BYTES
            _, state, serial, _, _ = _RECORD.unpack_from(self._memory, start)
            if state != ABSENT:
                line = _JOURNAL.unpack_from(self._memory, start + _JOURNAL_AT)[0]
                found.append(WorkerState(worker, line, serial, state == LEAVING))
        return found

    def beat(self, worker: int, now: float) -> None:
        struct.pack_into("<d", self._memory, worker * _RECORD_BYTES, now)

    def last_beat(self, worker: int) -> float:
        beat: float = _RECORD.unpack_from(self._memory, worker * _RECORD_BYTES)[0]
        return beat

    def present(self, worker: int) -> bool:
        """Whether calls may still be judged by this worker."""
        return bool(_RECORD.unpack_from(self._memory, worker * _RECORD_BYTES)[1])

    def serving(self) -> int:
        """How many workers read calls."""
        states = (_RECORD.unpack_from(self._memory, worker * _RECORD_BYTES)[1] for worker in range(self.size))
        return sum(state == SERVING for state in states)

    def in_force(self) -> Statement | None:
        """The oldest policy that any worker still judges by; None when one has none, or nobody serves."""
        oldest = None
        for worker in range(self.size):
            _, state, serial, pushed_at, snapshot = _RECORD.unpack_from(self._memory, worker * _RECORD_BYTES)
            if state == ABSENT:
                continue
            if not serial:
                return None
            if oldest is None or serial < oldest.serial:
                oldest = Statement(snapshot.rstrip(b"\0").decode(), serial, pushed_at)
        return oldest

    def refuse(self, refused: RefusedPolicy | None, refusals: int) -> None:
        """Show why the newest policy is not in force; None when it is. By the supervisor only."""
        body = b""
        if refused is not None:
            body = msgspec.json.encode(refused._replace(reason=refused.reason[:1_000], snapshot=refused.snapshot[:64]))
        start = self._notice_at
        self._memory[start : start + _NOTICE.size + len(body)] = _NOTICE.pack(refusals, len(body), crc32(body)) + body

    def refused(self) -> RefusedPolicy | None:
        """What is refused now; caught half-written, None."""
        _, length, checksum = _NOTICE.unpack_from(self._memory, self._notice_at)
        start = self._notice_at + _NOTICE.size
        body = self._memory[start : start + min(length, _NOTICE_BYTES - _NOTICE.size)]
        if not body or crc32(body) != checksum:
            return None
        return msgspec.json.decode(body, type=RefusedPolicy)

    def refusals(self) -> int:
        """Policies refused since the start."""
        number: int = _NOTICE.unpack_from(self._memory, self._notice_at)[0]
        return number
