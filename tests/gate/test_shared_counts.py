"""Counts over several worker processes: equal to a plain recount, whoever counts, and exact under all of them."""

import os
import signal
import struct
import time
from collections import Counter

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bellwarden.gate.counters import SharedCounters
from bellwarden.model.counting import Counting, CustomerCounting, TrunkCounting
from bellwarden.model.usage import Usage
from tests.gate.counting import a_call, plan

LIMIT = 4  # caller IDs that are told apart
LONGEST_S = 30.0  # of a call: cells of 2 s
READINGS = struct.Struct("=9q")
WINDOWS = {1: (10, 1), 60: (12, 50), 3600: (12, 3_000), 86_400: (24, 36_000)}  # seconds: cells, ticks of one


class Hand:
    """A worker process that counts when it is told to, over a pipe. It can be killed in the middle of counting."""

    def __init__(self, counters: SharedCounters) -> None:
        down, self._told = os.pipe()
        self._reads, up = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            try:
                while order := os.read(down, 64):
                    os.write(up, _obey(counters, order.decode().split()))
            finally:
                os._exit(0)
        os.close(down)
        os.close(up)

    def ask(self, *words: object) -> tuple[int, ...]:
        os.write(self._told, " ".join(map(str, words)).encode())
        return READINGS.unpack(os.read(self._reads, READINGS.size))

    def close(self) -> None:
        os.close(self._told)
        os.close(self._reads)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def _obey(counters: SharedCounters, order: list[str]) -> bytes:
    what, at, name = order[0], float(order[1]), order[2]
    if what == "end":
        return READINGS.pack(int(counters.end_call(name, 60.0, at)), *[0] * 8)
    call = a_call(at, calling=f"+1238200{1000 + int(name)}")
    usage = counters.count_attempt(call, 100)
    if what == "book":
        counters.book_call(order[3], call, usage)
    else:
        counters.release_call(call, usage)
    return READINGS.pack(*_readings(usage))


def _readings(usage: Usage) -> tuple[int, ...]:
    return (*usage[1:9], usage.customer_spend_1d)


