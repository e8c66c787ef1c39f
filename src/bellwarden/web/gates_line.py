"""The gates in one line: "3 of 3 gates on policy 1843". Read from what each gate tells of itself in the home."""

import threading
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

from bellwarden.home.gate_states import read_gate_states
from bellwarden.seam.gate_state import GateState

FRESH_S: Final = 1.0
SILENT_S: Final = 10.0  # a gate that wrote nothing for so long is not heard


class GatesLine(NamedTuple):
    """What the top bar says; `well` is a small tick, anything else has a shape of its own."""

    words: str
    well: bool
    policy: int = 0
    told: tuple[GateState, ...] = ()


_lock = threading.Lock()
_kept: tuple[float, GatesLine] | None = None


def gates_line(now: float) -> GatesLine:
    """Asked on every page, so read once a second."""
    global _kept
    with _lock:
        if _kept is None or not _kept[0] <= now < _kept[0] + FRESH_S:
            _kept = (now, line_of(read_gate_states(Path(settings.HOME) / "run"), now))
        return _kept[1]


def line_of(told: tuple[GateState, ...], now: float) -> GatesLine:
    """All on the newest policy and heard just now, or who is not."""
    if not told:
        return GatesLine("no gate heard", False)
    newest = max(one.serial for one in told)
    silent = [one.gate for one in told if now - one.at > SILENT_S]
    behind = [one.gate for one in told if one.serial != newest]
    gates = "gate" if len(told) == 1 else "gates"
    if silent:
        return GatesLine(f"{', '.join(silent[:2])} not heard", False, newest, told)
    if behind:
        return GatesLine(f"{len(told) - len(behind)} of {len(told)} {gates} on policy {newest}", False, newest, told)
    return GatesLine(f"{len(told)} of {len(told)} {gates} on policy {newest}", True, newest, told)
