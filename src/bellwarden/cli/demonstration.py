"""Runs the demonstration: invented carrier, real gate, live calls, verdicts on the screen, and a summary at the end."""

import contextlib
import queue
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console

from bellwarden.cli.console import clock, columns, counted, latency, note, say
from bellwarden.cli.demo_certificates import DemoCertificates
from bellwarden.cli.demo_children import (
    HTTP_PORTS,
    OFFICE_PORTS,
    SIP_PORTS,
    CallerChild,
    GateChild,
    News,
    OfficeChild,
    SpoolThread,
    free_port,
    until,
)
from bellwarden.cli.demo_mail import DemoMail
from bellwarden.cli.demo_paste import commands, sip_client_missing, week_commands
from bellwarden.cli.demo_screen import LiveScreen, PlainScreen, Screen, signatures
from bellwarden.cli.demo_tally import DemoTally
from bellwarden.cli.demo_week import PastWeek
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import Action

CARRIER: Final = 'name = "Example Voice"'  # a line of the demonstration's carrier.toml
REFRESH_S: Final = 0.25
FIRST_VERDICT_S_MAX: Final = 20.0
LAST_VERDICTS_S_MAX: Final = 2.0
OFFICE_S_MAX: Final = 15.0  # how long it waits for the console's link
WEEK_S_MAX: Final = 8.0  # how long the first screen waits for last week's call records


