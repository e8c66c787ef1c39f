"""The weighing: emergency first, the strongest acting finding wins, allow before block, evidence keeps to its class."""

import pytest

from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Condition, ListClass, ListKey, ModeSetting, Scope
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Mode, Outcome
from bellwarden.verdict.decide import decide
from bellwarden.verdict.explain import sentence, tell
from tests.verdict.worlds import AWAY, DOCUMENT, NOON, acting, attempt, number_list, policy_of, verdict_on, with_lists

SUSPENDED = Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "traceback", NOON)


def test_a_call_that_nothing_speaks_against_continues():
    verdict = verdict_on(policy_of())
    assert (verdict.action, verdict.reason, verdict.outcome) == (Action.ALLOW, "NO_OBJECTION", Outcome.CONTINUE)


@pytest.mark.parametrize("called", ["911", "+1911", "sip:911@kestrel.example", "933", "112", "988", "urn:service:sos"])
def test_an_emergency_call_continues_even_for_a_suspended_customer_with_a_malformed_message(called):
    # 47 CFR 64.1200(k)(5)
    policy = policy_of()
    verdict = verdict_on(policy, called=called, fault="400 two From headers", enforcements=(SUSPENDED,), calling="911")
    assert (verdict.action, verdict.reason) == (Action.ALLOW, "EMERGENCY_CALL")


def test_the_earlier_check_wins_between_two_blocks_and_the_later_is_named_as_a_loser():
    verdict = verdict_on(policy_of(), calling="911", fault="400 no Call-ID", enforcements=(SUSPENDED,))
    assert verdict.reason == "ENFORCEMENT"
    assert [one.finding.code for one in verdict.weighed] == [
        "ENFORCEMENT",
        "MALFORMED_MESSAGE",
        "CALLER_ID_EMERGENCY",
        "CALLER_ID_RIGHT",
    ]


def test_a_block_is_stronger_than_a_limit_whatever_the_order():
    usage = Usage(NOON, customer_attempts_1s=4)
    verdict = verdict_on(policy_of(), usage, source="127.0.1.2", calling="911")
    assert (verdict.action, verdict.reason) == (Action.BLOCK, "CALLER_ID_EMERGENCY")
    assert "CPS_LIMIT" in [one.finding.code for one in verdict.weighed]


def test_a_finding_in_report_mode_is_kept_and_does_nothing():
    policy = policy_of(modes=(ModeSetting("caller_id_emergency", Mode.REPORT),))
    verdict = verdict_on(policy, calling="911", source="127.0.1.2")
    assert verdict.action is Action.ALLOW
    assert [(one.finding.code, one.mode) for one in verdict.weighed] == [("CALLER_ID_EMERGENCY", Mode.REPORT)]


def test_a_check_that_is_off_does_not_look():
    policy = policy_of(modes=(ModeSetting("caller_id_emergency", Mode.OFF),))
    assert verdict_on(policy, calling="911", source="127.0.1.2").weighed == ()


def test_the_narrowest_scope_that_sets_a_mode_wins():
    policy = policy_of(
        modes=(
            ModeSetting("caller_id_emergency", Mode.ACT),
            ModeSetting("caller_id_emergency", Mode.OFF, Scope.TRUNK, "acme-pbx"),
            ModeSetting("caller_id_emergency", Mode.REPORT, Scope.CUSTOMER, "acme"),
        )
    )
    steps = policy.chain_for("acme-pbx", "acme", "").steps
    assert [step.mode for step in steps if step.code == "CALLER_ID_EMERGENCY"] == [Mode.REPORT]
    assert verdict_on(policy, calling="911", source="127.0.1.2").action is Action.BLOCK


def test_a_called_customer_may_set_modes_for_calls_to_it():
    setting = ModeSetting("caller_id_emergency", Mode.OFF, Scope.CALLED_CUSTOMER, "acme")
    policy = policy_of(modes=(setting,))
    assert verdict_on(policy, calling="911", source="127.0.1.2", called="+12382001000").action is Action.ALLOW
    assert verdict_on(policy, calling="911", source="127.0.1.2", called=AWAY).action is Action.BLOCK


