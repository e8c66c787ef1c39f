"""What holds under any load, at a tenth of the benchmark or less: `python -m bench.load` looks at times, this does not.

No call fails, limits are exact, emergency calls go on, whatever is overloaded, dying or being swapped.
"""

import time

import pytest

from bellwarden.gate.udp import TOGETHER_MAX
from bellwarden.home import Home
from bellwarden.model.verdict import NOT_JUDGED
from bench.load import killer, suspension, swap
from bench.load.driving import Seen, drive, driving
from bench.load.parts import EMERGENCY_EVERY, Bench
from bench.load.plan import TIMER_B_S, Burst, Kind, Phase, Stream
from bench.load.world import CONTINUES, GREEDY, LIMIT_CPS, LIMITED, OVERLOADED, REFUSED, SUSPENDED

pytestmark = pytest.mark.slow

DECISIONS = "bellwarden_gate_decisions_total"


def assert_every_emergency_call_went_on(seen: Seen) -> None:
    calls = seen.calls(kind=Kind.EMERGENCY)
    assert calls
    assert seen.statuses(calls) == {str(CONTINUES): len(calls)}


def assert_nothing_failed(seen: Seen) -> None:
    assert seen.failed(seen.calls()) == 0
    assert seen.wrong(seen.calls()) == 0


def decided(seen: Seen, calls: list[int]) -> set[str]:
    """The answers that are decisions: on a busy machine a call may have waited, and is told to go on as overloaded."""
    return set(seen.statuses(calls)) - {str(OVERLOADED)}


def test_calls_beyond_what_the_gate_can_do_are_answered_in_the_end(bench: Bench) -> None:
    """Each by a decision or as overloaded; after it, the gate decides again."""
    with bench.gate("overload") as gate:
        flood = 5 * bench.rated(gate)
        phases = Phase(1.5, flood), Phase(2.0, 100.0)
        seen = drive(bench.plan(bench.sbc(gate, *phases), seconds=3.5, patience_s=TIMER_B_S))
        again = drive(bench.plan(bench.sbc(gate, Phase(1.0, 100.0)), seconds=1.0, patience_s=TIMER_B_S))
    for one in (seen, again):
        assert_nothing_failed(one)
        assert_every_emergency_call_went_on(one)
    calls = again.calls()
    assert again.within(calls, TIMER_B_S, CONTINUES, REFUSED) > len(calls) / 2


def test_nobody_fails_beside_a_greedy_customer(bench: Bench) -> None:
    with bench.gate("fairness") as gate:
        share = bench.rated(gate) / 9
        streams = [
            Stream(
                name=address,
                server=gate.address,
                source=address,
                phases=(Phase(1.5, share * (1 if place else 10)),),
                emergency_every=EMERGENCY_EVERY,
            )
            for place, address in enumerate(GREEDY)
        ]
        seen = drive(bench.plan(*streams, seconds=1.5, patience_s=TIMER_B_S))
    assert_nothing_failed(seen)
    assert_every_emergency_call_went_on(seen)
    assert set(seen.statuses(seen.calls())) <= {str(CONTINUES), str(OVERLOADED)}


@pytest.mark.parametrize("workers", killer.WORKERS)
def test_no_call_fails_and_limits_hold_while_workers_are_killed(bench: Bench, workers: int) -> None:
    """A worker that dies between counting calls and answering them makes them count twice: fewer pass, none more. It
    has as many in hand as it answers together."""
    with bench.gate("killer", workers) as gate:
        if not gate.workers():
            pytest.skip("one process is all there is: nothing replaces it")
        seen, killed = killer.under_fire(bench, gate, rate=250.0, seconds=3.6)
    assert killed >= 2
    assert_nothing_failed_but_over_limit(seen)
    assert_every_emergency_call_went_on(seen)
    for stream in range(1, 1 + len(LIMITED)):
        through = killer.let_through(seen, stream)
        overloaded = seen.within(seen.calls(stream), TIMER_B_S, OVERLOADED)
        assert max(through) <= LIMIT_CPS
        assert sum(LIMIT_CPS - count for count in through) <= killed * TOGETHER_MAX + overloaded


