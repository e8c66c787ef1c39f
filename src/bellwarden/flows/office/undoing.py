"""A deed that was pressed by mistake, taken back: by the deed that is its opposite, while nobody has changed the row.

What a deed had set off stays: a clock that was met is met. Both deeds stand in the trail.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from bellwarden.flows.office import cases, deciding, enforcement
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Answer
from bellwarden.ports.office import Conflict

DECIDE: Final = "decide"  # of a complaint: that story knows itself what it wrote
WHY: Final = "undone at once"


class Done(NamedTuple):
    """A row as the deed left it. `before`: what the deed wrote over, where its opposite needs that."""

    row_id: int
    version: int
    before: Mapping[str, str] = {}


def undo(world: OfficeWorld, deed: str, done: Done) -> None:
    """Conflict when somebody has changed the row since; the opposite deed asks for its own rights."""
    if deed == DECIDE:
        deciding.undo(world, done.row_id)
        return
    with world.office.reading() as desk:
        book = desk.enforcements if deed == "propose" else desk.cases
        row = book.get(done.row_id)
    if row.version != done.version:
        raise Conflict(f"{row.ref} was changed since; nothing was undone")
    OPPOSITES[deed](world, done)


def _answer(world: OfficeWorld, done: Done) -> None:
    answers = {name: Answer(done.before[name]) for name in cases.QUESTIONS}
    cases.answer(world, done.row_id, answers, done.before["text"], done.version)


OPPOSITES: Final[Mapping[str, Callable[[OfficeWorld, Done], object]]] = {
    "take": lambda world, done: cases.release(world, done.row_id),
    "release": lambda world, done: cases.take(world, done.row_id),
    "snooze": lambda world, done: cases.wake(world, done.row_id),
    "wait": lambda world, done: cases.resume(world, done.row_id),
    "resolve": lambda world, done: cases.reopen(world, done.row_id, WHY),
    "close": lambda world, done: cases.reopen(world, done.row_id, WHY),
    "fold": lambda world, done: cases.unfold(world, done.row_id),
    "answer": _answer,
    "propose": lambda world, done: enforcement.reject(world, done.row_id, WHY),
}
