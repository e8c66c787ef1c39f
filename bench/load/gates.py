"""The gate under test as processes: its home with two snapshots, its workers, what it counts and what it holds."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from bench.load.messages import BLOCKED
from bench.load.world import write_world
from bench.servers import READY_TIMEOUT_S, ROOT, SERVER_CORE, Server

SAMPLE = re.compile(r"^(\w+)(\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)
READY = re.compile(r"^ready udp:\S+:(\d+) tcp:\S+:(\d+) http:\S+:(\d+) ", re.MULTILINE)
POLICIES = ("policy", "policy-2")  # the second blocks none of the callers that the drivers use


class Gate(Server):
    """`bellwarden gate` on a home. Ready when it says so."""

    def __init__(
        self,
        folder: Path,
        home: Path,
        workers: int = 1,
        core: int | None = SERVER_CORE,
        path: str = "",
        name: str = "gate",
    ) -> None:
        self.home = home
        self.stream_address = ("127.0.0.1", 0)
        self.url = ""
        command = [*bellwarden(), "gate", "--home", str(home), "--workers", str(workers)]
        command += ["--sip", "udp:127.0.0.1:0,tcp:127.0.0.1:0", "--http", "127.0.0.1:0"]
        super().__init__(name, command, 0, path or str(ROOT / "src"), folder, core)

    def first_answer(self) -> float:
        """Reads from its first line where it can be reached: any free ports."""
        started = time.perf_counter()
        while time.perf_counter() - started < READY_TIMEOUT_S and self.process.poll() is None:
            ready = READY.search(self.log.read_text(errors="replace"))
            if ready is not None:
                udp, tcp, http = (int(port) for port in ready.groups())
                self.address, self.stream_address = ("127.0.0.1", udp), ("127.0.0.1", tcp)
                self.url = f"http://127.0.0.1:{http}"
                return time.perf_counter() - started
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"the gate did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def workers(self) -> list[int]:
        """Process ids of its workers; none where one process is all there is."""
        pid = self.process.pid
        try:
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def metrics(self) -> dict[str, float]:
        """What it counts, labels in the names; sums over the labels stand under the bare name."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url}/metrics", timeout=5) as answer:
            text: str = answer.read().decode()
        found: dict[str, float] = {}
        for name, labels, value in SAMPLE.findall(text):
            found[name + labels] = float(value)
            if labels:
                found[name] = found.get(name, 0.0) + float(value)
        return found

    def waited_s(self) -> float:
        """How long its threads were ready to run without a core so far (Linux: schedstat)."""
        waited = 0
        for pid in self.processes():
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with suppress(OSError, IndexError):
                    waited += int(task.read_text().split()[1])
        return waited * 1e-9

    def descriptors(self) -> int:
        """Open files of all its processes."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.processes() if os.path.isdir(f"/proc/{pid}/fd"))


def bellwarden() -> list[str]:
    return [sys.executable, "-m", "bellwarden"]


def build_home(folder: Path, scale: float) -> Path:
    """A home that holds both snapshots, the first one current. Built once; then copied for each gate."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    write_world(folder / POLICIES[0], scale)
    write_world(folder / POLICIES[1], scale, fewer=BLOCKED)
    for policy, order in ((POLICIES[1], "build"), (POLICIES[0], "push")):
        command = [*bellwarden(), "policy", order, str(folder / policy), "--home", str(home), "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the policy was not built:\n{done.stdout}{done.stderr}")
    return home


def fresh_home(home: Path, name: str) -> Path:
    """A copy, so that one gate's journal and spool do not reach the next."""
    copy = home.with_name(f"home-{name}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    return copy
