"""How good detection is on worlds that nobody tuned on: `python -m bench.evaluate [--seeds 24-27] [--size S] [--page]`.

Worlds of the public and of the hold-out parameters are made, evaluated one by one and added up; false alarms are
measured over drawn months as well. Figures go to build/bench/evaluate.json, with --page into their section of
docs/benchmarks.md. Seeds 1 to 19 are for tuning and are
refused here; 20 and 21 were looked at to find faults.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from bellwarden.cli.drawn_months import months
from bellwarden.cli.evaluating import met, outcome_of, row, shown
from bellwarden.flows.evaluation import Outcome, together
from bellwarden.flows.goals import Figure, figures
from bellwarden.simulator.worlds import folder, plan
from bellwarden.simulator.worlds.reading import open_world
from bench import report
from bench.redirect import machine
from bench.servers import BUILD

FIGURES: Final = BUILD / "evaluate.json"
MEASURED_FROM: Final = 20
MONTHS: Final = 5_000
HEAD: Final = ["measure", "whose", "figure", "95 % interval", "n", "must", "", "aim", ""]


def world(seed: int, size: str, holdout: bool) -> Outcome:
    """One world, made, evaluated and removed."""
    with tempfile.TemporaryDirectory(prefix="bench-evaluate-") as place:
        made = Path(place) / "world"
        for _ in folder.write(plan.make(seed, size, holdout), made, jobs=os.cpu_count() or 1):
            pass
        return outcome_of(open_world(made))


def run(seeds: list[int], size: str, count: int) -> dict[str, list[Figure]]:
    """Title → table."""
    found: dict[str, list[Figure]] = {}
    for holdout in (False, True):
        outcomes = []
        for seed in seeds:
            began = time.monotonic()
            outcomes.append(world(seed, size, holdout))
            print(f"seed {seed} {'hold-out' if holdout else 'public'}: {time.monotonic() - began:.0f} s", flush=True)
        name = "Hold-out parameters" if holdout else "Public parameters"
        found[f"{name}, seeds {seeds[0]} to {seeds[-1]}, size {size}"] = figures(together(outcomes))
    if count:
        for holdout in (False, True):
            drawn = months(count, MEASURED_FROM, holdout, os.cpu_count() or 1)
            name = "hold-out" if holdout else "public"
            found[f"{count:,} months of honest customers, drawn, {name} parameters"] = [
                one for one in figures(drawn) if one.estimate.of
            ]
    return found


def section(about: dict[str, Any], tables: dict[str, list[Figure]]) -> str:
    parts = [
        f"{about['taken']}. Worlds of invented customers (`bellwarden world`) that were not looked at when detection"
        " was made; `bellwarden evaluate` runs what `bellwarden traffic alerts` runs and compares with the truth. An"
        " alarm opens a case or limits calls. Shares have Wilson's interval, rates the one-sided upper 95 % bound;"
        " medians show the smallest and the largest. Drawn months have no caller IDs to tell blends by, and no days as"
        " windows.\n"
    ]
    for title, table in tables.items():
        missed = [one for one in table if one.must is False]
        parts.append(f"\n### {title}\n\n{report.table(HEAD, [list(row(one)) for one in table])}")
        parts.append("\nNot met: " + "; ".join(map(_missed, missed)) + ".\n" if missed else "\nEvery *must* is met.\n")
    return "".join(parts)


def _missed(one: Figure) -> str:
    return f"{one.measure}, {one.of} ({shown(one.estimate.value)}; must {met(one.must)})"


def _plain(one: Figure) -> dict[str, Any]:
    estimate = one.estimate
    values = {key: str(value) if value == float("inf") else value for key, value in estimate._asdict().items()}
    return {"measure": one.measure, "of": one.of, "must": one.must, "aim": one.aim, **values}


def seeds_of(text: str) -> list[int]:
    """`20-23` or `20`."""
    first, _, last = text.partition("-")
    found = list(range(int(first), int(last or first) + 1))
    if not found or found[0] < MEASURED_FROM:
        raise argparse.ArgumentTypeError(f"seeds below {MEASURED_FROM} are for tuning; write 24-27")
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=seeds_of, default=seeds_of("24-27"))
    options.add_argument("--size", choices=sorted(plan.SIZES), default="M")
    options.add_argument("--months", type=int, default=MONTHS, help="drawn months of each kind; 0: none")
    options.add_argument("--page", action="store_true", help="write the section of docs/benchmarks.md")
    chosen = options.parse_args()
    tables = run(chosen.seeds, chosen.size, chosen.months)
    BUILD.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps({title: [*map(_plain, table)] for title, table in tables.items()}, indent=1) + "\n")
    text = section(machine(), tables)
    print(text)
    if chosen.page:
        report.write_section("Detection", text)


if __name__ == "__main__":
    main()
