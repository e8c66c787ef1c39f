"""Runs drivers and reads what they saw."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from random import randrange
from typing import Final, NamedTuple

import msgspec

from bench.load.plan import Driven, Kind, Plan, Rows
from bench.load.world import CONTINUES, OVERLOADED, REFUSED
from bench.servers import ROOT

CALLS_PER_PLAN: Final = 10_000_000
# A driver that was later than this with one call in a hundred did not offer the load that it should have.
LATE_S_MAX: Final = 0.02
INF: Final = float("inf")

_plans = count(randrange(500))


class Delays(NamedTuple):
    """Of answers, in milliseconds."""

    p50: float
    p99: float
    p999: float
    worst: float


class Seen:
    """The calls of one plan."""

    def __init__(self, plan: Plan, driven: Driven) -> None:
        self.plan = plan
        self.driven = driven
        self.rows = Rows.unpack(driven.columns)
        self.started = driven.started

    def calls(self, stream: int = -1, kind: Kind | None = None, since: float = 0.0, until: float = INF) -> list[int]:
        """Rows of the calls of a stream (-1: of all that can be answered), first sent in that time after the start."""
        rows = self.rows
        answerable = [not one.unknown for one in self.plan.streams]
        first, last = self.started + since, self.started + until
        return [
            row
            for row, (its_stream, its_kind, sent) in enumerate(zip(rows.stream, rows.kind, rows.sent, strict=True))
            if (its_stream == stream if stream >= 0 else answerable[its_stream])
            and (kind is None or its_kind == kind)
            and first <= sent < last
        ]

    def delays(self, calls: Sequence[int]) -> Delays:
        return percentiles([self.rows.delay[row] for row in calls if self.rows.delay[row] >= 0.0])

    def failed(self, calls: Sequence[int]) -> int:
        """Calls without any answer when their driver's patience ended."""
        return sum(self.rows.delay[row] < 0.0 for row in calls)

    def repeated(self, calls: Sequence[int]) -> int:
        """Calls whose INVITE had to be sent again."""
        rows, streams = self.rows, self.plan.streams
        return sum(rows.sends[row] > streams[rows.stream[row]].copies for row in calls)

    def within(self, calls: Sequence[int], seconds: float, *statuses: int) -> int:
        """Calls answered in that time, with one of the statuses where some are named."""
        rows = self.rows
        return sum(
            0.0 <= rows.delay[row] <= seconds and (not statuses or rows.status[row] in statuses) for row in calls
        )

    def statuses(self, calls: Sequence[int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in calls:
            name = str(self.rows.status[row]) if self.rows.delay[row] >= 0.0 else "none"
            found[name] = found.get(name, 0) + 1
        return found

    def wrong(self, calls: Sequence[int], blocked: Sequence[int] = (REFUSED,)) -> int:
        """Calls whose answer is not the right one for what they are. "Overloaded" is right, but for an emergency."""
        right = {
            Kind.LAWFUL: (CONTINUES, OVERLOADED),
            Kind.BLOCKED: (*blocked, OVERLOADED),
            Kind.EMERGENCY: (CONTINUES,),
        }
        rows = self.rows
        return sum(rows.delay[row] >= 0.0 and rows.status[row] not in right[Kind(rows.kind[row])] for row in calls)

    def offered(self, calls: Sequence[int], seconds: float) -> float:
        return len(calls) / seconds

    def fault(self) -> str:
        """Why this round says nothing about the server; "" when it does."""
        late = percentiles(list(self.rows.late)).p99 / 1000
        if late > LATE_S_MAX:
            return f"the driver was late: p99 {late * 1000:.0f} ms"
        if self.driven.dropped:
            return f"the driver's own network stack dropped {self.driven.dropped} datagrams"
        return ""

    def about_driver(self) -> dict[str, float]:
        late = percentiles(list(self.rows.late))
        return {
            "calls": len(self.rows),
            "late_p99_ms": round(late.p99, 2),
            "late_worst_ms": round(late.worst, 2),
            "cpu_s": round(self.driven.run_s, 2),
            "waited_for_core_s": round(self.driven.waited_s, 2),
            "strange_datagrams": self.driven.strange,
        }


class Driving:
    """A driver that is calling. `started`: seconds since 1970."""

    def __init__(self, plan: Plan) -> None:
        self.plan = msgspec.structs.replace(plan, first=next(_plans) % 1000 * CALLS_PER_PLAN)
        command = [sys.executable, "-m", "bench.load.client"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(msgspec.msgpack.encode(self.plan))
        self.process.stdin.close()
        word, _, moment = self.process.stdout.readline().partition(b" ")
        if word != b"started":
            raise RuntimeError("the driver did not start")
        self.started = float(moment)

    def finish(self) -> Seen:
        """Waits for the end."""
        assert self.process.stdout is not None
        said = self.process.stdout.read()
        if self.process.wait():
            raise RuntimeError("the driver failed")
        return Seen(self.plan, msgspec.msgpack.decode(said, type=Driven))


@contextmanager
def driving(plan: Plan) -> Iterator[Driving]:
    one = Driving(plan)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()


def drive(plan: Plan) -> Seen:
    with driving(plan) as one:
        return one.finish()


def percentiles(seconds: list[float]) -> Delays:
    """In milliseconds; zeros for none."""
    if not seconds:
        return Delays(0.0, 0.0, 0.0, 0.0)
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return Delays(*(ordered[min(int(len(ordered) * part), last)] * 1000 for part in (0.5, 0.99, 0.999, 1.0)))
