"""The states of a row, as its table sees them."""

from typing import Any, NamedTuple

from bellwarden.model.office.moves import Moves


class Lifecycle(NamedTuple):
    """The column that holds a state, and what it may become."""

    field: str
    moves: Moves[Any]

    def pairs(self) -> list[tuple[str, str]]:
        """Every step that is allowed, from and to."""
        return sorted({(one.value, to.value) for one, moves in self.moves.items() for to in moves.values()})

    def sources(self, target: str) -> list[str]:
        """The states from which one move, or none, leads to `target`."""
        return [target, *(one for one, to in self.pairs() if to == target)]
