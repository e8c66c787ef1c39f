"""A candidate tried on what happened: both sources in one order, with the state of then, and no emergency call held."""

import ast
import inspect
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.flows.call import judge
from bellwarden.flows.replay_counts import Complaint, Findings, Known
from bellwarden.flows.replay_past import SLACK_S, PastCall, RecordedCall, in_order
from bellwarden.flows.replay_record import NEVER_TOLD, OF_CHECKS, OF_VARIABLES, Placer, unjudged_in, without
from bellwarden.flows.replay_sides import MeasuresThen, Side, readings
from bellwarden.flows.replay_story import PLACELESS, UNJUDGED, Question, replay
from bellwarden.gate.counters import LocalCounters
from bellwarden.model.call import CallRequest
from bellwarden.model.condition import VARIABLES
from bellwarden.model.counting import Counting, CustomerCounting
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Condition, PolicyDocument, Rate
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import OVERLOADED, Action, Outcome, Verdict
from bellwarden.seam.journal import JournalEvent, MeasureLifted, MeasureSet
from bellwarden.verdict import checks
from bellwarden.verdict.counting import PAIR_RATE
from bellwarden.verdict.policy import Policy
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import ACME, AWAY, BOREAL, DOCUMENT, HOME, NOON, OTHER, acting, number_list, policy_of


def a_record(at: float = NOON, **fields: Any) -> RecordedCall:
    told = RecordedCall(at, HOME, AWAY, "answered", 60.0, "acme", "", "", "", "", "", "")
    return told._replace(**fields)


def decisions_of(policy: Policy, *requests: CallRequest) -> list[Decision]:
    """As a gate would have kept them, with real counts."""
    world = world_of(policy, counters=LocalCounters())
    found = [judge(request, world) for request in requests]
    return [one for one in found if one is not None]


def side_of(document: PolicyDocument, layers: dict[str, bytes] | None = None, snapshot: str = "test") -> Side:
    def make(other: PolicyDocument) -> Policy:
        return Policy(other, layers or {}, checks.load())

    policy = Policy(document, layers or {}, checks.load(), snapshot)
    return Side(policy, make, LocalCounters(), lambda wanted: policy.counting if wanted == "test" else None)


def tried(
    past: Iterable[PastCall],
    candidate: Side,
    live: Side | None = None,
    journal: Iterable[JournalEvent] = (),
    **question: Any,
) -> Findings:
    about = Question(NOON - 3600, NOON + 86_400, **question)
    return replay(past, live or side_of(DOCUMENT), candidate, MeasuresThen(journal), about, lambda at: None)


TOLD = frozenset(("at", "called", "calling", "spid"))  # a number's provider is known by the allocation file, too

numbers = st.sampled_from((HOME, AWAY, OTHER, "911", "anonymous", "+12385550101", "", "+442071234567"))
requests = st.builds(
    asked,
    at=st.floats(NOON, NOON + 60),
    source_ip=st.sampled_from(("127.0.1.1", "127.0.1.2", "127.0.2.7")),
    called=numbers,
    calling=numbers,
    shown=st.sampled_from(("", OTHER)),
    display_name=st.sampled_from(("", "ACME", "CAR WARRANTY")),
)
# Limits that bind, so that the counts matter.
TIGHT = replace(
    DOCUMENT,
    customers=(replace(ACME, cps_max=2, attempts_1m_max=4, concurrent_max=3), BOREAL, *DOCUMENT.customers[2:]),
    rates=(Rate(PAIR_RATE, 2, 3600),),
    modes=acting("minute_limit", "pair_rate"),
)


@settings(max_examples=40, deadline=None)
@given(calls=st.lists(requests, max_size=30), document=st.sampled_from((DOCUMENT, TIGHT)))
def test_the_policy_in_force_changes_nothing_of_what_it_decided(
    calls: list[CallRequest], document: PolicyDocument
) -> None:
    calls.sort(key=lambda one: one.at)
    kept = decisions_of(policy_of(document), *calls)
    # As another snapshot of the same policy it is judged afresh; what comes out is what was recorded.
    found = tried(in_order(kept, ()), side_of(document, snapshot="again"), side_of(document))
    assert (found.calls, found.changed, found.other_reason, found.emergency_held) == (len(kept), 0, 0, 0)


@settings(max_examples=25, deadline=None)
@given(calls=st.lists(requests, max_size=20))
def test_no_candidate_holds_an_emergency_call(calls: list[CallRequest]) -> None:
    calls.sort(key=lambda one: one.at)
    everything = Condition("all", "true")
    candidate = side_of(replace(DOCUMENT, conditions=(everything,), modes=acting("condition:all")))
    found = tried(in_order(decisions_of(policy_of(), *calls), ()), candidate)
    assert found.emergency_held == 0
    assert found.emergency == sum(one.called == "911" for one in calls)
    assert found.candidate["passed"] == found.emergency