def assert_nothing_failed_but_over_limit(seen: Seen) -> None:
    assert seen.failed(seen.calls()) == 0
    assert seen.wrong(seen.calls(0)) == 0


def test_a_suspended_customer_places_emergency_calls_only(bench: Bench) -> None:
    """From one second after the order to its lifting; then it calls again."""
    with bench.gate("suspension", 2) as gate:
        stream = Stream(
            name="sbc", server=gate.address, source=SUSPENDED, phases=(Phase(4.2, 200.0),), emergency_every=20
        )
        with driving(bench.plan(stream, seconds=4.2, patience_s=TIMER_B_S)) as one:
            moments = [one.started + 0.5, one.started + 2.3]
            given = suspension.give_order_and_lift(Home(gate.home), *moments)
            seen = one.finish()
    assert seen.failed(seen.calls()) == 0
    assert_every_emergency_call_went_on(seen)
    suspended, lifted = (order.kept - seen.started for order in given)
    lawful = Kind.LAWFUL
    before = seen.calls(kind=lawful, until=given[0].given - seen.started)
    during = seen.calls(kind=lawful, since=suspended + 1.0, until=given[1].given - seen.started)
    after = seen.calls(kind=lawful, since=lifted + 1.0)
    assert decided(seen, before) == decided(seen, after) == {str(CONTINUES)}
    assert set(seen.statuses(during)) == {str(REFUSED)}  # overloaded or not


@pytest.mark.parametrize("workers", [1, 2])
def test_no_call_fails_while_the_snapshot_is_swapped(bench: Bench, workers: int) -> None:
    with bench.gate("swap", workers) as gate:
        plan = bench.plan(bench.sbc(gate, Phase(4.2, 200.0)), seconds=4.2, patience_s=TIMER_B_S)
        with driving(plan) as one:
            orders = swap.swap(Home(gate.home), [one.started + 0.5, one.started + 2.3])
            seen = one.finish()
    calls = seen.calls()
    assert seen.failed(calls) == 0
    assert seen.wrong(calls, (REFUSED, CONTINUES)) == 0
    assert_every_emergency_call_went_on(seen)
    # The second snapshot frees the callers that the first blocks.
    for place, order in enumerate(orders):
        at = order - seen.started
        judged = seen.calls(kind=Kind.BLOCKED, since=at + 1.2, until=at + 1.7)
        assert decided(seen, judged) == {str(REFUSED if place % 2 else CONTINUES)}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_storm_of_retransmissions_counts_each_call_once(bench: Bench, workers: int) -> None:
    """Fifty copies of each INVITE of a customer with a limit: as many calls pass as if each had come once."""
    burst = Burst(0.1, killer.BURST_CALLS)
    with bench.gate("storm", workers) as gate:
        stream = Stream(name="storm", server=gate.address, source=LIMITED[0], bursts=(burst,), copies=50)
        seen = drive(bench.plan(stream, seconds=1.5, patience_s=TIMER_B_S))
        time.sleep(1.1)  # workers publish their counts once a second
        counted = gate.metrics()
    calls = seen.calls()
    assert len(calls) == killer.BURST_CALLS
    assert seen.failed(calls) == 0
    # On a busy machine copies wait, and a call that waited is told to go on as overloaded, whatever its number.
    overloaded = seen.within(calls, TIMER_B_S, OVERLOADED)
    (through,) = killer.let_through(seen, 0)
    assert LIMIT_CPS - overloaded <= through <= LIMIT_CPS
    # Copies of which the gate said that it had no time are each a decision not to judge; no call is judged twice.
    passed = tuple(f'"{reason}"' for reason in NOT_JUDGED)
    judged = sum(
        n for name, n in counted.items() if name.startswith(DECISIONS + "{") and not any(one in name for one in passed)
    )
    assert len(calls) - overloaded <= judged <= len(calls)
    assert counted["bellwarden_gate_messages_total"] > 10 * len(calls)
    assert max(seen.rows.answers) > 1
