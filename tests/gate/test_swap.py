"""New policies under load, bad ones refused, workers that die or hang: real processes, real sockets."""

import contextlib
import os
import signal
import socket
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from bellwarden.model.verdict import NOT_JUDGED
from tests.gate.gates import ACME, BOREAL, SipClient, invite, status_of, wait_until
from tests.gate.load import Load
from tests.gate.processes import Serve, Served

pytestmark = pytest.mark.slow


def counted_once(one: Served, load: Load, kills: int = 0) -> None:
    """Every call was answered, and no two decisions were made about one.

    A worker that is killed between its answer and its record takes the record of that call with it.
    """
    assert load.failed == set()
    wait_until(lambda: len(set(load.answered) - {line.call_id for line in one.lines()}) <= kills)
    told = Counter(line.call_id for line in one.lines() if "load" in line.call_id)
    assert {call_id: times for call_id, times in told.items() if times > 1} == {}


@pytest.mark.parametrize("workers", [1, 2])
def test_no_call_is_lost_or_judged_by_an_older_policy_while_policies_are_pushed(workers: int, serve: Serve) -> None:
    one = serve(workers)
    acknowledged: list[tuple[float, int]] = []
    with Load(one.udp, 300) as load:
        for serial in range(2, 7):
            one.point(serial, "closed" if serial % 2 == 0 else "open")
            wait_until(lambda serial=serial: one.serial() == serial, 5.0)
            acknowledged.append((time.monotonic(), serial))
            time.sleep(0.1)  # some calls under this one
    counted_once(one, load)
    decided = {line.call_id: line for line in one.lines()}
    assert {line.serial for line in decided.values()} == {1, 2, 3, 4, 5, 6}
    for call_id, answered in load.answered.items():
        serial = decided[call_id].serial
        assert serial >= max((serial for at, serial in acknowledged if at < answered.sent_at), default=1)
        # A call that waited too long, on a busy machine, goes on unjudged.
        refused = serial % 2 == 0 and decided[call_id].reason not in NOT_JUDGED
        assert answered.status == (603 if refused else 302)
        assert answered.attempts == 1
    assert len(one.workers()) == workers


def test_during_a_swap_there_is_one_worker_more_and_no_more(serve: Serve) -> None:
    one = serve(3)
    before = set(one.workers())
    one.point(2, "open")
    most = 0
    while one.serial() < 2:
        most = max(most, len(one.workers()))
    assert most <= 4
    wait_until(lambda: len(one.workers()) == 3 and not before & set(one.workers()))


def test_limits_and_answers_and_counts_survive_a_swap(serve: Serve) -> None:
    """Boreal may place 3 calls a second."""
    one = serve(1)
    with SipClient(one.udp, BOREAL) as sbc:
        asked = [invite() for _ in range(3)]
        first = [sbc.ask(data) for data in asked]
        one.point(2, "open")
        wait_until(lambda: one.serial() == 2)
        decided = 3
        if time.time() - min(int(line.id[:12], 16) for line in one.lines()) / 1000 < 0.9:  # the machine was fast
            assert status_of(sbc.ask(invite())) == 503
            decided = 4
        wait_until(lambda: len(one.lines()) == decided)
        assert [sbc.ask(data) for data in asked] == first
        time.sleep(0.1)
        assert len(one.lines()) == decided
        cancel = asked[0].replace(b"INVITE sip", b"CANCEL sip").replace(b"1 INVITE", b"1 CANCEL")
        assert status_of(sbc.ask(cancel)) == 200  # RFC 3261 section 9.2: of an INVITE that the predecessor answered
    metrics = httpx.get(f"{one.url}/metrics", trust_env=False).text
    decisions = sum(
        float(line.rpartition(" ")[2])
        for line in metrics.splitlines()
        if line.startswith("bellwarden_gate_decisions_total{")
    )
    assert decisions == decided
    assert "bellwarden_gate_answered_elsewhere_total 3.0" in metrics