@given(
    gate=st.lists(st.integers(0, 900), max_size=20, unique=True),
    log=st.lists(st.tuples(st.integers(0, 900), st.integers(-1, 25)), max_size=30),
)
def test_every_call_is_told_once_and_in_order(gate: list[int], log: list[tuple[int, int]]) -> None:
    """A record that names a decision is that decision's; one that names none of those kept is a call of its own."""
    request = decisions_of(policy_of(), asked())[0]
    decisions = [
        request._replace(id=str(place), call=request.call._replace(request=asked(at=float(at))))
        for place, at in enumerate(sorted(gate))
    ]
    records = [a_record(float(at), decision_id="" if named < 0 else str(named)) for at, named in sorted(log)]
    found = list(in_order(decisions, records))
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert [one.decision.id for one in found if one.decision] == [one.id for one in decisions]
    alone = [one.record for one in found if one.decision is None]
    assert sum(one.decision_id == "" for one in alone if one) == sum(named < 0 for _, named in log)
    near = {one.id: one.call.request.at for one in decisions}
    for one in found:
        if one.decision is not None and one.record is not None:
            assert one.record.decision_id == one.decision.id
        elif one.record is not None and one.record.decision_id in near:
            assert abs(near[one.record.decision_id] - one.at) > SLACK_S


def test_a_record_is_judged_with_the_counts_of_its_time() -> None:
    limited = replace(DOCUMENT, customers=(replace(ACME, attempts_1m_max=3), *DOCUMENT.customers[1:]))
    candidate = side_of(replace(limited, modes=acting("minute_limit")))
    burst = [a_record(NOON + second) for second in range(5)]
    later = [a_record(NOON + 300 + second) for second in range(3)]
    found = tried(in_order((), burst + later), candidate)
    assert (found.calls, found.moves) == (8, {("passed", "limited"): 2})
    assert (found.total.newly, found.total.answered, found.total.answered_s) == (2, 2, 120.0)
    assert found.reasons_new == {"MINUTE_LIMIT": 2}


def test_calls_up_end_when_their_records_say_so() -> None:
    trunks = tuple(replace(one, reports_ends=True) for one in DOCUMENT.trunks)
    customers = (replace(ACME, concurrent_max=2), *DOCUMENT.customers[1:])
    candidate = side_of(replace(DOCUMENT, trunks=trunks, customers=customers))
    long = [a_record(NOON + second, billable_s=500.0) for second in range(4)]
    short = [a_record(NOON + 1000 + 10 * second, billable_s=5.0) for second in range(4)]
    found = tried(in_order((), long + short), candidate)
    assert found.moves == {("passed", "limited"): 2}
    assert found.reasons_new == {"CONCURRENCY_LIMIT": 2}


def test_calls_before_the_time_fill_the_counts_only() -> None:
    limited = replace(DOCUMENT, customers=(replace(ACME, attempts_1h_max=3), *DOCUMENT.customers[1:]))
    candidate = side_of(replace(limited, modes=acting("hour_limit")))
    found = tried(in_order((), [a_record(NOON - 3700 + 200 * place) for place in range(5)]), candidate)
    assert (found.calls, found.moves) == (4, {("passed", "limited"): 2})


def test_measures_hold_from_when_they_were_set_to_when_they_were_lifted() -> None:
    suspended = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "x", NOON + 10)
    journal = (MeasureSet(suspended, "op"), MeasureLifted(2, 1, "y", "op", NOON + 20))
    records = [a_record(NOON + second) for second in (5, 15, 25)]
    found = tried(in_order((), records), side_of(DOCUMENT), journal=journal)
    assert (found.live["stopped"], found.changed) == (1, 0)


