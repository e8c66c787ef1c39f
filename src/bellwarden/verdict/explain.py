"""A verdict told to a person: in one sentence, and step by step with why each finding won or lost."""

from typing import NamedTuple

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import (
    EMERGENCY_CALL,
    NO_OBJECTION,
    UNKNOWN_SOURCE,
    Action,
    Finding,
    Mode,
    Verdict,
    Weighed,
)
from bellwarden.verdict.decide import STRENGTH, permitted
from bellwarden.verdict.policy import Policy

SAID = {
    "MALFORMED_MESSAGE": "the message is not sane ({detail})",
    "CUSTOMER_UNKNOWN": "no customer of trunk {detail} fits the call",
    "CUSTOMER_STANDING": "the customer is {detail}",
    "ENFORCEMENT": "an enforcement is in force ({detail}, {source})",
    "CALLED_NUMBER_INVALID": "the called number can't exist ({detail})",
    "CALLER_ID_ABSENT": "no caller ID is shown ({detail})",
    "CALLER_ID_INVALID": "the caller ID is no valid number ({detail})",
    "CALLER_ID_FOREIGN": "the caller ID is no number of its country ({detail})",
    "CALLER_ID_EMERGENCY": "the caller ID shows the short code {detail}",
    "CALLER_ID_UNALLOCATED": "no provider holds the caller ID ({detail})",
    "CALLER_ID_UNUSED": "the caller ID {detail} is ours and assigned to nobody",
    "DO_NOT_ORIGINATE": "the caller ID {detail} is on the do-not-originate list {source}",
    "OWN_NUMBER_FROM_OUTSIDE": "our own number {detail} came in from outside",
    "CALLER_IS_CALLED": "the caller ID equals the called number {detail}",
    "CALLER_ID_RIGHT": "the caller ID {detail} is outside the customer's set",
    "CALLING_LIST": "the calling number is on the list {source} ({detail})",
    "CALLED_LIST": "the called number is on the list {source} ({detail})",
    "NAME_LIST": "the caller name is on the list {source} ({detail})",
    "SPID_LIST": "the calling number's provider is on the list {source} ({detail})",
    "COUNTRY_LIST": "the country is on the list {source} ({detail})",
    "SOURCE_LIST": "the asking address is on the list {source} ({detail})",
    "USER_AGENT_LIST": "the User-Agent is on the list {source} ({detail})",
    "SIGNER_LIST": "the provider that signed the call is on the list {source} ({detail})",
    "VERIFICATION_FAILED": "its Identity failed verification ({detail})",
    "IDENTITY_ABSENT": "no provider signed the call ({detail})",
    "ATTESTATION_INCONSISTENT": "a signature vouches for what can't be ({detail})",
    "PUBLIC_SAFETY": "the caller {detail} is a public-safety number on the list {source}",
    "CONDITION": "the condition {source} holds ({detail})",
    "CPS_LIMIT": "the customer placed {detail} calls in this second",
    "TRUNK_CPS_LIMIT": "the trunk carried {detail} calls in this second",
    "MINUTE_LIMIT": "the customer placed {detail} calls in this minute",
    "HOUR_LIMIT": "the customer placed {detail} calls in this hour",
    "DAY_LIMIT": "the customer placed {detail} calls in 24 hours",
    "CALLER_IDS_LIMIT": "the customer showed the caller ID {detail} in this hour",
    "CONCURRENCY_LIMIT": "the customer has {detail} calls up at the same time",
    "TRUNK_CONCURRENCY_LIMIT": "the trunk has {detail} calls up at the same time",
    "CONCURRENCY_ESTIMATE": "too many calls seem to be up at the same time ({detail})",
    "SPEND_LIMIT": "the customer's calls to priced destinations cost {detail} in 24 hours",
    "CALLER_ID_RATE": "the caller ID places too many calls ({detail})",
    "PAIR_RATE": "the caller keeps calling the same number ({detail})",
    "SPAM_DETECTIVE": "the caller calls the customer's numbers too often ({detail})",
    "CALLED_BURST": "the called number is flooded with calls ({detail})",
    "DO_NOT_CALL": "a telemarketer calls a number on the do-not-call list {source} ({detail})",
}
# A check in a word or two, for lists.
TITLES = {
    "MALFORMED_MESSAGE": "Message not sane",
    "CUSTOMER_UNKNOWN": "Customer unknown",
    "CUSTOMER_STANDING": "Customer's standing",
    "ENFORCEMENT": "Enforcement",
    "CALLED_NUMBER_INVALID": "Called number can't exist",
    "CALLER_ID_ABSENT": "No caller ID",
    "CALLER_ID_INVALID": "Caller ID can't exist",
    "CALLER_ID_FOREIGN": "Caller ID wrong abroad",
    "CALLER_ID_EMERGENCY": "Caller ID is an emergency number",
    "CALLER_ID_UNALLOCATED": "Caller ID held by nobody",
    "CALLER_ID_UNUSED": "Caller ID assigned to nobody",
    "DO_NOT_ORIGINATE": "Do-not-originate",
    "OWN_NUMBER_FROM_OUTSIDE": "Own number from outside",
    "CALLER_IS_CALLED": "Caller is called",
    "CALLER_ID_RIGHT": "Caller ID not the customer's",
    "CALLING_LIST": "List of calling numbers",
    "CALLED_LIST": "List of called numbers",
    "NAME_LIST": "List of caller names",
    "SPID_LIST": "List of providers",
    "COUNTRY_LIST": "List of countries",
    "SOURCE_LIST": "List of addresses",
    "USER_AGENT_LIST": "List of User-Agents",
    "SIGNER_LIST": "List of signers",
    "VERIFICATION_FAILED": "Signature failed",
    "IDENTITY_ABSENT": "Not signed",
    "ATTESTATION_INCONSISTENT": "Signature can't be",
    "PUBLIC_SAFETY": "Public safety",
    "CONDITION": "Condition",
    "CPS_LIMIT": "Calls per second",
    "TRUNK_CPS_LIMIT": "Calls per second of the trunk",
    "MINUTE_LIMIT": "Calls per minute",
    "HOUR_LIMIT": "Calls per hour",
    "DAY_LIMIT": "Calls per day",
    "CALLER_IDS_LIMIT": "Different caller IDs",
    "CONCURRENCY_LIMIT": "Calls at the same time",
    "TRUNK_CONCURRENCY_LIMIT": "Calls at the same time, trunk",
    "CONCURRENCY_ESTIMATE": "Calls at the same time, estimated",
    "SPEND_LIMIT": "Spend",
    "CALLER_ID_RATE": "Rate of one caller ID",
    "PAIR_RATE": "Rate to one number",
    "SPAM_DETECTIVE": "Rate to one customer",
    "CALLED_BURST": "Burst to one number",
    "DO_NOT_CALL": "Do-not-call",
    EMERGENCY_CALL: "Emergency call",
    UNKNOWN_SOURCE: "Source unknown",
    NO_OBJECTION: "No objection",
}
DONE = {
    Action.ALLOW: "The call continues",
    Action.BLOCK: "The call is blocked",
    Action.DIVERT: "The call is diverted",
    Action.LIMIT: "The call is refused for now",
}