def test_statistics_may_not_block_unless_as_analytics():
    def condition(analytics):
        return Condition("burst", "true", evidence=EvidenceClass.STATISTICS, analytics=analytics)

    plain = policy_of(conditions=(condition(False),), modes=acting("condition:burst"))
    assert verdict_on(plain).action is Action.ALLOW
    analytic = policy_of(conditions=(condition(True),), modes=acting("condition:burst"))
    verdict = verdict_on(analytic)
    assert (verdict.action, verdict.outcome) == (Action.BLOCK, Outcome.ANALYTICS)


def test_a_crowd_score_may_divert_and_never_limit():
    policy = policy_of(
        conditions=(Condition("labels", "true", Action.LIMIT, evidence=EvidenceClass.CROWD),),
        modes=acting("condition:labels"),
    )
    assert verdict_on(policy).action is Action.ALLOW


def test_an_allow_list_sets_aside_block_lists_and_conditions_but_no_fact():
    allow = number_list("friends", 12382001000, kind=ListClass.ALLOW)
    called = number_list("fraud", 14462005555, key=ListKey.CALLED_NUMBER)
    policy = with_lists(allow, called)
    verdict = verdict_on(policy)
    assert (verdict.action, verdict.reason) == (Action.ALLOW, "CALLING_LIST")
    assert verdict_on(policy, enforcements=(SUSPENDED,)).action is Action.BLOCK


def test_a_public_safety_caller_is_stopped_by_its_standing_only():
    # 47 CFR 64.1200(k)(6)
    psap = number_list("psap", 12382001000, kind=ListClass.PUBLIC_SAFETY)
    dno = number_list("dno", 12382001000, kind=ListClass.DO_NOT_ORIGINATE)
    policy = with_lists(psap, dno)
    assert verdict_on(policy).reason == "PUBLIC_SAFETY"
    assert verdict_on(policy, enforcements=(SUSPENDED,)).reason == "ENFORCEMENT"


def test_a_diverting_list_answers_by_its_diversion():
    entry = number_list("suspect", 12382001000, action=Action.DIVERT, diversion=Diversion.VOICEMAIL)
    verdict = verdict_on(with_lists(entry))
    assert (verdict.action, verdict.outcome) == (Action.DIVERT, Outcome.VOICEMAIL)


def test_an_unknown_source_is_blocked_when_judged_all_the_same():
    policy = policy_of()
    call = attempt(policy)._replace(trunk="", customer="")
    assert decide(call, policy, Usage()).reason == "UNKNOWN_SOURCE"


def test_the_sentence_names_the_winner_and_what_else_was_seen():
    text = sentence(verdict_on(policy_of(), calling="911", fault="400 no Call-ID"))
    assert text.startswith("The call is blocked: the message is not sane (400 no Call-ID)")
    assert "also seen: the caller ID shows the short code 911" in text


def test_the_sentence_of_an_observed_verdict_says_that_the_call_went_on():
    text = sentence(verdict_on(policy_of(), source="127.0.1.2", calling="911"), observed=True)
    assert text == "The call continues, observed only; it would be blocked: the caller ID shows the short code 911."


def test_every_step_is_told_with_why_it_won_or_lost():
    policy = policy_of()
    usage = Usage(NOON, customer_attempts_1s=9)
    call = attempt(policy, source="127.0.1.2", calling="911")
    told = {one.code: one.result for one in tell(call, policy, usage, decide(call, policy, usage))}
    assert told["CALLER_ID_EMERGENCY"] == "won"
    assert told["CPS_LIMIT"] == "lost: block is stronger than limit"
    assert told["MALFORMED_MESSAGE"] == "nothing seen"


def test_every_check_has_words_for_its_finding():
    from bellwarden.verdict.checks import load
    from bellwarden.verdict.explain import SAID

    assert {name.upper() for name in load()} | {"CONDITION"} == set(SAID)


def test_the_document_of_these_tests_is_the_one_they_describe():
    assert {customer.key for customer in DOCUMENT.customers} == {"acme", "boreal", "transit"}
