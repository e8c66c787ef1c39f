"""Where a case stands in its playbook, and the moves that a program may make."""

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import playbooks as stories
from bellwarden.model.office.case import Case
from bellwarden.model.office.integration import ApiScope
from bellwarden.ports.office import Desk
from bellwarden.web.api.entrance import READERS, once, open_to, told, world_of
from bellwarden.web.api.looking_up import wanted
from bellwarden.web.api.shapes import Given, Words, errors

ROUTER: Final = Router(tags=["cases"])


class PlaybookMoveOut(Schema):
    name: str
    to: str
    on: Annotated[str, Field(description="who makes it: manual, event, timer or api; a key makes those of api alone")]
    event: str


class PlaybookOut(Schema):
    case: str
    playbook: Annotated[str, Field(description="empty for a case without one")]
    step: str
    title: str
    moves: list[PlaybookMoveOut]


class PlaybookMoveIn(Given):
    move: Annotated[Words, Field(description="name of a move whose `on` is api")]


def _answer(desk: Desk, row: Case) -> HttpResponse:
    at = stories.standing(desk, row)
    moves = at.step.moves if at is not None else ()
    shown = PlaybookOut(
        case=row.ref,
        playbook=row.playbook,
        step=row.step,
        title=at.step.title if at is not None else "",
        moves=[PlaybookMoveOut(name=one.name, to=one.to, on=one.on, event=one.event) for one in moves],
    )
    return told(shown, 200, row.version)


def _again(request: HttpRequest, ref: str) -> HttpResponse:
    """The case's own: a program that died between move and answer asks where it stands."""
    with world_of(request).office.reading() as desk:
        return _answer(desk, wanted(desk.cases, "case", ref=ref))


@ROUTER.get(
    "/cases/{ref}/playbook",
    auth=open_to(*READERS),
    response={200: PlaybookOut, **errors(404)},
    operation_id="getCasePlaybook",
    summary="Where a case stands in its playbook",
)
def get_playbook(request: HttpRequest, ref: str) -> HttpResponse:
    return _again(request, ref)


@ROUTER.post(
    "/cases/{ref}/playbook",
    auth=open_to(ApiScope.CASES),
    response={200: PlaybookOut, **errors(404, 409)},
    operation_id="moveCasePlaybook",
    summary="Make a move that the playbook leaves to programs",
)
@once(_again)
def move_playbook(request: HttpRequest, ref: str, body: PlaybookMoveIn) -> HttpResponse:
    """A move changes where the case stands, and nothing at a gate."""
    world = world_of(request)
    with world.office.reading() as desk:
        row = wanted(desk.cases, "case", ref=ref)
    after = stories.move(world, row.id, body.move)
    with world.office.reading() as desk:
        return _answer(desk, after)
