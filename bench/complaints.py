"""How good the complaint desk is on worlds that nobody tuned on: `python -m bench.complaints [--seeds 20-22] [--page]`.

Worlds are made, their calls imported, every complaint opened as `bellwarden complaint open` does and held against the
truth. Figures go to build/bench/complaints.json, with --page into their section of docs/benchmarks.md. Seeds 1
to 19 are for tuning and take --tuning.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from bellwarden.calllog.asking import asking
from bellwarden.calllog.complaints import ComplaintCalls
from bellwarden.cli.complaint_opening import COUNTRY_ZONES, world_of
from bellwarden.cli.traffic_settings import area_zones
from bellwarden.complaints.matching import shown_digits
from bellwarden.flows.complaint import Opened, open_complaint
from bellwarden.home import Home
from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader
from bellwarden.model.complaint import NumberRole
from bellwarden.model.complaint_match import Match
from bellwarden.simulator.worlds import folder, plan
from bench import report
from bench.redirect import machine
from bench.servers import BUILD

FIGURES: Final = BUILD / "complaints.json"
MEASURED_FROM: Final = 20
_CALLER_ERRORS: Final = frozenset(("blank", "malformed", "typo", "callback"))
_DAY_ERRORS: Final = frozenset(("wrong_day", "wrong_month", "future"))
HEAD: Final = ["measure", "figure", "n", "goal", ""]
GOALS: Final = {
    "calls matched that were meant (precision)": 0.98,
    "complaints about our calls whose call was found (recall)": 0.95,
    "spoofed, and laid to somebody's charge": -0.005,
    "role of the number right": 0.97,
    "time interval holds the call": 0.97,
}


class Seen(NamedTuple):
    """One complaint and what is true of it."""

    truth: dict[str, Any]
    opened: Opened
    cpu_s: float


def world(seed: int, size: str, holdout: bool, place: Path) -> tuple[Path, Path]:
    """A world and a home with its policy and calls."""
    made, home = place / "world", place / "home"
    for _ in folder.write(plan.make(seed, size, holdout), made, jobs=os.cpu_count() or 1):
        pass
    _command("policy", "push", str(made / "reference"), "--home", str(home))
    _command("calls", "import", *map(str, sorted((made / "cdr").rglob("*.csv"))), "--home", str(home))
    (home / "traffic.toml").write_text(f'[lists]\nzones = "{made / "reference" / "zones.csv"}"\n')
    return made, home


def _command(*words: str) -> None:
    run = subprocess.run([sys.executable, "-m", "bellwarden", *words], capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"bellwarden {' '.join(words)}: {run.stderr}")


def opened(made: Path, home: Path) -> Iterator[Seen]:
    """Every complaint of a world."""
    shelf = Home(home).shelf()
    pointer = shelf.current()
    if pointer is None:
        raise SystemExit("no policy")
    document = shelf.load(pointer.snapshot).document
    setting = Setting(document.carrier.country, COUNTRY_ZONES[document.carrier.country], area_zones(home))
    now = datetime.fromisoformat(json.loads((made / "world.json").read_text())["until"]) + timedelta(days=60)
    truths = map(json.loads, (made / "truth.jsonl").read_text().splitlines())
    with MessageReader(setting) as reader, asking(home / "calllog") as asker:
        desk = world_of(document, ComplaintCalls(home / "calllog", asker), {})
        for truth in truths:
            if truth["kind"] == "complaint":
                data = (made / truth["file"]).read_bytes()
                began = time.process_time()
                (reading,) = reader.read(data, truth["file"], now.astimezone(UTC))
                found = open_complaint(reading, "0" * 64, desk, now.astimezone(UTC))
                yield Seen(truth, found, time.process_time() - began)


class Tally:
    """Counts, right of all, by measure; and what went wrong, for the eye."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.verdicts: Counter[tuple[str, str]] = Counter()
        self.wrong: list[str] = []

    def see(self, measure: str, right: bool, one: Seen) -> None:
        self.all[measure] += 1
        self.right[measure] += right
        if not right:
            self.wrong.append(f"{measure}: {one.truth['file']} {','.join(one.truth['errors'])}")

    def add(self, one: Seen) -> None:
        self._matches(one)
        self._numbers(one)
        if one.truth["at"]:
            self._times(one)

    def _matches(self, one: Seen) -> None:
        truth, matching = one.truth, one.opened.matching
        self.verdicts["spoofed" if truth["spoofed"] else "ours", matching.verdict.value] += 1
        for found in matching.found:
            meant = truth["calling"] in (shown_digits(found.call), found.call.calling_text or shown_digits(found.call))
            right = str(found.call.called) == truth["called"] and meant and not truth["spoofed"]
            self.see("calls matched that were meant (precision)", right, one)
        if truth["spoofed"]:
            charged = matching.verdict in (Match.MADE_BY_CUSTOMER, Match.CARRIED_FOR_UPSTREAM)
            self.see("spoofed, and laid to somebody's charge", charged, one)
            self.wrong.pop() if not charged else self.wrong.append(f"charged: {truth['file']} {truth['errors']}")
        else:
            found_it = truth["call_id"] in {found.key for found in matching.found}
            self.see("complaints about our calls whose call was found (recall)", found_it, one)
            self.see("of these, customer right", (matching.customer or "") == (truth["customer"] or ""), one)

    def _numbers(self, one: Seen) -> None:
        reading, truth = one.opened.reading, one.truth
        called = {number.digits for number in reading.in_role(NumberRole.CALLED)}
        self.see("role of the number right", called == {truth["called"]}, one)
        if truth["calling"].isdigit() and not _CALLER_ERRORS & set(truth["errors"]):
            shown = {number.digits for number in reading.in_role(NumberRole.CALLER_ID)}
            self.see("role of the number right", shown == {truth["calling"]}, one)

    def _times(self, one: Seen) -> None:
        at = datetime.fromisoformat(one.truth["at"])
        readings = [way for told in one.opened.reading.times for way in told.readings]
        held = any(way.earliest <= at <= way.latest for way in readings)
        self.see("time interval holds the call, wrong days told included", held, one)
        if not _DAY_ERRORS & set(one.truth["errors"]):
            self.see("time interval holds the call", held, one)
            firsts = [told.readings[0] for told in one.opened.reading.times if told.readings]
            first = any(way.earliest <= at <= way.latest for way in firsts)
            self.see("time interval holds the call, first reading alone", first, one)


