"""New policies while calls run, bad ones refused, and a heart that goes on beating."""

import asyncio
import gc
import logging
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from bellwarden.gate.sources import RefusedPolicy
from bellwarden.gate.watch import Heartbeat
from bellwarden.model.policy import Carrier, ListClass, ListKey, PolicyDocument, PolicyList
from tests.gate.gates import SipClient, Store, gate, invite, loaded, status_of, wait_until
from tests.verdict.worlds import DOCUMENT, acting

CLOSED = replace(
    DOCUMENT,
    lists=(PolicyList("all", ListKey.CALLED_NUMBER, ListClass.BLOCK, prefixes=("1",)),),
    modes=acting("list:all"),
)


def test_a_pushed_policy_holds_for_the_next_call() -> None:
    store = Store(loaded())
    with gate(store) as one, SipClient(one.udp) as sbc:
        assert status_of(sbc.ask(invite())) == 302
        pushed = time.monotonic()
        store.point(loaded(CLOSED, serial=2))
        one.wait_for_serial(2)
        assert time.monotonic() - pushed < 0.5
        assert status_of(sbc.ask(invite())) == 603
        assert [kept.policy for kept in one.decisions(2)] == ["snapshot1", "snapshot2"]


@pytest.mark.slow
def test_no_call_is_lost_while_policies_are_pushed() -> None:
    store = Store(loaded())
    done = threading.Event()

    def push() -> None:
        serial = 1
        while not done.is_set():
            serial += 1
            store.point(loaded(CLOSED if serial % 2 else DOCUMENT, serial))
            time.sleep(0.02)

    with gate(store) as one, SipClient(one.udp) as sbc:
        pushing = threading.Thread(target=push)
        pushing.start()
        until = time.monotonic() + 1.5
        said = []
        try:
            while time.monotonic() < until:
                said.append(status_of(sbc.ask(invite())))
        finally:
            done.set()
            pushing.join()
        assert len(one.decisions(len(said))) == len(said)
        assert set(said) == {302, 603}
        assert one.worker.tally.failures == one.worker.tally.unknown_source == 0
        serials = [int(kept.policy.removeprefix("snapshot")) for kept in one.kept.decisions]
        assert serials == sorted(serials)
        assert serials[-1] > 5


def test_a_refused_snapshot_leaves_the_last_good_one_and_is_shown() -> None:
    store = Store(loaded(serial=4))
    with gate(store) as one, SipClient(one.udp) as sbc, one.http() as client:
        store.point(RefusedPolicy("snapshot5", 5, "layer numbers/bad is truncated"))
        wait_until(lambda: one.worker.world.refused is not None)
        told = client.get("/healthz")
        assert told.status_code == 200
        assert told.json()["refused"]["reason"] == "layer numbers/bad is truncated"
        assert told.json()["policy"]["serial"] == 4
        assert status_of(sbc.ask(invite())) == 302
        store.point(loaded(CLOSED, serial=6))
        one.wait_for_serial(6)
        assert client.get("/healthz").json()["refused"] is None
        assert one.worker.tally.policy_swaps["refused"] == 1


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (loaded(CLOSED, serial=3), "not newer"),
        (loaded(CLOSED, serial=4), "not newer"),
        (
            loaded(
                replace(
                    DOCUMENT,
                    lists=(PolicyList("x", ListKey.CALLING_NUMBER, ListClass.BLOCK, layer="numbers/missing", count=1),),
                ),
                serial=5,
            ),
            "numbers/missing",
        ),
        (loaded(replace(DOCUMENT, carrier=Carrier("Kestrel Voice", dialect="nobodys")), serial=5), "nobodys"),
        (OSError("disk gone"), "disk gone"),
    ],
)
def test_what_can_not_be_used_is_refused(bad: Any, says: str) -> None:
    store = Store(loaded(serial=4))
    with gate(store) as one, SipClient(one.udp) as sbc:
        store.point(bad)
        wait_until(lambda: one.worker.tally.policy_swaps["refused"] == 1)
        assert one.worker.world.loaded is not None
        assert one.worker.world.loaded.serial == 4
        assert one.worker.world.call.policy.snapshot == "snapshot4"
        assert status_of(sbc.ask(invite())) == 302
        if isinstance(bad, Exception):  # the store works again at the next look
            wait_until(lambda: one.worker.world.refused is None)
        else:
            assert one.worker.world.refused is not None
            assert says in one.worker.world.refused.reason


def test_a_new_policy_forgets_who_was_unknown() -> None:
    document = PolicyDocument(
        DOCUMENT.carrier, (replace(DOCUMENT.trunks[0], addresses=("127.0.0.9",)),), DOCUMENT.customers
    )
    store = Store(loaded())
    with gate(store) as one, SipClient(one.udp, "127.0.0.9") as newcomer:
        newcomer.send(invite())
        assert newcomer.hears_nothing(0.1)
        store.point(loaded(document, serial=2))
        one.wait_for_serial(2)
        assert status_of(newcomer.ask(invite())) == 302


def test_a_failing_job_is_told_once_and_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[float] = []

    def fails(now: float) -> None:
        raise OSError("no journal")

    async def live() -> None:
        heartbeat = Heartbeat(asyncio.get_running_loop(), [fails, beats.append])
        heartbeat.start()
        await asyncio.sleep(0.25)
        heartbeat.stop()

    with caplog.at_level(logging.ERROR):
        asyncio.run(live())
    assert len(beats) >= 3
    assert caplog.text.count("Traceback") == 1


def test_collection_is_off_while_serving_and_happens_when_idle() -> None:
    class Cycle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            collected.set()

    collected = threading.Event()
    with gate() as one:
        wait_until(lambda: not gc.isenabled())
        one._loop.call_soon_threadsafe(Cycle)
        assert collected.wait(3)
    assert gc.isenabled()
