"""Starts `tests.gate.served` and asks what its processes do."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.gate.gates import wait_until

ROOT = Path(__file__).resolve().parents[2]


class Line(NamedTuple):
    """A decision, as the process told it."""

    worker: str
    id: str
    action: str
    usage: int
    serial: int
    reason: str
    call_id: str


class Served:
    """The gate's processes; what they say goes to a file, because a full pipe would hold them up."""

    def __init__(self, folder: Path, workers: int, sip: str = "udp:127.0.0.1:0,tcp:127.0.0.1:0") -> None:
        self.folder = folder / f"served-{time.monotonic_ns()}"
        self.folder.mkdir()
        self.point(1, "open")
        words = (sip, "127.0.0.1:0", workers, self.folder)
        command = [sys.executable, "-m", "tests.gate.served", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        self._said = self.folder / "said"
        with self._said.open("wb") as said:
            self.child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        wait_until(lambda: "ready " in self.text() or self.child.poll() is not None, 10.0)
        for line in self.text().splitlines():
            if line.startswith("ready "):
                _, addresses, http = line.split()
                self.url = f"http://{http}"
                ports = {one.partition(":")[0]: int(one.rpartition(":")[2]) for one in addresses.split(",")}
                self.udp, self.tcp = (("127.0.0.1", ports.get(name, 0)) for name in ("udp", "tcp"))

    def point(self, serial: int, policy: str) -> None:
        """Make a policy of `tests.gate.served` current."""
        new = self.folder / "new"
        new.write_text(f"{serial} {policy}")
        new.replace(self.folder / "statement")

    def suspend(self) -> None:
        (self.folder / "journal").touch()

    def text(self) -> str:
        return self._said.read_text()

    def lines(self) -> list[Line]:
        """The decisions so far."""
        found = []
        for text in self.text().splitlines():
            parts = text.split()
            if len(parts) == 7 and parts[4].startswith("snapshot"):
                serial = int(parts[4].removeprefix("snapshot"))
                found.append(Line(parts[0], parts[1], parts[2], int(parts[3]), serial, parts[5], parts[6]))
        return found

    def workers(self) -> list[int]:
        """Process ids, the oldest first."""
        return [int(one) for one in Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text().split()]

    def health(self) -> Any:
        """What a worker, any of them, tells of the gate."""
        return httpx.get(f"{self.url}/healthz", trust_env=False).json()

    def serial(self) -> int:
        """Of the policy in force; 0 while there is none, or nobody can be asked."""
        with contextlib.suppress(httpx.HTTPError):
            policy = self.health()["policy"]
            return 0 if policy is None else int(policy["serial"])
        return 0

    def serving(self) -> int:
        """How many workers read calls."""
        with contextlib.suppress(httpx.HTTPError):
            return int(self.health()["workers"])
        return 0

    def stop(self, number: int = signal.SIGTERM) -> float:
        started = time.monotonic()
        if self.child.poll() is None:
            self.child.send_signal(number)
        self.child.wait(10)
        return time.monotonic() - started


Serve = Callable[..., Served]
