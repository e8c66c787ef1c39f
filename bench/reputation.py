"""How much of a day's complaints the blocks flagged the evening before hold: `python -m bench.reputation --data DIR`.

DIR holds complaint files that nobody may publish (the numbers can belong to people who called nobody): only the figures
go to docs/benchmarks.md. The score was chosen by the days up to FIT_UNTIL alone; the figures of the later days could be
seen meanwhile, so they are no blind test. What lies undated in a first file counts as of that file's day.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from bellwarden.feeds.complaint_file import read_complaints
from bellwarden.traffic.evidence import wilson
from bellwarden.traffic.reputation import HOT_BLOCKS_MAX, Complaints, Reputation, block_of, weight
from bench import report
from bench.servers import BUILD

FIGURES: Final = BUILD / "reputation.json"
GOAL: Final = (0.30, 0.36)
FIT_UNTIL: Final = date(2025, 11, 21)
Day = Mapping[int, int]  # number → complaints
Chosen = Callable[[Complaints, date], set[int]]  # blocks, by what was known in the evening of a day


def by_block(complaints: Complaints, evening: date) -> set[int]:
    """What the product does."""
    return {one.block for one in Reputation(complaints, evening).hot(HOT_BLOCKS_MAX)}


def _best(complaints: Complaints, each: Callable[[date], float]) -> set[int]:
    scores: Counter[int] = Counter()
    for day, counts in complaints.items():
        for number in counts:
            scores[block_of(number)] += each(day)  # type: ignore[assignment]
    return set(sorted(scores, key=lambda block: (-scores[block], block))[:HOT_BLOCKS_MAX])


def faded(complaints: Complaints, evening: date) -> set[int]:
    return _best(complaints, lambda day: weight((evening - day).days))


def undecayed(complaints: Complaints, evening: date) -> set[int]:
    return _best(complaints, lambda _: 1.0)


WAYS: Final[Mapping[str, Chosen]] = {
    "Bellwarden": by_block,
    "different numbers, half-life 14 days": faded,
    "different numbers, undecayed": undecayed,
}


def load(folder: Path) -> tuple[dict[date, Counter[int]], int]:
    """Day → number → complaints, and how many rows could not be read."""
    found: dict[date, Counter[int]] = {}
    bad = 0
    for path in sorted(one for one in folder.iterdir() if one.name.endswith((".csv", ".csv.gz"))):
        read = read_complaints(path.read_bytes(), path.name, datetime.now(UTC).date())
        bad += len(read.bad)
        for one in read.complaints:
            found.setdefault(one.day, Counter())[one.number] += 1
    return dict(sorted(found.items())), bad


def measure(days: Mapping[date, Day]) -> list[dict[str, Any]]:
    """One row for each day that has one before it: complaints, and those in flagged blocks by each way."""
    rows = []
    order = list(days)
    for before, day in pairwise(order):
        known = {one: days[one] for one in order if one <= before}
        blocks = Counter(days[day])
        row: dict[str, Any] = {"day": day.isoformat(), "complaints": blocks.total(), "fit": day <= FIT_UNTIL}
        seen = {number for counts in known.values() for number in counts}
        row["exact number"] = sum(count for number, count in blocks.items() if number in seen)
        for name, way in WAYS.items():
            flagged = way(known, before)
            row[name] = sum(count for number, count in blocks.items() if block_of(number) in flagged)
        rows.append(row)
    return rows


def section(rows: list[dict[str, Any]], bad: int) -> str:
    ways = (*WAYS, "exact number")
    table = [
        [row["day"], "choosing" if row["fit"] else "reporting", f"{row['complaints']:,}"]
        + [_share(row[way], row["complaints"], way == "Bellwarden") for way in ways]
        for row in rows
    ]
    later = [row for row in rows if not row["fit"]]
    total = sum(row["complaints"] for row in later)
    means = [f"{sum(row[way] / row['complaints'] for row in later) / len(later):.3f}" for way in ways] if later else []
    table.append(["mean of the reporting days", "", f"{total:,}", *means])
    return (
        "Complaints to the US Federal Trade Commission, by day of the file. In the evening before, at most"
        f" {HOT_BLOCKS_MAX:,} blocks of a thousand numbers are flagged; what share of the day's complaints names a"
        " number in them? The score was chosen by the days marked *choosing* alone; the figures of the others could be"
        " seen meanwhile, so this is no blind test. In brackets the 95 % interval (Wilson), which knows nothing of how"
        " days differ: two reporting days are few. Goal: at least"
        f" {GOAL[0]:.2f}, aim {GOAL[1]:.2f}. {bad:,} rows that name no possible number are left out. The data are not"
        " part of this project: the numbers may belong to people who called nobody.\n\n"
        + report.table(["day", "used for", "complaints", *ways], table)
    )


def _share(part: int, whole: int, interval: bool) -> str:
    low, high = wilson(part, whole)
    return f"{part / whole:.3f}" + (f" ({low:.3f} – {high:.3f})" if interval else "")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder of complaint files")
    options.add_argument("--page", action="store_true", help="write the section of docs/benchmarks.md")
    chosen = options.parse_args()
    days, bad = load(chosen.data)
    rows = measure(days)
    BUILD.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps({"rows": rows, "bad": bad}, indent=1) + "\n")
    text = section(rows, bad)
    print(text)
    if chosen.page:
        report.write_section("Reputation from complaints", text)


if __name__ == "__main__":
    main()
