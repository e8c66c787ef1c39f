"""Calls over UDP on loopback, as an SBC places them."""

import time

import pytest

from bellwarden.gate.udp import WAIT_S_MAX
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.verdict import JUDGING_FAILED, OVERLOADED, Action
from tests.gate.gates import (
    BOREAL,
    STRANGER,
    RunningGate,
    SipClient,
    Store,
    ack,
    gate,
    header_of,
    invite,
    loaded,
    status_of,
    wait_until,
)

SUSPENDED = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0)


def test_an_invite_is_redirected_its_ack_absorbed_and_the_decision_kept() -> None:
    """RFC 3261 section 8.3."""
    with gate() as one, SipClient(one.udp) as sbc:
        asked = invite()
        reply = sbc.ask(asked)
        assert status_of(reply) == 302
        assert header_of(reply, "Contact").startswith("<sip:+14462005555@kestrel.example;user=phone>")
        sbc.send(ack(asked, reply))
        assert sbc.hears_nothing()
        [decision] = one.decisions(1)
        assert decision.id == header_of(reply, "X-Bellwarden-Decision")
        assert (decision.call.customer, decision.verdict.action) == ("acme", Action.ALLOW)
        assert decision.policy == "snapshot1"
        assert 0 < decision.latency_us < 500_000
        wait_until(lambda: one.worker.tally.decisions["allow"] == {"NO_OBJECTION": 1})


def test_an_unknown_source_gets_zero_bytes() -> None:
    with gate() as one, SipClient(one.udp, STRANGER) as stranger:
        for data in (invite(), invite(method="OPTIONS"), b"\0" * 100, b"INVITE", b"x" * 60_000):
            stranger.send(data)
        assert stranger.hears_nothing()
        assert one.worker.tally.unknown_source == 5
        assert one.worker.tally.datagrams == 0
        assert one.kept.decisions == []


def test_a_retransmission_gets_the_same_answer_and_is_counted_once() -> None:
    """RFC 3261 section 17.2.1."""
    with gate() as one, SipClient(one.udp, BOREAL) as sbc:
        asked = invite()
        replies = {sbc.ask(asked) for _ in range(6)}
        assert len(replies) == 1
        assert len(one.decisions(1)) == 1
        assert one.decisions(1)[0].usage.customer_attempts_1s == 1


@pytest.mark.slow
def test_a_limit_counts_attempts_and_lifts_after_a_second() -> None:
    with gate() as one, SipClient(one.udp, BOREAL) as sbc:
        said = [status_of(sbc.ask(invite(calling="+17562001234"))) for _ in range(5)]
        assert said == [302, 302, 302, 503, 503]
        time.sleep(1.05)
        assert status_of(sbc.ask(invite(calling="+17562001234"))) == 302


def test_an_emergency_call_continues_for_a_suspended_customer() -> None:
    """47 CFR 64.1200(k)(5)."""
    with gate() as one, SipClient(one.udp) as sbc:
        one.book.entries = (SUSPENDED,)
        assert status_of(sbc.ask(invite())) == 403
        assert status_of(sbc.ask(invite(called="911"))) == 302
        assert one.decisions(2)[1].verdict.reason == "EMERGENCY_CALL"


def test_a_failure_while_judging_lets_the_call_go_on_and_the_next_be_judged() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        one.book.fails = RuntimeError("broken book")
        assert status_of(sbc.ask(invite())) == 302
        assert one.worker.tally.failures == 1
        assert one.decisions(1)[0].verdict.reason == JUDGING_FAILED
        one.book.fails = None
        assert status_of(sbc.ask(invite())) == 302
        assert one.decisions(2)[1].verdict.reason == "NO_OBJECTION"


def test_a_failure_inside_the_sip_core_costs_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        server = one.worker._datagrams._server
        receive = type(server).receive_datagram

        def breaks(self: object, data: bytes, source: tuple[str, int], now: float) -> None:
            if b"poison" in data:
                raise IndexError("poison")
            receive(server, data, source, now)

        monkeypatch.setattr(type(server), "receive_datagram", breaks)
        sbc.send(invite(more=("X-Test: poison",)))
        assert status_of(sbc.ask(invite())) == 302
        assert one.worker.tally.broken_messages == 1


