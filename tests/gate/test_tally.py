"""Counts, their sum over workers, and who is named in the metrics."""

from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bellwarden.gate import counts as module
from bellwarden.gate.counts import (
    LABELS_MAX,
    METRICS,
    NAMED_FROM_CALLS,
    NAMED_MAX,
    OTHER_PARTY,
    PARTIES_MAX,
    PARTY_REASONS_MAX,
    Kind,
    Parties,
    Tally,
    added,
)
from bellwarden.gate.metrics import _parties
from bellwarden.gate.tally import count, note_decision
from bellwarden.model.decision import Decision
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.usage import NO_USAGE
from bellwarden.model.verdict import Action, Outcome, Verdict
from tests.verdict.worlds import attempt, policy_of

NOW = 1_000.0
CALL = attempt(policy_of())


def decision(customer: str = "acme", trunk: str = "acme-pbx", verdict: str = "", latency_us: int = 60) -> Decision:
    action = Action.BLOCK if verdict else Action.ALLOW
    call = CALL._replace(customer=customer, trunk=trunk)
    said = Verdict(action, verdict or "NO_OBJECTION", Outcome.LIST if verdict else Outcome.CONTINUE)
    return Decision("", call, NO_USAGE, said, False, SipAnswer(302, "Moved"), "snapshot", 0, latency_us)


def test_labels_are_bounded() -> None:
    counts: dict[str, int] = {}
    for i in range(LABELS_MAX + 50):
        count(counts, str(i))
    assert len(counts) == LABELS_MAX + 1
    assert counts["other"] == 50


def test_a_decision_is_counted_by_verdict_latency_customer_and_trunk() -> None:
    tally = Tally()
    note_decision(tally, decision())
    note_decision(tally, decision(verdict="CALLING_LIST", latency_us=2_000_000))
    note_decision(tally, decision(customer="boreal", trunk="acme-pbx"))
    assert tally.decisions["allow"] == {"NO_OBJECTION": 2}
    assert tally.decisions["block"] == {"CALLING_LIST": 1}
    assert (sum(tally.latency), tally.latency[-1], tally.latency_us) == (3, 1, 2_000_120)
    assert tally.customers == Parties({"acme": 2, "boreal": 1}, {"acme": {"CALLING_LIST": 1}})
    assert tally.trunks == Parties({"acme-pbx": 3}, {"acme-pbx": {"CALLING_LIST": 1}})


def test_customers_are_bounded_and_the_rest_is_counted_together() -> None:
    tally = Tally()
    for i in range(PARTIES_MAX + 20):
        note_decision(tally, decision(customer=str(i)))
    note_decision(tally, decision(customer="3"))
    note_decision(tally, decision(customer=str(PARTIES_MAX + 1), verdict="CALLING_LIST"))
    assert len(tally.customers.attempts) == PARTIES_MAX + 1
    assert (tally.customers.attempts[OTHER_PARTY], tally.customers.attempts["3"]) == (21, 2)
    assert tally.customers.reasons == {OTHER_PARTY: {"CALLING_LIST": 1}}
    assert (tally.customers.refused(OTHER_PARTY), tally.customers.refused("3")) == (1, 0)


def test_reasons_of_a_customer_are_bounded() -> None:
    tally = Tally()
    for i in range(PARTY_REASONS_MAX + 5):
        note_decision(tally, decision(verdict=f"R{i}"))
    reasons = tally.customers.reasons["acme"]
    assert len(reasons) == PARTY_REASONS_MAX + 1
    assert (reasons["other"], sum(reasons.values())) == (5, PARTY_REASONS_MAX + 5)


def test_the_sum_of_two_workers_holds_every_count_of_both() -> None:
    first, second = Tally(at=NOW), Tally(at=NOW)
    first.decisions["block"] = {"CPS_LIMIT": 2, "LIST": 1}
    second.decisions["block"] = {"CPS_LIMIT": 3}
    second.decisions["allow"] = {"NO_OBJECTION": 7}
    first.latency[0], second.latency[0], second.latency[10] = 4, 5, 1
    first.unknown_source, second.unknown_source = 1, 2
    total = added([first, second], NOW)
    assert total.decisions["block"] == {"CPS_LIMIT": 5, "LIST": 1}
    assert total.decisions["allow"] == {"NO_OBJECTION": 7}
    assert (total.latency[0], total.latency[10], total.unknown_source) == (9, 1, 3)
    assert first.decisions["block"] == {"CPS_LIMIT": 2, "LIST": 1}


def test_what_goes_up_and_down_is_added_of_the_live_workers_only() -> None:
    ended = Tally(at=NOW - 60, spool_depth=5, spool_written=5)
    total = added([ended, Tally(at=NOW, spool_depth=2, spool_written=2)], NOW)
    assert (total.spool_depth, total.spool_written) == (2, 7)


@pytest.mark.parametrize("field", METRICS)
def test_every_line_of_the_table_can_be_added(field: str) -> None:
    value: dict[type, object] = {int: 3, float: 0.5, dict: {"x": 3}}
    one = Tally(at=NOW)
    setattr(one, field, value[type(getattr(one, field))])
    total = getattr(added([one, one], NOW), field)
    if METRICS[field].kind in (Kind.COUNTER, Kind.GAUGE):
        assert total in (6, {"x": 6}, {"taken": 0, "refused": 0, "x": 6})
    else:
        assert total == getattr(Tally(), field)


def test_a_dictionary_of_the_table_has_a_label() -> None:
    hints = get_type_hints(Tally)
    summed = {field for field, one in METRICS.items() if one.kind in (Kind.COUNTER, Kind.GAUGE)}
    assert {field for field in summed if METRICS[field].label} == {
        field for field in summed if hints[field] == dict[str, int]
    }


def shown(parties: Parties) -> dict[str, int]:
    """What the metrics say of attempts, as gate/metrics.py makes it."""
    [attempts, _] = _parties("customer", [parties])
    return {one.labels["customer"]: int(one.value) for one in attempts.samples}


@given(some.lists(some.tuples(some.sampled_from("abcdef"), some.integers(1, 4)), max_size=60))
def test_no_count_falls_when_a_customer_is_named(calls: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "NAMED_FROM_CALLS", 5)
        patch.setattr(module, "NAMED_MAX", 3)
        parties = Parties()
        before: dict[str, int] = {}
        placed = 0
        for key, number in calls:
            for _ in range(number):
                parties.attempts[key] = parties.attempts.get(key, 0) + 1
            placed += number
            parties.sum_up()
            now = shown(parties.summary())
            assert all(now[one] >= value for one, value in before.items())
            assert sum(now.values()) == placed
            assert len(now) <= 4
            before = now


def test_the_busiest_are_named_and_stay_so() -> None:
    parties = Parties({str(i): NAMED_FROM_CALLS + i for i in range(NAMED_MAX + 10)})
    parties.attempts |= {"quiet": NAMED_FROM_CALLS - 1, OTHER_PARTY: 10_000, "": 10_000}
    parties.sum_up()
    assert set(parties.named) == {str(i) for i in range(10, NAMED_MAX + 10)}
    parties.attempts["0"] = 1_000_000
    parties.sum_up()
    assert "0" not in parties.named and len(parties.named) == NAMED_MAX
