"""The office and its worker by their own commands, as an operator starts them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.kit import LOOPBACK, ROOT, Process, free_port

READY_S = 90.0


@dataclass
class Office:
    process: Process
    address: str  # http://127.0.0.1:8090
    home: Path

    @property
    def set_up_link(self) -> str:
        """Printed while nobody has an account."""
        return self.process.wait_for("set-up link ", READY_S).removeprefix("set-up link ").strip()


@contextmanager
def office(home: Path, port: int = 0) -> Iterator[Office]:
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "bellwarden",
        "office",
        "serve",
        "--home",
        str(home),
        "--http",
        f"{LOOPBACK}:{port}",
    ]
    process = Process(command, home.parent / "office.log", ROOT, {"PYTHONPATH": str(ROOT / "src")})
    try:
        process.wait_for("ready ", READY_S)
        yield Office(process, f"http://{LOOPBACK}:{port}", home)
    finally:
        process.stop()


@contextmanager
def worker(home: Path) -> Iterator[Process]:
    command = [sys.executable, "-m", "bellwarden", "office", "worker", "--home", str(home)]
    process = Process(command, home.parent / "worker.log", ROOT, {"PYTHONPATH": str(ROOT / "src")})
    try:
        process.wait_for("ready", READY_S)
        yield process
    finally:
        process.stop()
