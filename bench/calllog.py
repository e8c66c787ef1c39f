"""How fast call records become a log, and how fast the log answers: `python -m bench.calllog [--rows N] [--days D]`.

Each part runs in a process of its own, so that its processor time and its largest memory are its own. Prints a table
and writes build/bench/calllog.json. Figures of a busy machine mean little: see that nothing else runs.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bellwarden.calllog import CallLog
from bellwarden.calllog.asking import asking
from bellwarden.calllog.importing import Order
from bellwarden.cdr import formats
from bellwarden.traffic.profile import SubjectKind

ROWS: Final = 1_000_000
DAYS: Final = 10
LOOK_UPS: Final = 200
BEGIN: Final = datetime(2026, 5, 1, tzinfo=UTC)
BLOCK: Final = 10_000
RESULT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "calllog.json"


def rows(kind: str, count: int, days: int, seed: int = 1) -> Iterator[str]:
    """Calls of fifty customers, evenly over the days, in area codes that nobody has."""
    draw = random.Random(seed)
    step = timedelta(days=days) / count
    if kind == "bellwarden":
        yield "at,calling,called,duration_s,billable_s,cause,customer,call_id\n"
    for n in range(count):
        at = BEGIN + n * step
        calling = f"1238{draw.randrange(2_000_000, 2_100_000)}"
        called = f"1446{draw.randrange(2_000_000, 9_999_999)}"
        talk = max(0, draw.randrange(-60, 240))
        end = at + timedelta(seconds=talk + 8)
        cause = "ANSWERED" if talk else "NO ANSWER"
        if kind == "bellwarden":
            yield f"{at:%Y-%m-%dT%H:%M:%S}Z,+{calling},+{called},{talk + 8},{talk},{cause},customer{n % 50},{n:x}@sbc\n"
            continue
        answer = f"{at:%Y-%m-%d %H:%M:%S}" if talk else ""
        yield (
            f'"customer{n % 50}","{calling}","{called}","in","""X"" <{calling}>","PJSIP/t{n % 9}-{n & 0xFFFFFFFF:08x}",'
            f'"PJSIP/out-{n & 0xFFFFFFFF:08x}","Dial","PJSIP/{called}@out,60","{at:%Y-%m-%d %H:%M:%S}","{answer}",'
            f'"{end:%Y-%m-%d %H:%M:%S}",{talk + 8},{talk},"{cause}","DOCUMENTATION","{at.timestamp():.0f}.{n}",""\n'
        )


def write(path: Path, kind: str, count: int, days: int) -> None:
    with open(path, "w", encoding="utf-8") as file:
        block: list[str] = []
        for row in rows(kind, count, days):
            block.append(row)
            if len(block) == BLOCK:
                file.write("".join(block))
                block.clear()
        file.write("".join(block))


def used() -> tuple[float, float]:
    """Processor seconds of this process so far, and its largest memory in MB."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def take_in(folder: Path, file: Path) -> dict[str, float]:
    before = used()[0]
    done = CallLog(folder).import_file(Order(file, datetime(2026, 6, 30, tzinfo=UTC), formats.load(), zone="UTC"))
    spent = used()[0] - before
    return {"rows": done.rows, "rows_per_core_s": done.rows / spent, "memory_mb": used()[1]}


def profile(folder: Path) -> dict[str, float]:
    began = time.perf_counter()
    with asking(folder) as asker:
        count = sum(1 for _ in asker.profiles(SubjectKind.CUSTOMER))
    return {"customer_hours": count, "wall_s": time.perf_counter() - began, "cpu_s": used()[0], "memory_mb": used()[1]}


def look_up(folder: Path) -> dict[str, float]:
    """Calls by and to numbers within a day either way."""
    draw = random.Random(2)
    took: dict[str, list[float]] = {"calling": [], "called": []}
    with asking(folder) as asker:
        known = asker.manifest.segments
        for _ in range(LOOK_UPS):
            day = datetime.fromisoformat(draw.choice(known).day).replace(hour=12, tzinfo=UTC)
            for side, number in (
                ("calling", 12_380_000_000 + draw.randrange(2_000_000, 2_100_000)),
                ("called", 14_460_000_000 + draw.randrange(2_000_000, 9_999_999)),
            ):
                began = time.perf_counter()
                asker.find(number, day, timedelta(days=1))
                took[side].append(time.perf_counter() - began)
    return {f"{side}_p95_ms": 1000 * sorted(times)[int(0.95 * len(times))] for side, times in took.items()}


PARTS: Final = {"profile": profile, "look_up": look_up}


def child(part: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.calllog", "--part", part, *map(str, paths)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(out)
    return found


def run(count: int, days: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-calllog-") as place:
        for kind in ("bellwarden", "asterisk"):
            file = Path(place) / f"{kind}.csv"
            write(file, kind, count, days)
            found[f"import {kind}"] = child("take_in", Path(place) / kind, file)
            found[f"import {kind}"]["bytes_per_row"] = file.stat().st_size / count
            file.unlink()
        for part in PARTS:
            found[part] = child(part, Path(place) / "bellwarden")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--part", choices=["take_in", *PARTS])
    parser.add_argument("paths", nargs="*", type=Path)
    asked = parser.parse_args()
    if asked.part:
        part = take_in(*asked.paths) if asked.part == "take_in" else PARTS[asked.part](*asked.paths)
        print(json.dumps(part))
        return 0
    found = run(asked.rows, asked.days)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for name, figures in found.items():
        print(f"{name:20}", "  ".join(f"{key} {value:,.1f}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
