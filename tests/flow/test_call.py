"""The story of a call: found, counted, judged, answered in the dialect of its trunk."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.flows.call import judge, refused, understand
from bellwarden.flows.replay import judge_again, judge_under, summarise
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import (
    Carrier,
    Condition,
    GateMode,
    Identification,
    ListClass,
    ListKey,
    ModeSetting,
    PolicyList,
    Standing,
    Trunk,
)
from bellwarden.model.verdict import Action, Mode, Outcome
from bellwarden.seam.spool import encode, read_frame
from bellwarden.verdict.checks import load
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import ACME, BOREAL, DOCUMENT, NOON, TRANSIT, policy_of

SUSPENDED = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "traceback", NOON)


def test_a_good_call_is_told_to_continue_to_where_it_was_going():
    decision = judge(asked(), world_of())
    assert (decision.answer.status, decision.verdict.action) == (302, Action.ALLOW)
    assert decision.answer.contact.startswith("<sip:+14462005555@kestrel.example>")
    assert ("X-Bellwarden-Decision", decision.id) in decision.answer.headers
    assert (decision.call.customer, decision.policy, decision.latency_us) == ("acme", "test", 400)


def test_an_unknown_source_gets_no_decision():
    assert judge(asked(source_ip="127.0.9.9"), world_of()) is None


def test_a_suspended_customer_is_refused_and_its_emergency_call_continues():
    world = world_of(None, SUSPENDED)
    assert judge(asked(), world).verdict.reason == "ENFORCEMENT"
    emergency = judge(asked(called="911"), world)
    assert (emergency.answer.status, emergency.verdict.reason) == (302, "EMERGENCY_CALL")


def test_refused_calls_count_and_emergency_calls_do_not():
    world = world_of(None, SUSPENDED)
    for called in ("+14462005555", "911", "+14462005555"):
        judge(asked(called=called), world)
    assert world.counters.customers == {"acme": 2}


def test_while_the_gate_observes_the_call_continues_and_the_verdict_is_kept():
    policy = policy_of(carrier=replace(DOCUMENT.carrier, mode=GateMode.OBSERVE))
    decision = judge(asked(calling="911"), world_of(policy))
    assert (decision.answer.status, decision.observed, decision.verdict.reason) == (302, True, "CALLER_ID_EMERGENCY")


def test_the_trunk_speaks_its_own_dialect():
    trunks = (replace(DOCUMENT.trunks[0], dialect="clearip"), *DOCUMENT.trunks[1:])
    world = world_of(policy_of(trunks=trunks), SUSPENDED)
    assert judge(asked(), world).answer.status == 603
    assert judge(asked(source_ip="127.0.1.2"), world).answer.status == 302
    assert judge(asked(called="911"), world).answer.status == 404


def test_a_customer_is_found_by_host_header_or_prefix_and_the_prefix_is_taken_off():
    trunk = Trunk(
        "shared",
        ("127.0.1.9",),
        identifications=(
            Identification("acme", prefix="7788"),
            Identification("boreal", header="x-customer", value="42"),
            Identification("transit", host="transit.example"),
        ),
    )
    policy = policy_of(trunks=(trunk,))

    def found(**fields):
        return understand(asked(source_ip="127.0.1.9", **fields), policy)

    assert (found(called="778814462005555").customer, found(called="778814462005555").called.e164) == (
        "acme",
        14462005555,
    )
    assert found(headers=(("x-customer", "42"),)).customer == "boreal"
    assert found(headers=(("x-customer", "<sip:42@pbx.example>;tag=1"),)).customer == "boreal"
    assert found(headers=(("x-customer", "43"),)).customer == ""
    assert found(host="transit.example").customer == "transit"
    assert found(host="transit.example", called="778814462005555").customer == "acme"  # the longest prefix first
    assert found().customer == ""


def test_an_emergency_number_behind_a_customer_prefix_is_an_emergency_call():
    trunk = Trunk("shared", ("127.0.1.9",), identifications=(Identification("acme", prefix="7788"),))
    world = world_of(policy_of(trunks=(trunk,)), SUSPENDED)
    assert judge(asked(source_ip="127.0.1.9", called="7788911"), world).verdict.reason == "EMERGENCY_CALL"


def test_a_trunk_is_told_apart_by_the_host_it_was_asked_at():
    trunks = (
        Trunk("in", ("127.0.1.9",), hosts=("in.kestrel.example",), customer="transit"),
        Trunk("out", ("127.0.1.9",), customer="acme"),
    )
    policy = policy_of(trunks=trunks)
    assert understand(asked(source_ip="127.0.1.9", host="in.kestrel.example"), policy).trunk == "in"
    assert understand(asked(source_ip="127.0.1.9", host="elsewhere"), policy).trunk == "out"


def test_a_named_trunk_over_http_needs_no_address():
    assert understand(asked(source_ip="127.0.9.9", trunk="acme-pbx"), policy_of()).customer == "acme"
    assert understand(asked(trunk="nobodys"), policy_of()) is None


def test_the_summary_says_who_would_have_lost_what():
    policy = policy_of(carrier=replace(DOCUMENT.carrier, mode=GateMode.OBSERVE))
    world = world_of(policy)
    decisions = [judge(asked(calling=calling), world) for calling in ("911", "911", "+12382001000")]
    summary = summarise(decisions)
    assert (summary.calls, summary.refused, summary.observed) == (3, 2, 3)
    assert summary.customers["acme"].reasons == {"CALLER_ID_EMERGENCY": 2}


def test_another_policy_is_tried_on_what_was_asked_then():
    decision = judge(asked(calling="911"), world_of())
    milder = policy_of(modes=(ModeSetting("caller_id_emergency", Mode.REPORT),))
    assert refused(judge_again(decision, policy_of()))
    assert not refused(judge_under(decision, milder))


NUMBERS = st.sampled_from(
    [
        "+12382001000",
        "+14462005555",
        "911",
        "+12385550123",
        "anonymous",
        "",
        "+442079460000",
        "not a number",
        "0",
        "988",
    ]
)
EMERGENCY = st.sampled_from(
    ["911", "933", "112", "988", "+1911", "9-1-1", "sip:911@x", "tel:911", "urn:service:sos", "urn:service:sos.fire"]
)
CHECKS = sorted(load())
MODES = st.lists(
    st.builds(ModeSetting, st.sampled_from([*CHECKS, "list:all", "condition:all"]), st.sampled_from(Mode)), max_size=30
)
ENFORCEMENTS = st.lists(
    st.builds(
        Enforcement,
        st.just(1),
        st.sampled_from(EnforcementKind),
        st.sampled_from(EnforcementTarget),
        st.sampled_from(["acme", "911", "12382001000", "127.0.1.1", "12382001000>911"]),
        st.just("test"),
        st.just(NOON),
        cps_max=st.integers(1, 1000),
    ),
    max_size=4,
)


def policies() -> st.SearchStrategy:
    """Policies of every temper: all standings, modes, block lists over everything, conditions that always hold."""

    def build(modes, standing, observe, dialect, always):
        entry = PolicyList(
            "all", always, ListClass.BLOCK, prefixes=("1", "9"), entries=("*",) if always is ListKey.NAME else ()
        )
        return policy_of(
            carrier=Carrier("Kestrel", mode=GateMode.OBSERVE if observe else GateMode.ENFORCE, dialect=dialect),
            customers=(replace(ACME, standing=standing, cps_max=1), BOREAL, TRANSIT),
            modes=tuple(modes),
            lists=(entry,),
            conditions=(Condition("all", "true", Action.BLOCK),),
        )

    return st.builds(
        build,
        MODES,
        st.sampled_from(Standing),
        st.booleans(),
        st.sampled_from(["generic", "clearip", "kamailio"]),
        st.sampled_from([ListKey.CALLED_NUMBER, ListKey.CALLING_NUMBER, ListKey.NAME]),
    )


@settings(max_examples=150, deadline=None)
@given(
    policies(), ENFORCEMENTS, EMERGENCY, NUMBERS, st.text(max_size=20), st.sampled_from(["", "400 two From headers"])
)
def test_no_policy_and_no_state_blocks_an_emergency_call(policy, enforcements, called, calling, name, fault):
    # 47 CFR 64.1200(k)(5)
    world = world_of(policy, *enforcements)
    decision = judge(asked(called=called, calling=calling, display_name=name, fault=fault), world)
    assert decision.verdict.outcome is Outcome.CONTINUE
    switch = world.switch_of(policy.trunks[decision.call.trunk])
    assert decision.answer.status in switch.continues_on


@settings(max_examples=150, deadline=None)
@given(
    policies(),
    ENFORCEMENTS,
    NUMBERS,
    NUMBERS,
    st.text(max_size=20),
    st.sampled_from(["127.0.1.1", "127.0.1.2", "127.0.2.7"]),
)
def test_judging_a_kept_record_again_gives_the_recorded_verdict(policy, enforcements, called, calling, name, source):
    world = world_of(policy, *enforcements)
    for _ in range(2):
        decision = judge(asked(called=called, calling=calling, display_name=name, source_ip=source), world)
        frame = encode(decision)
        assert judge_again(read_frame(frame, 0), policy) == decision.verdict
        assert judge_under(decision, policy) == decision.verdict
