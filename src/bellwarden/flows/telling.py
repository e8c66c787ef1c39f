"""A decision told to a person, for the terminal and for pages: what ended it, step by step, and what else could."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from bellwarden.flows.call import refused
from bellwarden.flows.replay import judge_again
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Signing, SigningOutcome, Verification, VerificationStatus
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CALL,
    NOT_JUDGED,
    Action,
    Mode,
    Outcome,
    Verdict,
    Weighed,
)
from bellwarden.stir.attestation import AttestationReason
from bellwarden.stir.reason import MEANINGS, StirReason
from bellwarden.verdict.decide import STRENGTH, weigh
from bellwarden.verdict.explain import Told, say, tell, winner_of
from bellwarden.verdict.policy import Policy

# digits and what was received → as the reader is used to see it
Written = Callable[[str, str], str]


class Explanation(NamedTuple):
    """`steps` is empty and `note` says why when they can't be told."""

    decision: Decision
    steps: tuple[Told, ...]
    note: str

    @property
    def judged_again(self) -> bool:
        """Whether the recorded facts were judged again by the same snapshot."""
        return bool(self.steps)


class Otherwise(NamedTuple):
    """How the same call would have ended without something."""

    without: str  # "CALLER_ID_RIGHT", a rule's or list's own name behind it
    verdict: Verdict


def explanation(decision: Decision, policy: Policy | None) -> Explanation:
    """`policy` is the one that the decision was judged by; None when it is gone."""
    if decision.verdict.reason in NOT_JUDGED:
        why_not = NOT_JUDGED[decision.verdict.reason]
        return Explanation(decision, (), f"the gate had no opinion on this call: {why_not}; no step was taken")
    if policy is None:
        note = (
            f"snapshot {decision.policy[:12]} is no longer kept, so the steps can't be told; the findings are recorded"
        )
        return Explanation(decision, (), note)
    note = ""
    if judge_again(decision, policy) != decision.verdict:
        note = "judged again by the same snapshot this call gets another verdict; report this as a fault of Bellwarden"
    return Explanation(decision, tell(decision.call, policy, decision.usage, decision.verdict), note)


def otherwise(decision: Decision, policy: Policy) -> list[Otherwise]:
    """The same call judged without the finding that won, and then without the next one, until it goes on.

    Nothing is written, and counts and enforcements are those of then.
    """
    call = decision.call
    seen = []
    for step in policy.chain_for(call.trunk, call.customer, call.called_customer).steps:
        finding = step.look(call, policy, decision.usage)
        if finding is not None:
            seen.append((step, finding))
    found: list[Otherwise] = []
    verdict, without = decision.verdict, list[str]()
    while (winner := winner_of(verdict)) is not None:
        without.append(named(winner))
        seen = [(step, finding) for step, finding in seen if finding != winner.finding]
        verdict = weigh(seen) if seen else CALL_CONTINUES
        found.append(Otherwise(" and ".join(without), verdict))
    return found


def named(one: Weighed) -> str:
    """A check, and the list or condition that it speaks for."""
    return f"{one.finding.code} {one.finding.source}".strip()


def stopped(verdict: Verdict) -> bool:
    """Whether the verdict refuses or diverts the call. A gate without an opinion does neither."""
    return verdict.outcome is not Outcome.OVERLOADED and refused(verdict)


def reported(verdict: Verdict) -> Weighed | None:
    """Of a call that goes on: the strongest finding that would have stopped it, had its rule not only reported."""
    found = [one for one in verdict.weighed if one.mode is Mode.REPORT and one.action is not Action.ALLOW]
    return max(found, key=lambda one: STRENGTH[one.action], default=None)


def why(verdict: Verdict) -> str:
    """The reason in a few words: the winner, or for an allowed call what was reported."""
    winner = winner_of(verdict)
    if winner is not None:
        return say(winner.finding)
    if verdict.reason == EMERGENCY_CALL:
        return "emergency calls are never judged"
    if verdict.outcome is Outcome.OVERLOADED:
        return f"{NOT_JUDGED.get(verdict.reason, verdict.reason)}; the call went on"
    seen = [say(one.finding) for one in verdict.weighed]
    if seen:
        return "only reported: " + "; ".join(seen)
    return "" if verdict.reason == "NO_OBJECTION" else verdict.reason.lower().replace("_", " ")


