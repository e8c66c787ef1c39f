"""Groups robocall texts into campaigns: `python -m bench.campaigns [FILE.csv.gz]`.

Of pairs near the border, judged by reading (tests/data/campaigns), precision and recall. With FILE (columns
`transcript` and `cluster`, as in published transcripts of robocalls) pairwise precision, recall and F1 against its
clusters: those were made by the same kind of rule, so they measure agreement, not truth.
"""

import argparse
import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Final

from bellwarden.complaints.campaigns import group
from bench import report
from bench.servers import ROOT

PAIRS: Final = ROOT / "tests" / "data" / "campaigns"
GOALS: Final = {"precision": 0.90, "recall": 0.80}


def pairs(counts: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def against_clusters(file: Path) -> str:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = group([row["transcript"] for row in rows])
    true = [row["cluster"] for row in rows]
    both = pairs(Counter(zip(found, true, strict=True)))
    precision, recall = both / pairs(Counter(found)), both / pairs(Counter(true))
    f1 = 2 * precision * recall / (precision + recall)
    return f"{len(rows)} texts, {len(set(found))} groups of {len(set(true))}: {precision:.4f} {recall:.4f} F1 {f1:.4f}"


def border() -> tuple[Counter[tuple[bool, bool]], list[str]]:
    """(judged one campaign, grouped so): how many; and the reasons of those that differ."""
    with (PAIRS / "transcripts.csv").open(newline="") as lines:
        texts = {row["id"]: row["transcript"] for row in csv.DictReader(lines)}
    groups = dict(zip(texts, group(list(texts.values())), strict=True))
    counts: Counter[tuple[bool, bool]] = Counter()
    differing = []
    with (PAIRS / "border_pairs.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            judged, told = row["same_campaign"] == "yes", groups[row["one"]] == groups[row["other"]]
            counts[judged, told] += 1
            if judged is not told:
                differing.append(f"{row['one']} {row['other']} {row['shared']} judged {judged}: {row['reason']}")
    return counts, differing


def measures(counts: Counter[tuple[bool, bool]]) -> dict[str, tuple[int, int]]:
    """Right of all."""
    together = counts[True, True]
    return {
        "precision": (together, together + counts[False, True]),
        "recall": (together, together + counts[True, False]),
    }


def table(counts: Counter[tuple[bool, bool]]) -> str:
    rows = []
    for name, (right, everything) in measures(counts).items():
        share = right / everything
        met = "met" if share >= GOALS[name] else "missed"
        rows.append([name, f"{share:.4f}", f"{right} of {everything}", f"≥ {GOALS[name]:g}", met])
    return report.table(["of pairs near the border", "figure", "n", "goal", ""], rows)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, nargs="?")
    file = options.parse_args().file
    counts, differing = border()
    print(f"{sum(counts.values())} pairs judged by reading\n{table(counts)}")
    print("\n".join(differing))
    if file is not None:
        print(against_clusters(file))


if __name__ == "__main__":
    main()