def rows(tally: Tally) -> list[list[str]]:
    found = []
    for measure in sorted(tally.all, key=lambda name: (name not in GOALS, name)):
        share = tally.right[measure] / tally.all[measure]
        goal = GOALS.get(measure)
        met = "" if goal is None else ("met" if (share >= goal if goal > 0 else share <= -goal) else "missed")
        shown = "" if goal is None else (f"≥ {goal:g}" if goal > 0 else f"≤ {-goal:g}")
        found.append([measure, f"{share:.4f}", f"{tally.all[measure]:,}", shown, met])
    return found


def run(seeds: list[int], size: str, holdout: bool) -> tuple[Tally, list[float]]:
    """The figures so far are shown after every world: a run may be ended early."""
    tally, times = Tally(), []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="bench-complaints-") as place:
            for one in opened(*world(seed, size, holdout, Path(place))):
                tally.add(one)
                times.append(one.cpu_s)
        print(f"seed {seed}{' hold-out' if holdout else ''}: {len(times):,} complaints so far", flush=True)
        print(report.table(HEAD, rows(tally)), flush=True)
    return tally, times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", default="20-22", help="20-22 or 20")
    options.add_argument("--size", choices=sorted(plan.SIZES), default="S")
    options.add_argument("--tuning", action="store_true", help="allow seeds below 20, and show what went wrong")
    options.add_argument("--page", action="store_true", help="write the section of docs/benchmarks.md")
    chosen = options.parse_args()
    first, _, last = chosen.seeds.partition("-")
    seeds = list(range(int(first), int(last or first) + 1))
    if min(seeds) < MEASURED_FROM and not chosen.tuning:
        raise SystemExit(f"seeds below {MEASURED_FROM} are for tuning; write 20-22, or --tuning")
    parts, figures = [], {}
    for holdout in (False, True):
        tally, _ = run(seeds, chosen.size, holdout)
        title = f"{'Hold-out' if holdout else 'Public'} parameters, seeds {seeds[0]} to {seeds[-1]}, size {chosen.size}"
        parts.append(f"\n### {title}\n\n{report.table(HEAD, rows(tally))}")
        verdicts = ", ".join(f"{truth} → {told} {count:,}" for (truth, told), count in sorted(tally.verdicts.items()))
        parts.append(f"\nVerdicts: {verdicts}.\n")
        figures[title] = {measure: [tally.right[measure], tally.all[measure]] for measure in tally.all}
        if chosen.tuning:
            print("\n".join(tally.wrong[:80]))
    BUILD.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")
    about = machine()
    text = (
        f"{about['taken']}. Complaints of invented worlds (`bellwarden world`) that were not looked at when the desk "
        f"was made,"
        " opened as `bellwarden complaint open` does.\n" + "".join(parts)
    )
    print(text)
    if chosen.page:
        report.write_section("Complaints", text)


if __name__ == "__main__":
    main()
