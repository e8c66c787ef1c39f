"""The demonstration's processes: the real gate, the callers, the office; each ended by its own process id."""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.home import SpoolReader
from bellwarden.model.decision import Decision

HOST: Final = "127.0.0.1"
READY_S_MAX: Final = 60.0
STOP_S_MAX: Final = 6.0
POLL_S: Final = 0.1
SIP_PORTS: Final = (5060, 5070, 5080, 5160, 5260)
HTTP_PORTS: Final = (8080, 8081, 8088, 8180, 8280)
OFFICE_PORTS: Final = (8008, 8018, 8028, 8108, 8208)

News = Decision | dict[str, Any]  # a verdict from the spool, or what a caller tells


def free_port(wanted: tuple[int, ...], udp: bool) -> int:
    """The first of these ports that nobody has, else any."""
    for port in (*wanted, 0):
        found = _bindable(port, udp)
        if found:
            return found
    raise CommandFault(Exit.ADDRESS, f"no port of {HOST} is free")


def _bindable(port: int, udp: bool) -> int:
    """The port, when it can be had for TCP, and with `udp` for UDP as well; 0 when not."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tcp.bind((HOST, port))
            found: int = tcp.getsockname()[1]
            if udp:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
                    datagrams.bind((HOST, found))
        except OSError:
            return 0
    return found


class GateChild:
    """`bellwarden gate` in a process of its own. Its log goes to a file beside the home."""

    def __init__(self, home: Path, policy: Path, log: Path, sip_port: int, http_port: int) -> None:
        self._log = log
        sip = f"udp:{HOST}:{sip_port},tcp:{HOST}:{sip_port}"
        gate = ["gate", "--home", str(home), "--policy", str(policy), "--sip", sip, "--http", f"{HOST}:{http_port}"]
        with log.open("wb") as err:
            self._child = start_child([sys.executable, "-m", "bellwarden", *gate], err)

    def wait_ready(self) -> str:
        """The `ready` line. CommandFault with the end of the log when the gate does not come up."""
        out = self._child.stdout
        line: list[str] = []
        reader = threading.Thread(target=lambda: line.append(out.readline() if out is not None else ""), daemon=True)
        reader.start()
        reader.join(READY_S_MAX)
        if not line or not line[0].startswith("ready "):
            self.stop()
            raise CommandFault(Exit.ADDRESS, f"the gate did not come up: {self.last_words()}")
        return line[0].strip()

    @property
    def ended(self) -> bool:
        return self._child.poll() is not None

    def last_words(self) -> str:
        return last_line(self._log)

    def stop(self) -> None:
        stop_child(self._child)


class OfficeChild:
    """The console (cli/demo_office.py) and, once that answers, the worker of its jobs. Calls wait for neither."""

    def __init__(self, base: Path, home: Path, policy: Path, port: int) -> None:
        self.address = f"http://{HOST}:{port}"
        self.link = ""  # by which the first person comes in; "" where somebody did already
        self.fault = ""
        self.ready = threading.Event()  # or given up: `fault` says which
        self._home = home
        self._logs = base / "office.log", base / "worker.log"
        place = ["--home", str(home), "--policy", str(policy), "--http", f"{HOST}:{port}"]
        with self._logs[0].open("wb") as err:
            self._console = start_child([sys.executable, "-m", "bellwarden.cli.demo_office", *place], err)
        self._worker: subprocess.Popen[str] | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._read, name="office", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._console.stdout or ():
            what, _, told = line.strip().partition(" ")
            if what == "ready":
                self._begin_work()
            elif what == "set-up":
                self.link = told.removeprefix("link ")
            elif what == "fault":
                self.fault = told
        if not self.ready.is_set():
            self.fault = self.fault or last_line(self._logs[0])
            self.ready.set()

    def _begin_work(self) -> None:
        if not self._stopping:
            with self._logs[1].open("wb") as err:
                words = ["office", "worker", "--home", str(self._home)]
                self._worker = start_child([sys.executable, "-m", "bellwarden", *words], err)
        self.ready.set()

    def stop(self) -> None:
        self._stopping = True
        for child in (self._worker, self._console):
            if child is not None:
                stop_child(child)
        self._thread.join(STOP_S_MAX)


class CallerChild:
    """`python -m bellwarden.simulator`; what it tells is put on a queue, one dictionary a call, None at its end."""

    def __init__(
        self, sip_port: int, seed: int, cps: float, seconds: float, news: "queue.Queue[News | None]", keys: Path
    ) -> None:
        place = ["--gate", f"{HOST}:{sip_port}", "--seed", str(seed), "--cps", str(cps), "--seconds", str(seconds)]
        place += ["--keys", str(keys)] if keys.is_dir() else []
        self._child = start_child([sys.executable, "-m", "bellwarden.simulator", *place], subprocess.PIPE)
        self._news = news
        self._thread = threading.Thread(target=self._read, name="callers", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._child.stdout or ():
            self._news.put(json.loads(line))
        self._news.put(None)

    def fault(self) -> str:
        """Why it could not place calls; "" when it could."""
        self._child.wait(STOP_S_MAX)
        words = self._child.stderr.read().strip() if self._child.stderr is not None else ""
        return words.splitlines()[-1].removeprefix("simulator: ") if self._child.returncode and words else ""

    def stop(self) -> None:
        """Place no further calls; answers that are under way are still told."""
        stop_child(self._child)
        self._thread.join(STOP_S_MAX)


class SpoolThread:
    """Verdicts as the gate writes them down, put on the same queue."""

    def __init__(self, reader: SpoolReader, news: "queue.Queue[News | None]") -> None:
        self._reader = reader
        self._news = news
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="verdicts", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        for decision in self._reader.follow(self._stopping.is_set, POLL_S):
            self._news.put(decision)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_S_MAX)


def until(seconds: float) -> Iterator[None]:
    """Turns of a loop until so many seconds have passed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield


def last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "it said nothing"


def start_child(command: list[str], err: Any, out: Any = subprocess.PIPE) -> "subprocess.Popen[str]":
    """In a process group of its own, so that Ctrl-C reaches the demonstration alone, which then ends its children."""
    # BELLWARDEN_HOME may name the operator's own: the demonstration says its home itself.
    environment = {name: value for name, value in os.environ.items() if name != "BELLWARDEN_HOME"}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        text=True,
        start_new_session=True,
        env=environment,
    )


def stop_child(child: "subprocess.Popen[str]") -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
