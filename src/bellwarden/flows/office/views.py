"""Saved views: a name for what a list's address says, for oneself or for all."""

from typing import Final
from urllib.parse import parse_qsl, urlencode

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.model.office.integration import SavedView
from bellwarden.model.office.people import Right

NAME_MAX: Final = 60
QUERY_MAX: Final = 1_000
PASSING: Final = ("page", "as", "picked")  # belong to a moment, not to a view


def save_view(world: OfficeWorld, page: str, name: str, query: str, shared: bool) -> SavedView:
    """Keep it; one of the same name, page and owner is replaced."""
    need(world, Right.READ)
    called = name.strip()
    if not called or len(called) > NAME_MAX or not called.isprintable():
        raise BadInput([FieldFault("name", f"a name of up to {NAME_MAX} signs")])
    kept = urlencode([(key, value) for key, value in parse_qsl(query[:QUERY_MAX]) if key not in PASSING])
    with world.office.writing(world.actor) as desk:
        old = desk.saved_views.find(owner=world.actor.name, page=page, name=called)
        if old is not None:
            desk.saved_views.delete(old)
        row = SavedView(owner=world.actor.name, page=page, name=called, query=kept, shared=shared)
        return desk.saved_views.add(row)


def drop_view(world: OfficeWorld, view_id: int) -> None:
    """One's own, or somebody's shared one by whoever manages people."""
    with world.office.writing(world.actor) as desk:
        row = desk.saved_views.get(view_id)
        if row.owner != world.actor.name and not (row.shared and Right.MANAGE_PEOPLE in world.rights):
            raise NotAllowed(f"this view belongs to {row.owner}")
        desk.saved_views.delete(row)
