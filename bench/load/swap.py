"""R1 and R8: snapshots of 2,000,000 numbers and 5,000 customers swapped at the rated load, beside a UDP echo server.

The echo server is asked by the same driver at the same time: what the machine and the driver do to both is taken off.
"""

import time
from typing import Final

from bellwarden.home import Home
from bellwarden.seam.pointer import PointerKind
from bench.load.driving import Delays, Seen, driving
from bench.load.parts import Bench, Figure, Part, emergencies, wait_until
from bench.load.plan import Kind, Phase, Stream
from bench.load.world import CONTINUES, REFUSED

ECHO_CALLS_PER_S: Final = 1_000.0
SWAPS: Final = 3
AROUND_S: Final = 2.0
STEP_S: Final = 0.5
REACH_S: Final = 8.0  # a swap may be felt that long after the order
SWAP_GOAL_MS, OTHERWISE_GOAL_MS = 20.0, 5.0
EFFECTIVE_GOAL_S: Final = 5.0
# A server that does nothing must be quicker than the goal, or the difference says nothing.
ECHO_MS_MAX: Final = 5.0
SWAP: Final = "p99.9 less the echo's, the worst 2 s around a swap"
OTHERWISE: Final = "p99.9 less the echo's, otherwise"
R1_GOALS_MS: Final = (5.0, 50.0, 150.0)


def measure(bench: Bench, rate: float = 0.0, workers: int = 1) -> Part:
    period = bench.seconds(12, 5)
    swaps = SWAPS if bench.scale >= 1 else 2
    seconds = period * (swaps + 1)
    with bench.gate("swap", workers) as gate, bench.echo() as echo:
        rate = rate or bench.rated(gate)
        beside = Stream(name="echo", server=echo.address, phases=(Phase(seconds, ECHO_CALLS_PER_S),))
        plan = bench.plan(bench.sbc(gate, Phase(seconds, rate)), beside, seconds=seconds, patience_s=10.0)
        with driving(plan) as one:
            orders = swap(Home(gate.home), [one.started + period * (place + 1) for place in range(swaps)])
            seen = one.finish()
        waited_s = gate.waited_s()
    found = report(seen, [order - seen.started for order in orders], rate, period)
    return found._replace(details={**found.details, "gate_waited_for_core_s": round(waited_s, 2)})


def swap(home: Home, moments: list[float]) -> list[float]:
    """Points at the other snapshot at each moment; when it did, in seconds since 1970. Both lie there, built."""
    shelf = home.shelf()
    pointer = shelf.current()
    if pointer is None:
        raise RuntimeError("the home has no snapshot")
    first, (other,) = pointer.snapshot, [one.id for one in shelf.list() if one.id != pointer.snapshot]
    orders = []
    for place, moment in enumerate(moments):
        wait_until(moment)
        orders.append(time.time())
        shelf.point(first if place % 2 else other, PointerKind.PUSH, "benchmark", "bench", time.time())
    return orders


def report(seen: Seen, orders: list[float], rate: float, period: float) -> Part:
    around = [worst_window(seen, order, min(REACH_S, period - STEP_S)) for order in orders]
    effective = [effective_s(seen, order, place % 2 == 0, period) for place, order in enumerate(orders)]
    ours, echo = (quiet(seen, stream, orders, min(REACH_S, period - STEP_S)) for stream in (0, 1))
    calls = seen.calls(0)
    lost = seen.failed(calls) + seen.wrong(calls, (REFUSED, CONTINUES))
    worst, otherwise, last = max(around), ours.p999 - echo.p999, max(effective)
    r1 = f"{ours.p50:.1f}, {ours.p99:.1f}, {ours.p999:.1f} ms"
    r1_met = all(value <= goal for value, goal in zip(ours[:3], R1_GOALS_MS, strict=True))
    figures = [
        Figure("R1", f"delay at the rated {rate:,.0f} calls a second: p50, p99, p99.9", r1, "≤ 5, 50, 150 ms", r1_met),
        Figure("R8", SWAP, f"{worst:.1f} ms", "≤ 20 ms", worst <= SWAP_GOAL_MS),
        Figure("R8", OTHERWISE, f"{otherwise:.1f} ms", "≤ 5 ms", otherwise <= OTHERWISE_GOAL_MS),
        Figure("R8", "new policy judges every call after", f"{last:.2f} s", "≤ 5 s", last <= EFFECTIVE_GOAL_S),
        Figure("R8", f"calls lost or wrong, {len(orders)} swaps", f"{lost} of {len(calls):,}", "0", lost == 0),
        emergencies(seen),
    ]
    details = {
        "rate": rate,
        "around_ms": around,
        "effective_s": effective,
        "delays_ms": ours._asdict(),
        "echo_delays_ms": echo._asdict(),
        "repeated": seen.repeated(calls),
        "statuses": seen.statuses(calls),
        "driver": seen.about_driver(),
    }
    fault = seen.fault()
    if not fault and echo.p999 > ECHO_MS_MAX:
        fault = f"the machine was busy: the echo server's p99.9 was {echo.p999:.0f} ms"
    return Part(figures, details, fault)


def quiet(seen: Seen, stream: int, orders: list[float], reach: float) -> Delays:
    """Of the calls that no swap may have touched."""
    rows = seen.rows
    moments = [seen.started + order for order in orders]
    return seen.delays(
        [
            row
            for row in seen.calls(stream)
            if not any(-AROUND_S / 2 <= rows.sent[row] - moment < reach for moment in moments)
        ]
    )


def worst_window(seen: Seen, order: float, reach: float) -> float:
    """In milliseconds: the greatest difference of p99.9 in any two seconds that the swap may have touched."""
    worst = 0.0
    start = order - 1.0
    while start + AROUND_S <= order + max(reach, AROUND_S - 1.0):
        ours, echo = (seen.delays(seen.calls(stream, since=start, until=start + AROUND_S)).p999 for stream in (0, 1))
        worst = max(worst, ours - echo)
        start += STEP_S
    return worst


def effective_s(seen: Seen, order: float, frees: bool, period: float) -> float:
    """From the order to the last call judged by the old snapshot; the second frees callers that the first blocks."""
    old = REFUSED if frees else CONTINUES
    calls = seen.calls(0, kind=Kind.BLOCKED, since=order, until=order + period)
    judged = [seen.rows.sent[row] for row in calls if seen.rows.status[row] == old]
    return max(judged) - seen.started - order if judged else 0.0
