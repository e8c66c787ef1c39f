"""A table of allowed moves: what may follow a state, and what the move is called."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

State = TypeVar("State", bound=Enum)
Moves = Mapping[State, Mapping[str, State]]


class MoveRefused(Exception):
    """The state does not allow the move. The text names both and what is allowed."""


def moved(moves: Moves[State], state: State, move: str) -> State:
    """The state after the move. MoveRefused when the table has no such move from here."""
    allowed = moves.get(state, {})
    if move not in allowed:
        known = ", ".join(sorted(allowed)) or "nothing further"
        raise MoveRefused(f"{move} is not possible from {state.value}; possible: {known}")
    return allowed[move]