class Naive:
    """The same by brute force: every attempt is remembered."""

    def __init__(self) -> None:
        self.ticks: list[int] = []
        self.shown: dict[int, int] = {}  # caller ID: when it was last shown, in cells of 5 minutes
        self.up: dict[str, int] = {}  # decision id: when it began, ticks
        self.spent: list[tuple[int, int]] = []

    def within(self, tick: int, seconds: int) -> int:
        cells, width = WINDOWS[seconds]
        return sum(1 for one in self.ticks if tick // width - one // width < cells)

    def count(self, tick: int, caller: int) -> tuple[int, ...]:
        self.ticks.append(tick)
        minute, hour, day = (self.within(tick, seconds) for seconds in (60, 3600, 86_400))
        now = tick // 3_000
        self.shown = {one: last for one, last in self.shown.items() if now - last < 12}
        if caller in self.shown or len(self.shown) < LIMIT:
            self.shown[caller] = now
        ids = len(self.shown) + (caller not in self.shown)
        self.up = {one: began for one, began in self.up.items() if tick // 20 - began // 20 < 16}
        self.spent = [(at, one) for at, one in self.spent if tick // 36_000 - at // 36_000 < 24]
        up = len(self.up) + 1
        second = self.within(tick, 1)
        return second, second, minute, hour, day, ids, up, up, sum(one for _, one in self.spent) + 100


class SharedCountsMachine(RuleBasedStateMachine):
    """Three workers count in turn, one is killed and replaced now and then, and time goes on between."""

    def __init__(self) -> None:
        super().__init__()
        self.counters = SharedCounters()
        customer = CustomerCounting(True, True, True, LIMIT, LONGEST_S, True)
        self.counters.prepare(plan(customer, TrunkCounting(True, LONGEST_S, True), burst_s=0))
        self.hands = [Hand(self.counters) for _ in range(3)]
        self.naive = Naive()
        self.tick = 0
        self.next_id = 0

    @initialize(tick=st.integers(10**6, 10**8))
    def begin(self, tick: int) -> None:
        self.tick = tick

    @rule(ticks=st.one_of(st.integers(0, 30), st.sampled_from([50, 299, 600, 3_000, 36_000, 900_000])))
    def wait(self, ticks: int) -> None:
        self.tick += ticks

    @rule(hand=st.integers(0, 2), caller=st.integers(0, 6), times=st.integers(1, 4))
    def refuse(self, hand: int, caller: int, times: int) -> None:
        for _ in range(times):
            assert self.hands[hand].ask("refuse", self.at, caller) == self.naive.count(self.tick, caller)

    @rule(hand=st.integers(0, 2), caller=st.integers(0, 6))
    def let_through(self, hand: int, caller: int) -> None:
        self.next_id += 1
        decision_id = f"019aa8d7c0870001{self.next_id:08x}"
        assert self.hands[hand].ask("book", self.at, caller, decision_id) == self.naive.count(self.tick, caller)
        self.naive.up[decision_id] = self.tick
        self.naive.spent.append((self.tick, 100))

    @rule(hand=st.integers(0, 2), which=st.integers(0, 5))
    def end(self, hand: int, which: int) -> None:
        """After 60 s of the 180 that were charged; told twice."""
        if which >= len(self.naive.up):
            return
        decision_id = list(self.naive.up)[which]
        began = self.naive.up.pop(decision_id)
        self.naive.spent.append((began, -67))
        assert self.hands[hand].ask("end", self.at, decision_id)[0] == 1
        assert self.hands[(hand + 1) % 3].ask("end", self.at, decision_id)[0] == 0

    @rule(hand=st.integers(0, 2))
    def kill(self, hand: int) -> None:
        """Between two calls: in the middle of one, see test_counters."""
        self.hands[hand].close()
        self.hands[hand] = Hand(self.counters)

    @property
    def at(self) -> str:
        return f"{self.tick / 10 + 0.05:.2f}"

    def teardown(self) -> None:
        for hand in self.hands:
            hand.close()
        self.counters.close()


TestSharedCounts = SharedCountsMachine.TestCase
TestSharedCounts.settings = settings(max_examples=12, stateful_step_count=40, deadline=None)
TestSharedCounts.pytestmark = [pytest.mark.door, pytest.mark.slow]


@pytest.mark.door
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_limit_holds_exactly_however_many_workers_hammer(workers: int) -> None:
    """Every attempt is counted once: the readings of all workers are 1, 2, 3 … without a gap or a double."""
    counters = SharedCounters(lambda: 1_000_000.0)
    customer = CustomerCounting(True, True, True, 100, 14_400.0, True)
    counters.prepare(Counting({"acme": customer}, {"north": TrunkCounting(True, 14_400.0, True)}))
    each = 2_000
    reads, writes = os.pipe()
    children = []
    for worker in range(workers):
        child = os.fork()
        if child == 0:
            try:
                _hammer(counters, worker, each, writes)
            finally:
                os._exit(0)
        children.append(child)
    os.close(writes)
    with open(reads, "rb") as pipe:
        data = pipe.read()
    for child in children:
        os.waitpid(child, 0)
    rows = list(struct.iter_unpack("=4i", data))
    expected = list(range(1, workers * each + 1))
    for column in range(3):  # of a second, of a day, of the trunk
        assert sorted(row[column] for row in rows) == expected
    # With a place for 500 calls and none ended, 500 were let through, neither more nor fewer.
    let_through = sum(1 for row in rows if row[3] <= 500)
    assert let_through == 500
    usage = counters.count_attempt(a_call(0.0))
    assert usage.customer_calls_up == usage.trunk_calls_up == 501
    counters.close()


def _hammer(counters: SharedCounters, worker: int, each: int, writes: int) -> None:
    rows = bytearray()
    for n in range(each):
        call = a_call(0.0, calling=f"+1238200{1000 + n % 50}")
        usage = counters.count_attempt(call)
        if usage.customer_calls_up <= 500:
            counters.book_call(f"019aa8d7c087{worker:04x}{n:08x}", call, usage)
        else:
            counters.release_call(call, usage)
        readings = (usage.customer_attempts_1s, usage.customer_attempts_1d, usage.trunk_attempts_1s)
        rows += struct.pack("=4i", *readings, usage.customer_calls_up)
    for start in range(0, len(rows), 4096):  # whole on a pipe
        os.write(writes, rows[start : start + 4096])


@pytest.mark.door
def test_ends_told_to_any_worker_free_their_places_while_workers_are_killed() -> None:
    """Booked by one process, ended by others, one of them killed on the way: what is told is what is free again."""
    counters = SharedCounters(lambda: 1_000_000.0)
    counters.prepare(plan(CustomerCounting(call_s=14_400.0), TrunkCounting(True, 14_400.0, True)))
    ids = [f"019aa8d7c0870001{n:08x}" for n in range(900)]
    for decision_id in ids:
        call = a_call()
        counters.book_call(decision_id, call, counters.count_attempt(call))
    reads, writes = os.pipe()
    children = []
    for worker in range(3):
        child = os.fork()
        if child == 0:
            for decision_id in ids[worker * 200 : worker * 200 + 400]:  # each end is told by one or two of them
                if counters.end_call(decision_id, 1.0, 0.0):
                    os.write(writes, decision_id[-4:].encode())
            os._exit(0)
        children.append(child)
    time.sleep(0.002)
    os.kill(children[0], signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    os.close(writes)
    with open(reads, "rb") as pipe:
        told = Counter(iter(lambda: pipe.read(4), b""))
    assert set(told.values()) <= {1}
    up = counters.count_attempt(a_call()).customer_calls_up - 1
    # The killed one may have taken a call and not freed its place, or freed it and not said so.
    assert abs(len(ids) - len(told) - up) <= 1
    counters.close()
