"""Calls that wait for a certificate, over every transport, by a gate whose book of certificates the test fills."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bellwarden.gate import parking
from bellwarden.gate.parking import FETCHES_BURST, Fetches
from bellwarden.gate.replies import SharedReplies
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Stir
from bellwarden.sip.server import RedirectServer
from bellwarden.sip.transactions import UNANSWERED
from tests.flow.tokens import CREDENTIAL, TRANSIT_IN, VERIFYING, X5U, Certificates, token
from tests.gate.gates import RunningGate, SipClient, Store, gate, header_of, invite, loaded, status_of, wait_until
from tests.verdict.worlds import HOME, NOON

USUAL = replace(VERIFYING, stir=Stir(verifies=True, wait_ms_max=150))
# Where a test lets the certificate come, calls wait longer than a busy machine may take for it.
PATIENT = replace(VERIFYING, stir=Stir(verifies=True, wait_ms_max=10_000))


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "WAIT_S_MAX", 10.0)


@contextmanager
def verifying_gate(*here: str, document: Any = PATIENT, **settings: Any) -> Iterator[tuple[RunningGate, Certificates]]:
    book = Certificates(*here)
    with gate(Store(loaded(document)), **settings) as one:
        one.worker.world.call.credentials = book
        behind(one, False)  # however busy this machine is
        yield one, book


def behind(one: RunningGate, active: bool) -> None:
    one.worker._parking._admission = SimpleNamespace(active=active)  # type: ignore[assignment]


def signed(x5u: str = X5U, **fields: Any) -> bytes:
    return invite(more=(f"Identity: {token(at=time.time(), x5u=x5u)}",), **fields)


def ends(one: RunningGate) -> dict[str, int]:
    return dict(one.worker.tally.parked_calls)


def verstat(reply: bytes) -> str:
    return header_of(reply, "P-Asserted-Identity").partition("verstat=")[2].partition("@")[0]


def test_a_call_waits_until_its_certificate_has_come() -> None:
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed())
        wait_until(lambda: book.asked == [X5U])
        assert sbc.hears_nothing(0.02)
        book.here[X5U] = CREDENTIAL
        reply = sbc.receive()
        assert (status_of(reply), verstat(reply)) == (302, "TN-Validation-Passed")
        assert len(one.decisions(1)) == 1
        assert ends(one) == {"come": 1}
        assert one.worker.tally.parked == 0
        assert one.worker.tally.parked_us > 20_000


def test_a_call_waits_no_longer_than_it_may() -> None:
    with verifying_gate(document=USUAL) as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        started = time.monotonic()
        reply = sbc.ask(signed())
        assert time.monotonic() - started > 0.14
        assert (status_of(reply), verstat(reply)) == (302, "No-TN-Validation")
        found = one.decisions(1)[0].call.verification
        assert found is not None
        assert found.reason == "credential_pending"
        assert ends(one) == {"in_vain": 1}


def test_nobody_else_waits_with_it() -> None:
    with verifying_gate(X5U, document=USUAL) as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        waiting = signed("https://slow.halyard.example/c.pem")
        sbc.send(waiting)
        assert verstat(sbc.ask(signed())) == "TN-Validation-Passed"
        assert verstat(sbc.receive()) == "No-TN-Validation"


def test_retransmissions_wait_with_it_and_are_one_call() -> None:
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        asked = signed()
        for _ in range(3):
            sbc.send(asked)
        wait_until(lambda: one.worker.tally.datagrams == 3)
        book.here[X5U] = CREDENTIAL
        assert verstat(sbc.receive()) == "TN-Validation-Passed"
        assert sbc.hears_nothing(0.05)
        assert verstat(sbc.ask(asked)) == "TN-Validation-Passed"
        assert len(one.kept.decisions) == 1
        assert one.worker.tally.customers.attempts == {"transit": 1}


def test_a_cancel_ends_the_waiting() -> None:
    """RFC 3261 section 9.2: 200 for the CANCEL, 487 for the INVITE, once."""
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        asked = signed(branch="z9hG4bKcancelled")
        sbc.send(asked)
        wait_until(lambda: one.worker.tally.parked == 1)
        sbc.send(invite(branch="z9hG4bKcancelled", method="CANCEL"))
        replies = [sbc.receive(), sbc.receive()]
        assert [status_of(reply) for reply in replies] == [200, 487]
        assert [header_of(reply, "CSeq") for reply in replies] == ["1 CANCEL", "1 INVITE"]
        book.here[X5U] = CREDENTIAL
        assert sbc.hears_nothing(0.1)
        assert status_of(sbc.ask(asked)) == 487
        decision = one.decisions(1)[0]
        assert decision.answer.status == 487
        assert len(one.kept.decisions) == 1
        assert ends(one) == {"cancelled": 1}


def test_a_call_that_is_cancelled_gives_its_place_back() -> None:
    customers = tuple(replace(c, concurrent_max=1) if c.key == "transit" else c for c in PATIENT.customers)
    trunks = tuple(replace(t, reports_ends=True) for t in PATIENT.trunks)
    document = replace(PATIENT, customers=customers, trunks=trunks)
    with verifying_gate(document=document) as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed(branch="z9hG4bKgivenup"))
        wait_until(lambda: one.worker.tally.parked == 1)
        sbc.send(invite(branch="z9hG4bKgivenup", method="CANCEL"))
        assert [status_of(sbc.receive()) for _ in range(2)] == [200, 487]
        assert status_of(sbc.ask(invite())) == 302
        assert status_of(sbc.ask(invite())) == 503  # the place is taken now


def test_a_cancel_of_no_call_is_481() -> None:
    with verifying_gate(document=USUAL) as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed())
        wait_until(lambda: one.worker.tally.parked == 1)
        assert status_of(sbc.ask(invite(branch="z9hG4bKanother", method="CANCEL"))) == 481
        assert verstat(sbc.receive()) == "No-TN-Validation"


def test_over_tcp_the_answer_comes_on_the_connection_of_the_question() -> None:
    with verifying_gate() as (one, book), stream(one) as first, stream(one) as second:
        first.sendall(signed(transport="TCP"))
        wait_until(lambda: one.worker.tally.parked == 1)
        second.sendall(invite(transport="TCP"))
        assert verstat(second.recv(65_535)) == "No-TN-Validation"
        book.here[X5U] = CREDENTIAL
        assert verstat(first.recv(65_535)) == "TN-Validation-Passed"


def test_over_tcp_a_peer_that_left_is_no_trouble() -> None:
    with verifying_gate(document=USUAL) as (one, _):
        with stream(one) as sbc:
            sbc.sendall(signed(transport="TCP"))
            wait_until(lambda: one.worker.tally.parked == 1)
        wait_until(lambda: ends(one) == {"in_vain": 1})
        assert len(one.decisions(1)) == 1
        with SipClient(one.udp, TRANSIT_IN) as other:
            assert status_of(other.ask(invite())) == 302


@contextmanager
def stream(one: RunningGate) -> Iterator[socket.socket]:
    with socket.create_connection(one.tcp, 2, (TRANSIT_IN, 0)) as peer:
        peer.settimeout(2)
        yield peer


def test_a_gate_that_stops_answers_who_waits() -> None:
    with verifying_gate() as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed())
        wait_until(lambda: one.worker.tally.parked == 1)
        one.stop()
        assert verstat(sbc.receive()) == "No-TN-Validation"
        assert len(one.kept.decisions) == 1


def test_a_worker_that_leaves_answers_who_waits() -> None:
    with verifying_gate() as (one, _), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed())
        wait_until(lambda: one.worker.tally.parked == 1)
        leaving = asyncio.run_coroutine_threadsafe(one.worker.leave(), one._loop)
        assert verstat(sbc.receive()) == "No-TN-Validation"
        leaving.result(5)
        assert len(one.kept.decisions) == 1


def test_while_the_gate_is_behind_nobody_begins_to_wait() -> None:
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        behind(one, True)
        assert verstat(sbc.ask(signed())) == "No-TN-Validation"
        assert book.asked == []
        assert ends(one) == {"behind": 1}


def test_a_measure_that_was_set_meanwhile_holds() -> None:
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        sbc.send(signed())
        wait_until(lambda: one.worker.tally.parked == 1)
        target = EnforcementTarget.CUSTOMER
        one.book.entries = (Enforcement(1, EnforcementKind.SUSPEND, target, "transit", "test", NOON),)
        book.here[X5U] = CREDENTIAL
        assert status_of(sbc.receive()) == 403
        assert one.decisions(1)[0].verdict.reason == "ENFORCEMENT"


def test_tokens_that_fail_anyway_wait_for_nothing_and_fetch_nothing() -> None:
    with verifying_gate() as (one, book), SipClient(one.udp, TRANSIT_IN) as sbc:
        old = invite(more=(f"Identity: {token(at=time.time() - 100, x5u=X5U)}",))
        assert header_of(sbc.ask(old), "Reason") == 'STIR;cause=403;text="Stale Date"'
        assert book.asked == []
        assert ends(one) == {}


def test_a_trunk_that_brings_a_new_signer_with_every_call_takes_its_own_places_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parking, "PLACES_OF_TRUNK", 8)
    trunks = tuple(replace(one, verifies=True) for one in PATIENT.trunks)
    document = replace(PATIENT, trunks=trunks)
    with verifying_gate(document=document) as (one, book), SipClient(one.udp, TRANSIT_IN) as flood:
        for number in range(40):
            flood.send(signed(f"https://signer{number}.example/c.pem", calling=HOME))
        wait_until(lambda: one.worker.tally.parked == 8)
        wait_until(lambda: ends(one).get("no_place") == 32)
        assert len(book.asked) == 8
        with SipClient(one.udp) as sbc:
            sbc.send(signed())
            wait_until(lambda: X5U in book.asked)
            book.here[X5U] = CREDENTIAL
            assert verstat(sbc.receive()) == "TN-Validation-Passed"


def test_new_signers_are_fetched_at_a_rate() -> None:
    fetches = Fetches()
    granted = [fetches.grants("transit-in", f"https://signer{n}.example/c.pem", 10.0) for n in range(1_000)]
    assert granted == [True] * int(FETCHES_BURST) + [False] * (1_000 - int(FETCHES_BURST))
    assert fetches.grants("transit-in", "https://signer0.example/c.pem", 10.0)
    assert fetches.grants("acme-pbx", "https://signer1000.example/c.pem", 10.0)
    assert [fetches.grants("transit-in", f"https://later{n}.example/c.pem", 11.0) for n in range(5)] == [True] * 4 + [
        False
    ]


def test_over_http_a_question_waits_likewise() -> None:
    with verifying_gate() as (one, book), one.http() as client:
        threading.Timer(0.05, lambda: book.here.update({X5U: CREDENTIAL})).start()
        asked = {
            "trunk": "transit-in",
            "calling_number": HOME,
            "called_number": "+14462005555",
            "identity": token(at=time.time()),
        }
        told = client.post("/v1/decisions", json=asked).json()
        assert told["verification"] == {
            "verstat": "TN-Validation-Passed",
            "code": 0,
            "reason": "",
            "attestation": "A",
            "origid": "11111111-2222-4333-8444-555566667777",
            "signer": "B100",
        }
        assert told["identities"] == []
        assert ends(one) == {"come": 1}
        told = client.post("/v1/decisions", json={**asked, "identity": ["no.token.here"]}).json()
        assert (told["verification"]["verstat"], told["verification"]["code"]) == ("TN-Validation-Failed", 438)


def test_a_held_call_is_unanswered_for_every_worker() -> None:
    """The next call takes the worker's cell, so the held one must not be forgotten with it."""
    shared = SharedReplies()
    shared.sit_down(0, 2)
    server = RedirectServer(b"secret", answers=shared)
    server.receive_datagram(signed(), ("127.0.2.1", 5060), 1.0)
    held = server.next_event()
    assert held is not None
    server.hold(held, 1.0)
    server.receive_datagram(invite(), ("127.0.2.1", 5060), 1.0)
    assert server.next_event() is not None
    shared.sit_down(1, 2)
    assert shared.claim(held.to_tag, 1.1) == UNANSWERED
    assert shared.claim(held.to_tag, 2.5) is None
