"""An import is carried out, by a page or by the worker: batch by batch, with a pause in which others write."""

import time
from typing import Final

from bellwarden.flows.office import importing
from bellwarden.flows.office.import_plan import CellFault, ImportPlan
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home.uploads import Uploads
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.world import office_home
from bellwarden.web.sheets import SheetFault, read_sheets

PAUSE_S: Final = 0.005
JOB: Final = "import"
AT_ONCE_MAX: Final = 300  # changes that a page carries out itself


def planned(world: OfficeWorld, upload: str, complete: bool) -> ImportPlan | None:
    """What a kept file would change; None when it is not here any more. SheetFault when it is no sheet."""
    data = Uploads(office_home().path).load(upload)
    return None if data is None else importing.plan(world, read_sheets("sheet", data), complete=complete)


def carry_out(world: OfficeWorld, made: ImportPlan) -> tuple[CellFault, ...]:
    """The rows that could not be written after all."""
    refused: list[CellFault] = []
    for step in importing.apply(world, made):
        refused += step.refused
        time.sleep(PAUSE_S)
    return tuple(refused)


def take_in(world: OfficeWorld, upload: str, complete: bool, by: str) -> None:
    """The worker's job, in the name of whoever asked for it. Run twice, it changes nothing the second time."""
    actor = Actor(kind=ActorKind.PERSON, name=by, on_behalf_of=world.actor.name)
    mine = world._replace(actor=actor, rights=frozenset((Right.EDIT_CUSTOMERS,)))
    try:
        made = planned(mine, upload, complete)
    except SheetFault:
        return
    if made is None:
        raise Missing("the sheet is not kept any more, it was handed in more than a day ago: hand it in again")
    carry_out(mine, made)