def test_a_policy_that_can_not_be_loaded_leaves_the_old_workers_serving(serve: Serve) -> None:
    one = serve(2)
    before = set(one.workers())
    with SipClient(one.udp) as sbc:
        for serial, (policy, says) in enumerate(
            (
                ("truncated", "layer numbers/bad is truncated"),
                ("unsigned", "no trusted key signed"),
                ("layerless", "numbers/missing"),
                ("foreign", "nobodys"),
                ("abort", "ended (signal 6)"),
                ("memory", "no room for the list"),
            ),
            2,
        ):
            one.point(serial, policy)
            wait_until(lambda says=says: says in str(one.health()["refused"]), 5.0)
            told = one.health()
            assert told["policy"]["serial"] == 1
            assert before <= set(one.workers())
            assert status_of(sbc.ask(invite())) == 302
            metrics = httpx.get(f"{one.url}/metrics", trust_env=False).text
            assert f'bellwarden_gate_policy_swaps_total{{result="refused"}} {serial - 1}.0' in metrics
            assert "bellwarden_gate_policy_refused 1.0" in metrics
            assert f"refused: {told['refused']['reason'][:30]}" in one.text()
        killed = min(before)
        os.kill(killed, signal.SIGKILL)  # its place is taken by the last good policy
        wait_until(lambda: killed not in one.workers() and one.serving() == 2, 5.0)
        assert one.serial() == 1
        one.point(9, "closed")
        wait_until(lambda: one.serial() == 9, 5.0)
        assert one.health()["refused"] is None
        assert status_of(sbc.ask(invite())) == 603


def test_an_older_statement_is_refused(serve: Serve) -> None:
    one = serve(1)
    one.point(5, "open")
    wait_until(lambda: one.serial() == 5)
    one.point(4, "closed")
    wait_until(lambda: one.health()["refused"] is not None)
    assert "not newer" in one.health()["refused"]["reason"]
    assert one.serial() == 5


def test_a_successor_that_never_finishes_is_overtaken_by_a_newer_policy_when_it_ends(serve: Serve) -> None:
    one = serve(1)
    before = one.workers()
    with SipClient(one.udp) as sbc:
        one.point(2, "hang")
        wait_until(lambda: len(one.workers()) == 2)
        assert status_of(sbc.ask(invite())) == 302
        one.point(3, "closed")
        [hanging] = set(one.workers()) - set(before)
        os.kill(hanging, signal.SIGKILL)
        wait_until(lambda: one.serial() == 3, 5.0)
        assert status_of(sbc.ask(invite())) == 603


@pytest.mark.parametrize("workers", [1, 2])
def test_a_suspension_reaches_every_worker_within_200_ms_during_a_swap(workers: int, serve: Serve) -> None:
    one = serve(workers)
    with Load(one.udp, 200) as load:
        one.point(2, "open")
        wait_until(lambda: len(one.workers()) > workers)
        suspended = time.monotonic()
        one.suspend()
        wait_until(lambda: one.serial() == 2)
        time.sleep(0.3)
    assert load.failed == set()
    late = [one for one in load.answered.values() if one.sent_at > suspended + 0.2]
    assert len(late) > 10
    assert {one.status for one in late} == {403}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_hangs_is_killed_and_replaced(workers: int, serve: Serve) -> None:
    one = serve(workers)
    hung = one.workers()[0]
    with Load(one.udp, 50) as load:
        os.kill(hung, signal.SIGSTOP)
        stopped = time.monotonic()
        wait_until(lambda: hung not in one.workers(), 5.0)
        assert 1.0 < time.monotonic() - stopped < 4.0
        wait_until(lambda: len(one.workers()) == workers)
        time.sleep(0.2)
    counted_once(one, load)
    assert "gave no sign" in one.text()


def test_no_call_fails_while_workers_are_killed(serve: Serve) -> None:
    one = serve(2)
    kills = 0
    with Load(one.udp, 300) as load:
        for _ in range(8):
            time.sleep(0.5)  # the kill's own beat
            for worker in one.workers()[:1]:
                os.kill(worker, signal.SIGKILL)
                kills += 1
    assert kills >= 6
    counted_once(one, load, kills)
    again = sum(answered.attempts > 1 for answered in load.answered.values())
    assert again <= load.placed * 0.02


