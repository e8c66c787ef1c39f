"""The office as a process of its own, on either database, and what it has used of the processor."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.servers import ROOT, cpu_of, family_of

READY_S_MAX: Final = 60.0
STOP_S_MAX: Final = 10.0


class Office:
    """`bellwarden office serve`."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "bellwarden", "office", "serve", "--home", str(home)]
        command += ["--http", f"127.0.0.1:{port}"]
        self.log = home.parent / "office.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(database), stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + READY_S_MAX
        while time.monotonic() < until and self.process.poll() is None:
            if b"ready " in self.log.read_bytes():
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the office did not come up: {self.log.read_text(errors='replace')[-2000:]}")

    def cpu_s(self) -> float:
        """User and system time of the office and what it has started, in seconds."""
        return cpu_of(family_of(self.process.pid))

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(home: Path, database: str) -> Iterator[Office]:
    one = Office(home, database)
    try:
        yield one
    finally:
        one.stop()


def environment(database: str) -> dict[str, str]:
    """`database`: postgresql://…; "" for the home's own file."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWARDEN_", "DJANGO_"))}
    return {**given, **({"BELLWARDEN_DATABASE": database} if database else {})}


def run(database: str, *words: str) -> str:
    """A module of this project in a process of its own, because Django is set up once a process; what it printed."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout
