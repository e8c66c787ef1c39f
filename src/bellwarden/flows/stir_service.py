"""A client asks for one token, or has one verified, without asking about the call: the STI-AS and STI-VS of
ATIS-1000082.

Nothing is counted against limits, because the same call may be asked about as a call as well. But what the policy says
holds: no call that we would refuse is signed, no attestation is above the one that the policy gives the call, and each
answer is kept like a decision, so that a token of ours can be traced back to who asked for it.
"""

from typing import Final, NamedTuple

from bellwarden.flows.call import CallWorld, understand, with_enforcements
from bellwarden.flows.signing import Wanted, sign_call
from bellwarden.flows.verification import missing_certificates, verify_call
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.stir import NOTHING_PRESENTED, Presented, Signing
from bellwarden.model.usage import NO_USAGE
from bellwarden.switches.answers import answer
from bellwarden.switches.dialect import GOES_ON
from bellwarden.verdict.decide import decide

PROTOCOL: Final = "stir"  # of such a request, in records


class Served(NamedTuple):
    """What is kept, and the token's Identity value; "" where the decision says why there is none."""

    decision: Decision
    identity: str = ""


def find_call(request: CallRequest, world: CallWorld) -> CallAttempt | None:
    """The call with its parties and what is in force against them; None: no trunk has this source."""
    call = understand(request, world.policy)
    return None if call is None else with_enforcements(call, world.book)


def sign_for_client(call: CallAttempt, wanted: Wanted, world: CallWorld) -> Served:
    """A token for a call that the client is about to send on.

    47 CFR 64.6301 leaves the attestation to the provider: the client's is the most that it may get, never the least.
    """
    policy = world.policy
    verdict = decide(call, policy, NO_USAGE)
    told = verdict if world.enforces else world.instead(verdict)[1]
    if told.outcome not in GOES_ON:
        return Served(_kept(call, world, None, None))
    decision_id = world.next_id(call.request.at)
    trunk = policy.trunks[call.trunk]
    signed = sign_call(
        call, NOTHING_PRESENTED, trunk, policy, world.token_signer, call.request.at, decision_id, wanted=wanted
    )
    decision = _kept(call, world, signed.signing, signed.identities, decision_id)
    return Served(decision, signed.identities[0] if signed.identities else "")


def certificates_missing(presented: Presented, call: CallAttempt, world: CallWorld) -> tuple[str, ...]:
    """Addresses of certificates worth waiting for before `verify_for_client`."""
    credentials = world.credentials
    return () if credentials is None else missing_certificates(presented, credentials, call.request.at)


def verify_for_client(call: CallAttempt, presented: Presented, world: CallWorld) -> Decision | None:
    """What became of the tokens, kept like a decision. None where no certificate can be had at all."""
    verification = verify_call(call, presented, world)
    return None if verification is None else _kept(call._replace(verification=verification), world, None, None)


def _kept(
    call: CallAttempt,
    world: CallWorld,
    signing: Signing | None,
    identities: tuple[str, ...] | None,
    decision_id: str = "",
) -> Decision:
    """The decision that would have been taken on the call as far as it is known here, with what was done."""
    policy, request = world.policy, call.request
    verdict, observed = decide(call, policy, NO_USAGE), False
    told = verdict
    if not world.enforces:
        verdict, told, observed = world.instead(verdict)
    decision_id = decision_id or world.next_id(request.at)
    trunk = policy.trunks[call.trunk]
    said = answer(
        world.switch_of(trunk),
        told,
        request,
        trunk,
        policy.carrier,
        decision_id,
        identities,
        call.verification,
        call.calling,
    )
    latency_us = max(int((world.now() - request.at) * 1_000_000), 0)
    snapshot, journal = policy.snapshot, world.book.number
    return Decision(decision_id, call, NO_USAGE, verdict, observed, said, snapshot, journal, latency_us, signing)
