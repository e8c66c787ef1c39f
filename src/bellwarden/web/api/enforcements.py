"""Enforcements: proposed by a key, approved by people only."""

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import enforcement as stories
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.measures import Wish
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.integration import ApiScope
from bellwarden.model.verdict import EvidenceClass
from bellwarden.ports.office import Desk
from bellwarden.web.api import entrance
from bellwarden.web.api.entrance import READERS, open_to, told, world_of
from bellwarden.web.api.looking_up import names, wanted
from bellwarden.web.api.shapes import (
    After,
    Given,
    Limit,
    Long,
    Moment,
    Page,
    Words,
    errors,
    moment,
    page_of,
    read_cursor,
)

ROUTER: Final = Router(tags=["enforcements"])
YEARS_S_MAX: Final = 10 * 366 * 86_400.0


class ConfirmationOut(Schema):
    gate: Annotated[str, Field(description="a gate, or `point:NAME` for another point of enforcement")]
    confirmed_at: Moment


class EnforcementOut(Schema):
    ref: str
    external_id: str
    version: int
    kind: MeasureKind
    value: Annotated[str, Field(description="customer's key, E.164 digits, calling>called, caller name or address")]
    setting: dict[str, Any]
    state: MeasureState
    customer: str | None
    reason_code: ReasonCode
    evidence_class: EvidenceClass
    internal_text: str
    public_text: str
    origin: str
    case: str | None
    expires_at: Moment
    proposed_by: str
    proposed_at: Moment
    approved_by: str
    approved_at: Moment
    emergency: bool
    pressed_at: Moment
    confirmed_at: Annotated[Moment, Field(description="when the last gate had taken it in")]
    confirmations: list[ConfirmationOut]


class EnforcementIn(Given):
    kind: Annotated[MeasureKind, Field(description="what it does; reinstate is for people")]
    value: Annotated[Words, Field(description="customer's key, number, calling>called, caller name or address")]
    reason_code: ReasonCode
    evidence_class: EvidenceClass = EvidenceClass.FACT
    internal_text: Long = ""
    public_text: Annotated[Long, Field(description="what the customer may be told; people write it better")] = ""
    expires_in_s: Annotated[
        float, Field(ge=0, le=YEARS_S_MAX, description="from now; 0 where the kind needs no end")
    ] = 0.0
    setting: Annotated[dict[str, Any], Field(description='of a limit {"cps_max": 5}; see the guide')] = Field(
        default_factory=dict
    )
    external_id: Words = ""
    case: Annotated[str, Field(max_length=24, description="ref of a case that it belongs to")] = ""


class Shown:
    """Records as the API shows them; what they name is asked for once a page."""

    def __init__(self, desk: Desk, rows: tuple[EnforcementRecord, ...]) -> None:
        self._customers = names(desk.customers, (row.customer_id for row in rows), "key")
        self._cases = names(desk.cases, (row.case_id for row in rows), "ref")
        self._confirmed: dict[int, list[ConfirmationOut]] = {}
        for one in desk.confirmations.list(enforcement_id__in=[row.id for row in rows], limit=10_000) if rows else ():
            made = ConfirmationOut(gate=one.gate, confirmed_at=moment(one.confirmed_at))
            self._confirmed.setdefault(one.enforcement_id, []).append(made)

    def __call__(self, row: EnforcementRecord) -> EnforcementOut:
        return EnforcementOut(
            ref=row.ref,
            external_id=row.external_id,
            version=row.version,
            kind=row.kind,
            value=row.value,
            setting=dict(row.setting),
            state=row.state,
            customer=self._customers.get(row.customer_id),
            reason_code=row.reason_code,
            evidence_class=row.evidence_class,
            internal_text=row.internal_text,
            public_text=row.public_text,
            origin=row.origin,
            case=self._cases.get(row.case_id),
            expires_at=moment(row.expires_at),
            proposed_by=row.proposed_by,
            proposed_at=moment(row.proposed_at),
            approved_by=row.approved_by,
            approved_at=moment(row.approved_at),
            emergency=row.emergency,
            pressed_at=moment(row.pressed_at),
            confirmed_at=moment(row.confirmed_at),
            confirmations=self._confirmed.get(row.id, []),
        )


def _answer(request: HttpRequest, row: EnforcementRecord, status: int = 200) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return told(Shown(desk, (row,))(row), status, row.version)


def _again(request: HttpRequest, ref: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return _answer(request, wanted(desk.enforcements, "enforcement", ref=ref), 201)


@ROUTER.get(
    "/enforcements",
    auth=open_to(*READERS),
    response={200: Page[EnforcementOut], **errors()},
    operation_id="listEnforcements",
    summary="Enforcements, in the order they were proposed",
)
def list_enforcements(
    request: HttpRequest, limit: Limit = 100, after: After = "", state: MeasureState | None = None
) -> dict[str, Any]:
    where: dict[str, Any] = {"id__gt": read_cursor(after)} | ({"state": state} if state is not None else {})
    with world_of(request).office.reading() as desk:
        rows = desk.enforcements.list(limit=limit + 1, **where)
        return page_of(rows, limit, Shown(desk, rows))


@ROUTER.post(
    "/enforcements",
    auth=open_to(ApiScope.ENFORCE),
    response={201: EnforcementOut, **errors(409, 413)},
    operation_id="proposeEnforcement",
    summary="Propose a measure; a person approves it",
)
@entrance.once(_again)
def propose(request: HttpRequest, body: EnforcementIn) -> HttpResponse:
    """Nothing reaches a gate by this. It waits on the console for somebody who may approve it."""
    world, case_id = world_of(request), 0
    if body.case:
        with world.office.reading() as desk:
            case = desk.cases.find(ref=body.case)
        if case is None:
            raise BadInput([FieldFault("case", f"there is no case {body.case}")])
        case_id = case.id
    wish = Wish(
        kind=body.kind,
        value=body.value,
        expires_at=world.clock.now() + body.expires_in_s if body.expires_in_s else 0.0,
        reason_code=body.reason_code,
        evidence_class=body.evidence_class,
        internal_text=body.internal_text,
        public_text=body.public_text,
        setting=body.setting,
        case_id=case_id,
        origin="api",
        external_id=body.external_id,
    )
    return _answer(request, stories.propose(world, wish), 201)


@ROUTER.get(
    "/enforcements/{ref}",
    auth=open_to(*READERS),
    response={200: EnforcementOut, **errors(404)},
    operation_id="getEnforcement",
    summary="One enforcement, and which gates have it",
)
def get_enforcement(request: HttpRequest, ref: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = wanted(desk.enforcements, "enforcement", ref=ref)
    return _answer(request, row)


@ROUTER.delete(
    "/enforcements/{ref}",
    auth=open_to(ApiScope.ENFORCE),
    response={200: EnforcementOut, **errors(404, 409)},
    operation_id="withdrawEnforcement",
    summary="Withdraw what this key proposed",
)
def withdraw(request: HttpRequest, ref: str, reason: Words) -> HttpResponse:
    """One that is in force is lifted by a person on the console, since it takes what approving takes."""
    world = world_of(request)
    with world.office.reading() as desk:
        row = wanted(desk.enforcements, "enforcement", ref=ref)
    if row.state in (MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL):
        return _answer(request, stories.reject(world, row.id, reason))
    return _answer(request, stories.lift(world, row.id, reason))
