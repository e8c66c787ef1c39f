"""Measures the office: every page on SQLite and PostgreSQL side by side, and the kill switch under load.

    python -m bench.office [pages] [kill] [--scale 0.1] [--page]

Figures go to build/bench/office.json and, for the whole or with --page, into docs/benchmarks.md.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bellwarden.home import Home
from bellwarden.policy.demo import demo_files
from bench import report
from bench.office import kill, pages, traffic
from bench.office.fill import scaled
from bench.office.serving import run, serving
from bench.redirect import machine
from bench.servers import BUILD
from tests.postgresql import start_cluster

FOLDER: Final = BUILD / "office"
FIGURES: Final = BUILD / "office.json"
SECTION: Final = "Office"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; none: all of them")
    options.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of rows, calls and time")
    options.add_argument("--page", action="store_true", help="write docs/benchmarks.md even for some parts or a scale")
    chosen = options.parse_args()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    for name in chosen.parts or PARTS:
        print(f"{name} …", flush=True)
        kept[name] = {"machine": machine(), "scale": chosen.scale, **PARTS[name](chosen.scale)}
        FIGURES.write_text(json.dumps(kept, indent=1))
        print(TABLES[name](kept[name]))
    if chosen.page or (not chosen.parts and chosen.scale >= 1):
        report.write_section(SECTION, section(kept))


def measure_pages(scale: float) -> dict[str, Any]:
    size = scaled(scale)
    calls = traffic.draw(FOLDER / "calllog", size.customers, datetime.now(UTC), int(traffic.CALLS * scale))
    cluster = start_cluster(durable=True)
    try:
        found = {name: of_database(name, url, scale) for name, url in (("SQLite", ""), ("PostgreSQL", cluster.url))}
    finally:
        cluster.stop()
    return {"calls": calls, "customers": size.customers, "cases": size.cases, "pages": pages.as_json(found)}


def of_database(name: str, url: str, scale: float) -> list[pages.Measured]:
    home = Home(FOLDER / name.lower())
    home.path.mkdir()
    (home.path / "calllog").symlink_to(FOLDER / "calllog")
    home.init()
    started = time.perf_counter()
    print(run(url, "bench.office.fill", "--home", str(home.path), "--scale", str(scale)), end="")
    adopt(home.path, url)
    cookie = run(url, "bench.office.people", "--home", str(home.path)).strip()
    print(f"{name}: filled in {time.perf_counter() - started:.0f} s", flush=True)
    with serving(home.path, url) as office:
        return pages.measure(office, cookie, scaled(scale))


def adopt(home: Path, url: str) -> None:
    """A policy in force, of which the office is the author."""
    policy = FOLDER / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    run(url, "bellwarden", "policy", "push", str(policy), "--home", str(home))
    run(url, "bellwarden", "office", "adopt", str(policy), "--home", str(home))


def pages_text(found: dict[str, Any]) -> str:
    measured = {name: [pages.Measured(**one) for one in rows] for name, rows in found["pages"].items()}
    head, rows = pages.table(measured)
    slow = [f"{one.name} on {name}" for name, all_of in measured.items() for one in all_of if one.p95 > pages.GOAL_MS]
    heavy = [one.name for one in measured["SQLite"] if one.weight > pages.WEIGHT_GOAL_KB * 1000]
    return (
        f"### Pages\n\n{dated(found)} {found['customers']:,} customers, {found['cases']:,} cases, "
        f"{found['calls']:,} calls behind roll-ups of {traffic.DAYS} days; the calls themselves are not in the log. "
        f"{pages.TIMES} requests of each page, one after the other, over loopback, answer read to its end; processor "
        "time is the office's own. First load: the answer and everything that a browser fetches with it, compressed."
        "\n\n"
        f"{report.table(head, rows)}\n"
        f"Goal: p95 of {pages.GOAL_MS:.0f} ms. {'Missed by: ' + ', '.join(slow) if slow else 'Met by every page'}. "
        f"Goal: {pages.WEIGHT_GOAL_KB:.0f} kB at first load. "
        f"{'Missed by: ' + ', '.join(heavy) if heavy else 'Met by every page'}.\n"
    )


def dated(found: dict[str, Any]) -> str:
    about = found["machine"]
    return (
        f"{about['taken']}; {about['processor']}; {about['system']}; Python {about['python']}; load of others at the "
        f"start {about['load']}."
    )


def section(kept: dict[str, Any]) -> str:
    told = "\n".join(TABLES[name](kept[name]) for name in PARTS if name in kept)
    return f"Written by `python -m bench.office`.\n\n{told}"


PARTS: Final[dict[str, Callable[[float], dict[str, Any]]]] = {"pages": measure_pages, "kill": kill.measure}
TABLES: Final[dict[str, Callable[[dict[str, Any]], str]]] = {"pages": pages_text, "kill": kill.text}


if __name__ == "__main__":
    main()
