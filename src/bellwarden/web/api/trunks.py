"""Trunks: where calls come in from, and whose they are."""

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import trunks as stories
from bellwarden.model.office.integration import ApiScope
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import TrunkRole
from bellwarden.ports.office import Desk
from bellwarden.web.api import entrance
from bellwarden.web.api.entrance import READERS, open_to, told, world_of
from bellwarden.web.api.looking_up import names, wanted
from bellwarden.web.api.shapes import After, Given, Limit, Moment, Page, Words, errors, moment, page_of, read_cursor

ROUTER: Final = Router(tags=["trunks"])


class TrunkOut(Schema):
    key: str
    external_id: str
    version: int
    role: TrunkRole
    customer: Annotated[str | None, Field(description="key of the customer whose calls come over it")]
    addresses: list[str]
    settings: dict[str, Any]
    updated_at: Moment


class TrunkIn(Given):
    """A field that is left out stays as it is."""

    key: Annotated[str | None, Field(max_length=128)] = None
    external_id: Words | None = None
    role: TrunkRole | None = None
    customer: Annotated[str | None, Field(max_length=128, description="key or external_id of the customer")] = None
    addresses: Annotated[list[Words] | None, Field(max_length=10_000)] = None
    settings: dict[str, Any] | None = None


class Shown:
    """Records as the API shows them; their customers' keys are asked for once a page."""

    def __init__(self, desk: Desk, rows: tuple[TrunkRecord, ...]) -> None:
        self._customers = names(desk.customers, (row.customer_id for row in rows), "key")

    def __call__(self, row: TrunkRecord) -> TrunkOut:
        return TrunkOut(
            key=row.key,
            external_id=row.external_id,
            version=row.version,
            role=row.role,
            customer=self._customers.get(row.customer_id),
            addresses=list(row.addresses),
            settings=dict(row.settings),
            updated_at=moment(row.updated_at),
        )


def _answer(request: HttpRequest, row: TrunkRecord, status: int = 200) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return told(Shown(desk, (row,))(row), status, row.version)


def _again(request: HttpRequest, ref: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return _answer(request, wanted(desk.trunks, "trunk", ref=ref), 201)


@ROUTER.get(
    "/trunks",
    auth=open_to(*READERS),
    response={200: Page[TrunkOut], **errors()},
    operation_id="listTrunks",
    summary="Trunks, in the order they were entered",
)
def list_trunks(request: HttpRequest, limit: Limit = 100, after: After = "") -> dict[str, Any]:
    with world_of(request).office.reading() as desk:
        rows = desk.trunks.list(id__gt=read_cursor(after), limit=limit + 1)
        return page_of(rows, limit, Shown(desk, rows))


@ROUTER.post(
    "/trunks",
    auth=open_to(ApiScope.CUSTOMERS),
    response={201: TrunkOut, **errors(409, 413)},
    operation_id="enterTrunk",
    summary="Enter a trunk",
)
@entrance.once(_again)
def enter_trunk(request: HttpRequest, body: TrunkIn) -> HttpResponse:
    return _answer(request, stories.create(world_of(request), body.values()), 201)


@ROUTER.put(
    "/trunks/by-external-id/{path:external_id}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: TrunkOut, 201: TrunkOut, **errors(409, 412, 413)},
    operation_id="putTrunkByExternalId",
    summary="Enter or change the trunk that your system calls so",
)
def put_by_external_id(request: HttpRequest, external_id: str, body: TrunkIn) -> HttpResponse:
    values = {name: one for name, one in body.values().items() if name != "external_id"}
    done = stories.put(world_of(request), external_id, values, entrance.version_wanted(request))
    return _answer(request, done.row, 201 if done.created else 200)


@ROUTER.get(
    "/trunks/{key}",
    auth=open_to(*READERS),
    response={200: TrunkOut, **errors(404)},
    operation_id="getTrunk",
    summary="One trunk",
)
def get_trunk(request: HttpRequest, key: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = wanted(desk.trunks, "trunk", key=key)
    return _answer(request, row)


@ROUTER.patch(
    "/trunks/{key}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: TrunkOut, **errors(404, 409, 412, 413)},
    operation_id="changeTrunk",
    summary="Change the given fields",
)
def change_trunk(request: HttpRequest, key: str, body: TrunkIn) -> HttpResponse:
    world = world_of(request)
    with world.office.reading() as desk:
        row = wanted(desk.trunks, "trunk", key=key)
    return _answer(request, stories.change(world, row.id, body.values(), entrance.version_wanted(request)))


@ROUTER.delete(
    "/trunks/{key}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={204: None, **errors(404, 409)},
    operation_id="removeTrunk",
    summary="Take a trunk out",
)
def remove_trunk(request: HttpRequest, key: str, reason: Words = "") -> HttpResponse:
    world = world_of(request)
    with world.office.reading() as desk:
        row = wanted(desk.trunks, "trunk", key=key)
    stories.remove(world, row.id, reason)
    return HttpResponse(status=204)
