"""Customers, trunks and numbers come in as sheets: first a plan of every change and every fault by cell, then the deed.

An empty cell empties the field, a column that is not there leaves it alone. The same sheet twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from bellwarden.flows.office import caller_ids, customers, trunks
from bellwarden.flows.office.every import batches
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.import_plan import CellFault, ImportPlan, Planner, RowPlan, Sheet, Step
from bellwarden.flows.office.sheet_columns import Kind
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk, Missing

BATCH: Final = 10  # rows a transaction: it stays under 20 ms


class Progress(NamedTuple):
    """After a batch. `refused`: rows that could not be written after all, and why."""

    done: int
    of: int
    refused: tuple[CellFault, ...]


def plan(world: OfficeWorld, sheets: Sequence[Sheet], *, complete: bool = False, country: str = "US") -> ImportPlan:
    """What the sheets would change; nothing is written. `complete`: they hold every customer of the other system."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.reading() as desk:
        return Planner(desk, country).plan(sheets, complete)


def apply(world: OfficeWorld, made: ImportPlan, *, country: str = "US") -> Iterator[Progress]:
    """Carry a plan out in short transactions. Whoever asks for the next batch paces them: others write in between.

    A row that somebody changed since the plan was made is refused by its version, and the others go on.
    """
    need(world, Right.EDIT_CUSTOMERS)
    todo = [row for row in made.rows if row.step in (Step.ADD, Step.CHANGE)]
    total = len(todo) + len(made.vanished)
    done = refused = 0
    for batch in batches(todo, BATCH):
        told_of = _write(world, batch, country)
        done, refused = done + len(batch), refused + len(told_of)
        yield Progress(done, total, told_of)
    for lost in batches(made.vanished, BATCH):
        _write_vanished(world, lost)
        done += len(lost)
        yield Progress(done, total, ())
    if total:
        counts: dict[str, Any] = {step.value: made.count(step) for step in Step}
        with world.office.writing(world.actor) as desk:
            desk.audit("import.apply", after={**counts, "vanished": len(made.vanished), "refused": refused})


def _write(world: OfficeWorld, batch: list[RowPlan], country: str) -> tuple[CellFault, ...]:
    """One transaction for all; where one row is against it, each has its own, so that only that one stays out."""
    try:
        with world.office.writing(world.actor) as desk:
            for row in batch:
                _put(desk, row, country, world.clock.now())
        return ()
    except (BadInput, Conflict, Missing) as fault:
        if len(batch) == 1:
            return (CellFault(batch[0].kind.value, batch[0].line, "", str(fault)),)
    return tuple(fault for row in batch for fault in _write(world, [row], country))


def _put(desk: Desk, row: RowPlan, country: str, now: float) -> None:
    cells = row.cells
    if row.kind is Kind.NUMBERS:
        owner = customers.known_to(desk).named(cells.owner)
        if owner is None:
            raise Missing(f"there is no customer {cells.owner}")
        if row.row_id:
            caller_ids.alter(desk, desk.caller_id_rights.get(row.row_id), cells.values, country, row.version)
        else:
            caller_ids.put_on(desk, owner.id, cells.values, country)
    elif row.kind is Kind.TRUNKS:
        if row.row_id:
            trunk = desk.trunks.get(row.row_id)
            trunks.alter(desk, trunk, cells.onto(trunk), row.version)
        else:
            trunks.add(desk, cells.whole)
    elif row.row_id:
        kept = desk.customers.get(row.row_id)
        customers.alter(desk, kept, cells.onto(kept), row.version)
    else:
        customers.add(desk, cells.whole, now)


def _write_vanished(world: OfficeWorld, batch: list[CustomerRecord]) -> None:
    with world.office.writing(world.actor) as desk:
        for row in batch:
            kept = desk.customers.find(id=row.id)
            if kept is not None and not kept.vanished_at:
                customers.vanish(desk, kept, world.clock.now())
