"""Counting on the call path: plain integers, one small function a decision. The table of counts is gate/counts.py,
which stays uncompiled, because msgspec reads its types.
"""

from bisect import bisect_left
from typing import Final

from bellwarden.gate.counts import LABELS_MAX, LATENCY_BOUNDS_US, OTHER_LABEL
from bellwarden.gate.counts import Tally as Tally
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import Action

_ALLOW: Final = Action.ALLOW  # an enumeration's members are slow to get at


def count(counts: dict[str, int], label: str) -> None:
    """Add one under a label, with a bound on the number of labels."""
    if label in counts:
        counts[label] += 1
    elif len(counts) < LABELS_MAX:
        counts[label] = 1
    else:
        counts[OTHER_LABEL] = counts.get(OTHER_LABEL, 0) + 1


def note_decision(tally: Tally, decision: Decision) -> None:
    """Count a decision by what was judged, for whom, and how long it took."""
    verdict = decision.verdict
    reason = verdict.reason
    action = verdict.action
    # `_value_` is the plain attribute behind the enumeration's slow `value`.
    reasons = tally.decisions[action._value_]
    if reason in reasons:
        reasons[reason] += 1
    else:
        count(reasons, reason)
    latency_us = decision.latency_us
    tally.latency[bisect_left(LATENCY_BOUNDS_US, latency_us)] += 1
    tally.latency_us += latency_us
    if decision.observed:
        tally.observed += 1
    call = decision.call
    customers, trunks = tally.customers, tally.trunks
    customer, trunk = call.customer, call.trunk
    try:
        customers.attempts[customer] += 1
    except KeyError:
        customers.note_first(customer)
    try:
        trunks.attempts[trunk] += 1
    except KeyError:
        trunks.note_first(trunk)
    if call.verification is not None or decision.signing is not None:
        _note_tokens(tally, decision)
    if action is not _ALLOW:
        try:
            customers.reasons[customer][reason] += 1
        except KeyError:
            customers.note_new_reason(customer, reason)
        try:
            trunks.reasons[trunk][reason] += 1
        except KeyError:
            trunks.note_new_reason(trunk, reason)


def _note_tokens(tally: Tally, decision: Decision) -> None:
    verification, signing = decision.call.verification, decision.signing
    if verification is not None:
        count(tally.verifications, verification.status._value_)
        if verification.reason:
            count(tally.verification_faults, f"{verification.code or ''} {verification.reason}".strip())
    if signing is not None:
        count(tally.signings, f"{signing.outcome._value_} {signing.attestation}".strip())
