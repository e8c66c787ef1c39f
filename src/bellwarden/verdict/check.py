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
    odd_only: bool = (
        False  # sees something only in a call that is not plain (`is_plain`); others are spared the question
    )


class ListCheck(NamedTuple):
    """A check over the operator's lists. Lists under the same mode are bound into one index and looked up at once."""

    takes: Callable[[PolicyList], bool]
    bind: Callable[[Sequence[PolicyList], Mapping[str, BitMap64]], Look]
    order: int
    outcome: Outcome = Outcome.LIST
    action: Action = Action.BLOCK
    mode: Mode = Mode.ACT  # no list of it acts beyond this
    applies: Applies = always


class Step(NamedTuple):
    """One link of a compiled chain: a check, or the lists or the condition of one mode."""

    look: Look
    mode: Mode
    action: Action
    outcome: Outcome
    code: str
    names: tuple[str, ...] = ()  # names of the lists or the condition; () for a plain check
    odd_only: bool = False  # as of its check


def is_plain(call: CallAttempt) -> bool:
    """What nearly every call is: a sane message, two sound E.164 numbers, one caller ID, nobody under enforcement."""
    calling = call.calling
    called = call.called
    return (
        calling.e164 > 0
        and calling.fault is None
        and called.e164 > 0
        and called.fault is None
        and call.shown is calling
        and not call.enforcements
        and not call.request.fault
    )


class Chain:
    """A compiled chain: its steps in order, and what they ask, of every call and of a plain one."""

    __slots__ = ("looks", "plain_looks", "plain_steps", "steps")

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.looks = tuple([step.look for step in steps])
        self.plain_steps = tuple([step for step in steps if not step.odd_only])
        self.plain_looks = tuple([step.look for step in self.plain_steps])
