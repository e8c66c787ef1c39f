"""The contract of ports.Counters, run on the counters of one worker and on those that several share."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.gate import counters as module
from bellwarden.gate.counters import LocalCounters, SharedCounters

Counters = LocalCounters | SharedCounters
Make = Callable[..., Counters]


@pytest.fixture(params=["local", "shared"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[SharedCounters] = []

    def create(clock: Callable[[], float] | None = None) -> Counters:
        if request.param == "local":
            return LocalCounters(clock)
        made.append(SharedCounters(clock))
        return made[-1]

    yield create
    for one in made:
        one.close()


def test_an_attempt_counts_itself(make: Make) -> None:
    usage = make().count_attempt("acme", "north", 100.0)
    assert usage == (100.0, 1, 1)


def test_customer_and_trunk_of_the_same_name_are_counted_apart(make: Make) -> None:
    counters = make()
    counters.count_attempt("acme", "", 100.0)
    usage = counters.count_attempt("", "acme", 100.0)
    assert (usage.customer_attempts_1s, usage.trunk_attempts_1s) == (0, 1)


def test_empty_keys_are_not_counted(make: Make) -> None:
    counters = make()
    assert counters.count_attempt("", "", 100.0) == (100.0, 0, 0)
    assert counters.count_attempt("", "", 100.0) == (100.0, 0, 0)


def test_the_window_slides_by_a_tenth_of_a_second(make: Make) -> None:
    counters = make()
    seen = [
        counters.count_attempt("acme", "", at).customer_attempts_1s for at in (10.0, 10.55, 10.95, 11.0, 11.45, 11.5)
    ]
    # At 11.0 the attempt of 10.0 has left; at 11.5 that of 10.55 has.
    assert seen == [1, 2, 3, 3, 4, 4]


def test_everything_is_forgotten_after_a_second(make: Make) -> None:
    counters = make()
    for _ in range(50):
        counters.count_attempt("acme", "north", 10.0)
    assert counters.count_attempt("acme", "north", 11.0) == (11.0, 1, 1)
    assert counters.count_attempt("acme", "north", 5_000.0) == (5_000.0, 1, 1)


def test_a_late_attempt_is_counted_all_the_same(make: Make) -> None:
    counters = make()
    counters.count_attempt("acme", "", 100.0)
    assert counters.count_attempt("acme", "", 40.0).customer_attempts_1s == 2


def test_a_clock_of_its_own_makes_the_time_of_the_question_irrelevant(make: Make) -> None:
    now = 50.0
    counters = make(lambda: now)
    counters.count_attempt("acme", "", 1e9)
    assert counters.count_attempt("acme", "", 0.0) == (0.0, 2, 0)
    now = 51.0
    assert counters.count_attempt("acme", "", 1e9).customer_attempts_1s == 1


def test_new_keys_leave_the_counts_of_old_ones_alone(make: Make) -> None:
    counters = make()
    counters.prepare(["acme"], ["north"])
    counters.count_attempt("acme", "north", 100.0)
    counters.prepare([f"customer{i}" for i in range(500)], [f"trunk{i}" for i in range(500)])
    counters.prepare(["acme"], ["north"])
    assert counters.count_attempt("acme", "north", 100.0) == (100.0, 2, 2)


@given(st.lists(st.floats(0, 3.0), min_size=1, max_size=60))
def test_counts_equal_a_plain_recount(gaps: list[float]) -> None:
    """A model: an attempt counts in the 100 ms it falls into and the nine after it."""
    local, at, ticks = LocalCounters(), 1_000.0, []
    for gap in gaps:
        at += gap
        ticks.append(int(at * 10.0))
        expected = sum(1 for tick in ticks if tick > ticks[-1] - 10)
        assert local.count_attempt("acme", "", at).customer_attempts_1s == expected


def test_workers_share_one_count_exactly() -> None:
    """Four processes, one record: every attempt is in the sum, and each total is read exactly once."""
    counters = SharedCounters()
    read_end, write_end = os.pipe()
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            seen = [counters.count_attempt("acme", "", 100.0).customer_attempts_1s for _ in range(500)]
            os.write(write_end, b"".join(one.to_bytes(2, "big") for one in seen))
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        data = pipe.read()
    assert sorted(int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)) == list(range(1, 2_001))
    assert counters.count_attempt("acme", "", 100.0).customer_attempts_1s == 2_001
    counters.close()


def test_a_worker_killed_while_counting_leaves_no_lock_behind() -> None:
    counters = SharedCounters()
    for _ in range(3):
        child = os.fork()
        if child == 0:
            while True:
                counters.count_attempt("acme", "north", 100.0)
        time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        started = time.monotonic()
        assert counters.count_attempt("acme", "north", 100.0).customer_attempts_1s > 1
        assert time.monotonic() - started < 0.5
    counters.close()


def test_keys_met_by_different_workers_in_different_order_share_their_record() -> None:
    counters = SharedCounters()
    keys = [f"customer{i}" for i in range(50)]
    child = os.fork()
    if child == 0:
        for key in reversed(keys):
            counters.count_attempt(key, "", 100.0)
        os._exit(0)
    os.waitpid(child, 0)
    assert {counters.count_attempt(key, "", 100.0).customer_attempts_1s for key in keys} == {2}
    counters.close()


def test_when_all_shared_records_are_taken_a_worker_counts_its_own_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORDS_MAX", 4)
    counters = SharedCounters()
    counters.prepare(["a", "b", "c", "d"], [])
    counters.count_attempt("overflowing", "overflowing", 100.0)
    assert counters.count_attempt("overflowing", "overflowing", 100.0) == (100.0, 2, 2)
    assert counters.count_attempt("a", "", 100.0).customer_attempts_1s == 1
    counters.close()
