"""Decisions judged again: by the same policy to prove them, by another to see what a push would change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bellwarden.flows.call import refused, understand
from bellwarden.model.call import CallAttempt
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import EMERGENCY_CALL, Verdict
from bellwarden.verdict.decide import SOURCE_UNKNOWN, decide
from bellwarden.verdict.policy import Policy


def judge_again(decision: Decision, policy: Policy) -> Verdict:
    """The verdict on a kept decision under its own policy: equal to the recorded one, or something is wrong."""
    return decide(decision.call, policy, decision.usage)


def judge_under(decision: Decision, policy: Policy) -> Verdict:
    """The verdict the same call would get under another policy: read anew, with the enforcements and counts of then.

    So is the verification: its tokens are not kept, nor could they be fresh again.
    """
    call = understand(decision.call.request, policy)
    if call is None:
        return SOURCE_UNKNOWN
    recorded = decision.call
    attempt: CallAttempt = call._replace(enforcements=recorded.enforcements, verification=recorded.verification)
    return decide(attempt, policy, decision.usage)


@dataclass(slots=True)
class Loss:
    """What a customer would have lost: calls refused, by reason, and how many there were at all."""

    calls: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Summary:
    """Decisions in short. `refused` counts what was refused, or would have been where the gate only observed."""

    calls: int = 0
    refused: int = 0
    observed: int = 0
    emergency: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)  # findings that were only reported
    customers: dict[str, Loss] = field(default_factory=dict)


def summarise(decisions: Iterable[Decision]) -> Summary:
    """What was refused, or would have been: for which customer, for which reason, out of how many calls."""
    summary = Summary()
    for decision in decisions:
        verdict = decision.verdict
        at = decision.call.request.at
        summary.calls += 1
        summary.observed += decision.observed
        summary.emergency += verdict.reason == EMERGENCY_CALL
        summary.first_at = min(summary.first_at or at, at)
        summary.last_at = max(summary.last_at, at)
        summary.reported.update(one.finding.code for one in verdict.weighed if one.finding.code != verdict.reason)
        loss = summary.customers.setdefault(decision.call.customer, Loss())
        loss.calls += 1
        if refused(verdict):
            summary.refused += 1
            summary.reasons[verdict.reason] += 1
            loss.refused += 1
            loss.reasons[verdict.reason] += 1
    return summary
