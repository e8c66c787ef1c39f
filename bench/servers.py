"""The servers side by side: how each is started, pinned to one core, and what it has cost so far."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bench.calls import BLOCKED, BLOCKED_AREA, EXCHANGES, NUMBERS_PER_AREA, SCATTER, calls, key_of

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "bench"
COMPILED = ROOT / "build" / "compiled"
SERVER_CORE, DRIVER_CORE = 0, 1  # one core for both would measure how they take turns
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
READY_TIMEOUT_S = 180.0
READINGS_MAX = 5


class Memory(NamedTuple):
    """Of a server's largest process, in MB (10^6 bytes)."""

    rss_mb: float
    pss_mb: float


class Server:
    """A process tree that answers on one UDP port."""

    def __init__(
        self,
        name: str,
        command: list[str],
        port: int,
        path: str = "",
        folder: Path = BUILD,
        core: int | None = SERVER_CORE,
    ) -> None:
        """`path`: where the package lies, if not in src; `folder`: for its log; `core`: to keep it on, None for any."""
        self.name = name
        self._cpu_s = 0.0  # at the last reading
        self.address = ("127.0.0.1", port)
        self.log = folder / f"{name}.log"
        environment = {**os.environ, **({"PYTHONPATH": path} if path else {})}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        if core is not None:
            pin(self.process.pid, core)
        self.started_in_s = self.first_answer()

    def first_answer(self) -> float:
        """Asks about a call until it is answered: seconds since the process was started."""
        started = time.perf_counter()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.connect(self.address)
            asker.settimeout(0.02)
            question = calls(0, 1, asker.getsockname()[1])[0]
            while time.perf_counter() - started < READY_TIMEOUT_S:
                if self.process.poll() is not None:
                    break
                with suppress(OSError):
                    asker.send(question.invite)
                    if key_of(asker.recv(65535)) == question.key:
                        return time.perf_counter() - started
        self.stop()
        raise RuntimeError(f"{self.name} did not answer:\n{self.log.read_text(errors='replace')[-2000:]}")

    def cpu_s(self) -> float:
        """User and system time of the process and all its children so far."""
        # A walk through /proc may pass over a process while another ends: then it is walked through again.
        for _ in range(READINGS_MAX):
            found = cpu_of(self.processes())
            if found >= self._cpu_s:
                break
        self._cpu_s = found
        return found

    def memory(self) -> Memory:
        return max(memory_of(pid) for pid in self.processes())

    def processes(self) -> list[int]:
        """The process and everything below it."""
        return family_of(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def pin(pid: int, core: int) -> None:
    """Keeps a process, and what it starts from now on, on one core."""
    os.sched_setaffinity(pid, {core})


def start_echo(port: int) -> Server:
    return Server("echo", [sys.executable, "-m", "bench.echo", f"127.0.0.1:{port}"], port)


def start_kamailio(port: int) -> Server:
    skips = " ".join(
        f"if ($var(code) >= {code}) $var(code) = $var(code) + 1;" for code in range(200, 1000) if code not in EXCHANGES
    )
    config = (ROOT / "bench" / "kamailio-redirect.cfg").read_text()
    for word, value in {
        "@LISTEN@": f"127.0.0.1:{port}",
        "@BLOCKED@": BLOCKED,
        "@AREA@": BLOCKED_AREA,
        "@SCATTER@": SCATTER,
        "@SPACE@": NUMBERS_PER_AREA,
        "@SKIPS@": skips,
    }.items():
        config = config.replace(word, str(value))
    written = BUILD / "kamailio.cfg"
    written.write_text(config)
    # -DD -E: in the foreground, log to standard error; shared memory for 2,000,000 table cells.
    command = [
        "kamailio",
        "-f",
        str(written),
        "-DD",
        "-E",
        "-m",
        "1024",
        "-M",
        "16",
        "-b",
        "4194304",
        "-P",
        str(BUILD / "kamailio.pid"),
    ]
    (BUILD / "kamailio.pid").unlink(missing_ok=True)
    return Server("kamailio", command, port)


def start_gate(name: str, port: int, path: str = "") -> Server:
    """A gate on its own copy of the home, so that no two write one spool."""
    home = BUILD / name
    if not home.exists():
        shutil.copytree(BUILD / "home", home)
    return Server(name, gate_command(home, port), port, path)


def gate_command(home: Path, port: int) -> list[str]:
    addresses = ["--sip", f"udp:127.0.0.1:{port}", "--http", f"127.0.0.1:{port + 1000}"]
    return [
        sys.executable,
        "-m",
        "bellwarden",
        "gate",
        "--home",
        str(home),
        "--policy",
        str(BUILD / "policy"),
        *addresses,
    ]


def family_of(pid: int) -> list[int]:
    """The process and everything below it."""
    parents = {one: _stat(one).parent for one in _all_processes()}
    family = [pid]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    return family


def cpu_of(pids: list[int]) -> float:
    """User and system time so far, in seconds."""
    return sum(_stat(pid).cpu_s for pid in pids)


class _Stat(NamedTuple):
    parent: int
    cpu_s: float


def _stat(pid: int) -> _Stat:
    """From /proc/PID/stat; zeros for a process that has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _Stat(0, 0.0)
    return _Stat(int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS_PER_S)


def memory_of(pid: int) -> Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return Memory(0.0, 0.0)
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
    return Memory(kilobytes["Rss"] * 1.024e-3, kilobytes["Pss"] * 1.024e-3)


def _all_processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
