"""What the checks of tokens have in common: where they apply, and words for what was found."""

from bellwarden.model.policy import Customer, Trunk
from bellwarden.model.stir import Verification
from bellwarden.verdict.policy import Policy


def tokens_verified(policy: Policy, trunk: Trunk, customer: Customer | None) -> bool:
    """The trunk's calls have their tokens verified; elsewhere there is nothing to look at."""
    return trunk.key in policy.verifies


def fault_of(found: Verification) -> str:
    """A bad token in a few words: "438 signature" """
    return f"{found.code or ''} {found.reason}".strip()
