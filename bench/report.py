"""The figures of a benchmark as tables: on the terminal, and in docs/benchmarks.md with machine and date."""

import json
import re
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.servers import BUILD, ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PERCENTILES = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
TITLES = {
    "echo": "UDP echo in Python (the floor)",
    "kamailio": "Kamailio, redirect and one list",
    "gate": "Bellwarden, pure Python",
    "compiled": "Bellwarden, hot rooms compiled",
}
CPU_GOALS = {"gate": 1.0, "compiled": 0.7}
INTRODUCTION = """\
# Benchmarks

Written by `make bench`; do not edit. Servers run side by side on one core, the driver on another, in interleaved
rounds. Every INVITE (18 headers and SDP, about 1,150 bytes) has its own Call-ID, branch, caller and called number;
every final answer gets its ACK, so a call is two datagrams in and one out. One caller in ten is blocked.

- **Bellwarden** judges by a snapshot of 2,000,000 blocked callers, 1,000,000 allocated thousand-blocks and 2,000
  customers behind one SBC, with every check acting, and spools every decision.
- **Kamailio** is a stateless redirect server that looks one number up in a table of the same 2,000,000 callers
  (`bench/kamailio-redirect.cfg`). It keeps no record.
- **Echo** sends each INVITE back: what a Python process costs here that does nothing at all.
"""


# Sections of the page that runs of their own write, in the page's order.
SECTIONS = (
    *("STIR/SHAKEN", "Under load", "Call log", "Detection", "Reputation from complaints", "Complaints"),
    *("Complaint texts", "Office"),
)


def write(figures: dict[str, Any]) -> None:
    """The page anew, but for the sections that other runs write."""
    _write(f"{INTRODUCTION}\n{tables(figures)}", _sections())


def write_section(title: str, text: str) -> None:
    """One of SECTIONS, the rest of the page as it is."""
    _write(_page()[0], {**_sections(), title: text})


def _write(main: str, sections: dict[str, str]) -> None:
    parts = [f"\n## {title}\n\n{sections[title].strip()}\n" for title in SECTIONS if title in sections]
    PAGE.write_text(main.rstrip() + "\n" + "".join(parts))


def _sections() -> dict[str, str]:
    return dict(zip(_page()[1::2], _page()[2::2], strict=True))


def _page() -> list[str]:
    """What stands before the first section, then title and text of each."""
    text = PAGE.read_text() if PAGE.exists() else INTRODUCTION
    return re.split(rf"^## ({'|'.join(map(re.escape, SECTIONS))})\n", text, flags=re.MULTILINE)


def show(figures: dict[str, Any]) -> None:
    print(tables(figures))


def tables(figures: dict[str, Any]) -> str:
    machine, servers = figures["machine"], figures["servers"]
    parts = [
        f"{machine['taken']}; {machine['processor']}; {machine['system']}; Python {machine['python']}; Kamailio "
        f"{machine['kamailio']}; load of others at the start {machine['load']}. {figures['rounds']} rounds of "
        f"{figures['seconds']:g} s; each figure is the median (minimum – maximum) of the rounds.\n",
        "## CPU per INVITE, user and system, 16 calls in flight\n",
        cpu_table(servers),
        "\n## Delay of an answer, one call in flight, µs\n",
        delay_table(servers, "one"),
        f"\n## Delay of an answer, {figures['half_load']:,.0f} calls a second (half of the pure gate's maximum), µs\n",
        delay_table(servers, "half"),
        "\n## Start and memory\n",
        start_table(servers),
    ]
    return "\n".join(parts)


def cpu_table(servers: dict[str, Any]) -> str:
    """Ratios are taken round by round: what disturbs the machine for a while disturbs both."""
    base = servers["kamailio"]["cpu_us"] if "kamailio" in servers else []
    rows = []
    for name, one in servers.items():
        ratios = [mine / its for mine, its in zip(one["cpu_us"], base, strict=False)]
        goal = f"≤ {CPU_GOALS[name]:.1f}" if name in CPU_GOALS else ""
        lost = one["statuses"].get("lost", 0)
        rows.append(
            [
                TITLES[name],
                spread(one["cpu_us"], "{:.1f}"),
                spread(ratios, "{:.2f}") if base else "",
                goal,
                spread(one["per_second"], "{:,.0f}"),
                f"{lost:,}",
            ]
        )
    return table(["server", "µs", "of Kamailio's", "goal", "calls a second", "lost"], rows)


def delay_table(servers: dict[str, Any], kind: str) -> str:
    rows = [
        [TITLES[name], *(spread([one_round[part] for one_round in one[kind]], "{:,.0f}") for part in PERCENTILES)]
        for name, one in servers.items()
    ]
    return table(["server", *PERCENTILES], rows)


def start_table(servers: dict[str, Any]) -> str:
    rows = [
        [
            TITLES[name],
            f"{one['start_s']:.2f}",
            f"{one['memory_mb']['rss_mb']:.0f}",
            f"{one['memory_mb']['pss_mb']:.0f}",
        ]
        for name, one in servers.items()
    ]
    return table(["server", "start to first answer, s", "largest process: RSS, MB", "PSS, MB"], rows)


def spread(values: list[float], form: str) -> str:
    show: Callable[[float], str] = form.format
    return f"{show(median(values))} ({show(min(values))} – {show(max(values))})"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown with columns aligned, readable on a terminal too."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in [head, *rows]]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(re.sub(r" +$", "", "| " + " | ".join(line) + " |") for line in lines) + "\n"


if __name__ == "__main__":
    write(json.loads((BUILD / "redirect.json").read_text()))
