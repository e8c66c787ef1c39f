"""Attempts per customer and per trunk in the last second, for the limits on calls per second.

The window slides over ten cells of 100 ms: the current one and the nine before it. With one worker the cells are a
list; with several they lie in memory that all workers map, each record under a lock that the kernel frees when a
worker dies, so that a limit holds exactly on the machine however the SBC's calls spread over the workers.
"""

import fcntl
import mmap
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Final

from bellwarden.model.usage import Usage

CELLS: Final = 10  # of 100 ms
CELLS_PER_SECOND: Final = 10.0

_HEAD: Final = 0  # the 100 ms that the newest cell stands for; then the cells, and their sum
_SUM: Final = CELLS + 1
_RECORD: Final = CELLS + 2

# A shared record is 16 words of 8 bytes: two of the key's digest (0, 0: free), the head, ten cells, three unused.
_WORDS: Final = 16
_SHARED_HEAD: Final = 2
RECORDS_MAX: Final = 65_536  # 8 MB of address space, of which only the records in use become memory
_DIRECTORY_LOCK: Final = RECORDS_MAX  # byte of the lock file that guards taking a free record


class LocalCounters:
    """Counters of a single worker.

    `clock` gives the time the window slides by. The gate hands in the monotonic clock, so that a step of the wall clock
    or a client's own `at` neither empties nor stretches the window; without one the `at` of each attempt is the time.
    """

    __slots__ = ("_clock", "_customers", "_trunks")

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._customers: dict[str, list[int]] = {}
        self._trunks: dict[str, list[int]] = {}

    def prepare(self, customers: Iterable[str], trunks: Iterable[str]) -> None:
        """Give every key its record ahead of the first call. Keys keep their record for good; new ones are added."""
        for key in customers:
            self._record(self._customers, key)
        for key in trunks:
            self._record(self._trunks, key)

    def count_attempt(self, customer: str, trunk: str, at: float) -> Usage:
        """See `ports.Counters`."""
        clock = self._clock
        tick = int((at if clock is None else clock()) * CELLS_PER_SECOND)
        of_customer = 0
        of_trunk = 0
        if customer:
            of_customer = _count(self._customers.get(customer) or self._record(self._customers, customer), tick)
        if trunk:
            of_trunk = _count(self._trunks.get(trunk) or self._record(self._trunks, trunk), tick)
        return Usage(at, of_customer, of_trunk)

    def _record(self, records: dict[str, list[int]], key: str) -> list[int]:
        record = records.get(key)
        if record is None:
            record = records[key] = [0] * _RECORD
        return record


def _count(record: list[int], tick: int) -> int:
    """Count one attempt in the cell of `tick`; the attempts of the window."""
    head = record[_HEAD]
    if tick != head:
        if tick > head:
            _slide(record, tick)
        else:
            tick = head  # late: an attempt is never left uncounted
    record[1 + tick % CELLS] += 1
    total = record[_SUM] = record[_SUM] + 1
    return total


def _slide(record: list[int], tick: int) -> None:
    """Empty the cells between the last attempt and `tick`, and open its cell."""
    for passed in range(max(record[_HEAD] + 1, tick - CELLS + 1), tick + 1):
        record[_SUM] -= record[1 + passed % CELLS]
        record[1 + passed % CELLS] = 0
    record[_HEAD] = tick


class SharedCounters:
    """Counters of all workers of a machine. Made by the parent before it forks; every worker uses its inherited copy.

    A key finds its record by its digest, in the mapped memory itself, because workers take up policies at different
    moments and a replaced worker has not seen the earlier ones. When all records are taken, further keys are counted in
    the worker alone: its share of the attempts, never none.
    """

    __slots__ = ("_clock", "_customers", "_lock_file", "_memory", "_overflow", "_trunks", "_words")

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._memory = mmap.mmap(-1, RECORDS_MAX * _WORDS * 8)
        self._words = memoryview(self._memory).cast("q")
        # A file for the record locks (Linux): no name, no content, gone with the last worker, no directory needed.
        self._lock_file = os.memfd_create("bellwarden-counters")
        self._customers: dict[str, int] = {}
        self._trunks: dict[str, int] = {}
        self._overflow = LocalCounters(clock)

    def prepare(self, customers: Iterable[str], trunks: Iterable[str]) -> None:
        """See `LocalCounters.prepare`."""
        for key in customers:
            self._record(self._customers, key, b"c:")
        for key in trunks:
            self._record(self._trunks, key, b"t:")

    def count_attempt(self, customer: str, trunk: str, at: float) -> Usage:
        """See `ports.Counters`."""
        clock = self._clock
        tick = int((at if clock is None else clock()) * CELLS_PER_SECOND)
        of_customer = 0
        of_trunk = 0
        if customer:
            record = self._record(self._customers, customer, b"c:")
            if record < 0:
                of_customer = self._overflow.count_attempt(customer, "", at).customer_attempts_1s
            else:
                of_customer = self._count(record, tick)
        if trunk:
            record = self._record(self._trunks, trunk, b"t:")
            if record < 0:
                of_trunk = self._overflow.count_attempt("", trunk, at).trunk_attempts_1s
            else:
                of_trunk = self._count(record, tick)
        return Usage(at, of_customer, of_trunk)

    def close(self) -> None:
        """Give the memory and the lock file back; for tests, a worker's end does the same."""
        self._words.release()
        self._memory.close()
        os.close(self._lock_file)

    def _record(self, records: dict[str, int], key: str, kind: bytes) -> int:
        """Index of the key's record, taken now if it has none; -1 when all are taken."""
        record = records.get(key)
        if record is None:
            record = self._take_record(blake2b(kind + key.encode("utf-8", "surrogatepass"), digest_size=16).digest())
            records[key] = record
        return record

    def _take_record(self, digest: bytes) -> int:
        high = int.from_bytes(digest[:8], "little", signed=True)
        low = int.from_bytes(digest[8:], "little", signed=True) or 1
        words = self._words
        record = (high ^ low) % RECORDS_MAX
        fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, _DIRECTORY_LOCK)
        try:
            for _ in range(RECORDS_MAX):
                base = record * _WORDS
                if words[base + 1] == 0:
                    words[base] = high
                    words[base + 1] = low  # last: it marks the record as taken
                    return record
                if words[base + 1] == low and words[base] == high:
                    return record
                record = (record + 1) % RECORDS_MAX
            return -1
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, _DIRECTORY_LOCK)

    def _count(self, record: int, tick: int) -> int:
        """As `LocalCounters._count`, under the record's lock; no total is kept that a dying worker would falsify."""
        words = self._words
        base = record * _WORDS + _SHARED_HEAD
        first = base + 1
        lock_file = self._lock_file
        fcntl.lockf(lock_file, fcntl.LOCK_EX, 1, record)
        try:
            head = words[base]
            if tick > head:
                if tick - head >= CELLS:
                    for i in range(first, first + CELLS):
                        words[i] = 0
                else:
                    for passed in range(head + 1, tick + 1):
                        words[first + passed % CELLS] = 0
                words[base] = tick
            else:
                tick = head
            words[first + tick % CELLS] += 1
            return sum(words[first : first + CELLS])
        finally:
            fcntl.lockf(lock_file, fcntl.LOCK_UN, 1, record)
