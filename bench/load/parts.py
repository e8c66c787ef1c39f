"""What every part of the load benchmark has to do with: its settings, its gate, the figures it reports."""

import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from bench.load.driving import Seen, drive
from bench.load.gates import Gate, build_home, fresh_home
from bench.load.plan import Kind, Phase, Plan, Stream
from bench.load.world import CONTINUES, CUSTOMERS
from bench.servers import DRIVER_CORE, SERVER_CORE, Server

BLOCKED_EVERY: Final = 10
EMERGENCY_EVERY: Final = 100
IN_FLIGHT: Final = 16

# Calls a second that one worker on one core is said to carry, whatever this machine could do at best.
RATED: Final = 2_000.0
TRIES: Final = 3
DECIDED_S: Final = 0.2  # an answer that comes later is none: the SBC's timer is about to run out


class Figure(NamedTuple):
    """One row of the table. `met` is None where there is no goal, or the round says nothing about the gate."""

    promise: str  # R1 to R17
    what: str
    value: str
    goal: str = ""
    met: bool | None = None


class Part(NamedTuple):
    """What a part found. `invalid` says why its figures don't count; `details` is for the JSON file."""

    figures: list[Figure]
    details: Mapping[str, object]
    invalid: str = ""


class Bench:
    """Where and how large. `scale` 1 is the whole: time, lists and customers shrink with it."""

    def __init__(
        self, folder: Path, scale: float = 1.0, pinned: bool = True, path: str = "", rated: float = 0.0
    ) -> None:
        self.folder = folder
        self.scale = scale
        self.path = path
        self.server_core = SERVER_CORE if pinned else None
        self.driver_core = DRIVER_CORE if pinned else -1
        self._rated = rated
        self._home: Path | None = None

    @property
    def customers(self) -> int:
        return max(int(CUSTOMERS * min(self.scale, 1.0)), 20)

    def seconds(self, whole: float, least: float) -> float:
        return max(whole * self.scale, least)

    @property
    def home(self) -> Path:
        if self._home is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            print("building two snapshots …", flush=True)
            self._home = build_home(self.folder, self.scale)
        return self._home

    @contextmanager
    def gate(self, name: str, workers: int = 1, everywhere: bool = False) -> Iterator[Gate]:
        """A gate on a fresh home. `everywhere`: on every core, not on its own one."""
        core = None if everywhere else self.server_core
        one = Gate(self.folder, fresh_home(self.home, name), workers, core, self.path, f"gate-{name}")
        try:
            yield one
        finally:
            one.stop()

    @contextmanager
    def echo(self) -> Iterator[Server]:
        """A UDP echo server on the gate's core."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        command = [sys.executable, "-m", "bench.echo", f"127.0.0.1:{port}"]
        one = Server("echo", command, port, folder=self.folder, core=self.server_core)
        try:
            yield one
        finally:
            one.stop()

    def sbc(self, server: Server, *phases: Phase, start: float = 0.0, name: str = "sbc") -> Stream:
        """The SBC in front of the 5,000 customers: every tenth call blocked, every hundredth an emergency."""
        return Stream(
            name=name,
            server=server.address,
            start=start,
            phases=phases,
            customers=self.customers,
            blocked_every=BLOCKED_EVERY,
            emergency_every=EMERGENCY_EVERY,
        )

    def plan(self, *streams: Stream, seconds: float, patience_s: float = 10.0) -> Plan:
        return Plan(streams=streams, seconds=seconds, patience_s=patience_s, core=self.driver_core)

    def rated(self, gate: Gate) -> float:
        """Calls a second that the load is measured by. The gate is warm then."""
        full = msgspec.structs.replace(self.sbc(gate), in_flight=IN_FLIGHT)
        seconds = self.seconds(3.0, 1.0)
        drive(self.plan(full, seconds=seconds))
        return self._rated or RATED


def emergencies(*rounds: Seen) -> Figure:
    """R6: every emergency call was told to go on, whatever else happened."""
    calls = [(seen, row) for seen in rounds for row in seen.calls(kind=Kind.EMERGENCY)]
    unanswered = sum(seen.rows.delay[row] < 0.0 for seen, row in calls)
    stopped = sum(seen.rows.delay[row] >= 0.0 and seen.rows.status[row] != CONTINUES for seen, row in calls)
    value = f"{stopped} stopped, {unanswered} never answered, of {len(calls):,}"
    return Figure("R6", "emergency calls", value, "0, 0", stopped == unanswered == 0)


def wait_until(moment: float) -> None:
    """`moment` is in seconds since 1970."""
    while (left := moment - time.time()) > 0:
        time.sleep(left)


def valid(part: Callable[[], Part], tries: int = TRIES) -> Part:
    """Repeats a part that its driver spoilt; the last try stands, with its fault."""
    found = part()
    for _ in range(tries - 1):
        if not found.invalid:
            break
        print(f"  invalid ({found.invalid}): once more", flush=True)
        found = part()
    return found
