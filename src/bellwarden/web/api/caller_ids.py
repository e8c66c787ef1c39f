"""Caller-ID rights: which numbers a customer may show, and what shows it."""

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import caller_ids as stories
from bellwarden.model.office.caller_id_right import CallerIdRight, RightBasis
from bellwarden.model.office.integration import ApiScope
from bellwarden.ports.office import Missing
from bellwarden.web.api import entrance
from bellwarden.web.api.customers import named
from bellwarden.web.api.entrance import READERS, open_to, told, world_of
from bellwarden.web.api.looking_up import wanted
from bellwarden.web.api.shapes import After, Given, Limit, Page, RowId, Words, errors, page_of, read_cursor

ROUTER: Final = Router(tags=["caller IDs"])


class RightOut(Schema):
    id: int
    external_id: str
    version: int
    numbers: Annotated[
        str, Field(description="+12384460000, +1238446* or +12384460000-+12384460099; several by commas")
    ]
    basis: RightBasis
    proof: Annotated[str, Field(description="where it is filed")]
    until_day: Annotated[str, Field(description="last day on which it holds, ISO 8601; empty for no end")]


class RightIn(Given):
    external_id: Words | None = None
    numbers: Annotated[str | None, Field(max_length=10_000)] = None
    basis: RightBasis | None = None
    proof: Words | None = None
    until_day: Annotated[str | None, Field(max_length=10)] = None

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | ({"basis": self.basis.value} if self.basis is not None else {})


def _shown(row: CallerIdRight) -> RightOut:
    return RightOut(
        id=row.id,
        external_id=row.external_id,
        version=row.version,
        numbers=row.numbers,
        basis=row.basis,
        proof=row.proof,
        until_day=row.until_day,
    )


def _row(request: HttpRequest, key: str, right_id: int) -> CallerIdRight:
    with world_of(request).office.reading() as desk:
        row = desk.caller_id_rights.get(right_id)
        if row.customer_id != named(desk, key).id:
            raise Missing(f"customer {key[:128]} has no right {right_id}")
    return row


def _again(request: HttpRequest, ref: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = wanted(desk.caller_id_rights, "right", ref=ref)
    return told(_shown(row), 201, row.version)


@ROUTER.get(
    "/customers/{key}/caller-ids",
    auth=open_to(*READERS),
    response={200: Page[RightOut], **errors(404)},
    operation_id="listCallerIds",
    summary="Numbers that a customer may show",
)
def list_rights(request: HttpRequest, key: str, limit: Limit = 100, after: After = "") -> dict[str, Any]:
    with world_of(request).office.reading() as desk:
        customer = named(desk, key)
        rows = desk.caller_id_rights.list(customer_id=customer.id, id__gt=read_cursor(after), limit=limit + 1)
    return page_of(rows, limit, _shown)


@ROUTER.post(
    "/customers/{key}/caller-ids",
    auth=open_to(ApiScope.CUSTOMERS),
    response={201: RightOut, **errors(404, 409, 413)},
    operation_id="enterCallerIds",
    summary="Write down a right; the same numbers again change the one that is there",
)
@entrance.once(_again)
def enter_right(request: HttpRequest, key: str, body: RightIn) -> HttpResponse:
    world = world_of(request)
    with world.office.reading() as desk:
        customer = named(desk, key)
    row = stories.create(world, customer.id, body.values())
    return told(_shown(row), 201, row.version)


@ROUTER.patch(
    "/customers/{key}/caller-ids/{right_id}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: RightOut, **errors(404, 409, 412, 413)},
    operation_id="changeCallerIds",
    summary="Change the given fields",
)
def change_right(request: HttpRequest, key: str, right_id: RowId, body: RightIn) -> HttpResponse:
    kept = _row(request, key, right_id)
    row = stories.change(world_of(request), kept.id, body.values(), entrance.version_wanted(request))
    return told(_shown(row), 200, row.version)


@ROUTER.delete(
    "/customers/{key}/caller-ids/{right_id}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={204: None, **errors(404, 409)},
    operation_id="removeCallerIds",
    summary="The right is no more",
)
def remove_right(request: HttpRequest, key: str, right_id: RowId, reason: Words = "") -> HttpResponse:
    kept = _row(request, key, right_id)
    stories.remove(world_of(request), kept.id, reason)
    return HttpResponse(status=204)
