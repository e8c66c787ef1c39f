"""Runs the parts of the STIR/SHAKEN benchmark: `python -m bench.stir [PART …]`.

Figures go to build/bench/stir.json and, when all parts were run, into their section of docs/benchmarks.md.
"""

import argparse
import json
import os
from typing import Any

from bench import report
from bench.redirect import machine
from bench.servers import BUILD, DRIVER_CORE, pin
from bench.stir import find, functions, memory, peers, table

PARTS = ("functions", "calls", "memory", "find")
FIGURES = BUILD / "stir.json"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; none: all of them")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=2.0, help="of each measurement in a round")
    options.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the calls and decisions")
    options.add_argument("--page", action="store_true", help="write docs/benchmarks.md even for some parts or a scale")
    chosen = options.parse_args()
    for name in chosen.parts:
        if name not in PARTS:
            options.error(f"no part {name!r}: there are {', '.join(PARTS)}")
    BUILD.mkdir(parents=True, exist_ok=True)
    about = machine()
    pin(os.getpid(), DRIVER_CORE)
    found = run(chosen.parts or list(PARTS), chosen.rounds, chosen.seconds, chosen.scale)
    figures = {"machine": about, "parts": found}
    if chosen.parts and FIGURES.exists():
        figures["parts"] = {**json.loads(FIGURES.read_text())["parts"], **found}
    FIGURES.write_text(json.dumps(figures, indent=1))
    print(table.section({"machine": about, "parts": found}))
    if chosen.page or (not chosen.parts and chosen.scale >= 1):
        report.write_section("STIR/SHAKEN", table.section(figures))


def run(names: list[str], rounds: int, seconds: float, scale: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        print(f"{name} …", flush=True)
        if name == "functions":
            found[name] = functions.measure(rounds, seconds)
        elif name == "calls":
            found[name] = peers.measure(rounds, seconds)
        elif name == "memory":
            found[name] = memory.measure(int(memory.CALLS * scale))
        else:
            found[name] = find.measure(int(find.DECISIONS * scale))
    return found


if __name__ == "__main__":
    main()
