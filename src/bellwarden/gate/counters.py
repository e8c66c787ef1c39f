"""The counts of calls that limits are held against: per customer and trunk exact, per number as bounded statistics.

All counts of one customer are one record (gate/windows.py), of which only the windows are touched that some limit of
the policy needs. With several workers the records lie in memory that all of them map, each under a lock of the kernel's
that is freed when a worker dies: however the SBC's calls spread over the workers, a limit holds exactly on the machine.
A worker that is alone pays for no lock. A replaced worker finds the counts as they were; with the whole gate
they end.
"""

import fcntl
import logging
import mmap
import os
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from bellwarden.gate.calls_up import WORDS as REGISTER_WORDS
from bellwarden.gate.calls_up import CallRegister, CallUp
from bellwarden.gate.rates import SLOTS, RateTable
from bellwarden.gate.windows import (
    DAY_CELL,
    DAY_CELLS,
    DAY_SUM,
    DIRTY,
    HEAD,
    HOUR_CELL,
    HOUR_CELLS,
    HOUR_SUM,
    IDS_SIZE,
    IDS_START,
    IDS_SUM,
    MINUTE_CELL,
    MINUTE_CELLS,
    MINUTE_SUM,
    RECORD,
    SECOND_CELLS,
    SECOND_SUM,
    TICKS_PER_SECOND,
    UP_CELLS,
    Words,
    call_down,
    call_up,
    count_caller_id,
    repair,
    slide,
    slots_for,
    spend,
)
from bellwarden.model.call import CallAttempt
from bellwarden.model.counting import Counting, CustomerCounting, TrunkCounting
from bellwarden.model.usage import Usage

# Words of 8 bytes. Address space: only what is used becomes memory.
_HEADER: Final = 16  # how many words of the pool are taken; then the windows of the four rate tables
_REGISTER_AT: Final = _HEADER
_RATES_AT: Final = _REGISTER_AT + REGISTER_WORDS
_RATES: Final = 4
_RECORDS_AT: Final = _RATES_AT + _RATES * SLOTS
RECORDS_MAX: Final = 32_768  # customers and trunks that share their counts: 32 MB
POOL_WORDS: Final = 1 << 24  # sets of caller IDs: 128 MB, 4 million caller IDs at once

_DIRECTORY_LOCK: Final = RECORDS_MAX  # byte of the lock file that guards what is taken: records, pool, windows of rates
_REGISTER_LOCK: Final = RECORDS_MAX + 1
_NO_LOCK: Final = -1
_NOT_BOOKED: Final = -1

# Without NamedTuple's own constructor, which takes twice as long: 0.15 µs of every call.
_new: Final = tuple.__new__

log = logging.getLogger(__name__)


class Entry:
    """Where a customer's or trunk's record lies, and what of it is wanted."""

    __slots__ = (
        "base",
        "caller_ids_max",
        "day",
        "hour",
        "lock",
        "minute",
        "more",
        "number",
        "reports_ends",
        "second",
        "up_ticks",
        "words",
    )

    def __init__(self, words: Words, base: int, number: int, lock: int) -> None:
        self.words = words
        self.base = base
        self.number = number  # by which the register of calls knows it; -1: its calls are not remembered
        self.lock = lock  # byte of the lock file; -1: nobody shares it
        self.second = True
        self.minute = False
        self.hour = False
        self.day = False
        self.caller_ids_max = 0
        self.up_ticks = 0
        self.reports_ends = False
        self.more = False  # anything beside the last second

    def count_customer(self, wanted: CustomerCounting) -> None:
        self.minute, self.hour, self.day = wanted.minute, wanted.hour, wanted.day
        self.up_ticks = up_ticks(wanted.call_s)
        self.more = wanted != CustomerCounting()

    def count_trunk(self, wanted: TrunkCounting) -> None:
        self.second = wanted.second
        self.up_ticks = up_ticks(wanted.call_s)
        self.reports_ends = wanted.reports_ends


