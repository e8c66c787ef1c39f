"""R3 and R9: a worker is killed each second at 1,000 calls a second. No call fails, and limits stay exact meanwhile.

Then one of two workers is stopped (SIGSTOP) for good: it is alive and answers nothing, and no call may wait for it.
"""

import os
import random
import signal
from contextlib import suppress
from typing import Final

from bench.load.driving import Seen, driving
from bench.load.gates import Gate
from bench.load.parts import Bench, Figure, Part, emergencies, wait_until
from bench.load.plan import TIMER_B_S, Burst, Kind, Phase, Stream
from bench.load.world import CONTINUES, LIMIT_CPS, LIMITED

CALLS_PER_S: Final = 1_000.0
WORKERS: Final = (1, 2, 4)
KILL_EVERY_S: Final = 1.0
KILL_JITTER_S: Final = 0.02  # some kills meet the middle of a burst
# Each burst is twice what the customer's limit lets through, and the window has slid past it before the next.
BURST_EVERY_S: Final = 2.0
BURST_CALLS: Final = 2 * LIMIT_CPS
REPEATED_GOAL: Final = 0.001


def measure(bench: Bench, rate: float = CALLS_PER_S, workers: tuple[int, ...] = WORKERS) -> Part:
    figures: list[Figure] = []
    details: dict[str, object] = {}
    faults = []
    rounds: list[Seen] = []
    for count in workers:
        with bench.gate(f"killer-{count}", count) as gate:
            seen, killed = under_fire(bench, gate, rate, bench.seconds(20, 5))
        found = figures_of(seen, killed, count)
        figures += found[0]
        details[f"{count} workers"] = found[1]
        faults.append(seen.fault())
        rounds.append(seen)
    with bench.gate("hung", 2) as gate:
        seen = beside_a_hung_one(bench, gate, rate, bench.seconds(10, 4))
    calls = seen.calls()
    failed = seen.failed(calls)
    what = "2 workers, one stopped for good: failed calls"
    figures.append(Figure("R3", what, f"{failed} of {len(calls):,}", "0", failed == 0))
    details["hung"] = {"repeated": seen.repeated(calls), "delays_ms": seen.delays(calls)._asdict()}
    rounds.append(seen)
    return Part([*figures, emergencies(*rounds)], details, "; ".join(filter(None, [*faults, seen.fault()])))


def beside_a_hung_one(bench: Bench, gate: Gate, rate: float, seconds: float) -> Seen:
    """One worker is stopped after a quarter of the time, and goes on only when all calls are over."""
    with driving(bench.plan(bench.sbc(gate, Phase(seconds, rate)), seconds=seconds, patience_s=TIMER_B_S)) as one:
        wait_until(one.started + seconds / 4)
        hung = gate.workers()[0]
        os.kill(hung, signal.SIGSTOP)
        try:
            return one.finish()
        finally:
            with suppress(ProcessLookupError):
                os.kill(hung, signal.SIGCONT)


def under_fire(bench: Bench, gate: Gate, rate: float, seconds: float) -> tuple[Seen, int]:
    """What the calls met, and how many workers were killed. Without a parent to replace it, none is."""
    chance = random.Random(9)
    limited = [
        Stream(name=address, server=gate.address, source=address, bursts=bursts(place, seconds))
        for place, address in enumerate(LIMITED)
    ]
    rest = rate - len(LIMITED) * BURST_CALLS / BURST_EVERY_S
    killed = 0
    plan = bench.plan(
        bench.sbc(gate, Phase(seconds, max(rest, rate / 2))), *limited, seconds=seconds, patience_s=TIMER_B_S
    )
    with driving(plan) as one:
        moment = one.started + KILL_EVERY_S
        while moment < one.started + seconds - KILL_EVERY_S / 2:
            wait_until(moment + chance.uniform(0.0, KILL_JITTER_S))
            workers = gate.workers()
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    killed += 1
            moment += KILL_EVERY_S
        seen = one.finish()
    return seen, killed


def bursts(place: int, seconds: float) -> tuple[Burst, ...]:
    """The customers' bursts come one after another; some meet a kill."""
    first = 0.5 + place * BURST_EVERY_S / len(LIMITED)
    return tuple(
        Burst(first + number * BURST_EVERY_S, BURST_CALLS)
        for number in range(int((seconds - first - 0.5) / BURST_EVERY_S) + 1)
    )


def let_through(seen: Seen, stream: int) -> list[int]:
    """Of each burst, the calls that were told to go on."""
    found = []
    for burst in seen.plan.streams[stream].bursts:
        calls = seen.calls(stream, since=burst.at, until=burst.at + BURST_EVERY_S / 2)
        found.append(seen.within(calls, TIMER_B_S, CONTINUES))
    return found


def figures_of(seen: Seen, killed: int, workers: int) -> tuple[list[Figure], dict[str, object]]:
    calls, main = seen.calls(), seen.calls(0)
    failed, repeated = seen.failed(calls), seen.repeated(calls) / len(calls)
    through = [count for stream in range(1, 1 + len(LIMITED)) for count in let_through(seen, stream)]
    over, under = (sum(max(sign * (count - LIMIT_CPS), 0) for count in through) for sign in (1, -1))
    who = f"{workers} worker{'s' * (workers > 1)}, {killed} killed"
    figures = [
        Figure("R3", f"{who}: failed calls", f"{failed} of {len(calls):,}", "0", failed == 0 if killed else None),
        Figure(
            "R3", f"{who}: calls repeated", f"{repeated:.2%}", "≤ 0.1 %", repeated <= REPEATED_GOAL if killed else None
        ),
        Figure(
            "R9",
            f"{who}: calls let through over and under the limit, {len(through)} bursts",
            f"{over} over, {under} under",
            "0, 0",
            over == under == 0 if killed else None,
        ),
    ]
    details: dict[str, object] = {
        "killed": killed,
        "wrong": seen.wrong(main),
        "blocked_by_mistake": sum(
            seen.rows.status[row] not in (0, CONTINUES) for row in seen.calls(0, kind=Kind.LAWFUL)
        ),
        "let_through": through,
        "statuses": seen.statuses(calls),
        "delays_ms": seen.delays(calls)._asdict(),
        "driver": seen.about_driver(),
    }
    if not killed:
        figures.append(Figure("R3", f"{who}: replaced when it is killed", "no: a kill ends the gate", "yes", False))
    return figures, details
