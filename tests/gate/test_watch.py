"""A heart that goes on beating, keys that change, and garbage collected when no call waits."""

import asyncio
import gc
import logging
import threading
from hashlib import sha256

import httpx
import pytest

from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.watch import Heartbeat, KeyWatch
from tests.gate.gates import Keys, gate, wait_until


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


def test_a_revoked_key_opens_nothing_any_more_and_a_new_one_does() -> None:
    def asks_with(client: httpx.Client, key: str) -> int:
        return client.post("/v1/calls/ended", json={"call_id": "a"}, headers={"X-Api-Key": key}).status_code

    old, new = (frozenset({sha256(key.encode()).hexdigest()}) for key in ("old", "new"))
    with gate(api_key_hashes=old) as one, one.http() as client:
        assert (asks_with(client, "old"), asks_with(client, "new")) == (202, 401)
        one.keys.change(new)
        wait_until(lambda: asks_with(client, "old") == 401, 1.0)
        assert asks_with(client, "new") == 202
        one.keys.change(frozenset())  # the last one revoked: nobody is let in for want of a key
        wait_until(lambda: asks_with(client, "new") == 401, 1.0)


def test_keys_that_can_not_be_read_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    source = Keys(frozenset({"a" * 64}))
    keys = ApiKeys(source.digests)
    watch = KeyWatch(keys, source)
    source.problem = "the file is damaged"
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            source.changed.set()
            watch.beat(0.0)
    assert caplog.text.count("the file is damaged") == 1
    assert keys.configured
