"""From a mail that is taken in to its verdict and draft, with many calls in the log: `python -m bench.complaint_speed`.

    python -m bench.complaint_speed --log FOLDER [--draw 100000000] [--mails 200] [--database postgresql://…]

FOLDER is a call log, drawn first when it is not there (100,000,000 calls of 90 days: 4 GB). Half of the mails tell
calls that are in the log, half are the texts of tests/data/complaint_texts. The worker is the product's own, in a
process of its own; it looks for mail twice a second, and that wait is in the figure. Figures go to
build/bench/complaint_speed.json.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

from bellwarden.calllog.asking import asking
from bellwarden.home import Home
from bellwarden.model.message import Envelope, MessageState
from bellwarden.policy.demo import demo_files
from bench import complaint_texts, report
from bench.calllog import material
from bench.calllog.ours import asked_for
from bench.calllog.table import p95
from bench.office.serving import environment, run
from bench.redirect import machine
from bench.servers import BUILD, ROOT, cpu_of, family_of

FIGURES: Final = BUILD / "complaint_speed.json"
DAYS: Final = 90
GOAL_S: Final = 2.0
READY_S_MAX: Final = 60.0
TAKEN_UP_S_MAX: Final = 120.0
# As people tell a call; the last one tells no day, so that a month is searched.
TOLD: Final = (
    "Hello, {caller} called my number {called} on {day} at {clock} and hung up.",
    "The party on {caller} keeps calling our subscriber {called} and hanging up, dozens of times on {day}.",
    "caller: {caller}\nmy number: {called}\nwhen: {day} {clock} ET\nhow many: 3",
    "For weeks now {caller} rings me every day on {called}. It does not stop.",
)


def mails(log: Path, count: int) -> Iterator[tuple[bytes, str]]:
    """Bytes and their kind, the two kinds in turn."""
    with asking(log) as asker:
        calls = asked_for(asker, log, count // 2)
    rows = [row for split in complaint_texts.SPLITS for row in complaint_texts.rows(split)]
    for place, (began, calling, called) in enumerate(calls):
        yield _mail(place, began, calling, called), "calls in the log"
        yield complaint_texts.bytes_of(rows[place % len(rows)])[0], "texts of people"


def _mail(place: int, began: datetime, calling: int, called: int) -> bytes:
    at = began.astimezone(ZoneInfo(complaint_texts.EASTERN[0]))
    told = TOLD[place % len(TOLD)]
    mail = EmailMessage()
    mail["From"] = f"person{place}@mail.example"
    mail["To"] = "abuse@carrier.example"
    mail["Subject"] = "calls"
    mail["Date"] = format_datetime(at + timedelta(hours=5))
    mail["Message-ID"] = f"<speed-{place}@mail.example>"
    mail.set_content(
        told.format(caller=f"+{calling}", called=f"+{called}", day=f"{at:%B} {at.day}", clock=f"{at:%I:%M %p}")
    )
    return mail.as_bytes()


class Worker:
    """`bellwarden office worker`."""

    def __init__(self, home: Path, database: str) -> None:
        self.log = home.parent / "worker.log"
        command = [sys.executable, "-m", "bellwarden", "office", "worker", "--home", str(home)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(database), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + READY_S_MAX
        while b"ready" not in self.log.read_bytes():
            if time.monotonic() > until or self.process.poll() is not None:
                self.stop()
                raise SystemExit(f"the worker did not come up: {self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def cpu_s(self) -> float:
        return cpu_of(family_of(self.process.pid))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def measure(home: Home, worker: Worker, count: int) -> dict[str, list[float]]:
    """Seconds from each mail to the end of its taking up, one mail after the other; the first two only warm up."""
    drop = home.mail_drop()
    took: dict[str, list[float]] = {"calls in the log": [], "texts of people": []}
    for place, (raw, kind) in enumerate(mails(home.path / "calllog", count + 2)):
        began = time.perf_counter()
        kept = drop.take(raw, Envelope("lmtp", time.time()))
        until = began + TAKEN_UP_S_MAX
        while (found := drop.find(kept.sha256)) is None or found.state is MessageState.NEW:
            if time.perf_counter() > until or worker.process.poll() is not None:
                raise SystemExit(f"mail {place} was not taken up: {worker.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.005)
        if found.state is not MessageState.DONE:
            raise SystemExit(f"mail {place} is in quarantine: {found.note}")
        if place >= 2:
            took[kind].append(time.perf_counter() - began)
    return took


def ready(folder: Path, log: Path, database: str) -> Home:
    """A home with a policy in force and the log."""
    home, policy = Home(folder / "home"), folder / "policy"
    home.path.mkdir()
    (home.path / "calllog").symlink_to(log.resolve())
    home.init()
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    run(database, "bellwarden", "policy", "push", str(policy), "--home", str(home.path))
    run(database, "bellwarden", "office", "adopt", str(policy), "--home", str(home.path))
    return home


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--log", type=Path, required=True, help="folder of the call log")
    options.add_argument("--draw", type=int, default=100_000_000, help="calls to draw when the folder is not there")
    options.add_argument("--mails", type=int, default=200)
    options.add_argument("--database", default="", help="postgresql://…; else SQLite")
    chosen = options.parse_args()
    if not chosen.log.exists():
        material.write_log(chosen.log, chosen.draw, DAYS)
    with asking(chosen.log) as asker:
        calls = sum(one.rows for one in asker.manifest.segments)
    about = machine()
    with TemporaryDirectory(prefix="bench-complaint-speed-") as place:
        home = ready(Path(place), chosen.log, chosen.database)
        worker = Worker(home.path, chosen.database)
        try:
            before = worker.cpu_s()
            took = measure(home, worker, chosen.mails)
            cpu_s = worker.cpu_s() - before
        finally:
            worker.stop()
    took["all"] = [one for some in took.values() for one in some]
    each = cpu_s / (len(took["all"]) + 2)
    figures = {"machine": about, "calls": calls, "cpu_s_each": each, "took_s": took}
    BUILD.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")
    lines = [
        [kind, f"{len(some)}", f"{median(some):.2f}", f"{p95(some):.2f}", f"{max(some):.2f}"]
        for kind, some in took.items()
    ]
    print(f"{calls:,} calls in the log; load of others at the start {about['load']}; worker's CPU {each:.2f} s a mail")
    print(report.table(["mail in to verdict and draft, s", "mails", "p50", "p95", "most"], lines))
    print(f"goal: p95 ≤ {GOAL_S:g} s, {'met' if p95(took['all']) <= GOAL_S else 'missed'}")


if __name__ == "__main__":
    main()
