"""R4: one customer calls ten times as much as it should, nine others at their rated load. The nine must not notice."""

from typing import Final

from bench.load.driving import drive
from bench.load.parts import DECIDED_S, EMERGENCY_EVERY, Bench, Figure, Part, emergencies
from bench.load.plan import Phase, Stream
from bench.load.world import CONTINUES, GREEDY, REFUSED

FACTOR: Final = 10.0
DECISIONS_GOAL: Final = 0.99


def measure(bench: Bench) -> Part:
    """The nine share the rated load, so that the tenth brings the whole to twice of it."""
    seconds = bench.seconds(30, 5)
    with bench.gate("fairness") as gate:
        share = bench.rated(gate) / (len(GREEDY) - 1)
        rates = [share * FACTOR] + [share] * (len(GREEDY) - 1)
        streams = [
            Stream(
                name=address,
                server=gate.address,
                source=address,
                phases=(Phase(seconds, rate),),
                emergency_every=EMERGENCY_EVERY,
            )
            for address, rate in zip(GREEDY, rates, strict=True)
        ]
        seen = drive(bench.plan(*streams, seconds=seconds, patience_s=5.0))
        waited_s = gate.waited_s()
    decided = []
    for place in range(len(GREEDY)):
        calls = seen.calls(place)
        decided.append(seen.within(calls, DECIDED_S, CONTINUES, REFUSED) / len(calls))
    worst = min(decided[1:])
    what = (
        f"nine customers at {share:,.0f} calls a second beside one at {share * FACTOR:,.0f}: decided, the worst of them"
    )
    figures = [
        Figure("R4", what, f"{worst:.2%}", "≥ 99 %", worst >= DECISIONS_GOAL),
        Figure("R4", "the greedy one's own share of decisions", f"{decided[0]:.1%}"),
        emergencies(seen),
    ]
    details = {
        "share": share,
        "decided": decided,
        "statuses_of_nine": seen.statuses([row for place in range(1, len(GREEDY)) for row in seen.calls(place)]),
        "statuses_of_greedy": seen.statuses(seen.calls(0)),
        "delays_ms": seen.delays(seen.calls())._asdict(),
        "gate_waited_for_core_s": round(waited_s, 2),
        "driver": seen.about_driver(),
    }
    return Part(figures, details, seen.fault())