def told_to_sbc(decision: Decision) -> Iterator[str]:
    """The answer as it went over the wire, less the transaction's own headers."""
    answer = decision.answer
    yield f"SIP/2.0 {answer.status} {answer.phrase}"
    if answer.contact:
        yield f"Contact: {answer.contact}"
    for name, value in answer.headers:
        yield f"{name}: {value}"


_A: Final = AttestationReason
# `{number}` is the caller's, `{customer}` whoever placed the call.
BECAUSE: Final[dict[AttestationReason, str]] = {
    _A.ASSIGNED_NUMBER: "{number} is a number that we gave to {customer}",
    _A.PROVEN_RIGHT: "{customer} has proven its right to {number}, and the proof holds",
    _A.NO_RIGHT: "nothing says that {customer} may use {number}",
    _A.RIGHT_UNPROVEN: "{customer} may show {number} by its own word only; no proof is on record",
    _A.PROOF_ENDED: "{customer}'s proof of its right to {number} has ended",
    _A.NOT_OWN_NUMBER: "the right to {number} is proven, but A is for numbers that we gave out ourselves",
    _A.CUSTOMER_UNKNOWN: "nobody of the policy fits the call, or a provider whose customers we do not know",
    _A.NOT_IN_STANDING: "{customer} may not place calls",
    _A.GATEWAY: "the call came from abroad",
    _A.FIRST_INTERMEDIATE: "the call is another provider's, which did not sign it",
    _A.THIRD_PARTY_KEY_MISSING: "the key that we were to sign by for {customer} is not here",
    _A.CLIENT_ASKED_FOR_LESS: "whoever asked wanted no more",
    _A.EMERGENCY: "nothing is changed about an emergency call",
    _A.CAME_SIGNED: "another provider signed it",
    _A.TRUNK_SIGNS_NEVER: "calls of this trunk are not signed",
    _A.CALLER_WITHHELD: "the caller's number is withheld, and none stands behind it",
    _A.CALLER_INVALID: "the caller shows no number that anybody can have",
    _A.CALLED_INVALID: "what is called is no full number",
    _A.FOREIGN_CALLER: "it came from abroad with a foreign number, which is not ours to sign",
    _A.NO_SIGNER: "there is no signing key here",
    _A.NO_CERTIFICATE_URL: "our certificate is published nowhere (stir.certificate_url)",
    _A.OTHER_CODE: "our certificate is of another service provider code than the policy's",
    _A.CERTIFICATE_ENDED: "our certificate has ended",
    _A.SIGNING_FAILED: "the signing key could not be used just then",
    _A.FORWARDED: "{customer} sent on a call that had come to its number",
}
DID: Final = {
    SigningOutcome.SIGNED: "signed {level}",
    SigningOutcome.DIVERTED: "signed as diverted (div)",
    SigningOutcome.PASSED_ON: "passed on as it came",
    SigningOutcome.UNSIGNED: "not signed",
    SigningOutcome.FAILED: "NOT SIGNED, though it should have been",
}


def verification_words(found: Verification) -> str:
    """`TN-Validation-Failed, 438: The signature is not the signer's, or the token was changed.`"""
    if found.status is VerificationStatus.PASSED:
        text = f"{found.status.value}: signed {found.attestation} by {found.signer or 'a holder of single numbers'}"
        return text + (f", diverted by {', '.join(found.diverted)}" if found.diverted else "")
    try:
        sentence = MEANINGS[StirReason(found.reason)].sentence
    except ValueError:  # of a record that another version made
        sentence = found.reason
    code = f", {found.code}" if found.code else ""
    return f"{found.status.value}{code}: {sentence}"


def signing_words(signing: Signing, decision: Decision, written: Written) -> str:
    """`signed A, because 1-238-200-1000 is a number that we gave to acme`"""
    call = decision.call
    did = DID[signing.outcome].format(level=signing.attestation)
    try:
        because = BECAUSE[AttestationReason(signing.reason)]
    except ValueError:
        because = signing.reason
    if not because:
        return did
    caller = written(call.calling.digits, call.request.calling)
    return f"{did}, because {because.format(number=caller, customer=call.customer or 'the customer')}"