def test_what_it_means_for_whom_is_told() -> None:
    listed, layers = number_list("tried", 12382001000)
    candidate = side_of(replace(DOCUMENT, lists=(listed,), modes=acting("list:tried")), layers)
    records = [
        a_record(NOON, call_id="a"),
        a_record(NOON + 1, result="no_answer", billable_s=0.0),
        a_record(NOON + 2, calling="+12382001001"),
        a_record(NOON + 3, customer="boreal", calling=OTHER),
    ]
    complaints = (
        Complaint(1, "12382001000", "", NOON + 900),
        Complaint(2, "12382001000", "12389999999", NOON),
        Complaint(3, "12382001001", "", NOON),
        Complaint(4, "12382001000", "", NOON - 7200),
        Complaint(5, "", "", 0.0, "a"),
    )
    known = Known(frozenset(("acme",)), frozenset(("boreal",)))
    found = tried(in_order((), records), candidate, known=known, complaints=complaints, rules=frozenset(("tried",)))
    assert found.customers["acme"].newly == found.good["acme"].newly == 2
    assert found.bad["boreal"].held_candidate == 0
    assert (found.total.answered, found.total.answered_s) == (1, 60.0)
    assert found.destinations["+1 446"].newly == 2
    assert (found.complaints.told, found.complaints.outside) == (5, 1)
    assert (found.complaints.matched, found.complaints.prevented) == ({1, 3, 5}, 2)
    assert [one.call.request.call_id for one in found.samples] == ["a", ""]


def test_what_the_past_does_not_tell_is_a_gap_and_not_a_verdict() -> None:
    strange = a_record(customer="nobody")
    shed = decisions_of(policy_of(), asked())[0]._replace(verdict=Verdict(Action.LIMIT, OVERLOADED, Outcome.OVERLOADED))
    by_header = Condition("agents", 'user_agent == "" && calling_form == "nanp"')
    candidate = side_of(replace(DOCUMENT, conditions=(by_header,), modes=acting("condition:agents")))
    found = tried(in_order([shed], [strange, a_record()]), candidate)
    assert (found.calls, found.outside, found.changed) == (1, 2, 0)
    assert (found.gaps[UNJUDGED], found.gaps[PLACELESS], found.gaps["user agents: condition:agents"]) == (1, 1, 1)


def test_without_a_policy_in_force_every_call_passed() -> None:
    candidate = side_of(replace(DOCUMENT, modes=acting("caller_id_right")))
    about = Question(NOON, NOON + 10)
    past = in_order((), [a_record(calling=OTHER)])
    found = replay(past, None, candidate, MeasuresThen(()), about, lambda at: None)
    assert found.moves == {("passed", "stopped"): 1}


@pytest.mark.parametrize(
    ("fields", "trunk", "customer"),
    [
        ({"customer": "ACME"}, "acme-pbx", "acme"),
        ({"customer": "", "trunk": "boreal-dialler"}, "boreal-dialler", "boreal"),
        ({"customer": "", "source_ip": "127.0.2.9", "calling": OTHER}, "transit-in", "transit"),
        ({"customer": "", "upstream": "transit", "calling": OTHER}, "transit-in", "transit"),
        ({"customer": "", "calling": HOME}, "acme-pbx", "acme"),
    ],
)
def test_a_record_finds_its_trunk_and_customer(fields: dict[str, Any], trunk: str, customer: str) -> None:
    call = Placer(policy_of()).attempt(a_record(**fields))
    assert call is not None and (call.trunk, call.customer) == (trunk, customer)


def test_a_reading_that_was_not_taken_then_is_taken_from_the_replay() -> None:
    call = decisions_of(policy_of(), asked())[0].call
    then = Counting({"acme": CustomerCounting(minute=True)}, pair_s=60)
    now = Counting({"acme": CustomerCounting(minute=True, hour=True)}, pair_s=3600)
    recorded = Usage(NOON, 7, 0, 3, pair_calls=2)
    rebuilt = Usage(NOON, 1, 5, 9, 11, pair_calls=8)
    assert readings(recorded, rebuilt, then, now, call) == Usage(NOON, 7, 5, 3, 11, pair_calls=8)
    assert readings(recorded, rebuilt, then, then, call) is recorded


def test_what_checks_and_conditions_read_and_no_record_tells_is_known() -> None:
    """The table of gaps against the code: whoever reads a header or a token has to stand in it."""
    for name in checks.load():
        tree = ast.parse(inspect.getsource(import_module(f"bellwarden.verdict.checks.{name}")))
        reads = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        told_by_none = any(
            node.attr == "verification" or (ast.unparse(node.value).endswith("request") and node.attr not in TOLD)
            for node in reads
        )
        assert told_by_none == (name in OF_CHECKS), name
    assert set(OF_VARIABLES) <= {one.name for one in VARIABLES}


def test_what_is_left_out_is_off_in_every_scope() -> None:
    unjudged = unjudged_in(DOCUMENT, NEVER_TOLD)
    assert {"verification_failed", "malformed_message"} <= set(unjudged) and "name_list" not in unjudged
    quiet = without(replace(DOCUMENT, modes=acting("malformed_message", "cps_limit")), unjudged)
    assert [one.mode.value for one in quiet.modes if one.check == "malformed_message"] == ["off"]
    assert [one.mode.value for one in quiet.modes if one.check == "cps_limit"] == ["act"]
