"""The section on the call log of docs/benchmarks.md."""

from statistics import median
from typing import Any, Final

from bench.report import table

NAMES: Final = {"ours": "Bellwarden", "polars": "Polars", "chdb": "chDB"}
ROWS_PER_CORE_S_MIN: Final = 400_000
MEMORY_MB_MAX: Final = 1_024
LOOK_UP_P95_MS_MAX: Final = 50.0
GROWTH_MAX: Final = 2.0


def section(figures: dict[str, Any]) -> str:
    machine, parts = figures["machine"], figures["parts"]
    told = [
        f"Written by `python -m bench.calllog`. {machine['taken']}; {machine['processor']}; {machine['system']}; Python"
        f" {machine['python']}; load of others at the start {machine['load']}. Each measurement runs in a process of"
        " its own; of several rounds the median.\n",
        _ingest(parts["ingest"]),
        _look_up(parts["look_up"]),
        _profiles(parts["profiles"]),
    ]
    return "\n".join(told)


def p95(took: list[float]) -> float:
    return sorted(took)[int(0.95 * len(took))]


def _ingest(found: dict[str, Any]) -> str:
    rows = []
    base = None
    for name, rounds in found["rounds"].items():
        speed = median(one["rows"] / one["cpu_s"] for one in rounds)
        base = base or speed
        memory = max(one["memory_mb"] for one in rounds)
        goal, met = "", ""
        if name == "Bellwarden, own table":
            goal = f"≥ {ROWS_PER_CORE_S_MIN:,}, ≤ {MEMORY_MB_MAX:,} MB"
            met = "yes" if speed >= ROWS_PER_CORE_S_MIN and memory <= MEMORY_MB_MAX else "no"
        rows.append([name, f"{speed:,.0f}", f"{speed / base:.2f}", f"{memory:,.0f}", goal, met])
    head = ["", "rows per core-second", "to ours", "memory, MB", "goal", "met"]
    return (
        f"### From CSV to the log\n\n{found['rows']:,} records of ten days: read, numbers in one form, sorted into"
        " days, with the copy by called number. Only Bellwarden judges every row, names refused ones by line,"
        " and syncs what it writes.\n\n" + table(head, rows)
    )


def _look_up(found: dict[str, Any]) -> str:
    rows = []
    small, large = found["calls"]
    for side in ("calling", "called"):
        for key, name in NAMES.items():
            at_small, at_large = (p95(found[str(size)][key][side]) for size in (small, large))
            middle = median(found[str(large)][key][side])
            met = at_large <= LOOK_UP_P95_MS_MAX and at_large / at_small < GROWTH_MAX
            ours = [f"p95 ≤ {LOOK_UP_P95_MS_MAX:g}, growth < {GROWTH_MAX:g}", "yes" if met else "no"]
            figures = [f"{middle:,.1f}", f"{at_large:,.1f}", f"{at_large / at_small:.2f}"]
            rows.append([f"{name}, by {side} number", *figures, *(ours if key == "ours" else ["", ""])])
    head = ["", "p50, ms", "p95, ms", f"growth from {small:,}", "goal", "met"]
    return (
        f"### A number within a day either way, in {large:,} calls of {found['days']} days\n\nIn an open log. The"
        " others are given the three files of the days at once, and search them for both sides.\n\n" + table(head, rows)
    )


def _profiles(found: dict[str, Any]) -> str:
    rows = []
    base = found["figures"]["Bellwarden, ten figures"]["wall_s"]
    for name, one in found["figures"].items():
        goal = "≤ 6 s, ≤ 1,536 MB (20,000,000)" if name == "Bellwarden, all figures" else ""
        met = "yes" if one["wall_s"] <= 6 and one["memory_mb"] <= 1536 else "no"
        figures = [
            f"{one['wall_s']:.2f}",
            f"{one['cpu_s']:.2f}",
            f"{one['wall_s'] / base:.2f}",
            f"{one['memory_mb']:,.0f}",
        ]
        rows.append([name, *figures, goal, met if goal and found["rows"] >= 20_000_000 else ""])
    head = ["", "s", "CPU, s", "to ours", "memory, MB", "goal", "met"]
    return f"### Figures by customer and hour of {found['rows']:,} calls\n\n" + table(head, rows)
