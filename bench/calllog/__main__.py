"""Runs the benchmark of the call log: `python -m bench.calllog`.

By default at a size that takes minutes; `--full` at that of the promises (100,000,000 calls: 4 GB of disk, an hour).
Figures go to build/bench/calllog.json and into their section of docs/benchmarks.md.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench import report
from bench.calllog import material, ours, peers, table
from bench.redirect import machine
from bench.servers import BUILD

FIGURES: Final = BUILD / "calllog.json"
PARTS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "ours_ingest": ours.ingest,
    "polars_ingest": peers.polars_ingest,
    "chdb_ingest": peers.chdb_ingest,
    "ours_look_up": ours.look_up,
    "polars_look_up": peers.polars_look_up,
    "chdb_look_up": peers.chdb_look_up,
    "ours_some": ours.some_figures,
    "polars_some": peers.polars_some,
    "chdb_some": peers.chdb_some,
    "ours_profiles": ours.profiles,
}
SMALL: Final = {"ingest": 2_000_000, "profiles": 2_000_000, "look_up": [1_000_000, 10_000_000]}
FULL: Final = {"ingest": 5_000_000, "profiles": 20_000_000, "look_up": [10_000_000, 100_000_000]}
DAYS: Final = 90
LOOK_UPS: Final = 200
PEERS_LOOK_UPS: Final = 40


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--full", action="store_true", help="the sizes of the promises")
    options.add_argument("--ingest", type=int, help="records of the file that is taken in")
    options.add_argument("--profiles", type=int, help="calls whose figures are counted")
    options.add_argument("--look-up", type=int, nargs=2, metavar="CALLS", help="of the two logs that are searched")
    options.add_argument("--rounds", type=int, default=3, help="of the import")
    options.add_argument("--no-page", action="store_true", help="leave docs/benchmarks.md alone")
    options.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.part:
        print(json.dumps(measured(PARTS[chosen.part], chosen.arguments)))
        return
    sizes = {**(FULL if chosen.full else SMALL), **{k: v for k in SMALL if (v := getattr(chosen, k))}}
    about = machine()
    place = BUILD / "calllog"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        parts = {
            "ingest": ingest(place, sizes["ingest"], chosen.rounds),
            "look_up": look_up(place, sizes["look_up"]),
            "profiles": profiles(place, sizes["profiles"]),
        }
    finally:
        shutil.rmtree(place, ignore_errors=True)
    figures = {"machine": about, "parts": parts}
    FIGURES.write_text(json.dumps(figures, indent=1))
    print(table.section(figures))
    if not chosen.no_page:
        report.write_section("Call log", table.section(figures))


def measured(part: Callable[..., dict[str, Any]], arguments: list[str]) -> dict[str, Any]:
    """What a part found, with its processor time and its largest memory; of this process, which does nothing else."""
    given = [int(one) if one.isdigit() else Path(one) for one in arguments]
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    found = part(*given)
    wall_s = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**found, "wall_s": wall_s, "cpu_s": cpu_s, "memory_mb": after.ru_maxrss / 1024}


def child(part: str, *arguments: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.calllog", "--part", part, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"{part}: {run.stderr}")
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def ingest(place: Path, rows: int, rounds: int) -> dict[str, Any]:
    """Rounds interleaved, so that what disturbs the machine for a while disturbs all."""
    print(f"ingest: {rows:,} records", flush=True)
    found: dict[str, Any] = {}
    for kind in ("bellwarden", "asterisk"):
        material.write_csv(place / f"{kind}.csv", kind, rows, days=10)
    runs = (
        ("Bellwarden, own table", "ours_ingest", "bellwarden"),
        ("Bellwarden, Asterisk's Master.csv in local time", "ours_ingest", "asterisk"),
        ("Polars, own table", "polars_ingest", "bellwarden"),
        ("chDB, own table", "chdb_ingest", "bellwarden"),
    )
    for _ in range(rounds):
        for name, part, kind in runs:
            folder = place / "taken-in"
            found.setdefault(name, []).append(child(part, folder, place / f"{kind}.csv"))
            shutil.rmtree(folder)
    for kind in ("bellwarden", "asterisk"):
        (place / f"{kind}.csv").unlink()
    return {"rows": rows, "rounds": found}


def look_up(place: Path, sizes: list[int]) -> dict[str, Any]:
    found: dict[str, Any] = {"calls": sizes, "days": DAYS}
    for calls in sizes:
        print(f"look-up: {calls:,} calls", flush=True)
        material.write_log(place / "log", calls, DAYS)
        found[str(calls)] = {
            name: child(f"{name}_look_up", place / "log", LOOK_UPS if name == "ours" else PEERS_LOOK_UPS)
            for name in table.NAMES
        }
        shutil.rmtree(place / "log")
    return found


def profiles(place: Path, rows: int) -> dict[str, Any]:
    print(f"figures: {rows:,} calls", flush=True)
    material.write_log(place / "log", rows, 10)
    runs = {
        "Bellwarden, ten figures": "ours_some",
        "Polars, ten figures": "polars_some",
        "chDB, ten figures": "chdb_some",
        "Bellwarden, all figures": "ours_profiles",
    }
    return {"rows": rows, "figures": {name: child(part, place / "log") for name, part in runs.items()}}


if __name__ == "__main__":
    main()
