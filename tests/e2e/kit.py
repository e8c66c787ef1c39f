"""Starts the peers of an end-to-end test on loopback and stops them again: Kamailio, SIPp, a carrier, the gate.

Every process is started in a session of its own and ended by its own id. Ports are taken from the kernel.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
LOOPBACK = "127.0.0.1"
CARRIER_ANSWERS = {"0486": "486 Busy Here", "0503": "503 Service Unavailable", "0603": "603 Network Blocked"}
CARRIERS_REASON = 'SIP;cause=603;text="v=analytics1;tel=+17562000100";location=RLN'

# In Kamailio's log: faults of a recipe, as against those of messages that a test sends.
FAULTY = re.compile(r"CRITICAL|ERROR: (<core> \[core/(action|lvalue)|pv |dialog )")

needs_kamailio = pytest.mark.skipif(shutil.which("kamailio") is None, reason="kamailio is not installed")
needs_sipp = pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed")


def free_port() -> int:
    """A port free for UDP and TCP on the loopback address."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            tcp.bind((LOOPBACK, 0))
            port: int = tcp.getsockname()[1]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, contextlib.suppress(OSError):
                udp.bind((LOOPBACK, port))
                return port


class Process:
    """A child whose output goes to a file; `stop` ends it and everything that it started."""

    def __init__(self, command: list[str], log: Path, cwd: Path, env: dict[str, str] | None = None) -> None:
        self.command = command
        self.log = log
        with log.open("wb") as out:
            self.child = subprocess.Popen(
                command,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **(env or {})},
            )

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """To the child and its own children, which share its process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, number)

    def stop(self) -> None:
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            self.child.wait(3)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.child.wait(3)
        self.signal(signal.SIGKILL)

    def wait_for(self, word: str, seconds: float = 10.0) -> str:
        """The first line of output that begins with `word`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.text().splitlines():
                if line.startswith(word):
                    return line
            if self.child.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"{self.command[0]} said no {word!r}:\n{self.text()[-4000:]}")


def wait_for_options(port: int, seconds: float = 8.0) -> None:
    """Until whoever listens on the UDP port answers an OPTIONS."""
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((LOOPBACK, 0))
        sock.settimeout(0.05)
        own = sock.getsockname()[1]
        while time.monotonic() < deadline:
            probe = (
                f"OPTIONS sip:{LOOPBACK}:{port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {LOOPBACK}:{own};branch=z9hG4bK{time.monotonic_ns()}\r\n"
                f"From: <sip:test@{LOOPBACK}>;tag=1\r\nTo: <sip:{LOOPBACK}>\r\nCall-ID: {time.monotonic_ns()}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            )
            sock.sendto(probe.encode(), (LOOPBACK, port))
            with contextlib.suppress(OSError):
                if sock.recv(65535).startswith(b"SIP/2.0"):
                    return
    raise AssertionError(f"nobody answers OPTIONS on port {port}")


@dataclass
class Received:
    """A request that reached the carrier."""

    at: float  # time.time()
    call_id: str
    uri: str
    called: str
    headers: list[tuple[str, str]]

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass
class Carrier:
    """Keeps what it is sent and takes every call, but those whose called number ends in a row of CARRIER_ANSWERS."""

    port: int = 0
    invites: list[Received] = field(default_factory=list)

    def __enter__(self) -> "Carrier":
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, self.port))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._thread.join()
        self._socket.close()

    def calls(self) -> dict[str, Received]:
        """The first INVITE of each call, by called number."""
        found: dict[str, Received] = {}
        for invite in self.invites:
            found.setdefault(invite.called, invite)
        return found

    def _serve(self) -> None:
        while not self._stopped:
            try:
                data, peer = self._socket.recvfrom(65535)
            except OSError:
                continue
            reply = self._reply(data)
            if reply:
                self._socket.sendto(reply, peer)

    def _reply(self, data: bytes) -> bytes:
        start, *lines = data.partition(b"\r\n\r\n")[0].decode(errors="replace").split("\r\n")
        method, uri, *_ = start.split(" ")
        if method in ("ACK", "SIP/2.0"):
            return b""
        headers = [(key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in lines)]
        one = {key.lower(): value for key, value in headers}
        called = uri.removeprefix("sip:").partition("@")[0]
        status, reason = "200 OK", []
        if method == "INVITE":
            seen = {invite.call_id for invite in self.invites}
            if one["call-id"] not in seen:
                self.invites.append(Received(time.time(), one["call-id"], uri, called, headers))
            status = CARRIER_ANSWERS.get(called[-4:], status)
            if called.endswith("0603"):
                reason = [f"Reason: {CARRIERS_REASON}"]
        same = ("via", "from", "call-id", "cseq", "record-route")
        kept = [f"{key}: {value}" for key, value in headers if key.lower() in same]
        to = one["to"] if "tag=" in one["to"] else one["to"] + ";tag=carrier"
        contact = f"Contact: <sip:carrier@{LOOPBACK}:{self.port}>"
        lines = [f"SIP/2.0 {status}", *kept, f"To: {to}", contact, *reason, "Content-Length: 0", "", ""]
        return "\r\n".join(lines).encode()


