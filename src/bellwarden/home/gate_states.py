"""HOME/run/gates: one file a gate, in which it says what it has taken in; and whoever asks reads them all.

What the worker was told by gates on other machines lies beside, in HOME/run/gates-elsewhere.
"""

import fcntl
import os
import re
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from bellwarden.home.files import TEMPORARY
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.gate_state import SIZE_MAX, GateState, read_gate_state, write_gate_state

FOLDER: Final = "gates"
ELSEWHERE: Final = "gates-elsewhere"
ALIKE_MAX: Final = 64  # gates of one name on a home
_UNFIT: Final = re.compile(r"[^A-Za-z0-9._-]+")


class GateFile:
    """One gate's file. Its name is the gate's alone while the process lives: a second one of it gets "name-2"."""

    def __init__(self, run: Path, name: str) -> None:
        self._folder = run / FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)
        wanted = _UNFIT.sub("-", name).strip(".-")[:64] or "gate"
        self._lock = -1
        for number in range(1, ALIKE_MAX + 1):
            self.name = wanted if number == 1 else f"{wanted}-{number}"
            self._lock = os.open(self._folder / f".{self.name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with suppress(BlockingIOError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            os.close(self._lock)
        raise OSError(f"{ALIKE_MAX} gates named {wanted} run on this home")

    def put(self, state: GateState) -> None:
        """Seen whole or not at all. Not forced to the disk, and a disk that does not take it stops no gate."""
        with suppress(OSError):
            fresh = self._folder / f"{TEMPORARY}{self.name}"
            fresh.write_bytes(write_gate_state(state))
            fresh.replace(self._path)

    def forget(self) -> None:
        """The gate ends: nobody waits for it any more."""
        with suppress(OSError):
            self._path.unlink()
        with suppress(OSError):
            os.close(self._lock)

    @property
    def _path(self) -> Path:
        return self._folder / f"{self.name}.json"


class GatesElsewhere:
    """The worker's: what gates on other machines told it last. It has their names from office.toml."""

    def __init__(self, run: Path, names: Collection[str]) -> None:
        self._folder = run / ELSEWHERE
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self._folder.glob("*.json"):
            if path.stem not in names:  # the operator took it off: nobody waits for it any more
                path.unlink(missing_ok=True)

    def put(self, name: str, state: GateState) -> None:
        """Seen whole or not at all."""
        fresh = self._folder / f"{TEMPORARY}{name}"
        fresh.write_bytes(write_gate_state(state))
        fresh.replace(self._folder / f"{name}.json")

    def last(self, name: str) -> GateState | None:
        return next((one for one in _read(self._folder) if one.gate == name), None)


def read_gate_states(run: Path) -> tuple[GateState, ...]:
    """What every gate said last, by name. A file that can't be read is no gate. No two have one name: a measure is in
    force when each has confirmed it.
    """
    here = _read(run / FOLDER)
    names = {one.gate for one in here}
    there = [
        msgspec.structs.replace(one, gate=f"{one.gate} (elsewhere)") if one.gate in names else one
        for one in _read(run / ELSEWHERE)
    ]
    return tuple(sorted((*here, *there), key=lambda one: one.gate))


def _read(folder: Path) -> list[GateState]:
    found = []
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, SeamFault), open(path, "rb") as file:
            found.append(read_gate_state(file.read(SIZE_MAX + 1)))
    return found
