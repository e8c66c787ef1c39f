"""The tokens of a call that would go on are verified: whose certificates that takes, and what came of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bellwarden.flows.signing import forwarded_number
from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Stir
from bellwarden.model.stir import Presented, Verification, VerificationStatus
from bellwarden.ports import CredentialBook
from bellwarden.stir.reason import StirReason
from bellwarden.stir.verify import Terms, certificate_urls, verify

if TYPE_CHECKING:
    from bellwarden.flows.call import CallWorld

# ATIS-1000074 section 5.3.2: without an Identity header there is nothing to validate, and the terminal is told so.
NO_IDENTITY: Final = Verification(VerificationStatus.NONE, 0, StirReason.NO_IDENTITY.value)
PENDING: Final = StirReason.CREDENTIAL_PENDING.value
MISFIT: Final = StirReason.SIGNATURE_INVALID.value


def terms_of(stir: Stir) -> Terms:
    """What the policy says of how fresh a token has to be."""
    return Terms(stir.freshness_s, stir.future_skew_s)


def missing_certificates(presented: Presented, credentials: CredentialBook, at: float) -> tuple[str, ...]:
    """Addresses of the certificates that verifying needs and that are not here yet; a fetch may bring them."""
    return tuple([url for url in certificate_urls(presented) if credentials.find(url, at) is None])


def verify_call(call: CallAttempt, presented: Presented, world: "CallWorld") -> Verification | None:
    """What became of the call's tokens, by the certificates that are here now. None where no certificate can be had.

    The numbers are those that were judged: a dialling prefix that only tells a customer apart is taken off.
    """
    credentials = world.credentials
    if credentials is None:
        return None
    at = call.request.at
    if call.request.diversions:
        # A customer that forwards a call writes the new number into To as well; the token is for the one before.
        number = forwarded_number(call, world.policy)
        if number is not None:
            presented = presented._replace(to=f"+{number.digits}")
    found = verify(
        presented,
        call.calling.raw,
        "" if call.shown is call.calling else call.shown.raw,
        call.called.raw,
        at,
        world.terms,
        credentials.find,
        _replay_of(call, world, at),
        world.policy.carrier.country,
    )
    if found.reason == MISFIT:
        # Perhaps its signer has a new certificate at the same address: the next call is judged by that one.
        credentials.ask_for(found.x5u)
    return found


def _replay_of(call: CallAttempt, world: "CallWorld", at: float) -> Callable[[bytes], bool] | None:
    """RFC 8224 section 12.1: one token is for one call. A fork or retransmission of it is no second one."""
    tokens = world.tokens_seen
    if tokens is None:
        return None
    name = f"{call.request.call_id} {call.called.digits}"
    return lambda signature: tokens.is_replay(signature, name, at)
