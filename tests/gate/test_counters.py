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
from bellwarden.model.counting import Counting, CustomerCounting, TrunkCounting
from bellwarden.model.usage import Usage
from tests.gate.counting import a_call, plan

Make = Callable[..., LocalCounters]
HOUR, DAY = 3600.0, 86_400.0


@pytest.fixture(params=["local", "shared", "alone"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[SharedCounters] = []

    def create(clock: Callable[[], float] | None = None) -> LocalCounters:
        if request.param == "local":
            return LocalCounters(clock)
        made.append(SharedCounters(clock, alone=request.param == "alone"))
        return made[-1]

    yield create
    for one in made:
        one.close()


def count(counters: LocalCounters, at: float, customer: str = "acme", trunk: str = "", **more: str) -> Usage:
    return counters.count_attempt(a_call(at, customer, trunk, **more))


def seconds(usage: Usage) -> tuple[int, int]:
    return usage.customer_attempts_1s, usage.trunk_attempts_1s


def test_an_attempt_counts_itself(make: Make) -> None:
    assert count(make(), 100.0, "acme", "north") == Usage(100.0, 1, 1)


def test_customer_and_trunk_of_the_same_name_are_counted_apart(make: Make) -> None:
    counters = make()
    count(counters, 100.0, "acme", "")
    assert seconds(count(counters, 100.0, "", "acme")) == (0, 1)


def test_empty_keys_are_not_counted(make: Make) -> None:
    counters = make()
    assert [count(counters, 100.0, "", "") for _ in range(2)] == [Usage(100.0)] * 2


def test_the_window_slides_by_a_tenth_of_a_second(make: Make) -> None:
    counters = make()
    seen = [count(counters, at).customer_attempts_1s for at in (10.0, 10.55, 10.95, 11.0, 11.45, 11.5)]
    # At 11.0 the attempt of 10.0 has left; at 11.5 that of 10.55 has.
    assert seen == [1, 2, 3, 3, 4, 4]


def test_everything_is_forgotten_after_a_second(make: Make) -> None:
    counters = make()
    for _ in range(50):
        count(counters, 10.0, "acme", "north")
    assert seconds(count(counters, 11.0, "acme", "north")) == (1, 1)
    assert seconds(count(counters, 5_000.0, "acme", "north")) == (1, 1)


def test_a_late_attempt_is_counted_all_the_same(make: Make) -> None:
    counters = make()
    counters.prepare(plan())
    count(counters, 100.0)
    usage = count(counters, 40.0)
    assert (usage.customer_attempts_1s, usage.customer_attempts_1d, usage.customer_calls_up) == (2, 2, 2)


def test_a_clock_of_its_own_makes_the_time_of_the_question_irrelevant(make: Make) -> None:
    now = 50.0
    counters = make(lambda: now)
    count(counters, 1e9)
    assert count(counters, 0.0) == Usage(0.0, 2)
    now = 51.0
    assert count(counters, 1e9).customer_attempts_1s == 1


def test_a_new_policy_leaves_the_counts_of_old_keys_alone(make: Make) -> None:
    counters = make()
    counters.prepare(plan())
    count(counters, 100.0, "acme", "north")
    counters.prepare(Counting({f"c{i}": CustomerCounting() for i in range(500)}, {"south": TrunkCounting()}))
    assert count(counters, 100.0, "acme", "north") == Usage(100.0, 2, 2)
    counters.prepare(plan())
    usage = count(counters, 100.0, "acme", "north")
    assert (usage.customer_attempts_1s, usage.trunk_attempts_1s, usage.customer_attempts_1h) == (3, 3, 2)


def test_windows_are_only_counted_where_a_limit_needs_them(make: Make) -> None:
    counters = make()
    counters.prepare(plan(CustomerCounting(hour=True), TrunkCounting(second=False)))
    for _ in range(3):
        usage = count(counters, 100.0, "acme", "north")
    assert usage == Usage(100.0, 3, 0, customer_attempts_1h=3)


@pytest.mark.parametrize(
    ("field", "cell_s", "window_s"),
    [("customer_attempts_1m", 5.0, 60.0), ("customer_attempts_1h", 300.0, HOUR), ("customer_attempts_1d", HOUR, DAY)],
)
def test_a_window_reaches_back_to_the_cells_before(make: Make, field: str, cell_s: float, window_s: float) -> None:
    counters = make()
    counters.prepare(plan())
    start = 10 * DAY
    seen = [getattr(count(counters, start + at), field) for at in (0.0, 0.0, cell_s, window_s - 0.1, window_s)]
    # One window later its first cell, with two attempts, has left.
    assert seen == [1, 2, 3, 4, 3]


@given(st.lists(st.floats(0, 3.0), min_size=1, max_size=60))
def test_counts_equal_a_plain_recount(gaps: list[float]) -> None:
    """A model: an attempt counts in the 100 ms it falls into and the nine after it."""
    local, at, ticks = LocalCounters(), 1_000.0, []
    for gap in gaps:
        at += gap
        ticks.append(int(at * 10))
        expected = sum(1 for tick in ticks if tick > ticks[-1] - 10)
        assert count(local, at).customer_attempts_1s == expected


def test_caller_ids_are_exact_up_to_the_limit_and_one_more_beyond(make: Make) -> None:
    counters = make()
    counters.prepare(plan(CustomerCounting(caller_ids_max=3)))

    def shown(at: float, last: int) -> int:
        return count(counters, at, calling=f"+1238200{last:04d}").customer_caller_ids_1h

    assert [shown(0.0, last) for last in (1000, 1001, 1000, 1002)] == [1, 2, 2, 3]
    assert [shown(0.0, last) for last in (1003, 1004, 1003)] == [4, 4, 4]
    assert shown(0.0, 1000) == 3  # a caller ID that it had stays good
    assert shown(HOUR - 300, 1001) == 3
    assert shown(HOUR, 1003) == 2  # the others were not shown for an hour


def test_withheld_callers_are_no_caller_id(make: Make) -> None:
    counters = make()
    counters.prepare(plan(caller_id_s=600, pair_s=600, called_side_s=600, burst_s=600))
    usage = count(counters, 0.0, calling="anonymous", called_customer="zenith")
    assert (usage.customer_caller_ids_1h, usage.caller_id_calls, usage.pair_calls) == (0, 0, 0)
    assert (usage.called_side_calls, usage.burst_calls) == (0, 1)


@pytest.mark.parametrize("limit", [1, 16, 500, 10_000])
def test_so_many_caller_ids_are_told_apart(make: Make, limit: int) -> None:
    counters = make()
    counters.prepare(plan(CustomerCounting(caller_ids_max=limit)))
    for n in range(limit):
        usage = count(counters, 0.0, calling=f"+1238{2_000_000 + n}")
    # The stated error: one whose 16 slots are all taken is not counted. At a quarter full that is next to never.
    assert limit - 1 <= usage.customer_caller_ids_1h <= limit


def test_a_higher_limit_of_caller_ids_takes_effect_with_the_policy(make: Make) -> None:
    counters = make()
    for limit in (2, 200):
        counters.prepare(plan(CustomerCounting(caller_ids_max=limit)))
        for n in range(limit + 1):
            usage = count(counters, 0.0, calling=f"+1238{2_000_000 + n}")
        assert usage.customer_caller_ids_1h == limit + 1


ID = "019aa8d7c0870001{:08x}".format


def test_calls_up_are_those_let_through_and_not_ended(make: Make) -> None:
    counters = make()
    counters.prepare(plan())
    calls = [a_call(10.0 + n) for n in range(4)]
    for n, call in enumerate(calls):
        usage = counters.count_attempt(call, 1000)
        assert (usage.customer_calls_up, usage.trunk_calls_up) == (n + 1, n + 1)
        counters.book_call(ID(n), call, usage)
    refused = a_call(14.0)
    counters.release_call(refused, counters.count_attempt(refused, 1000))
    assert counters.end_call(ID(1), 30.0, 14.0)
    assert not counters.end_call(ID(1), 30.0, 14.0)  # told twice, counted once
    assert not counters.end_call(ID(9), 30.0, 14.0)
    usage = counters.count_attempt(a_call(14.0))
    assert (usage.customer_calls_up, usage.trunk_calls_up) == (4, 4)


def test_a_call_without_an_end_falls_out_after_the_longest_call(make: Make) -> None:
    counters = make()
    counters.prepare(plan())  # of 60 s, in cells of 4 s
    call = a_call(8.0)
    counters.book_call(ID(1), call, counters.count_attempt(call))

    def up(at: float) -> int:
        usage = counters.count_attempt(a_call(at))
        counters.release_call(a_call(at), usage)
        return usage.customer_calls_up - 1

    assert [up(67.9), up(71.9), up(72.0)] == [1, 1, 0]
    assert counters.end_call(ID(1), 64.0, 72.0)  # late: it changes nothing any more
    assert up(72.0) == 0


def test_an_end_is_only_awaited_where_the_trunk_reports_ends(make: Make) -> None:
    counters = make()
    counters.prepare(plan(trunk=TrunkCounting(call_s=60.0)))
    call = a_call(10.0)
    counters.book_call(ID(1), call, counters.count_attempt(call))
    assert not counters.end_call(ID(1), 5.0, 15.0)
    assert counters.count_attempt(a_call(20.0)).customer_calls_up == 2


def test_spending_is_charged_at_once_and_corrected_by_the_end(make: Make) -> None:
    counters = make()
    counters.prepare(plan())  # 180 s are assumed
    call = a_call(10.0)
    usage = counters.count_attempt(call, 3_000_000)
    assert (usage.customer_spend_1d, usage.call_cost) == (3_000_000, 3_000_000)
    counters.book_call(ID(1), call, usage)
    refused = a_call(11.0)
    counters.release_call(refused, counters.count_attempt(refused, 3_000_000))
    counters.end_call(ID(1), 60.0, 70.0)
    assert counters.count_attempt(a_call(80.0), 500_000).customer_spend_1d == 1_500_000
    assert counters.count_attempt(a_call(80.0), 0).customer_spend_1d == 0  # a call without a price
    assert counters.count_attempt(a_call(2 * DAY), 500_000).customer_spend_1d == 500_000


def test_rates_are_counted_per_number_and_pair(make: Make) -> None:
    counters = make()
    counters.prepare(plan(caller_id_s=600, pair_s=600, called_side_s=600, burst_s=600))
    one, two, home = "+12382001000", "+12382001001", "+14462005555"
    for calling, called in ((one, home), (one, "+14462005556"), (two, home), (one, home)):
        usage = count(counters, 0.0, calling=calling, called=called, called_customer="zenith")
    assert (usage.caller_id_calls, usage.pair_calls, usage.called_side_calls, usage.burst_calls) == (3, 2, 3, 3)
    usage = count(counters, 0.0, "zenith", calling=one, called=home, called_customer="acme")
    assert (usage.caller_id_calls, usage.pair_calls, usage.called_side_calls, usage.burst_calls) == (1, 1, 1, 1)
    usage = count(counters, 900.0, calling=one, called=home)
    assert (usage.caller_id_calls, usage.called_side_calls) == (1, 0)


def test_another_window_of_a_rate_begins_anew(make: Make) -> None:
    counters = make()
    for window, expected in ((600, [1, 2]), (600, [3, 4]), (60, [1, 2])):
        counters.prepare(plan(burst_s=window))
        assert [count(counters, 5.0).burst_calls for _ in range(2)] == expected


def test_keys_met_by_different_workers_in_different_order_share_their_record() -> None:
    counters = SharedCounters()
    keys = [f"customer{i}" for i in range(50)]
    child = os.fork()
    if child == 0:
        for key in reversed(keys):
            count(counters, 100.0, key)
        os._exit(0)
    os.waitpid(child, 0)
    assert {count(counters, 100.0, key).customer_attempts_1s for key in keys} == {2}
    counters.close()


def test_when_all_shared_records_are_taken_a_worker_counts_its_own_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECORDS_MAX", 4)
    counters = SharedCounters()
    counters.prepare(Counting({key: CustomerCounting() for key in "abcd"}))
    count(counters, 100.0, "overflowing", "overflowing")
    assert count(counters, 100.0, "overflowing", "overflowing") == Usage(100.0, 2, 2)
    assert count(counters, 100.0, "a").customer_attempts_1s == 1
    counters.close()


def test_where_there_is_no_room_for_caller_ids_they_are_not_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "POOL_WORDS", 100)
    counters = SharedCounters()
    counters.prepare(plan(CustomerCounting(caller_ids_max=16)))
    assert [count(counters, 1.0, key).customer_caller_ids_1h for key in ("acme", "zenith")] == [1, 0]
    assert "caller IDs of customer zenith" in caplog.text
    counters.close()


def test_a_worker_killed_while_counting_leaves_no_lock_behind_and_whole_sums() -> None:
    counters = SharedCounters(time.monotonic)
    counters.prepare(plan(CustomerCounting(minute=True, hour=True, day=True, caller_ids_max=20, call_s=14_400.0)))
    ready, tell = os.pipe()
    for turn in range(6):
        child = os.fork()
        if child == 0:
            os.write(tell, b"1")
            n = 0
            while True:
                n = (n + 1) % 20
                counters.count_attempt(a_call(0.0, calling=f"+1238200{1000 + n}"))
        os.read(ready, 1)
        time.sleep(0.01 + 0.003 * turn)  # wherever it happens to be
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        started = time.monotonic()
        usage = counters.count_attempt(a_call(0.0, calling="+12382001000"))
        assert time.monotonic() - started < 0.5
        # Each kill can cost a call in some of the windows, none of them more than that one.
        counted = (usage.customer_attempts_1h, usage.customer_attempts_1d, usage.customer_calls_up)
        assert usage.customer_attempts_1h > 1
        assert max(counted) - min(counted) <= turn + 1
        assert usage.customer_caller_ids_1h <= 20
    os.close(ready)
    os.close(tell)
    counters.close()
