"""R2: Kamailio with the shipped recipes in front, and a gate that hangs, is closed or is killed: no call is lost.

The drill is that of tests/e2e/fail_open.py; `python -m bench.fail_open` prints its own table.
"""

import tempfile
from pathlib import Path
from typing import Final

from bench.fail_open import CALLS, RATE
from bench.load.parts import Bench, Figure, Part
from tests.e2e.fail_open import FAULTS, RECIPES, SLOW_MS, drill

CALLS_MIN: Final = 60


def measure(bench: Bench) -> Part:
    count = max(int(CALLS * bench.scale), CALLS_MIN)
    figures = []
    details = {}
    for recipe in RECIPES:
        for fault in FAULTS:
            with tempfile.TemporaryDirectory() as folder:
                done = drill(recipe, fault, Path(folder), count, RATE)
            lost = max(count - done.reached, done.lost)
            what = f"{recipe}, gate {fault} meanwhile: calls lost; over {SLOW_MS:.0f} ms"
            figures.append(Figure("R2", what, f"{lost} of {count:,}; {done.slow}", "0 lost", lost == 0))
            details[f"{recipe} {fault}"] = {
                "lost": lost,
                "slow": done.slow,
                "slowest_ms": done.slowest_ms,
                "gate_lost": done.state_lost,
                "gate_back": done.state_back,
            }
    return Part(figures, details)
