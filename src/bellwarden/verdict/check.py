"""What a call-time check is: one function that says what it saw, with its place in the chain and its default weight."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pyroaring import BitMap64

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Customer, PolicyList, Trunk
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Action, Finding, Mode, Outcome

if TYPE_CHECKING:
    from bellwarden.verdict.policy import Policy

Look = Callable[[CallAttempt, "Policy", Usage], Finding | None]
Applies = Callable[["Policy", Trunk, Customer | None], bool]


def always(policy: "Policy", trunk: Trunk, customer: Customer | None) -> bool:
    """The check has something to look at whatever the policy."""
    return True


class Check(NamedTuple):
    """`order` is the place in the chain: where two findings ask for the same, the earlier one wins."""

    look: Look
    order: int
    outcome: Outcome
    action: Action = Action.BLOCK
    mode: Mode = Mode.ACT  # where no scope of the policy sets another
    applies: Applies = always  # False: nothing to look at, so the check is left out of the compiled chain


class ListCheck(NamedTuple):
    """A check over the operator's lists. Lists under the same mode are bound into one index and looked up at once."""

    takes: Callable[[PolicyList], bool]
    bind: Callable[[Sequence[PolicyList], Mapping[str, BitMap64]], Look]
    order: int
    outcome: Outcome = Outcome.LIST
    action: Action = Action.BLOCK
    mode: Mode = Mode.ACT  # no list of it acts beyond this


class Step(NamedTuple):
    """One link of a compiled chain: a check, or the lists or the condition of one mode."""

    look: Look
    mode: Mode
    action: Action
    outcome: Outcome
    code: str
    names: tuple[str, ...] = ()  # names of the lists or the condition; () for a plain check