@dataclass
class Kamailio:
    """Kamailio with one of the shipped recipes, unchanged."""

    process: Process
    port: int
    control: Path

    def ask(self, *words: str) -> str:
        """What Kamailio says of itself: `dispatcher.list`, `stats.get_statistics script:` …"""
        command = ["kamcmd", "-s", f"unix:{self.control}", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout

    def counted(self, name: str) -> int:
        """A statistic of the recipe's own."""
        return int(self.ask("stats.get_statistics", name).rpartition("=")[2])

    def wait_until_counted(self, name: str, at_least: int, seconds: float = 8.0) -> int:
        return wait_until(lambda: self.counted(name), lambda found: found >= at_least, seconds)


def wait_until(read: Callable[[], T], good: Callable[[T], bool], seconds: float = 8.0) -> T:
    """What `read` gives as soon as it is good; the last thing it gave when time runs out, for the test to judge."""
    deadline = time.monotonic() + seconds
    while not good(found := read()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


class AnyGate(Protocol):
    """What a recipe needs to know of the gate that it asks."""

    sip_port: int
    http_port: int


@contextlib.contextmanager
def kamailio(
    recipe: str, folder: Path, gate: AnyGate, carrier_ports: list[int], customers: list[str], **settings: str | int
) -> Iterator[Kamailio]:
    port = free_port()
    # The list that is shipped, with the ports of this run, and lines for further carriers and customers.
    entries = (EXAMPLES / "kamailio" / "dispatcher.list").read_text()
    entries = entries.replace(f"{LOOPBACK}:5070", f"{LOOPBACK}:{gate.sip_port}")
    entries = entries.replace(f"{LOOPBACK}:5080", f"{LOOPBACK}:{carrier_ports[0]}")
    entries = entries.replace(f"{LOOPBACK}:5060", f"{customers[0]}:5060")
    entries += "".join(f"2 sip:{LOOPBACK}:{one} 0 {9 - place}\n" for place, one in enumerate(carrier_ports[1:]))
    entries += "".join(f"3 sip:{address}:5060 0 0\n" for address in customers[1:])
    destinations = folder / "dispatcher.list"
    destinations.write_text(entries)
    values: dict[str, str | int] = {
        "LISTEN_PORT": port,
        "DISPATCHER_LIST": f'"{destinations}"',
        "GATE_DECISIONS": f'"http://{LOOPBACK}:{gate.http_port}/v1/decisions"',
        "GATE_HEALTH": f'"http://{LOOPBACK}:{gate.http_port}/healthz"',
        "GATE_ENDED": f'"http://{LOOPBACK}:{gate.http_port}/v1/calls/ended"',
        "GATE_SUSPENSIONS": f'"http://{LOOPBACK}:{gate.http_port}/v1/suspensions"',
        "CONTROL_SOCKET": f'"unix:{folder}/control"',
        "WORKERS": 2,
        **settings,
    }
    command = ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(folder), "-w", str(folder)]
    command += ["-f", str(EXAMPLES / "kamailio" / recipe)]
    for name, value in values.items():
        command += ["-A", f"{name}={value}"]
    process = Process(command, folder / "kamailio.log", folder)
    try:
        wait_for_options(port)
        yield Kamailio(process, port, folder / "control")
        # What a recipe does wrong while it runs stands nowhere else.
        assert [line for line in process.text().splitlines() if FAULTY.search(line)] == []
    finally:
        process.stop()


@dataclass(frozen=True)
class Call:
    """A call to place; `source` is the loopback address that the customer calls from."""

    called: str
    calling: str = "12382000101"
    name: str = "Oak Dental"
    source: str = LOOPBACK


@dataclass(frozen=True)
class Outcome:
    """What the caller was told in the end."""

    called: str
    status: int
    phrase: str
    reason: str  # value of the Reason header, or ""
    decision: str  # value of the decision header, or ""


@dataclass
class Placed:
    """What came of the calls, by called number, and how long those that were answered took from INVITE to 200."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    set_up_ms: list[float] = field(default_factory=list)


def place_calls(calls: list[Call], port: int, folder: Path, rate: int = 50) -> Placed:
    """Places the calls with SIPp, all customers at once."""
    runs: list[tuple[Process, Path]] = []
    for source in dict.fromkeys(call.source for call in calls):
        own = [call for call in calls if call.source == source]
        stem = f"sipp-{source}-{time.monotonic_ns()}"
        table = folder / f"{stem}.csv"
        table.write_text("SEQUENTIAL\n" + "".join(f"{c.called};{c.calling};{c.name}\n" for c in own))
        log = folder / f"{stem}.log"
        command = ["sipp", f"{LOOPBACK}:{port}", "-sf", str(EXAMPLES / "sipp" / "call.xml"), "-inf", str(table)]
        command += ["-m", str(len(own)), "-r", str(rate), "-l", "500", "-i", source, "-p", str(free_port())]
        command += ["-bind_local", "-max_socket", "1000", "-nostdin", "-timeout", "20", "-timeout_error"]
        command += ["-trace_logs", "-log_file", str(log), "-trace_err", "-error_file", str(folder / f"{stem}.err")]
        command += ["-trace_rtt", "-rtt_freq", "1"]
        runs.append((Process(command, folder / f"{stem}.out", folder), log))
    placed = Placed()
    try:
        for process, log in runs:
            process.child.wait(30)
            if log.exists():
                for line in log.read_text().splitlines():
                    outcome = _outcome(line)
                    placed.outcomes[outcome.called] = outcome
            for times in folder.glob(f"call_{process.child.pid}_rtt.csv"):
                rows = times.read_text().splitlines()[1:]
                placed.set_up_ms += [float(row.split(";")[1]) for row in rows]
    finally:
        for process, _ in runs:
            process.stop()
    return placed


def _outcome(line: str) -> Outcome:
    called, status_line, rest = line.split(";", 2)
    reason, _, decision = rest.rpartition(";")
    status, _, phrase = status_line.strip().partition(" ")
    return Outcome(called, int(status), phrase, reason.partition(": ")[2], decision.partition(": ")[2])


@dataclass
class Gate:
    process: Process
    sip_port: int
    http_port: int
    home: Path


@contextlib.contextmanager
def gate(home: Path, policy: Path, ports: tuple[int, int] | None = None) -> Iterator[Gate]:
    """The gate by its own command, ready to answer; `ports` (SIP, HTTP) for one that comes back where it was."""
    sip, http = ports or (free_port(), free_port())
    command = [sys.executable, "-m", "bellwarden", "gate", "--home", str(home), "--policy", str(policy)]
    command += ["--sip", f"udp:{LOOPBACK}:{sip},tcp:{LOOPBACK}:{sip}", "--http", f"{LOOPBACK}:{http}"]
    process = Process(command, home.parent / "gate.log", ROOT, {"PYTHONPATH": str(ROOT / "src")})
    try:
        process.wait_for("ready", 30.0)
        yield Gate(process, sip, http, home)
    finally:
        process.stop()


def command(home: Path, *words: str) -> str:
    """Runs the product's own command line against a home and returns what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "bellwarden", *words, "--home", str(home)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def send_invite(port: int, source: str, called: str, *headers: str, cancel: bool = False, seconds: float = 3.0) -> str:
    """Sends one INVITE to a number or URI, with these headers beside the usual ones; the final answer's status line.

    With `cancel` the caller hangs up as soon as the SBC says that it is trying.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        sock.settimeout(seconds)
        own = sock.getsockname()[1]
        branch = f"z9hG4bK{time.monotonic_ns()}"
        uri = called if ":" in called else f"sip:{called}@{LOOPBACK}:{port}"

        def send(method: str, to: str) -> None:
            fixed = [
                f"{method} {uri} SIP/2.0",
                f"Via: SIP/2.0/UDP {source}:{own};branch={branch}",
                to,
                f"Call-ID: {branch}@{source}",
                f"CSeq: 1 {method}",
                "Max-Forwards: 70",
                f"Contact: <sip:pbx@{source}:{own}>",
                "Content-Length: 0",
            ]
            sock.sendto("\r\n".join([*fixed, *headers, "", ""]).encode(), (LOOPBACK, port))

        send("INVITE", f"To: <{uri}>")
        while True:
            line, *rest = sock.recv(65535).decode().split("\r\n")
            if cancel and line.startswith("SIP/2.0 1"):
                cancel = False
                send("CANCEL", f"To: <{uri}>")
            elif not line.startswith("SIP/2.0 1") and "CSeq: 1 INVITE" in rest:
                break
        send("ACK", next(one for one in rest if one.lower().startswith("to:")))
        return line.removeprefix("SIP/2.0 ")
