"""What the worker says of itself in HOME/run/office-worker.json: the page of jobs reads it, so that silence is seen."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = "office-worker.json"
SILENT_S: Final = 10.0
SIZE_MAX: Final = 262_144


class ScheduleState(msgspec.Struct, frozen=True):
    name: str
    every_s: float
    began_at: float = 0.0  # last time; 0.0: never since this home is there
    took_s: float = 0.0
    told: str = ""
    error: str = ""  # of the last time; "" when it went well
    running: bool = False


class WorkerState(msgspec.Struct, frozen=True):
    pid: int
    since: float
    at: float
    schedules: list[ScheduleState]


def write_state(run: Path, state: WorkerState) -> None:
    """Seen whole or not at all; a disk that does not take it stops no work."""
    with suppress(OSError):
        fresh = run / f".{FILE}.{state.pid}"
        fresh.write_bytes(msgspec.json.encode(state))
        fresh.replace(run / FILE)


def read_state(run: Path) -> WorkerState | None:
    """None: no worker was ever started here, or what it wrote can't be read."""
    try:
        with open(run / FILE, "rb") as file:
            return msgspec.json.decode(file.read(SIZE_MAX), type=WorkerState)
    except (OSError, msgspec.DecodeError):
        return None


class OnlyWorker:
    """One worker a home: whoever finds the lock taken does not start. The system frees it when the process dies."""

    def __init__(self, run: Path) -> None:
        self._descriptor = os.open(run / "office-worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