WOULD_BE = {
    Action.ALLOW: "let through",
    Action.BLOCK: "blocked",
    Action.DIVERT: "diverted",
    Action.LIMIT: "refused for now",
}


def title(code: str) -> str:
    """A check from outside has its code only."""
    return TITLES.get(code) or code.replace("_", " ").capitalize()


def say(finding: Finding) -> str:
    """One finding as a clause. A check from outside says its code and what it saw."""
    text = SAID.get(finding.code, finding.code.lower().replace("_", " ") + ": {detail}")
    return text.format(detail=finding.detail, source=finding.source)


def winner_of(verdict: Verdict) -> Weighed | None:
    for one in verdict.weighed:
        if one.finding.code == verdict.reason and one.mode is Mode.ACT and one.action is verdict.action:
            return one
    return None


def sentence(verdict: Verdict, observed: bool = False) -> str:
    """The verdict in one sentence: what is done, why, and what else was seen.

    `observed`: the gate only observed, so the call went on whatever the verdict.
    """
    if verdict.reason == EMERGENCY_CALL:
        return "The call continues: it is an emergency call, and those are never judged."
    if verdict.reason == UNKNOWN_SOURCE:
        return "The call is not answered: no trunk of the policy has this source."
    winner = winner_of(verdict)
    others = [say(one.finding) for one in verdict.weighed if one is not winner]
    if winner is not None:
        done = f"The call continues, observed only; it would be {WOULD_BE[verdict.action]}" if observed else None
        text = f"{done or DONE[verdict.action]}: {say(winner.finding)}"
    elif verdict.reason == NO_OBJECTION:
        text = f"{DONE[verdict.action]}: nothing speaks against it"
    else:
        text = f"{DONE[verdict.action]}: {verdict.reason.lower().replace('_', ' ')}"
    if others:
        text += "; also seen: " + "; ".join(others)
    return text + "."


class Told(NamedTuple):
    """One step of the chain as it went for one call."""

    code: str
    mode: Mode
    names: tuple[str, ...]  # lists or condition looked at
    seen: str  # "" when the check had nothing to say
    result: str  # won | lost: why | reported | nothing seen


def tell(call: CallAttempt, policy: Policy, usage: Usage, verdict: Verdict) -> tuple[Told, ...]:
    """Every step that looked at the call, in order, with what it saw and why that won or lost."""
    if verdict.reason in (EMERGENCY_CALL, UNKNOWN_SOURCE):
        return ()
    winner = winner_of(verdict)
    told: list[Told] = []
    for step in policy.chain_for(call.trunk, call.customer, call.called_customer).steps:
        found = step.look(call, policy, usage)
        if found is None:
            told.append(Told(step.code, step.mode, step.names, "", "nothing seen"))
            continue
        action = found.action or step.action
        allowed = permitted(action, found.evidence, found.outcome or step.outcome)
        told.append(
            Told(step.code, step.mode, step.names, say(found), _result(found, step.mode, action, allowed, winner))
        )
    return tuple(told)


def _result(finding: Finding, mode: Mode, action: Action, allowed: bool, winner: Weighed | None) -> str:
    if winner is not None and finding == winner.finding:
        return "won"
    if mode is Mode.REPORT:
        return "reported: its mode is report"
    if not allowed:
        return f"reported: {finding.evidence.value} evidence may not {action.value}"
    if action is Action.ALLOW:
        return "allows" if winner is None else f"allows, but not against {winner.finding.code}"
    if winner is None:
        return "lost: set aside by an allowing entry"
    if STRENGTH[winner.action] > STRENGTH[action]:
        return f"lost: {winner.action.value} is stronger than {action.value}"
    return f"lost: {winner.finding.code} comes earlier in the chain"
