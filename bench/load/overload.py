"""R4: five times the rated load for a minute: who is answered in time, how many decisions, how long it takes after.

Far beyond what the gate can answer at all (`--rated 4000` on one core) only a part can be answered in time.
"""

from typing import Final

from bellwarden.sip.transactions import ANSWERS_MAX
from bench.load.driving import Seen, driving
from bench.load.parts import DECIDED_S, Bench, Figure, Part, emergencies, wait_until
from bench.load.plan import Phase
from bench.load.world import CONTINUES, REFUSED

FACTOR: Final = 5.0
ANSWERED_GOAL, GOODPUT_GOAL, RECOVERY_S = 0.95, 0.8, 2.0
GROWTH_GOAL: Final = 0.1
BIN_S: Final = 0.25
RECOVERED_SHARE: Final = 0.99


def measure(bench: Bench) -> Part:
    overload_s, after_s = bench.seconds(60, 4), bench.seconds(10, 6)
    with bench.gate("overload") as gate:
        rated = bench.rated(gate)
        # What the rated load fills, too, is no growth under overload: the memory of answers for retransmissions.
        before_s = max(bench.seconds(5, 2), ANSWERS_MAX / rated)
        phases = Phase(before_s, rated), Phase(overload_s, rated * FACTOR), Phase(after_s, rated)
        plan = bench.plan(bench.sbc(gate, *phases), seconds=before_s + overload_s + after_s, patience_s=5.0)
        idle_mb = gate.memory().rss_mb
        with driving(plan) as one:
            wait_until(one.started + before_s)
            rated_mb = gate.memory().rss_mb
            seen = one.finish()
        growth = gate.memory().rss_mb / rated_mb - 1
        counted, waited_s = gate.metrics(), gate.waited_s()
    during = seen.calls(since=before_s, until=before_s + overload_s)
    details = {
        "rated": rated,
        "offered": len(during) / overload_s,
        "statuses": seen.statuses(during),
        "statuses_after": seen.statuses(seen.calls(since=before_s + overload_s)),
        "delays_ms": seen.delays(during)._asdict(),
        "unanswered": seen.failed(during),
        "repeated": seen.repeated(during),
        "wrong": seen.wrong(seen.calls()),
        "gate_shed": counted.get("bellwarden_gate_shed_total", 0.0),
        "spool_dropped": counted.get("bellwarden_gate_spool_dropped_total", 0.0),
        "memory_mb": {"idle": idle_mb, "rated": rated_mb, "after": rated_mb * (1 + growth)},
        "gate_waited_for_core_s": round(waited_s, 2),
        "driver": seen.about_driver(),
    }
    recovery = recovery_s(seen, before_s + overload_s, after_s)
    figures = figures_of(seen, during, overload_s, rated)
    figures += [
        Figure("R4", "time until ≥ 99 % are decided in time", f"{recovery:.2f} s", "≤ 2 s", recovery <= RECOVERY_S),
        Figure("R4", "growth of memory over the rated load's", f"{growth:+.0%}", "< 10 %", growth < GROWTH_GOAL),
        emergencies(seen),
    ]
    return Part(figures, details, seen.fault())


def figures_of(seen: Seen, during: list[int], seconds: float, rated: float) -> list[Figure]:
    """Of the calls placed during the overload."""
    answered = seen.within(during, DECIDED_S) / len(during)
    goodput = seen.within(during, DECIDED_S, CONTINUES, REFUSED) / seconds / rated
    about = f"{len(during) / seconds:,.0f} calls a second, the rated load being {rated:,.0f}"
    what = f"overload for {seconds:.0f} s ({about}): answered within 200 ms"
    good = "decisions within 200 ms meanwhile, of the rated load"
    return [
        Figure("R4", what, f"{answered:.1%}", "≥ 95 %", answered >= ANSWERED_GOAL),
        Figure("R4", good, f"{goodput:.0%}", "≥ 80 %", goodput >= GOODPUT_GOAL),
    ]


def recovery_s(seen: Seen, over: float, after_s: float) -> float:
    """From the end of the overload to the moment from which on nearly all calls were decided in time."""
    recovered = after_s
    place = after_s - BIN_S
    while place >= 0.0:
        calls = seen.calls(since=over + place, until=over + place + BIN_S)
        if calls and seen.within(calls, DECIDED_S, CONTINUES, REFUSED) < RECOVERED_SHARE * len(calls):
            break
        recovered = place
        place -= BIN_S
    return recovered
