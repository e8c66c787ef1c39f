"""Runs the parts of the load benchmark: `python -m bench.load [PART …] [--scale 0.1]`.

Figures go to build/bench/load.json and, unless told otherwise, into the table of docs/benchmarks.md.
"""

import argparse
import json
import os
from collections.abc import Callable
from typing import Any

from bench import report
from bench.load import fairness, front, killer, mixed, overload, reach, suspension, swap, table
from bench.load.parts import Bench, Part, valid
from bench.redirect import machine
from bench.servers import BUILD, COMPILED

PARTS: dict[str, Callable[[Bench], Part]] = {
    "reach": reach.measure,
    "swap": swap.measure,
    "overload": overload.measure,
    "fairness": fairness.measure,
    "killer": killer.measure,
    "suspension": suspension.measure,
    "mixed": mixed.measure,
    "front": front.measure,
}
FIGURES = BUILD / "load.json"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; none: all of them")
    options.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of the time, lists and customers")
    options.add_argument("--rated", type=float, default=0.0, help="calls a second; 0: what a worker is said to carry")
    options.add_argument("--compiled", action="store_true", help="the compiled copy (python -m bench.compile)")
    options.add_argument("--page", action="store_true", help="write docs/benchmarks.md even for some parts or a scale")
    chosen = options.parse_args()
    for name in chosen.parts:
        if name not in PARTS:
            options.error(f"no part {name!r}: there are {', '.join(PARTS)}")
    if chosen.compiled and not any(COMPILED.glob("bellwarden/**/*.so")):
        options.error("there is no compiled copy: python -m bench.compile")
    several = (os.cpu_count() or 1) > 1
    path = str(COMPILED) if chosen.compiled else ""
    bench = Bench(BUILD / "load", chosen.scale, several, path, chosen.rated)
    found = run(bench, chosen.parts or list(PARTS))
    figures = {"machine": machine(), "scale": chosen.scale, "compiled": chosen.compiled, "parts": found}
    keep(figures, whole=not chosen.parts)
    print(table.text(figures))
    if chosen.page or (not chosen.parts and chosen.scale >= 1):
        report.write_section("Under load", table.section(json.loads(FIGURES.read_text())))


def run(bench: Bench, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        print(f"{name} …", flush=True)
        part = valid(lambda part=PARTS[name]: part(bench))  # type: ignore[misc]
        found[name] = {
            "figures": [figure._asdict() for figure in part.figures],
            "invalid": part.invalid,
            "scale": bench.scale,
            "details": part.details,
        }
    return found


def keep(figures: dict[str, Any], whole: bool) -> None:
    """Parts that were not run stay as they were found before."""
    if not whole and FIGURES.exists():
        figures = {**figures, "parts": {**json.loads(FIGURES.read_text())["parts"], **figures["parts"]}}
    FIGURES.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