def test_a_malformed_invite_is_refused_and_its_fault_counted() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        reply = sbc.ask(invite(more=("From: <sip:+12382001001@127.0.0.1>;tag=2",)))
        assert status_of(reply) == 400
        assert one.worker.tally.faults == {"400": 1}


def test_a_malformed_emergency_call_continues() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        assert status_of(sbc.ask(invite(called="911", more=("From: <sip:1@127.0.0.1>;tag=2",)))) == 302


def test_noise_from_a_known_source_is_survived() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        for data in (b"", b"\0", b"\r\n\r\n", b"INVITE", b"INVITE sip:x SIP/2.0\r\n\r\n", b"\xff" * 65_000):
            sbc.send(data)
        sbc.send(invite(branch="z9hG4bKlast"))
        wait_until(lambda: len(one.kept.decisions) > 0 and one.kept.decisions[-1].call.request.call_id.startswith("z9"))
        assert one.worker.tally.broken_messages == 0


def test_calls_are_answered_over_ipv6() -> None:
    document = loaded().bundle.document
    trunk = document.trunks[0].__class__("six", ("::1",), customer="acme")
    policy = loaded(type(document)(document.carrier, (trunk,), document.customers))
    with gate(Store(policy), host="::1") as one, SipClient(one.udp, "::1") as sbc:
        assert status_of(sbc.ask(invite())) == 302
        assert one.decisions(1)[0].call.request.source_ip == "::1"


@pytest.mark.slow
def test_options_tells_whether_the_gate_is_well() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        assert status_of(sbc.ask(invite(method="OPTIONS"))) == 200
        one.stall(0.3)
        time.sleep(0.4)
        assert status_of(sbc.ask(invite(method="OPTIONS"))) == 503
        wait_until(lambda: status_of(sbc.ask(invite(method="OPTIONS"))) == 200)


def test_a_gate_without_policy_answers_nobody() -> None:
    with gate(Store()) as one, SipClient(one.udp) as sbc:
        sbc.send(invite(method="OPTIONS"))
        assert sbc.hears_nothing()


def ask_while_stalled(one: RunningGate, sbc: SipClient, *asked: bytes) -> list[bytes]:
    sbc.ask(invite())  # the listener has just seen its queue empty
    one.stall(WAIT_S_MAX + 0.15)
    time.sleep(0.02)
    for data in asked:
        sbc.send(data)
    return [sbc.receive() for _ in asked]


def test_a_call_that_waited_too_long_is_answered_overloaded() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        replies = ask_while_stalled(one, sbc, invite(), invite())
        assert [status_of(reply) for reply in replies] == [302, 302]  # the generic dialect goes on upon 302 only
        assert [one.verdict.reason for one in one.decisions(3)[1:]] == [OVERLOADED, OVERLOADED]
        assert one.worker.tally.shed == 2
        assert one.decisions(3)[2].usage.customer_attempts_1s == 3  # shed attempts count
        sbc.ask(invite())
        assert one.decisions(4)[3].verdict.reason == "NO_OBJECTION"


def test_a_late_gate_still_knows_emergency_calls_and_suspended_customers() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        one.book.entries = (SUSPENDED,)
        replies = ask_while_stalled(one, sbc, invite(called="911"), invite())
        assert [status_of(reply) for reply in replies] == [302, 403]
        assert [one.verdict.reason for one in one.decisions(3)[1:]] == ["EMERGENCY_CALL", "ENFORCEMENT"]


def test_calls_after_a_quiet_time_are_not_taken_for_late() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        for _ in range(3):
            time.sleep(WAIT_S_MAX * 1.5)
            sbc.ask(invite())
        assert one.worker.tally.shed == 0


def test_a_burst_is_answered_completely() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        for _ in range(90):  # more than one wake-up takes
            sbc.send(invite())
        assert [status_of(sbc.receive()) for _ in range(90)] == [302] * 90
        assert len({one.id for one in one.decisions(90)}) == 90