def test_a_limit_is_exact_while_workers_are_killed(serve: Serve) -> None:
    """Boreal may place 3 calls a second; 300 are tried."""
    one = serve(2)
    kills = 0
    with Load(one.udp, 300, BOREAL) as load:
        for _ in range(5):
            time.sleep(0.5)
            for worker in one.workers()[:1]:
                os.kill(worker, signal.SIGKILL)
                kills += 1
    counted_once(one, load, kills)
    usages = sorted((int(line.id[:12], 16), line.usage) for line in one.lines())
    let_through = [at for at, usage in usages if usage <= 3]
    assert len(let_through) >= 3
    assert {line.action for line in one.lines() if line.usage <= 3} == {"allow"}
    assert {line.action for line in one.lines() if line.usage > 3} == {"limit"}
    # The window slides in cells of 100 ms: any four in a row lie at least nine cells apart.
    for first, fourth in zip(let_through, let_through[3:], strict=False):
        assert fourth - first >= 895


def test_a_worker_that_dies_again_and_again_does_not_keep_the_machine_busy(serve: Serve) -> None:
    one = serve(2)
    spared = one.workers()[0]
    until = time.monotonic() + 2.0
    while time.monotonic() < until:
        for worker in set(one.workers()) - {spared}:
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.01)
    assert 2 <= one.text().count("ended (signal 9)") <= 12  # and not at every turn of the supervisor
    assert spared in one.workers()
    with SipClient(one.udp) as sbc:
        assert status_of(sbc.ask(invite())) == 302


def test_a_killed_supervisor_leaves_nobody_on_the_addresses(serve: Serve) -> None:
    one = serve(2)
    workers = one.workers()
    one.stop(signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{worker}/exe").exists() for worker in workers))
    wait_until(lambda: is_free(one.udp))


def is_free(address: tuple[str, int]) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        try:
            again.bind(address)
        except OSError:
            return False
    return True


def test_an_http_client_is_asked_to_come_again_and_loses_nothing(serve: Serve) -> None:
    one = serve(1)
    question = {"calling_number": "+12382001000", "called_number": "+14462005555", "source_ip": "127.0.1.1"}
    with httpx.Client(base_url=one.url, trust_env=False) as client:
        serials = set()
        one.point(2, "closed")
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            answer = client.post("/v1/decisions", json=question)
            assert answer.status_code == 200
            serials.add(answer.json()["policy"]["serial"])
    assert serials == {1, 2}


def test_a_tcp_connection_is_closed_after_an_answer_and_none_is_left_out(serve: Serve) -> None:
    one = serve(1)
    statuses: list[int] = []
    connections = 0
    number = 0
    one.point(2, "closed")
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sbc:
            sbc.bind((ACME, 0))
            sbc.connect(one.tcp)
            sbc.settimeout(2)
            connections += 1
            while time.monotonic() < until:
                number += 1
                reply = b""
                with contextlib.suppress(ConnectionError):  # what is sent into a closed connection has to be sent again
                    sbc.sendall(invite(branch=f"z9hG4bKtcp{number}", transport="TCP"))
                    reply = sbc.recv(65_535)
                if not reply:
                    break
                statuses.append(status_of(reply))
    assert connections <= 3
    assert statuses == sorted(statuses)  # 302 by the old policy, then 603 by the new one
    assert set(statuses) == {302, 603}
    wait_until(lambda: len({line.call_id for line in one.lines()}) == len(statuses))


def test_an_idle_connection_holds_no_policy_up(serve: Serve) -> None:
    one = serve(2)
    with socket.create_connection(one.tcp, source_address=(ACME, 0)), socket.create_connection(one.tcp):
        pushed = time.monotonic()
        one.point(2, "open")
        wait_until(lambda: one.serial() == 2, 5.0)
        assert time.monotonic() - pushed < 4.0
