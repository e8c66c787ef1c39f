"""Calls that the gate has no opinion on: asked too late, or not judged because something inside failed. They continue.

A late gate still does the first three things: the source is known, an emergency call continues, and what is in force
against source, customer and numbers holds. Only then it is "overloaded": the SBC goes on at once. When judging itself
fails, the same three are tried one by one, each for itself.
"""

from typing import Final

from bellwarden.flows.call import CallWorld, count_call, judge, names_shown, settle_call, understand
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.number import NO_NUMBER
from bellwarden.model.policy import MAY_CALL, OnFault, Trunk
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    JUDGING_FAILED,
    OVER_FAIR_SHARE,
    OVERLOADED,
    Action,
    Outcome,
    Verdict,
)
from bellwarden.switches.answers import answer
from bellwarden.verdict.decide import decide_standing
from bellwarden.verdict.policy import Policy

NO_OPINION = Verdict(Action.ALLOW, OVERLOADED, Outcome.OVERLOADED)
_new_tuple: Final = tuple.__new__
_NO_OPINION: Final = {why: NO_OPINION._replace(reason=why) for why in (OVERLOADED, OVER_FAIR_SHARE)}
NOT_JUDGED = Verdict(Action.ALLOW, JUDGING_FAILED, Outcome.OVERLOADED)
NOT_JUDGED_REFUSED = Verdict(Action.BLOCK, JUDGING_FAILED, Outcome.SUSPENDED)


def shed(request: CallRequest, world: CallWorld, why: str = OVERLOADED) -> Decision | None:
    """As `judge`, for a call whose message waited too long. Its attempt counts: flooding buys nobody more calls."""
    if understand(request, world.policy) is None:
        return None
    return pass_over(request, world, why) or judge(request, world)


def pass_over(request: CallRequest, world: CallWorld, why: str) -> Decision | None:
    """The decision to let a call go on without an opinion; None for one that has to be judged whatever it costs."""
    policy = world.policy
    call = understand(request, policy)
    if call is None:
        return None
    customer = policy.customers.get(call.customer)
    shown = (call.calling.digits, call.shown.digits)
    if (
        policy.is_emergency(call.called)
        or (customer is not None and customer.standing not in MAY_CALL)
        or world.book.naming(
            request.source_ip, call.customer, shown, call.called.digits, request.at, request.display_name
        )
    ):
        return None
    usage = count_call(call, world)
    decision = _decision(call, world, _NO_OPINION[why], usage)
    settle_call(call, usage, decision.id, NO_OPINION, world)
    return decision


def unjudged(request: CallRequest, world: CallWorld) -> Decision | None:
    """For a call whose judging failed. None when even its trunk can't be found.

    What may be the cause is asked for piece by piece: whichever fails says nothing, and the others still hold.
    """
    policy = world.policy
    trunk = policy.trunk_for(request.source_ip, request.host, request.trunk, names_shown(request))
    if trunk is None:
        return None
    call = _understood(request, policy, trunk)
    if policy.is_emergency(call.called) or request.called.lstrip("+") in policy.emergency_numbers:
        return _decision(call, world, EMERGENCY_CONTINUES, NO_USAGE)
    faults = policy.document.faults
    barred = _standing(call._replace(enforcements=_enforcements(call, world)), policy)
    if barred.action is Action.BLOCK:
        verdict = barred if faults.suspended is OnFault.REFUSE else NOT_JUDGED
    else:
        verdict = NOT_JUDGED_REFUSED if faults.judging_failed is OnFault.REFUSE else NOT_JUDGED
    return _decision(call, world, verdict, NO_USAGE)


def _understood(request: CallRequest, policy: Policy, trunk: Trunk) -> CallAttempt:
    try:
        call = understand(request, policy)
    except Exception:  # noqa: BLE001 -- the failure that led here was logged where it was caught
        call = None
    return call or CallAttempt(request, NO_NUMBER, NO_NUMBER, NO_NUMBER, trunk.key, trunk.customer, "")


def _enforcements(call: CallAttempt, world: CallWorld) -> tuple[Enforcement, ...]:
    try:
        shown = (call.calling.digits, call.shown.digits)
        asked = call.request
        return world.book.naming(
            asked.source_ip, call.customer, shown, call.called.digits, asked.at, asked.display_name
        )
    except Exception:  # noqa: BLE001 -- as above
        return ()


def _standing(call: CallAttempt, policy: Policy) -> Verdict:
    try:
        return decide_standing(call, policy, NO_USAGE)
    except Exception:  # noqa: BLE001 -- as above
        return CALL_CONTINUES


def _decision(call: CallAttempt, world: CallWorld, verdict: Verdict, usage: Usage) -> Decision:
    policy = world.policy
    trunk = policy.trunks[call.trunk]
    decision_id = world.next_id(call.request.at)
    told = CALL_CONTINUES if policy.observes else verdict
    said = answer(world.switch_of(trunk), told, call.request, trunk, policy.carrier, decision_id)
    latency_us = max(int((world.now() - call.request.at) * 1e6), 0)
    observed, number = policy.observes, world.book.number
    # As in flows/call: shedding has to be cheap.
    return _new_tuple(
        Decision, (decision_id, call, usage, verdict, observed, said, policy.snapshot, number, latency_us, None)
    )
