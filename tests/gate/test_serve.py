"""The gate as processes: addresses, signals, several workers on one socket, and workers that die."""

import contextlib
import os
import signal
import time
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.gate.gates import BOREAL, SipClient, invite, status_of, wait_until
from tests.gate.processes import Serve

pytestmark = pytest.mark.slow


def ask_until_answered(sbc: SipClient, data: bytes) -> bytes:
    """As an SBC does: retransmit after a while (RFC 3261 section 17.1.1.2, T1 cut short)."""
    for _ in range(20):
        sbc.send(data)
        with contextlib.suppress(TimeoutError):
            return sbc.receive(0.1)
    raise AssertionError("never answered")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_stops_the_gate_within_a_second(workers: int, number: int, serve: Serve) -> None:
    one = serve(workers)
    with SipClient(one.udp) as sbc:
        assert status_of(sbc.ask(invite())) == 302
        assert one.stop(number) < 1.0
        assert one.child.returncode == 0
        assert len(one.lines()) == 1


def test_what_the_kernel_holds_at_the_end_is_still_answered(serve: Serve) -> None:
    one = serve(1)
    with SipClient(one.udp) as sbc:
        [worker] = one.workers()
        os.kill(worker, signal.SIGSTOP)
        for _ in range(50):
            sbc.send(invite())
        one.child.send_signal(signal.SIGTERM)
        os.kill(worker, signal.SIGCONT)
        assert [status_of(sbc.receive()) for _ in range(50)] == [302] * 50


def test_a_taken_address_ends_the_start_with_its_name(serve: Serve) -> None:
    one = serve(1)
    second = serve(1, sip=f"udp:127.0.0.1:{one.udp[1]}")
    second.child.wait(5)
    assert second.child.returncode == 2
    assert f"udp 127.0.0.1:{one.udp[1]} is in use by another program" in second.text()


def test_workers_share_the_calls_of_one_source_port(serve: Serve) -> None:
    one = serve(3)
    with SipClient(one.udp) as sbc:
        for _ in range(20):
            for _ in range(30):
                sbc.send(invite())
            for _ in range(30):
                assert status_of(sbc.receive()) == 302
        wait_until(lambda: len(one.lines()) == 600)
        assert len({line.worker for line in one.lines()}) == 3
        assert len({line.id for line in one.lines()}) == 600


def test_a_limit_holds_over_all_workers_exactly(serve: Serve) -> None:
    """Boreal may place 3 calls a second."""
    one = serve(3)
    with SipClient(one.udp, BOREAL) as sbc:
        for _ in range(40):
            sbc.send(invite())
        said = sorted(status_of(sbc.receive()) for _ in range(40))
        assert said == [302] * 3 + [503] * 37
        wait_until(lambda: len(one.lines()) == 40)
        assert sorted(line.usage for line in one.lines()) == list(range(1, 41))


def test_a_retransmission_gets_the_same_answer_from_any_worker_and_is_counted_once(serve: Serve) -> None:
    one = serve(3)
    with SipClient(one.udp, BOREAL) as sbc:
        asked = invite()
        first = sbc.ask(asked)
        for _ in range(60):
            sbc.send(asked)
        assert {sbc.receive() for _ in range(60)} == {first}
        time.sleep(0.1)
        assert len(one.lines()) == 1


def test_a_killed_worker_is_replaced_and_no_call_is_lost(serve: Serve) -> None:
    one = serve(2)
    with SipClient(one.udp) as sbc:
        before = set(one.workers())
        assert len(before) == 2
        until = time.monotonic() + 2.5
        kill_at = time.monotonic() + 0.5
        calls = 0
        while time.monotonic() < until:
            if time.monotonic() > kill_at:
                os.kill(one.workers()[0], signal.SIGKILL)
                kill_at += 0.8
            assert status_of(ask_until_answered(sbc, invite())) == 302
            calls += 1
        assert calls > 100
        wait_until(lambda: len(one.workers()) == 2 and set(one.workers()) != before)


def test_a_gate_that_was_stopped_and_continued_goes_on(serve: Serve) -> None:
    """Python's sigtimedwait gives out a signal that nobody sent when its time ran out while the process stood still."""
    one = serve(1)
    with SipClient(one.udp) as sbc:
        for _ in range(6):
            os.kill(one.child.pid, signal.SIGSTOP)
            time.sleep(0.12)
            os.kill(one.child.pid, signal.SIGCONT)
            time.sleep(0.1)
        assert one.child.poll() is None
        assert status_of(ask_until_answered(sbc, invite())) == 302


def test_workers_end_when_their_parent_is_killed(serve: Serve) -> None:
    one = serve(2)
    workers = one.workers()
    one.stop(signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{worker}/exe").exists() for worker in workers))


def test_metrics_are_sums_over_all_workers_and_do_not_fall_when_one_is_replaced(serve: Serve) -> None:
    def decisions() -> float:
        """Of all reasons; asked anew on a connection of its own, so that any worker may answer."""
        text = httpx.get(f"{one.url}/metrics", trust_env=False).text
        [family] = [one for one in text_string_to_metric_families(text) if one.name == "bellwarden_gate_decisions"]
        return sum(sample.value for sample in family.samples)

    one = serve(2)
    with SipClient(one.udp) as sbc:
        for _ in range(200):
            sbc.ask(invite())
        time.sleep(1.2)  # counts are published once a second
        assert {decisions() for _ in range(8)} == {200.0}
        os.kill(one.workers()[0], signal.SIGKILL)
        wait_until(lambda: len(one.workers()) == 2)
        time.sleep(1.2)
        assert {decisions() for _ in range(8)} == {200.0}
