"""What a lost gate costs the calls behind Kamailio: 1,200 of them for each recipe and each way to lose the gate.

The drill itself is that of tests/e2e/test_fail_open.py, which places a tenth. `python -m bench.fail_open` takes about
two minutes and prints the table; it fails when a call was lost.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.e2e.fail_open import FAULTS, RECIPES, SLOW_MS, Drill, drill

CALLS, RATE = 1_200, 100
HEAD = (
    f"| recipe | gate | reached the carrier | over {SLOW_MS:.0f} ms | slowest, ms | out, back | refused that arrived |"
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=CALLS)
    options.add_argument("--rate", type=int, default=RATE, help="calls a second")
    chosen = options.parse_args()
    print(HEAD)
    print("|" + "---|" * (HEAD.count("|") - 1))
    lost = 0
    for file in RECIPES:
        for fault in FAULTS:
            with tempfile.TemporaryDirectory() as folder:
                done = drill(file, fault, Path(folder), chosen.calls, chosen.rate)
            print(_row(file, fault, done, chosen.calls), flush=True)
            lost += chosen.calls - done.reached + done.lost + done.arrived_refused
    sys.exit(1 if lost else 0)


def _row(file: str, fault: str, done: Drill, calls: int) -> str:
    name = file.removeprefix("kamailio-").removesuffix(".cfg").upper()
    times = f"{done.slow} | {done.slowest_ms:.0f}"
    return (
        f"| {name} | {fault} | {done.reached} of {calls} | {times} | {done.state_lost}, {done.state_back} | "
        f"{done.arrived_refused} |"
    )


if __name__ == "__main__":
    main()
