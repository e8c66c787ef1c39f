"""A call that goes on is signed, passed on as it came, or left alone."""

from typing import NamedTuple

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Trunk
from bellwarden.model.stir import Presented, Signing
from bellwarden.ports import TokenSigner
from bellwarden.verdict.policy import Policy


class Signed(NamedTuple):
    signing: Signing | None = None
    identities: tuple[str, ...] = ()


UNSIGNED = Signed()


def sign_call(
    call: CallAttempt,
    presented: Presented,
    trunk: Trunk,
    policy: Policy,
    signer: TokenSigner | None,
    at: float,
    decision_id: str,
) -> Signed:
    """What is done about the Identity of a call that goes on: nothing without a key."""
    return UNSIGNED