def up_ticks(call_s: float) -> int:
    """Ticks of a cell, so that no call falls out before so many seconds, and each within a fifteenth more."""
    return max(-int(-call_s * TICKS_PER_SECOND // (UP_CELLS - 1)), 1) if call_s else 0


class LocalCounters:
    """Counters of a single worker (`ports.Counters`).

    `clock` gives the time the windows slide by. The gate hands in the monotonic clock, so that a step of the wall clock
    or a client's own `at` neither empties nor stretches them; without one the `at` of each attempt is the time.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._open_memory(clock, _RECORDS_AT, _NO_LOCK)

    def _open_memory(self, clock: Callable[[], float] | None, size: int, lock_file: int) -> None:
        self._clock = clock
        self._memory = mmap.mmap(-1, size * 8)
        self._words = memoryview(self._memory).cast("q")
        self._lock_file = lock_file
        self._register = CallRegister(self._words, _REGISTER_AT, lock_file, _REGISTER_LOCK)
        self._tables = [RateTable(self._words, _RATES_AT + n * SLOTS) for n in range(_RATES)]
        self._caller_id, self._pair, self._called_side, self._burst = self._tables
        self._counts_rates = False
        self._counting = Counting()
        self._customers: dict[str, Entry] = {}
        self._trunks: dict[str, Entry] = {}
        self._own: list[Entry] = []  # entries of this worker alone, by number
        self._up = 0
        self._rates = (0, 0, 0, 0)
        self._turn(0)

    def prepare(self, counting: Counting) -> None:
        """Count what this policy needs from now on, and give every key its record ahead of the first call.

        Keys keep their records for good, so that a policy pushed in between neither forgets nor forgives anything.
        """
        self._counting = counting
        for key in (*counting.customers, *(key for key in self._customers if key not in counting.customers)):
            entry = self._customers.get(key) or self._add(self._customers, key, b"c:")
            wanted = counting.customers.get(key, CustomerCounting())
            entry.count_customer(wanted)
            entry.caller_ids_max = wanted.caller_ids_max if self._has_set(entry, wanted.caller_ids_max, key) else 0
        for key in (*counting.trunks, *(key for key in self._trunks if key not in counting.trunks)):
            entry = self._trunks.get(key) or self._add(self._trunks, key, b"t:")
            entry.count_trunk(counting.trunks.get(key, TrunkCounting()))
        windows = (counting.caller_id_s, counting.pair_s, counting.called_side_s, counting.burst_s)
        self._counts_rates = any(windows)
        self._rates = (0, 0, 0, 0)
        for number, seconds in enumerate(windows):
            self._set_window(number, seconds * TICKS_PER_SECOND)

    def count_attempt(self, call: CallAttempt, cost: int = 0) -> Usage:
        """See `ports.Counters`."""
        at = call.request.at
        clock = self._clock
        tick = int((at if clock is None else clock()) * TICKS_PER_SECOND)
        if tick != self._tick:
            self._turn(tick)
        of_trunk = trunk_up = 0
        if call.trunk:
            trunk = self._trunks.get(call.trunk) or self._add(self._trunks, call.trunk, b"t:")
            if trunk.second or trunk.up_ticks:
                of_trunk = self._count_second(trunk, tick)
                trunk_up = self._up
                tick = self._tick
        if self._counts_rates:
            self._count_rates(call)
        if not call.customer:
            return self._usage(at, 0, of_trunk, trunk_up)
        customer = self._customers.get(call.customer) or self._add(self._customers, call.customer, b"c:")
        if customer.more:
            return self._count_customer(customer, tick, call, cost, of_trunk, trunk_up)
        return self._usage(at, self._count_second(customer, tick), of_trunk, trunk_up)

    def _usage(self, at: float, of_customer: int, of_trunk: int, trunk_up: int) -> Usage:
        """Of a customer of whom nothing else is counted."""
        caller_id, pair, called_side, burst = self._rates
        return _new(
            Usage, (at, of_customer, of_trunk, 0, 0, 0, 0, 0, trunk_up, 0, 0, caller_id, pair, called_side, burst)
        )

    def _count_rates(self, call: CallAttempt) -> None:
        """Leaves the readings in `_rates`."""
        counting = self._counting
        whose = call.customer or call.trunk
        calling, called = call.calling.digits, call.called.digits
        by_caller_id = by_pair = on_called_side = 0
        if calling:  # withheld callers are nobody in particular
            if counting.caller_id_s:
                by_caller_id = self._caller_id.count(hash((whose, calling)))
            if counting.pair_s:
                by_pair = self._pair.count(hash((whose, calling, called)))
            if counting.called_side_s and call.called_customer:
                on_called_side = self._called_side.count(hash((call.called_customer, calling)))
        in_burst = self._burst.count(hash((whose, called))) if counting.burst_s and called else 0
        self._rates = (by_caller_id, by_pair, on_called_side, in_burst)

    def _count_second(self, entry: Entry, tick: int) -> int:
        """Attempts in the last second; the calls up, where they are counted, are left in `_up`."""
        words, base, lock = entry.words, entry.base, entry.lock
        self._up = 0
        if lock >= 0:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, lock)
        try:
            if words[base + HEAD] != tick or words[base + DIRTY]:
                self._bring_up(words, base, tick)
            words[base + DIRTY] = 1
            words[base + self._second] += 1
            total = words[base + SECOND_SUM] + 1
            words[base + SECOND_SUM] = total
            if entry.up_ticks:
                self._up = call_up(words, base, tick, entry.up_ticks)
            words[base + DIRTY] = 0
        finally:
            if lock >= 0:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, lock)
        return total

    def _count_customer(
        self, entry: Entry, tick: int, call: CallAttempt, cost: int, of_trunk: int, trunk_up: int
    ) -> Usage:
        """All that is wanted of a customer in one lock round, and the usage of the call."""
        words, base, lock = entry.words, entry.base, entry.lock
        minute = hour = day = caller_ids = up = spent = 0
        if lock >= 0:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, lock)
        try:
            if words[base + HEAD] != tick or words[base + DIRTY]:
                self._bring_up(words, base, tick)
            words[base + DIRTY] = 1
            words[base + self._second] += 1
            second = words[base + SECOND_SUM] + 1
            words[base + SECOND_SUM] = second
            if entry.minute:
                words[base + self._minute] += 1
                minute = words[base + MINUTE_SUM] + 1
                words[base + MINUTE_SUM] = minute
            if entry.hour:
                words[base + self._hour] += 1
                hour = words[base + HOUR_SUM] + 1
                words[base + HOUR_SUM] = hour
            if entry.day:
                words[base + self._day] += 1
                day = words[base + DAY_SUM] + 1
                words[base + DAY_SUM] = day
            if entry.caller_ids_max and call.calling.digits:
                key = hash(call.calling.digits)
                caller_ids = count_caller_id(words, base, key, entry.caller_ids_max, self._tick // HOUR_CELL)
            if entry.up_ticks:
                up = call_up(words, base, tick, entry.up_ticks)
            if cost:
                spent = spend(words, base, self._tick, cost)
            words[base + DIRTY] = 0
        finally:
            if lock >= 0:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, lock)
        caller_id, pair, called_side, burst = self._rates
        readings = (second, of_trunk, minute, hour, day, caller_ids, up, trunk_up, spent, cost)
        return _new(Usage, (call.request.at, *readings, caller_id, pair, called_side, burst))

    def book_call(self, decision_id: str, call: CallAttempt, usage: Usage) -> None:
        """See `ports.Counters`. A call without a reported end just falls out."""
        trunk = self._trunks.get(call.trunk)
        if trunk is None or not trunk.reports_ends:
            return
        customer = self._customers.get(call.customer)
        number = _NOT_BOOKED if customer is None else customer.number
        who = (number + 1) << 32 | (trunk.number + 1)
        victim = self._register.put(decision_id, CallUp(who, self._tick, usage.call_cost))
        if victim is not None:
            self._end(victim, 0)

    def release_call(self, call: CallAttempt, usage: Usage) -> None:
        """See `ports.Counters`."""
        customer = self._customers.get(call.customer)
        if customer is not None and (usage.customer_calls_up or usage.call_cost):
            self._change(customer, self._tick, bool(usage.customer_calls_up), -usage.call_cost)
        trunk = self._trunks.get(call.trunk)
        if trunk is not None and usage.trunk_calls_up:
            self._change(trunk, self._tick, True, 0)

    def end_call(self, decision_id: str, duration_s: float, at: float) -> bool:
        """See `ports.Counters`."""
        call = self._register.take(decision_id)
        if call is None:
            return False
        clock = self._clock
        self._turn(int((at if clock is None else clock()) * TICKS_PER_SECOND))
        # What it cost, instead of what it was charged with for the assumed duration.
        self._end(call, int(call.charge * duration_s / self._counting.call_s_assumed) - call.charge)
        return True

    def _end(self, call: CallUp, correction: int) -> None:
        customer, trunk = self._of_number((call.who >> 32) - 1), self._of_number((call.who & 0xFFFF_FFFF) - 1)
        if customer is not None:
            self._change(customer, call.began, True, correction)
        if trunk is not None:
            self._change(trunk, call.began, True, 0)

    def _change(self, entry: Entry, began: int, down: bool, amount: int) -> None:
        """Take a call out of the calls up, and correct what was spent."""
        words, base, lock = entry.words, entry.base, entry.lock
        if lock >= 0:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, lock)
        try:
            if words[base + DIRTY] or words[base + HEAD] != self._tick:
                self._bring_up(words, base, self._tick)
            words[base + DIRTY] = 1
            if down:
                call_down(words, base, began, self._tick)
            if amount:
                spend(words, base, began, amount)
            words[base + DIRTY] = 0
        finally:
            if lock >= 0:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, lock)

    def _turn(self, tick: int) -> None:
        """Where the cells of a tick lie in a record: the same for all of them, so worked out once in 100 ms."""
        self._tick = tick
        self._second = SECOND_SUM + 1 + tick % SECOND_CELLS
        self._minute = MINUTE_SUM + 1 + tick // MINUTE_CELL % MINUTE_CELLS
        self._hour = HOUR_SUM + 1 + tick // HOUR_CELL % HOUR_CELLS
        self._day = DAY_SUM + 1 + tick // DAY_CELL % DAY_CELLS
        for table in self._tables:
            table.turn(tick)

    def _bring_up(self, words: Words, base: int, tick: int) -> None:
        """Repair a record that a killed worker left, and bring it to `tick`.

        A record that is ahead, because another worker read the clock later, stays: the attempt counts where it is.
        """
        if words[base + DIRTY]:
            repair(words, base)
        head = words[base + HEAD]
        if tick > head:
            words[base + DIRTY] = 1
            slide(words, base, tick)
        elif head != self._tick:
            self._turn(head)

    def _add(self, entries: dict[str, Entry], key: str, kind: bytes) -> Entry:
        entry = entries[key] = self._new_entry(key, kind)
        return entry

    def _new_entry(self, key: str, kind: bytes) -> Entry:
        entry = Entry([0] * RECORD, 0, len(self._own), _NO_LOCK)
        self._own.append(entry)
        return entry

    def _of_number(self, number: int) -> Entry | None:
        return self._own[number] if number >= 0 else None

    def _has_set(self, entry: Entry, limit: int, key: str) -> bool:
        """Whether the record has a set for so many caller IDs, given to it now if need be."""
        words = entry.words
        slots = slots_for(limit)
        if limit and words[entry.base + IDS_SIZE] < slots and isinstance(words, list):
            start = len(words)
            words.extend([0] * slots)
            _begin_set(words, entry.base, start, slots)
        return limit > 0

    def _set_window(self, number: int, ticks: int) -> None:
        table = self._tables[number]
        if self._words[1 + number] != ticks:
            if self._words[1 + number]:
                table.empty()
            self._words[1 + number] = ticks
        table.set_window(ticks)
        table.turn(self._tick)


def _begin_set(words: Words, base: int, start: int, slots: int) -> None:
    """A new, empty set of caller IDs; what the old one held is counted again as it comes."""
    for at in range(base + IDS_SUM, base + IDS_SUM + 1 + HOUR_CELLS):
        words[at] = 0
    words[base + IDS_START] = start
    words[base + IDS_SIZE] = slots


class SharedCounters(LocalCounters):
    """Counters of all workers of a machine. Made by the parent before it forks; every worker uses its inherited copy.

    A key finds its record by its digest, in the mapped memory itself, because workers take up policies at different
    moments and a replaced worker has not seen the earlier ones. When all records are taken, further keys are counted in
    the worker alone: its share of the attempts, never none.

    `alone` says that one worker counts, and takes no locks: they are half of what a count costs. Only while a successor
    takes over do two processes count, for less than a second, and a limit may then be off by one.
    """

    def __init__(self, clock: Callable[[], float] | None = None, alone: bool = False) -> None:
        self._alone = alone
        self._records_max = RECORDS_MAX
        self._pool_at = _RECORDS_AT + self._records_max * RECORD
        # A file for the record locks (Linux): no name, no content, gone with the last worker, no directory needed.
        lock_file = os.memfd_create("bellwarden-counters")
        self._open_memory(clock, self._pool_at + POOL_WORDS, lock_file)

    def close(self) -> None:
        """Give the memory and the lock file back; for tests, a worker's end does the same."""
        self._words.release()
        self._memory.close()
        os.close(self._lock_file)

    def _new_entry(self, key: str, kind: bytes) -> Entry:
        number = self._take_record(blake2b(kind + key.encode("utf-8", "surrogatepass"), digest_size=16).digest())
        if number < 0:
            return Entry([0] * RECORD, 0, _NOT_BOOKED, _NO_LOCK)
        return self._at(number)

    def _at(self, number: int) -> Entry:
        return Entry(self._words, _RECORDS_AT + number * RECORD, number, _NO_LOCK if self._alone else number)

    def _of_number(self, number: int) -> Entry | None:
        return self._at(number) if number >= 0 else None

    def _take_record(self, digest: bytes) -> int:
        """Number of the key's record, taken now if it has none; -1 when all are taken."""
        high = int.from_bytes(digest[:8], "little", signed=True)
        low = int.from_bytes(digest[8:], "little", signed=True) or 1
        words = self._words
        number = (high ^ low) % self._records_max
        fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, _DIRECTORY_LOCK)
        try:
            for _ in range(self._records_max):
                base = _RECORDS_AT + number * RECORD
                if words[base + 1] == 0:
                    words[base] = high
                    words[base + 1] = low  # last: it marks the record as taken
                    return number
                if words[base + 1] == low and words[base] == high:
                    return number
                number = (number + 1) % self._records_max
            return -1
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, _DIRECTORY_LOCK)

    def _has_set(self, entry: Entry, limit: int, key: str) -> bool:
        if entry.number < 0 or not limit:
            return LocalCounters._has_set(self, entry, limit, key)
        words, base, slots = self._words, entry.base, slots_for(limit)
        fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, _DIRECTORY_LOCK)
        try:
            if words[base + IDS_SIZE] >= slots:
                return True
            taken = words[0]
            if taken + slots > POOL_WORDS:
                log.error("no room for the caller IDs of customer %s: they are not counted", key)
                return False
            words[0] = taken + slots
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, entry.number)
            try:
                words[base + DIRTY] = 1
                _begin_set(words, base, self._pool_at + taken, slots)
                words[base + DIRTY] = 0
            finally:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, entry.number)
            return True
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, _DIRECTORY_LOCK)

    def _set_window(self, number: int, ticks: int) -> None:
        """Under the lock: workers take a policy up one after the other, and only the first finds another window."""
        fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, _DIRECTORY_LOCK)
        try:
            LocalCounters._set_window(self, number, ticks)
        finally:
            fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, _DIRECTORY_LOCK)
