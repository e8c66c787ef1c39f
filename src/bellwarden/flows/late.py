"""Calls that the gate has no opinion on: asked too late, or not judged because something inside failed. They continue.

A late gate still does the first three things: the source is known, an emergency call continues, and what is in force
against source, customer and numbers holds. Only then it is "overloaded": the SBC goes on at once.
"""

from bellwarden.flows.call import CallWorld, count_call, judge, names_shown, settle_call, understand
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.number import NO_NUMBER
from bellwarden.model.policy import MAY_CALL
from bellwarden.model.usage import NO_USAGE
from bellwarden.model.verdict import CALL_CONTINUES, OVERLOADED, Action, Outcome, Verdict
from bellwarden.switches.answers import answer

NO_OPINION = Verdict(Action.ALLOW, OVERLOADED, Outcome.OVERLOADED)


def shed(request: CallRequest, world: CallWorld) -> Decision | None:
    """As `judge`, for a call whose message waited too long. Its attempt counts: flooding buys nobody more calls."""
    policy = world.policy
    call = understand(request, policy)
    if call is None:
        return None
    customer = policy.customers.get(call.customer)
    shown = (call.calling.digits, call.shown.digits)
    if (
        policy.is_emergency(call.called)
        or (customer is not None and customer.standing not in MAY_CALL)
        or world.book.naming(request.source_ip, call.customer, shown, call.called.digits, request.at)
    ):
        return judge(request, world)
    usage = count_call(call, world)
    decision = _without_opinion(call, world)._replace(usage=usage)
    settle_call(call, usage, decision.id, NO_OPINION, world)
    return decision


def unjudged(request: CallRequest, world: CallWorld) -> Decision | None:
    """For a call whose judging failed: reads nothing that may be the cause. None when even its trunk can't be found."""
    trunk = world.policy.trunk_for(request.source_ip, request.host, request.trunk, names_shown(request))
    if trunk is None:
        return None
    return _without_opinion(CallAttempt(request, NO_NUMBER, NO_NUMBER, NO_NUMBER, trunk.key, "", ""), world)


def _without_opinion(call: CallAttempt, world: CallWorld) -> Decision:
    policy = world.policy
    trunk = policy.trunks[call.trunk]
    decision_id = world.next_id(call.request.at)
    told = CALL_CONTINUES if policy.observes else NO_OPINION
    said = answer(world.switch_of(trunk), told, call.request, trunk, policy.carrier, decision_id)
    latency_us = max(int((world.now() - call.request.at) * 1e6), 0)
    return Decision(
        decision_id, call, NO_USAGE, NO_OPINION, policy.observes, said, policy.snapshot, world.book.number, latency_us
    )
