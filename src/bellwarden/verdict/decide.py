"""The decision on a call: every check speaks, one weighing answers, and the answer explains itself."""

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    NO_OBJECTION,
    UNKNOWN_SOURCE,
    Action,
    EvidenceClass,
    Finding,
    Mode,
    Outcome,
    Verdict,
    Weighed,
)
from bellwarden.verdict.check import Step, is_plain
from bellwarden.verdict.lists import OUTCOME_OF
from bellwarden.verdict.policy import Policy

SOURCE_UNKNOWN = Verdict(Action.BLOCK, UNKNOWN_SOURCE, Outcome.UPSTREAM)
STANDING_CODES = frozenset(("CUSTOMER_STANDING", "ENFORCEMENT"))
STRENGTH = {Action.BLOCK: 3, Action.LIMIT: 2, Action.DIVERT: 1, Action.ALLOW: 0}

# What an operator's allow list sets aside: other lists and conditions, never a fact about caller, number or standing.
YIELDS_TO_ALLOW_LIST = frozenset((Outcome.LIST, Outcome.ANALYTICS, Outcome.CALLED_PARTY, *OUTCOME_OF.values()))
# What stands even against a public-safety caller (47 CFR 64.1200(k)(6)): the source may not call at all.
STANDS_AGAINST_PUBLIC_SAFETY = frozenset((Outcome.SUSPENDED, Outcome.UPSTREAM, Outcome.MALFORMED))


def decide(call: CallAttempt, policy: Policy, usage: Usage) -> Verdict:
    """The verdict on a call. Pure: the same call, policy and usage always give the same verdict.

    An emergency call continues before anything else is looked at (47 CFR 64.1200(k)(5)).
    """
    if call.called.digits in policy.emergency_numbers:
        return EMERGENCY_CONTINUES
    if not call.trunk:
        return SOURCE_UNKNOWN
    chain = policy.chain_for(call.trunk, call.customer, call.called_customer)
    if is_plain(call):
        looks, steps = chain.plain_looks, chain.plain_steps
    else:
        looks, steps = chain.looks, chain.steps
    # In most calls nothing is seen, and the first pass only asks whether. Checks are pure: they can be asked again.
    for look in looks:
        if look(call, policy, usage) is not None:
            break
    else:
        return CALL_CONTINUES
    seen: list[tuple[Step, Finding]] = []
    for step in steps[looks.index(look) :]:
        found = step.look(call, policy, usage)
        if found is not None:
            seen.append((step, found))
    return weigh(seen)


def decide_standing(call: CallAttempt, policy: Policy, usage: Usage) -> Verdict:
    """The verdict as far as standing and enforcements go, for a call that nothing else can be said of."""
    seen: list[tuple[Step, Finding]] = []
    for step in policy.chain_for(call.trunk, call.customer, call.called_customer).steps:
        if step.code in STANDING_CODES:
            found = step.look(call, policy, usage)
            if found is not None:
                seen.append((step, found))
    return weigh(seen) if seen else CALL_CONTINUES


def permitted(action: Action, evidence: EvidenceClass, outcome: Outcome) -> bool:
    """Whether evidence of this class may cause this action: the rule of evidence classes (model/verdict.py)."""
    if evidence is EvidenceClass.STATISTICS:
        return action is not Action.BLOCK or outcome is Outcome.ANALYTICS
    if evidence is EvidenceClass.CROWD:
        return action is Action.ALLOW or action is Action.DIVERT
    return True


def weigh(seen: list[tuple[Step, Finding]]) -> Verdict:
    """One verdict of all findings: the strongest acting one wins, the earlier check where two are equally strong."""
    weighed: list[Weighed] = []
    winner: Weighed | None = None
    winning_outcome = Outcome.CONTINUE
    exempt = _exemption(seen)
    for step, finding in seen:
        outcome = finding.outcome or step.outcome
        action = finding.action or step.action
        mode = step.mode if permitted(action, finding.evidence, outcome) else Mode.REPORT
        one = Weighed(finding, mode, action)
        weighed.append(one)
        if mode is not Mode.ACT or action is Action.ALLOW or _set_aside(outcome, exempt):
            continue
        if winner is None or STRENGTH[action] > STRENGTH[winner.action]:
            winner, winning_outcome = one, outcome
    if winner is None:
        reason = exempt.code if exempt is not None else NO_OBJECTION
        return Verdict(Action.ALLOW, reason, Outcome.CONTINUE, tuple(weighed))
    return Verdict(winner.action, winner.finding.code, winning_outcome, tuple(weighed))


PUBLIC_SAFETY = "PUBLIC_SAFETY"
# SIGNER_LIST is not among them: a signature, whoever's, lets no call pass unexamined (rules: us/G-27). What it allows
# is only spared from being listed as a signer.
ALLOW_LIST_CODES = frozenset(
    ("CALLING_LIST", "CALLED_LIST", "NAME_LIST", "SPID_LIST", "COUNTRY_LIST", "SOURCE_LIST", "USER_AGENT_LIST")
)


def _exemption(seen: list[tuple[Step, Finding]]) -> Finding | None:
    """The allowing finding that acts, a public-safety one before any other."""
    exempt: Finding | None = None
    for step, finding in seen:
        if step.mode is not Mode.ACT or finding.action is not Action.ALLOW:
            continue
        if finding.code == PUBLIC_SAFETY:
            return finding
        if finding.code in ALLOW_LIST_CODES and exempt is None:
            exempt = finding
    return exempt


def _set_aside(outcome: Outcome, exempt: Finding | None) -> bool:
    if exempt is None:
        return False
    if exempt.code == PUBLIC_SAFETY:
        return outcome not in STANDS_AGAINST_PUBLIC_SAFETY
    return outcome in YIELDS_TO_ALLOW_LIST
