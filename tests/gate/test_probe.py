"""The gate's own call: nobody's, through everything; a stall counts with all the calls that it would have held up."""

import time

import pytest

from bellwarden import switches
from bellwarden.flows.call import judge
from bellwarden.gate.counters import LocalCounters
from bellwarden.gate.ids import DecisionIds
from bellwarden.gate.probe import PROBES, SLOW_MAX, SelfProbe
from bellwarden.gate.tally import Tally
from bellwarden.gate.world import GateWorld
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import PolicyDocument, Trunk
from tests.gate.gates import Book, Kept, SipClient, Store, gate, invite, loaded, status_of, wait_until
from tests.verdict.worlds import CHECKS, DOCUMENT

PERIOD_S = 0.05


class Rehearsed:
    """A worker's world with its probe."""

    def __init__(self, document: PolicyDocument = DOCUMENT, limit_s: float = 10.0) -> None:
        self.book, self.kept, self.tally, self.counters = Book(), Kept(), Tally(), LocalCounters()
        self.world = GateWorld(
            CHECKS, switches.load(), self.counters, self.book, self.kept, DecisionIds(1), time.time, self.tally
        )
        policy = loaded(document)
        self.world.take_up(policy, self.world.build(policy))
        self.probe = SelfProbe(self.world, PERIOD_S, limit_s)


def test_a_call_of_its_own_is_judged_and_leaves_no_trace() -> None:
    one = Rehearsed()
    asked: list[str] = []
    naming = one.book.naming
    one.book.naming = lambda *about: asked.append(about[3]) or naming(*about)  # type: ignore[method-assign]
    one.probe.prepare()
    assert set(asked) == {"14462000100"}  # it ran through to the enforcements
    assert one.probe.well
    assert one.kept.decisions == []
    assert one.tally.decisions == Tally().decisions
    first = judge(CallRequest(time.time(), "127.0.1.1", "+14462005555", "+12382001000"), one.world.call)
    assert first is not None
    assert first.usage.customer_attempts_1s == 1


def test_without_a_policy_it_is_not_well() -> None:
    one = Rehearsed()
    assert not one.probe.well
    one.probe.beat(0.0)
    assert not one.probe.well


@pytest.mark.parametrize("trunks", [(), (Trunk("by-name-only", ()),), (Trunk("net", ("2001:db8::/32",)),)])
def test_any_policy_can_be_rehearsed(trunks: tuple[Trunk, ...]) -> None:
    one = Rehearsed(PolicyDocument(DOCUMENT.carrier, trunks, DOCUMENT.customers))
    one.probe.prepare()
    assert one.probe.well


def test_what_fails_calls_fails_the_probe_and_is_over_when_it_is_over() -> None:
    one = Rehearsed()
    one.probe.prepare()
    one.book.fails = RuntimeError("broken book")
    one.probe.beat(0.0)
    assert not one.probe.well
    assert "broken book" in one.probe.fault
    one.book.fails = None
    one.probe.beat(0.0)
    assert one.probe.well


def test_a_decision_slower_than_the_limit_takes_the_gate_out() -> None:
    one = Rehearsed(limit_s=1e-9)
    one.probe.prepare()
    for _ in range(SLOW_MAX):
        one.probe.beat(0.0)
    assert one.probe.well
    one.probe.beat(0.0)
    assert not one.probe.well


def test_one_long_stall_counts_with_the_calls_that_waited_and_is_forgotten_in_a_second() -> None:
    one = Rehearsed(limit_s=0.05)
    one.probe.prepare()
    one.probe.beat(0.15)  # held up those of the last 150 ms: three beats
    assert one.probe.well
    one.probe.beat(0.4)
    assert not one.probe.well
    assert one.probe.slowest_s >= 0.4
    for _ in range(PROBES):
        one.probe.beat(0.0)
    assert one.probe.well


def test_options_is_503_while_calls_can_not_be_judged() -> None:
    with gate() as one, SipClient(one.udp) as sbc:
        options = invite(method="OPTIONS")
        assert status_of(sbc.ask(options)) == 200
        one.book.fails = RuntimeError("broken book")
        wait_until(lambda: status_of(sbc.ask(options)) == 503)
        one.book.fails = None
        wait_until(lambda: status_of(sbc.ask(options)) == 200)
        assert one.kept.decisions == []


def test_options_is_503_while_the_limit_is_not_kept() -> None:
    with gate(Store(loaded()), probe_s_max=1e-9) as one, SipClient(one.udp) as sbc:
        wait_until(lambda: status_of(sbc.ask(invite(method="OPTIONS"))) == 503)