def demonstrate(seconds: float, cps: float, seed: int, plain: bool, home: Path | None) -> Exit:
    """Until the seconds are over or Ctrl-C."""
    with contextlib.ExitStack() as stack:
        # A plain kill ends it like Ctrl-C: children stopped, temporary home gone.
        stack.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, _interrupt))
        base = home if home is not None else stack.enter_context(_temporary_folder())
        return Demonstration(base, cps, seed, plain).run(seconds)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bellwarden-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Demonstration:
    """Everything lies below one folder: the home, the policy files, and what the commands to paste need."""

    def __init__(self, base: Path, cps: float, seed: int, plain: bool) -> None:
        self._base = base
        self._cps = cps
        self._seed = seed
        self._home = Home(base / "home")
        self._policy = base / "policy"
        self._certificates = DemoCertificates(base / "certificates")
        self._tally = DemoTally()
        self._news: queue.Queue[News | None] = queue.Queue()
        self._console = Console()
        self._live = not plain and self._console.is_terminal
        self._first_stopped: Decision | None = None
        self._office: OfficeChild | None = None
        self._office_told = False
        self._mail: DemoMail | None = None
        self._week = PastWeek(base / "records", self._home.path / "calllog")

    def run(self, seconds: float) -> Exit:
        self._prepare()
        sip_port, http_port, office_port = self._ports()
        self._week.begin()
        say("Building the demonstration policy and starting the gate …")
        gate = GateChild(self._home.path, self._policy, self._base / "gate.log", sip_port, http_port)
        started = time.monotonic()
        try:
            say(f"The gate is {gate.wait_ready()}.")
            self._office = OfficeChild(self._base, self._home.path, self._policy, office_port)
            say(f"The console opens at {self._office.address} in a few seconds.")
            self._mail = DemoMail(self._base, self._home, self._office, self._week)
            started = time.monotonic()
            fault = self._with_calls(gate, sip_port, http_port, seconds)
        except KeyboardInterrupt:
            fault = ""
        finally:
            if self._mail is not None:
                self._mail.stop()
            if self._office is not None:
                self._office.stop()
            gate.stop()
            self._week.wait(WEEK_S_MAX)
        if fault:
            raise CommandFault(Exit.ADDRESS, fault)
        return self._summary(time.monotonic() - started)

    def _prepare(self) -> None:
        """The demonstration's policy, never in a home that is somebody's own."""
        from bellwarden.policy.demo import demo_files

        if self._home.exists() or (self._base.is_dir() and any(self._base.iterdir())):
            _refuse_foreign(self._home, self._base)
            if self._certificates.exist:
                self._certificates.lay_out(self._home)
            return
        self._home.init()
        roots = self._certificates.make(self._home)
        self._certificates.lay_out(self._home)
        for name, data in demo_files(roots).items():
            path = self._policy / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _ports(self) -> tuple[int, int, int]:
        """Of SIP, of the gate's HTTP, of the console."""
        found = []
        for what, wanted in (("SIP", SIP_PORTS), ("HTTP", HTTP_PORTS), ("the console", OFFICE_PORTS)):
            port = free_port(wanted, udp=what == "SIP")
            if port != wanted[0]:
                note(f"Port {wanted[0]} is taken by another program; {what} is on {port} instead.")
            found.append(port)
        return found[0], found[1], found[2]

    def _with_calls(self, gate: GateChild, sip_port: int, http_port: int, seconds: float) -> str:
        """Calls, verdicts and screen, until it is over; why the callers could not call, or ""."""
        verdicts = SpoolThread(self._home.spool_reader(), self._news)
        callers = CallerChild(sip_port, self._seed, self._cps, seconds, self._news, self._certificates.folder)
        screen: Screen = PlainScreen()
        waiting: list[Decision] = []
        try:
            if self._until_first_stopped(waiting):
                lines = self._show_office(seconds) + self._show_week() + self._show_commands(sip_port, http_port)
                screen = LiveScreen(self._console, lines) if self._live else screen
                screen.start()
                for decision in waiting:
                    screen.show(decision)
                self._watch(gate, screen)
        except KeyboardInterrupt:
            pass
        finally:
            callers.stop()
            for _ in until(LAST_VERDICTS_S_MAX):
                self._take(screen, 0.05)
                if not self._tally.open and self._news.empty():
                    break
            screen.refresh(self._tally)
            screen.stop()
            verdicts.stop()
        if gate.ended:
            return f"the gate ended by itself: {gate.last_words()}"
        return callers.fault()

    def _until_first_stopped(self, waiting: list[Decision]) -> bool:
        """Wait for a verdict worth explaining; False when the calls ended before there was one."""
        for _ in until(FIRST_VERDICT_S_MAX):
            try:
                news = self._news.get(timeout=REFRESH_S)
            except queue.Empty:
                continue
            if news is None:
                return bool(waiting)
            if isinstance(news, Decision):
                waiting.append(news)
                self._tally.take_decision(news, time.monotonic())
                if news.verdict.action is Action.BLOCK:
                    self._first_stopped = news
                    return True
            else:
                self._tally.take_answer(news)
        return bool(waiting)

    def _watch(self, gate: GateChild, screen: Screen) -> None:
        due = time.monotonic()
        while not gate.ended:
            if not self._take(screen, REFRESH_S):
                return
            if time.monotonic() >= due:
                for line in (*self._office_lines(), *(self._mail.lines() if self._mail else ())):
                    say(line)
                screen.refresh(self._tally)
                due = time.monotonic() + REFRESH_S

    def _take(self, screen: Screen, wait_s: float) -> bool:
        """One piece of news; False when the callers have placed their last call."""
        try:
            news = self._news.get(timeout=wait_s)
        except queue.Empty:
            return True
        if news is None:
            return False
        if isinstance(news, Decision):
            self._tally.take_decision(news, time.monotonic())
            screen.show(news)
        else:
            self._tally.take_answer(news)
        return True

    def _show_office(self, seconds: float) -> int:
        """How to get into the console; how many lines were shown."""
        if self._office is None:
            return 0
        self._office.ready.wait(min(OFFICE_S_MAX, seconds or OFFICE_S_MAX))
        lines = self._office_lines() or ["", "The console takes its time; its link is shown as soon as it is open."]
        for line in lines:
            say(line)
        return len(lines)

    def _office_lines(self) -> list[str]:
        """Once: when the console is open, or has given up."""
        office = self._office
        if office is None or not office.ready.is_set() or self._office_told:
            return []
        self._office_told = True
        if office.fault:
            return ["", f"The console did not come up ({office.fault}). Calls are judged all the same."]
        if office.link:
            return ["", "The console is open. This link lets the first person in, once:", f"  {office.link}"]
        return ["", f"The console is open: {office.address}"]

    def _show_week(self) -> int:
        """What the call records of the week before tell; how many lines were shown."""
        lines = self._week.wait(WEEK_S_MAX)
        for line in lines:
            say(line)
        return len(lines)

    def _show_commands(self, sip_port: int, http_port: int) -> int:
        """How many lines were shown."""
        explained = self._first_stopped
        if explained is None:
            return 0
        lines = ["", "While it runs, paste into another terminal:", ""]
        for command in commands(self._base, self._home.path, sip_port, http_port, explained.id):
            lines += [f"  {line}" for line in command.splitlines()]
        if worst := self._week.worst:
            lines += [f"  {line}" for line in week_commands(self._home.path, self._week.records, worst)]
        if sip_client_missing():
            lines.append("  (sipsak is not installed here: apt install sipsak)")
        lines += ["", "Ctrl-C ends it.", ""]
        for line in lines:
            say(line)
        sys.stdout.flush()
        return len(lines) + 2

    def _summary(self, took_s: float) -> Exit:
        tally = self._tally
        say()
        if not tally.placed:
            say("No call was placed.")
            return Exit.DONE
        say(f"{counted(tally.placed, 'call')} in {took_s:.0f} s, ended {clock(time.time())}.")
        rows = [
            (f"{tally.good:,}", "that should go on"),
            (f"{tally.bad:,}", "that should be refused or diverted"),
            (f"{tally.agreed:,}", "verdicts as labelled"),
            (f"{tally.disagreed:,}", "verdicts against their label"),
            (f"{tally.unjudged:,}", "went on unjudged: the gate was asked too late, this machine being busy"),
            (f"{tally.unanswered:,}", "without an answer"),
        ]
        if tally.by_measure:
            rows.append((f"{tally.by_measure:,}", "met a measure that was set meanwhile"))
        for line in columns(rows, right=frozenset((0,))):
            say(f"  {line}")
        p50, p99 = latency(tally.latency(0.5)), latency(tally.latency(0.99))
        say(f"  {signatures(tally)}.")
        say(f"  Answered in {p50} (p50), {p99} (p99); {counted(tally.retransmissions, 'retransmission')}.")
        if tally.open:
            say(f"  {counted(tally.open, 'verdict')} could not be read back before the end.")
        if tally.disagreed or tally.unanswered:
            for text in tally.disagreements:
                say(f"  {text}")
            return Exit.NO
        say("Every bad call was refused or diverted, and no good one." if not tally.unjudged else "")
        return Exit.DONE


def _refuse_foreign(home: Home, base: Path) -> None:
    """A folder with something in it is used again only if it is an earlier demonstration's."""
    carrier = base / "policy" / "carrier.toml"
    if (
        not home.exists()
        or not carrier.is_file()
        or CARRIER not in carrier.read_text(encoding="utf-8", errors="replace")
    ):
        raise CommandFault(
            Exit.HELD_BACK,
            f"{base} is no earlier demonstration's folder; name a new one, so that nothing of yours is used",
        )
