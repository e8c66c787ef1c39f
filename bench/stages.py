"""Where the time of one INVITE goes, without sockets: each stage of the call path, the fastest of several repeats.

`python -m bench.stages` measures pure Python, `PYTHONPATH=build/compiled python -m bench.stages` the compiled copy. It
needs the snapshot that bench.redirect builds.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from bellwarden.flows.call import CallWorld, count_call, judge, understand
from bellwarden.gate.counters import LocalCounters
from bellwarden.home import Home
from bellwarden.model.decision import Decision
from bellwarden.seam import spool
from bellwarden.seam.journal import EnforcementBook
from bellwarden.sip import server as sip_server
from bellwarden.switches import load as load_switches
from bellwarden.switches.reading import read_invite
from bellwarden.verdict import checks
from bellwarden.verdict.decide import decide
from bellwarden.verdict.policy import Policy
from bench.calls import Call, calls
from bench.driver import BATCH
from bench.servers import BUILD

SOURCE = ("127.0.0.1", 5060)
REPEATS = 7
CALLS = 2_000

NO_HEADERS: frozenset[bytes] = frozenset()  # the benchmark's policy reads none of its own

Given = TypeVar("Given")
Made = TypeVar("Made")


def main() -> None:
    print(f"SIP core: {sip_server.__file__}")
    path = CallPath()
    path.all_of(calls(0, BATCH, SOURCE[1]))  # every customer's chain of checks is compiled now
    gc.collect()
    gc.freeze()
    gc.disable()
    best: dict[str, float] = {}
    for repeat in range(REPEATS):
        for stage, took_us in path.stages(calls(BATCH + repeat * CALLS, CALLS, SOURCE[1])).items():
            best[stage] = min(best.get(stage, took_us), took_us)
    for stage, took_us in best.items():
        print(f"{took_us:7.2f} µs  {stage}")


class Nowhere:
    """A sink that keeps nothing."""

    def put(self, decision: Decision) -> None:
        """The decision goes nowhere."""


class CallPath:
    """The gate's road of a call, with a real policy and real counters, writing nothing."""

    def __init__(self) -> None:
        shelf = Home(BUILD / "home").shelf()
        pointer = shelf.current()
        if pointer is None:
            sys.exit("no snapshot yet: run python -m bench.redirect first")
        snapshot = shelf.load(pointer.snapshot)
        self.policy = policy = Policy(snapshot.document, snapshot.layers, checks.load(), snapshot.id, pointer.serial)
        self.fresh = 10 * BATCH  # index of the first call that no stage has seen
        self.server = sip_server.RedirectServer(b"a secret of the benchmark")
        self.world = CallWorld(
            policy, load_switches(), LocalCounters(), EnforcementBook(), Nowhere(), lambda at: "0" * 24, time.time
        )

    def stages(self, batch: list[Call]) -> dict[str, float]:
        """CPU time of each stage per call, in µs; the stages inside another are indented."""
        policy, world, server, now = self.policy, self.world, self.server, time.monotonic()
        took: dict[str, float] = {}

        def stage(name: str, step: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
            items = list(given)
            started = time.process_time()
            made = [step(item) for item in items]
            took[name] = (time.process_time() - started) / len(items) * 1e6
            return made

        def receive(call: Call) -> sip_server.InviteReceived:
            server.receive_datagram(call.invite, SOURCE, now)
            event = server.next_event()
            if event is None:
                raise RuntimeError("the SIP core took an INVITE for something else")
            return event

        def answer(pair: tuple[sip_server.InviteReceived, Decision]) -> list[tuple[bytes, tuple[object, ...]]]:
            server.answer(pair[0], pair[1].answer, now)
            return server.datagrams_to_send(now)

        events = stage("SIP core: INVITE in", receive, batch)
        carrier = policy.carrier
        requests = stage(
            "read_invite",
            lambda e: read_invite(e.request, SOURCE[0], time.time(), carrier, e.fault, NO_HEADERS),
            events,
        )
        attempts = [call for call in stage("  understand", lambda r: understand(r, policy), requests) if call]
        usages = stage("  counters", lambda a: count_call(a, world), attempts)
        stage("  decide", lambda pair: decide(pair[0], policy, pair[1]), zip(attempts, usages, strict=True))
        decisions = [one for one in stage("judge, numbers cached", lambda r: judge(r, world), requests) if one]
        stage("SIP core: answer out", answer, zip(events, decisions, strict=True))
        stage("SIP core: ACK in", lambda call: server.receive_datagram(call.ack, SOURCE, now), batch)
        stage("spool record", lambda decision: spool.encode(decision), decisions)
        stage("all of it, one call after another", self.whole, calls(self.fresh, len(batch), SOURCE[1]))
        self.fresh += len(batch)
        return took

    def whole(self, call: Call) -> bytes:
        """What the gate does for one call, less its sockets and counts."""
        now = time.monotonic()
        self.server.receive_datagram(call.invite, SOURCE, now)
        event = self.server.next_event()
        if event is None:
            raise RuntimeError("the SIP core took an INVITE for something else")
        carrier = self.policy.carrier
        request = read_invite(event.request, SOURCE[0], time.time(), carrier, event.fault, NO_HEADERS)
        decision = judge(request, self.world)
        if decision is None:
            raise RuntimeError("the benchmark's own source is unknown")
        self.server.answer(event, decision.answer, now)
        self.server.datagrams_to_send(now)
        self.server.receive_datagram(call.ack, SOURCE, now)
        return spool.encode(decision)

    def all_of(self, batch: list[Call]) -> None:
        for start in range(0, len(batch), CALLS):
            self.stages(batch[start : start + CALLS])


if __name__ == "__main__":
    main()
