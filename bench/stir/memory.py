"""A million calls with bad tokens of every kind through a gate that verifies: its memory stays what it was.

Each token is new: other signatures, other certificates that nobody has, other nestings, so that whatever remembers
something of a token would show.
"""

import time
from statistics import median
from typing import Any

from bench.calls import Call
from bench.driver import Driver
from bench.servers import BUILD, Server, memory_of
from bench.stir.material import TokenMaker, bad_values
from bench.stir.peers import Material, lawful, start_gate, with_identity

CALLS = 1_000_000
SLICES = 20
PORT = 23120
PER_SECOND = 2_000.0  # steadily: answers are kept for 32 s to be repeated, so that a faster gate holds more of them
GROWTH_MB_MAX = 3.0  # between the medians of the second and of the last quarter, as the soak test has it


class BadTokens(Driver):
    """Calls of one SBC, each with a bad token of its own, and now and then a good one."""

    def __init__(self, server: tuple[str, int], maker: TokenMaker) -> None:
        super().__init__(server)
        self._maker = maker
        self._bad = bad_values(maker, "12380000000", "14460000000", int(time.time()))

    def build(self, count: int) -> list[Call]:
        found = []
        for call in lawful(self.next_index, count, self.port, None):
            value = next(self._bad).encode("latin-1", "replace")
            found.append(call._replace(invite=with_identity(call.invite, value)))
        self.next_index += 2 * count
        return found


def measure(calls: int = CALLS) -> dict[str, Any]:
    """Memory in MB of the gate's processes together, after each slice; calls without answer."""
    material = Material(BUILD / "stir-memory")
    gate = start_gate("gate-memory", "verifies", material, PORT)
    try:
        driver = BadTokens(gate.address, material.maker)
        sizes, lost, answered = [], 0, 0
        for number in range(SLICES):
            load = driver.open_loop(PER_SECOND, calls / SLICES / PER_SECOND)
            answered += load.answered
            lost += load.lost
            sizes.append(memory_mb(gate))
            print(f"memory: {answered:,} calls, {sizes[-1]:.1f} MB ({number + 1} of {SLICES})", flush=True)
    finally:
        gate.stop()
    return {"calls": answered, "lost": lost, "sizes": sizes, "growth": growth(sizes)}


def memory_mb(server: Server) -> float:
    return sum(memory_of(pid).pss_mb for pid in server.processes())


def growth(sizes: list[float]) -> float:
    quarter = max(len(sizes) // 4, 1)
    return median(sizes[-quarter:]) - median(sizes[quarter : 2 * quarter])


def rows(found: dict[str, Any]) -> list[list[str]]:
    sizes = found["sizes"]
    return [
        [
            f"{found['calls']:,}",
            f"{found['lost']:,}",
            f"{sizes[0]:.1f}",
            f"{sizes[-1]:.1f}",
            f"{found['growth']:+.1f}",
            f"≤ {GROWTH_MB_MAX:.0f}",
            "yes" if found["growth"] <= GROWTH_MB_MAX else "no",
        ]
    ]
