"""Customers, trunks and numbers as a sheet (CSV, XLSX): a plan of every change first, the deed with `apply=true`."""

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import importing
from bellwarden.flows.office.import_plan import CellFault, Step
from bellwarden.model.office.integration import ApiScope
from bellwarden.web.api.entrance import open_to, told, world_of
from bellwarden.web.api.shapes import Words, errors
from bellwarden.web.sheets import BYTES_MAX, read_sheets

ROUTER: Final = Router(tags=["imports"])
TOLD_MAX: Final = 1_000
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        },
    }
}


class CellFaultOut(Schema):
    sheet: str
    line: int
    column: str
    reason: str


class VanishedOut(Schema):
    key: str
    external_id: str
    standing: str


class ImportOut(Schema):
    """`faults` and `vanished` tell the first 1,000; the counts tell all."""

    applied: bool
    added: int
    changed: int
    same: int
    faulty: int
    faults: list[CellFaultOut]
    unread: Annotated[list[str], Field(description="columns that mean nothing here")]
    vanished_count: int
    vanished: Annotated[list[VanishedOut], Field(description="were brought before, and this complete list lacks them")]


def _fault(one: CellFault) -> CellFaultOut:
    return CellFaultOut(sheet=one.sheet, line=one.line, column=one.column, reason=one.reason)


@ROUTER.post(
    "/imports",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: ImportOut, **errors(409, 413)},
    operation_id="importSheet",
    summary="What a sheet would change, or the change itself",
    openapi_extra=BODY,
)
def import_sheet(
    request: HttpRequest,
    name: Words = "sheet.csv",
    complete: Annotated[
        bool, Field(description="it holds every customer of your system: who lacks has vanished")
    ] = False,
    apply: bool = False,
) -> HttpResponse:
    """The same sheet twice changes nothing. Rows with faults stay out, the others go in."""
    world = world_of(request)
    made = importing.plan(world, read_sheets(name, request.read(BYTES_MAX + 1)), complete=complete)
    faults = list(made.faults)
    if apply:
        for step in importing.apply(world, made):
            faults += step.refused
    body = ImportOut(
        applied=apply,
        added=made.count(Step.ADD),
        changed=made.count(Step.CHANGE),
        same=made.count(Step.SAME),
        faulty=made.count(Step.FAULTY),
        faults=[_fault(one) for one in faults[:TOLD_MAX]],
        unread=list(made.unread),
        vanished_count=len(made.vanished),
        vanished=[
            VanishedOut(key=one.key, external_id=one.external_id, standing=one.standing.value)
            for one in made.vanished[:TOLD_MAX]
        ],
    )
    return told(body)
