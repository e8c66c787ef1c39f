"""A decision told: step by step by its own policy, and how the call would have ended without what decided."""

from bellwarden.flows.call import judge
from bellwarden.flows.telling import explanation, otherwise, reported, stopped
from bellwarden.gate.counters import LocalCounters
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import Action
from bellwarden.verdict.policy import Policy
from tests.flow.worlds import asked, world_of
from tests.verdict.worlds import OTHER, acting, policy_of


def decided(policy: Policy, **fields: object) -> Decision:
    found = judge(asked(**fields), world_of(policy, counters=LocalCounters()))
    assert found is not None
    return found


def test_without_what_decided_the_next_one_does_until_the_call_goes_on() -> None:
    policy = policy_of(modes=acting("caller_is_called", "caller_id_right"))
    decision = decided(policy, calling=OTHER, called=OTHER)
    assert stopped(decision.verdict)
    ways = otherwise(decision, policy)
    assert ways[0].without.startswith(decision.verdict.reason)
    assert ways[-1].verdict.action is Action.ALLOW
    assert [way.without.count(" and ") for way in ways] == list(range(len(ways)))


def test_a_call_that_went_on_has_no_other_way() -> None:
    policy = policy_of()
    decision = decided(policy)
    assert not stopped(decision.verdict) and not otherwise(decision, policy)


def test_what_only_reports_is_told_as_such() -> None:
    found = reported(decided(policy_of(), calling=OTHER).verdict)
    assert found is not None and found.action is Action.BLOCK


def test_the_steps_need_the_policy_of_then() -> None:
    policy = policy_of(modes=acting("caller_id_right"))
    decision = decided(policy, calling=OTHER)
    told = explanation(decision, policy)
    assert told.judged_again and not told.note
    assert any(step.result == "won" for step in told.steps)
    gone = explanation(decision, None)
    assert not gone.judged_again and "no longer kept" in gone.note
