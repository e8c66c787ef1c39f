"""Calls that were let through and whose end is awaited, by decision id: so that each end counts once, in any worker.

Fixed size: 262,144 calls. A call that finds no place among its eight slots takes that of the oldest there, which is
given back to its counts at once: they err to too few.
"""

import fcntl
from typing import Final, NamedTuple

GROUP: Final = 8  # slots that a call may take
GROUPS: Final = 1 << 15
SLOT: Final = 4  # words: key, whose call, when it began, what it was charged with
WORDS: Final = GROUPS * GROUP * SLOT
LOCKS: Final = 1_024  # bytes of the lock file, each for every 1,024th group

_KEY_MASK: Final = (1 << 62) - 1
_SPREAD: Final = 40_503  # workers number their decisions alike; this sets them apart


class CallUp(NamedTuple):
    """One call. `who` is whatever the counters know its customer and trunk by."""

    who: int
    began: int  # tick
    charge: int  # millionths of the currency unit


class CallRegister:
    """The calls of one gate. `lock_file` is -1 for a single worker, which needs no lock."""

    __slots__ = ("_first", "_lock_file", "_locks", "_words")

    def __init__(self, words: memoryview, first: int, lock_file: int, locks: int) -> None:
        self._words = words
        self._first = first
        self._lock_file = lock_file
        self._locks = locks  # first of its bytes in the lock file

    def put(self, decision_id: str, call: CallUp) -> CallUp | None:
        """Remember a call; the one that had to make room, if any."""
        key = _key(decision_id)
        first, lock = self._place(key)
        words = self._words
        self._acquire(lock)
        try:
            at = first
            for slot in range(first, first + GROUP * SLOT, SLOT):
                if not words[slot]:
                    at = slot
                    break
                if words[slot + 2] < words[at + 2]:
                    at = slot
            victim = CallUp(words[at + 1], words[at + 2], words[at + 3]) if words[at] else None
            words[at] = 0  # no call for as long as it is half written
            words[at + 1] = call.who
            words[at + 2] = call.began
            words[at + 3] = call.charge
            words[at] = key
            return victim
        finally:
            self._release(lock)

    def take(self, decision_id: str) -> CallUp | None:
        """The call, forgotten herewith; None when it is not known, or ended before."""
        if len(decision_id) != 24:
            return None
        key = _key(decision_id)
        first, lock = self._place(key)
        words = self._words
        self._acquire(lock)
        try:
            for slot in range(first, first + GROUP * SLOT, SLOT):
                if words[slot] == key:
                    words[slot] = 0
                    return CallUp(words[slot + 1], words[slot + 2], words[slot + 3])
            return None
        finally:
            self._release(lock)

    def _place(self, key: int) -> tuple[int, int]:
        """First slot of the key's group, and the byte of its lock."""
        group = ((key & 0xFFFF_FFFF) + (key >> 32 & 0xFFFF) * _SPREAD) & (GROUPS - 1)
        return self._first + group * GROUP * SLOT, self._locks + group % LOCKS

    def _acquire(self, lock: int) -> None:
        if self._lock_file >= 0:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, lock)

    def _release(self, lock: int) -> None:
        if self._lock_file >= 0:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, lock)


def _key(decision_id: str) -> int:
    """The last 16 of its 24 hex digits: some milliseconds, the worker's start and its counter. Never 0."""
    return (int(decision_id[8:], 16) & _KEY_MASK) or 1
