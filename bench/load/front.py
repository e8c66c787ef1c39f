"""R2: Kamailio with the shipped recipes in front, and a gate that hangs, is closed or is killed: no call is lost.

The peers are those of the end-to-end tests; this part only counts.
"""

import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.load.parts import Bench, Figure, Part
from tests.e2e import kit

CALLS: Final = 1_200
CALLS_PER_S: Final = 100
FAULT_AFTER_S: Final = 3.0
RECIPES: Final = ("kamailio-sip.cfg", "kamailio-http.cfg")
POLICY: Final = kit.ROOT / "tests" / "data" / "e2e" / "policy"
CUSTOMER, CALLING = "127.0.0.11", "12382000101"
# The carrier of the end-to-end tests refuses numbers that end in 0486, 0503 and 0603.
FIRST_CALLED: Final = 14462101000
PROMPT_MS: Final = 100.0

FAULTS: Final[dict[str, Callable[[kit.Gate], None]]] = {
    "hung": lambda gate: gate.process.signal(signal.SIGSTOP),
    "closed": lambda gate: gate.process.signal(signal.SIGTERM),
    "killed": lambda gate: gate.process.signal(signal.SIGKILL),
}


def measure(bench: Bench) -> Part:
    figures, details = [], {}
    for recipe in RECIPES:
        for fault in FAULTS:
            lost, late, calls = one(recipe, fault, max(int(CALLS * bench.scale), 60))
            what = f"{recipe}, gate {fault} meanwhile: calls lost, and held up by a timer"
            figures.append(Figure("R2", what, f"{lost} of {calls:,}, {late}", "0 lost", lost == 0))
            details[f"{recipe} {fault}"] = {"lost": lost, "late": late, "calls": calls}
    return Part(figures, details)


def one(recipe: str, fault: str, count: int) -> tuple[int, int, int]:
    """Calls lost, calls that took longer than a gate that answers would make them, and calls in all."""
    placed = [kit.Call(str(FIRST_CALLED + place), CALLING, source=CUSTOMER) for place in range(count)]
    with tempfile.TemporaryDirectory() as name, kit.Carrier() as carrier:
        folder = Path(name)
        with (
            kit.gate(folder / "home", POLICY) as gate,
            kit.kamailio(recipe, folder, gate, [carrier.port], [CUSTOMER]) as sbc,
        ):
            timer = threading.Timer(min(FAULT_AFTER_S, count / CALLS_PER_S / 4), FAULTS[fault], (gate,))
            timer.start()
            came = kit.place_calls(placed, sbc.port, folder, CALLS_PER_S)
            timer.join()
            time.sleep(0.1)
    completed = sum(outcome.status == 200 for outcome in came.outcomes.values())
    return count - completed, sum(ms > PROMPT_MS for ms in came.set_up_ms), count
