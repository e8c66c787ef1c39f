"""Counted checks end to end: calls are judged one after the other, until the count of them is too high."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.flows.call import CallWorld, judge
from bellwarden.flows.late import shed
from bellwarden.flows.replay import judge_again
from bellwarden.gate.counters import LocalCounters
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Costs, GateMode, ListClass, ListKey, ModeSetting, PolicyList, Rate, Scope
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Mode, Outcome
from bellwarden.seam.spool import encode, read_frame
from bellwarden.verdict.checks import load
from bellwarden.verdict.policy import Policy
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import ACME, BOREAL, DOCUMENT, NOON, TRANSIT, acting, policy_of

COUNTED = (
    "minute_limit",
    "hour_limit",
    "day_limit",
    "caller_ids_limit",
    "concurrency_limit",
    "trunk_concurrency_limit",
    "concurrency_estimate",
    "spend_limit",
    "caller_id_rate",
    "pair_rate",
    "spam_detective",
    "called_burst",
    "do_not_call",
)
ABROAD = "+442079460000"
PRICES = Costs((("44", 2_000_000),))  # 2.00 a minute, 6.00 for the 180 s that are assumed


def counted_world(policy: Policy) -> CallWorld:
    return world_of(policy, counters=LocalCounters())


def limited(modes: tuple[ModeSetting, ...] = (), reports_ends: bool = True, **limits: Any) -> Policy:
    """Acme with these limits; every counted check acts unless `modes` says otherwise."""
    trunks = tuple(replace(one, reports_ends=reports_ends, call_s_max=600) for one in DOCUMENT.trunks)
    customers = (replace(ACME, **limits), BOREAL, TRANSIT)
    return policy_of(trunks=trunks, customers=customers, costs=PRICES, modes=(*acting(*COUNTED), *modes))


def rated(name: str, calls_max: int, acts: bool = True, action: Action = Action.LIMIT, **fields: Any) -> Policy:
    """A rate in a minute."""
    rate = Rate(name, calls_max, 60, action, fields.pop("diversion", None))
    return policy_of(rates=(rate,), modes=acting(name) if acts else (), **fields)


def reasons(world: CallWorld, *requests: dict[str, Any]) -> list[str]:
    decisions = [judge(asked(**fields), world) for fields in requests]
    assert all(decisions)
    return [decision.verdict.reason for decision in decisions if decision]


def one(world: CallWorld, **fields: Any) -> Decision:
    decision = judge(asked(**fields), world)
    assert decision is not None
    return decision


OK = "NO_OBJECTION"


@pytest.mark.parametrize(
    ("limit", "code", "apart_s", "rest_s"),
    [
        ("attempts_1m_max", "MINUTE_LIMIT", 5, 60),
        ("attempts_1h_max", "HOUR_LIMIT", 300, 3600),
        ("attempts_1d_max", "DAY_LIMIT", 3600, 86_400),
    ],
)
def test_attempts_over_a_window_s_limit_are_refused_until_it_has_passed(limit, code, apart_s, rest_s):
    world = counted_world(limited(**{limit: 2}))
    times = [NOON, NOON + apart_s, NOON + 2 * apart_s, NOON + 3 * apart_s, NOON + 3 * apart_s + rest_s]
    assert reasons(world, *({"at": at} for at in times)) == [OK, OK, code, code, OK]


def test_a_window_limit_answers_as_limits_do_and_says_how_many():
    world = counted_world(limited(attempts_1m_max=1))
    one(world)
    decision = one(world)
    assert (decision.verdict.action, decision.verdict.outcome) == (Action.LIMIT, Outcome.LIMIT)
    assert decision.verdict.weighed[0].finding.detail == "2 of 1"
    assert decision.verdict.weighed[0].finding.evidence is EvidenceClass.FACT


def test_emergency_calls_neither_count_nor_are_limited():
    world = counted_world(limited(attempts_1m_max=1, concurrent_max=1))
    calls = [{"called": "911"}] * 3 + [{}, {"called": "911"}, {}]
    assert reasons(world, *calls) == ["EMERGENCY_CALL"] * 3 + [OK, "EMERGENCY_CALL", "MINUTE_LIMIT"]


def test_a_further_caller_id_is_refused_and_those_before_it_are_not():
    world = counted_world(limited(caller_ids_1h_max=2))
    shown = ["+12382001000", "+12382001001", "+12382015000", "+12382001000"]
    assert reasons(world, *({"calling": number} for number in shown)) == [OK, OK, "CALLER_IDS_LIMIT", OK]


def test_places_are_freed_by_the_end_of_a_call_and_by_a_refusal():
    world = counted_world(limited(concurrent_max=2))
    first, second = one(world), one(world)
    assert reasons(world, {}, {}) == ["CONCURRENCY_LIMIT"] * 2
    assert world.counters.end_call(first.id, 30.0, NOON)
    assert not world.counters.end_call(first.id, 30.0, NOON)
    # A call refused for another reason takes no place.
    assert reasons(world, {"calling": "911"}, {}, {}) == ["CALLER_ID_EMERGENCY", OK, "CONCURRENCY_LIMIT"]
    assert world.counters.end_call(second.id, 30.0, NOON)


def test_a_call_whose_end_never_comes_frees_its_place_after_the_longest_call():
    world = counted_world(limited(concurrent_max=1))
    # Of 600 s; by a fifteenth more at the most.
    assert reasons(world, {}, {"at": NOON + 599}, {"at": NOON + 641}) == [OK, "CONCURRENCY_LIMIT", OK]


def test_a_trunk_s_places_are_counted_over_all_its_customers():
    trunks = (replace(DOCUMENT.trunks[0], reports_ends=True, concurrent_max=1), *DOCUMENT.trunks[1:])
    world = counted_world(policy_of(trunks=trunks, modes=acting("trunk_concurrency_limit")))
    first = one(world)
    assert reasons(world, {}) == ["TRUNK_CONCURRENCY_LIMIT"]
    world.counters.end_call(first.id, 1.0, NOON)
    assert reasons(world, {}) == [OK]


def test_where_ends_are_not_reported_concurrency_is_estimated_and_refuses_nobody():
    world = counted_world(limited(reports_ends=False, concurrent_max=1))
    one(world)
    decision = one(world)
    assert (decision.verdict.action, decision.verdict.reason) == (Action.ALLOW, OK)
    assert [(w.finding.code, w.finding.detail) for w in decision.verdict.weighed] == [
        ("CONCURRENCY_ESTIMATE", "customer: about 2 of 1")
    ]
    later = one(world, at=NOON + 193)  # 180 s are assumed
    assert later.verdict.weighed == ()


def test_a_customer_with_one_trunk_that_reports_and_one_that_does_not_is_estimated():
    trunks = (replace(DOCUMENT.trunks[0], reports_ends=True), replace(DOCUMENT.trunks[1], customer="acme"))
    customers = (replace(ACME, concurrent_max=1), BOREAL)
    world = counted_world(policy_of(trunks=trunks, customers=customers, modes=acting(*COUNTED)))
    first = one(world)
    assert [w.finding.code for w in one(world).verdict.weighed] == ["CONCURRENCY_ESTIMATE"]
    world.counters.end_call(first.id, 1.0, NOON)  # what is reported helps the estimate


def test_while_the_gate_observes_refused_calls_are_up_because_they_go_on():
    policy = limited(concurrent_max=1)
    document = replace(policy.document, carrier=replace(policy.carrier, mode=GateMode.OBSERVE))
    world = counted_world(policy_of(document))
    assert [one(world).usage.customer_calls_up for _ in range(3)] == [1, 2, 3]


def test_a_call_that_an_overloaded_gate_lets_pass_is_up_until_its_end():
    world = counted_world(limited(concurrent_max=1))
    decision = shed(asked(), world)
    assert decision is not None
    assert (decision.verdict.reason, decision.usage.customer_calls_up) == ("OVERLOADED", 1)
    assert reasons(world, {}) == ["CONCURRENCY_LIMIT"]
    assert world.counters.end_call(decision.id, 1.0, NOON)


def test_calls_that_cost_are_refused_once_the_day_s_limit_is_spent_and_others_go_on():
    world = counted_world(limited(spend_1d_max=10_000_000))
    first = one(world, called=ABROAD)
    assert (first.usage.call_cost, first.usage.customer_spend_1d) == (6_000_000, 6_000_000)
    assert reasons(world, {"called": ABROAD}, {}) == ["SPEND_LIMIT", OK]
    world.counters.end_call(first.id, 30.0, NOON + 40)  # 1.00 instead of 6.00
    assert reasons(world, {"called": ABROAD, "at": NOON + 41}) == [OK]
    assert reasons(world, {"called": ABROAD, "at": NOON + 42}) == ["SPEND_LIMIT"]
    assert reasons(world, {"called": ABROAD, "at": NOON + 90_000}) == [OK]


def test_spending_only_reports_unless_told_to_act():
    world = counted_world(limited((ModeSetting("spend_limit", Mode.REPORT),), spend_1d_max=1_000_000))
    decision = one(world, called=ABROAD)
    assert (decision.verdict.action, decision.verdict.weighed[0].finding.detail) == (Action.ALLOW, "6.00 of 1.00")


RATES = [
    ("caller_id_rate", [{"called": f"+1446200555{n}"} for n in range(3)], {"calling": "+12382001001"}),
    ("pair_rate", [{}] * 3, {"called": "+14462005556"}),
    ("spam_detective", [{"called": f"+1238201555{n}", "source_ip": "127.0.2.7", "calling": "+17562001234"}
                        for n in range(3)], {"called": "+14462005555"}),
    ("called_burst", [{"calling": f"+1238201555{n}"} for n in range(3)], {"called": "+14462005556"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "calls", "other"), RATES)
def test_a_rate_limits_the_calls_beyond_it_and_no_others(name, calls, other):
    world = counted_world(rated(name, 2))
    assert reasons(world, *calls, {**calls[0], **other}) == [OK, OK, name.upper(), OK]
    assert reasons(world, {**calls[0], "at": NOON + 120}) == [OK]


@pytest.mark.parametrize(("name", "calls", "other"), RATES)
def test_a_rate_starts_by_reporting(name, calls, other):
    world = counted_world(rated(name, 2, acts=False))
    decision = [one(world, **fields) for fields in calls][-1]
    assert decision.verdict.action is Action.ALLOW
    assert [(w.finding.code, w.mode) for w in decision.verdict.weighed] == [(name.upper(), Mode.REPORT)]
    assert decision.verdict.weighed[0].finding.evidence is EvidenceClass.STATISTICS


@pytest.mark.parametrize(
    ("action", "diversion", "outcome"),
    [
        (Action.DIVERT, Diversion.CAPTCHA, Outcome.CAPTCHA),
        (Action.DIVERT, Diversion.VOICE_MENU, Outcome.VOICE_MENU),
        (Action.DIVERT, Diversion.VOICEMAIL, Outcome.VOICEMAIL),
        (Action.BLOCK, None, Outcome.ANALYTICS),  # 603+, 47 CFR 64.1200(k)(9)
    ],
)
def test_the_spam_detective_diverts_or_blocks_by_analytics(action, diversion, outcome):
    world = counted_world(rated("spam_detective", 1, action=action, diversion=diversion))
    call = {"called": "+12382015555", "source_ip": "127.0.2.7", "calling": "+17562001234"}
    one(world, **call)
    verdict = one(world, **call).verdict
    assert (verdict.action, verdict.reason, verdict.outcome) == (action, "SPAM_DETECTIVE", outcome)


def test_the_called_customer_may_opt_out_of_the_spam_detective():
    off = ModeSetting("spam_detective", Mode.OFF, Scope.CALLED_CUSTOMER, "acme")
    policy = policy_of(rates=(Rate("spam_detective", 1, 60),), modes=(*acting("spam_detective"), off))
    world = counted_world(policy)
    calls = [{"called": "+12382015555", "source_ip": "127.0.2.7", "calling": "+17562001234"}] * 3
    assert reasons(world, *calls) == [OK] * 3


def test_a_telemarketer_who_calls_a_registered_number_is_reported():
    """47 CFR 64.1200(c)(2); who is no telemarketer may call whom he likes."""
    entry = PolicyList("registered", ListKey.CALLED_NUMBER, ListClass.DO_NOT_CALL, prefixes=("1446200",))
    customers = (replace(ACME, telemarketer=True), BOREAL, TRANSIT)
    world = counted_world(policy_of(customers=customers, lists=(entry,)))
    verdict = one(world).verdict
    assert (verdict.action, [w.finding.code for w in verdict.weighed]) == (Action.ALLOW, ["DO_NOT_CALL"])
    assert one(world, called="+17562001234").verdict.weighed == ()
    assert one(world, source_ip="127.0.1.2", calling="+17562001234").verdict.weighed == ()


def test_a_limit_of_the_journal_counts_as_before():
    limit = Enforcement(1, EnforcementKind.LIMIT, EnforcementTarget.CUSTOMER, "acme", "burst", NOON, cps_max=1)
    world = world_of(limited(attempts_1m_max=100), limit, counters=LocalCounters())
    assert reasons(world, {}, {}, {"at": NOON + 2}) == [OK, "ENFORCEMENT", OK]


def test_without_limits_no_counted_check_stands_in_a_chain():
    steps = policy_of(modes=acting(*COUNTED)).chain_for("acme-pbx", "acme", "boreal").steps
    assert {step.code.lower() for step in steps}.isdisjoint(COUNTED)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["+12382001000", "+12382001001", "anonymous", "911", "+12382015555"]),
            st.sampled_from(["+14462005555", "+12382015555", ABROAD, "911"]),
            st.sampled_from(["127.0.1.1", "127.0.2.7"]),
            st.floats(0, 200),
        ),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.builds(ModeSetting, st.sampled_from(sorted(load())), st.sampled_from(Mode)), max_size=8),
    st.booleans(),
)
def test_judging_a_kept_record_again_gives_the_recorded_verdict(calls, modes, reports_ends):
    """Whatever was counted: the record holds every reading that a check read."""
    rates = tuple(Rate(name, 2, 60) for name in ("caller_id_rate", "pair_rate", "spam_detective", "called_burst"))
    base = limited(
        tuple(modes), reports_ends, attempts_1m_max=3, attempts_1h_max=4, attempts_1d_max=5, caller_ids_1h_max=2,
        concurrent_max=2, spend_1d_max=10_000_000, telemarketer=True,
    )  # fmt: skip
    policy = policy_of(replace(base.document, rates=rates))
    world = counted_world(policy)
    at = NOON
    for calling, called, source, gap in calls:
        at += gap
        decision = one(world, calling=calling, called=called, source_ip=source, at=at)
        assert judge_again(read_frame(encode(decision), 0), policy) == decision.verdict
        if called == "911":  # 47 CFR 64.1200(k)(5)
            assert decision.verdict.outcome is Outcome.CONTINUE
