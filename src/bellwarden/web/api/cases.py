"""Cases: opened, worked on, ended, by the same stories as on the console; a key acts under its own name."""

from enum import Enum
from functools import partial
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import cases as stories
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Answer, Case, CaseKind, CaseState, Clock, ClockState, Outcome
from bellwarden.model.office.integration import ApiScope
from bellwarden.ports.office import Conflict, Desk
from bellwarden.web.api.entrance import READERS, once, open_to, provided, told, version_wanted, world_of
from bellwarden.web.api.looking_up import SHOWN_MAX, names, wanted
from bellwarden.web.api.shapes import After, Given, Limit, Moment, Page, Words, errors, moment, page_of, read_cursor

ROUTER: Final = Router(tags=["cases"])


class ClockOut(Schema):
    kind: str
    state: ClockState
    due_at: Moment
    met_at: Moment


class CaseOut(Schema):
    ref: str
    external_id: str
    version: int
    kind: CaseKind
    state: CaseState
    outcome: Outcome
    severity: Annotated[int, Field(description="1 threat to life or traceback, 2 high, 3 usual, 4 low")]
    customer: str | None
    subject: str
    illegal: Answer
    against_terms: Answer
    harmful: Answer
    folded: Annotated[int, Field(description="further ones that were folded into it")]
    opened_at: Moment
    resolved_at: Moment
    waiting_for: str
    clocks: list[ClockOut]


class CaseMove(str, Enum):
    TAKE = "take"
    RELEASE = "release"
    WAIT = "wait"
    RESUME = "resume"
    SNOOZE = "snooze"
    WAKE = "wake"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    FOLD = "fold"
    UNFOLD = "unfold"


class CaseIn(Given):
    kind: CaseKind
    title: Annotated[str, Field(min_length=1, max_length=300)]
    customer: Annotated[str, Field(max_length=128, description="its key")] = ""
    subject: Annotated[Words, Field(description="what it is about where that is no customer: a number, say")] = ""
    severity: Annotated[int, Field(ge=1, le=4, description="1 threat to life or traceback, 2 high, 3 usual, 4 low")] = 3
    fold: Annotated[Words, Field(description="further ones with the same word fold into the open case")] = ""
    details: Annotated[dict[str, Any], Field(description="kept with the case as you hand it in")] = {}
    external_id: Words = ""


class AnswersIn(Given):
    """A question that is left out stays as it is answered."""

    illegal: Answer | None = None
    against_terms: Answer | None = None
    harmful: Answer | None = None
    text: Annotated[str | None, Field(max_length=4_000, description="why")] = None


class NoteIn(Given):
    text: Annotated[str, Field(min_length=1, max_length=4_000)]


class MoveIn(Given):
    move: CaseMove
    text: Annotated[Words, Field(description="whom it waits for, why it sleeps or is opened again, how it ended")] = ""
    until: Annotated[float, Field(ge=0, le=2**53, description="of snooze: seconds since 1970, UTC")] = 0.0
    outcome: Annotated[Outcome, Field(description="of resolve")] = Outcome.UNSET
    into: Annotated[str, Field(max_length=24, description="of fold: reference of the case it is folded into")] = ""


class Shown:
    """Records as the API shows them; what they name is asked for once a page."""

    def __init__(self, desk: Desk, rows: tuple[Case, ...]) -> None:
        self._customers = names(desk.customers, (row.customer_id for row in rows), "key")
        self._clocks: dict[int, list[Clock]] = {}
        for one in desk.clocks.list(case_id__in=[row.id for row in rows], limit=10_000) if rows else ():
            self._clocks.setdefault(one.case_id, []).append(one)

    def __call__(self, row: Case) -> CaseOut:
        return CaseOut(
            ref=row.ref,
            external_id=row.external_id,
            version=row.version,
            kind=row.kind,
            state=row.state,
            outcome=row.outcome,
            severity=row.severity,
            customer=self._customers.get(row.customer_id),
            subject=row.subject,
            illegal=row.illegal,
            against_terms=row.against_terms,
            harmful=row.harmful,
            folded=row.folded,
            opened_at=moment(row.opened_at),
            resolved_at=moment(row.resolved_at),
            waiting_for=row.waiting_for,
            clocks=[
                ClockOut(kind=one.kind, state=one.state, due_at=moment(one.due_at), met_at=moment(one.met_at))
                for one in self._clocks.get(row.id, [])
            ],
        )


def again(request: HttpRequest, ref: str, status: int = 201) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return answer(request, wanted(desk.cases, "case", ref=ref), status)


def answer(request: HttpRequest, row: Case, status: int = 200) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return told(Shown(desk, (row,))(row), status, row.version)


@ROUTER.get(
    "/cases",
    auth=open_to(*READERS),
    response={200: Page[CaseOut], **errors()},
    operation_id="listCases",
    summary="Cases, in the order they were opened",
)
def list_cases(
    request: HttpRequest,
    limit: Limit = 100,
    after: After = "",
    state: CaseState | None = None,
    kind: CaseKind | None = None,
) -> dict[str, Any]:
    where: dict[str, Any] = {name: one for name, one in (("state", state), ("kind", kind)) if one is not None}
    with world_of(request).office.reading() as desk:
        rows = desk.cases.list(id__gt=read_cursor(after), limit=limit + 1, **where)
        return page_of(rows, limit, Shown(desk, rows))


@ROUTER.post(
    "/cases",
    auth=open_to(ApiScope.CASES),
    response={200: CaseOut, 201: CaseOut, **errors(409, 413)},
    operation_id="openCase",
    summary="Open a case, or one more in the open case of the same fold",
)
@once(again)
def open_case(request: HttpRequest, body: CaseIn) -> HttpResponse:
    """200 where it was folded into a case that was there. The clocks of a new one begin at once."""
    world = world_of(request)
    with world.office.reading() as desk:
        customer = desk.customers.find(key=body.customer) if body.customer else None
    if body.customer and customer is None:
        raise BadInput([FieldFault("customer", f"there is no customer {body.customer[:SHOWN_MAX]}")])
    opening = stories.Opening(
        kind=body.kind,
        title=body.title,
        subject=body.subject or (customer.key if customer is not None else ""),
        customer_id=customer.id if customer is not None else 0,
        severity=body.severity,
        fold_key=f"api:{body.kind.value}:{body.fold}" if body.fold else "",
        details=body.details,
        external_id=body.external_id,
    )
    opened = stories.open_case(world, opening)
    return answer(request, opened.case, 200 if opened.folded else 201)


@ROUTER.get(
    "/cases/by-external-id/{path:external_id}",
    auth=open_to(*READERS),
    response={200: CaseOut, **errors(404)},
    operation_id="getCaseByExternalId",
    summary="The case that your system calls so",
)
def get_case_by_external_id(request: HttpRequest, external_id: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = wanted(desk.cases, "case with the external id", external_id=external_id)
    return answer(request, row)


@ROUTER.get(
    "/cases/{ref}",
    auth=open_to(*READERS),
    response={200: CaseOut, **errors(404)},
    operation_id="getCase",
    summary="One case with its clocks",
)
def get_case(request: HttpRequest, ref: str) -> HttpResponse:
    return again(request, ref, 200)


@ROUTER.patch(
    "/cases/{ref}",
    auth=open_to(ApiScope.CASES),
    response={200: CaseOut, **errors(404, 409, 412, 413)},
    operation_id="answerCase",
    summary="Answer some of the three questions, and say why",
)
def answer_case(request: HttpRequest, ref: str, body: AnswersIn) -> HttpResponse:
    world, row = _of(request, ref)
    answers = {name: one for name in stories.QUESTIONS if (one := getattr(body, name)) is not None}
    return answer(request, stories.answer(world, row.id, answers, body.text))


@ROUTER.post(
    "/cases/{ref}/notes",
    auth=open_to(ApiScope.CASES),
    response={200: CaseOut, **errors(404, 409, 413)},
    operation_id="noteOnCase",
    summary="A note for colleagues: a line of the case's trail, never sent to anybody",
)
@once(partial(again, status=200))
def note_on_case(request: HttpRequest, ref: str, body: NoteIn) -> HttpResponse:
    world, row = _of(request, ref)
    stories.note(world, row.id, body.text)
    return answer(request, row)


@ROUTER.post(
    "/cases/{ref}/moves",
    auth=open_to(ApiScope.CASES),
    response={200: CaseOut, **errors(404, 409, 412, 413)},
    operation_id="moveCase",
    summary="Take, release, wait, resume, snooze, wake, resolve, close, reopen, fold, unfold",
)
@once(partial(again, status=200))
def move_case(request: HttpRequest, ref: str, body: MoveIn) -> HttpResponse:
    """What is resolved too early is answered 409, with each condition that is not met."""
    world, row = _of(request, ref)
    return answer(request, _moved(world, row, body))


def _moved(world: OfficeWorld, row: Case, asked: MoveIn) -> Case:
    match asked.move:
        case CaseMove.TAKE:
            return stories.take(world, row.id)
        case CaseMove.RELEASE:
            return stories.release(world, row.id)
        case CaseMove.WAIT:
            return stories.wait(world, row.id, asked.text)
        case CaseMove.RESUME:
            return stories.resume(world, row.id)
        case CaseMove.SNOOZE:
            return stories.snooze(world, row.id, asked.until, asked.text)
        case CaseMove.WAKE:
            return stories.wake(world, row.id)
        case CaseMove.RESOLVE:
            return stories.resolve(world, row.id, asked.outcome, asked.text)
        case CaseMove.CLOSE:
            return stories.close(world, row.id)
        case CaseMove.REOPEN:
            return stories.reopen(world, row.id, asked.text)
        case CaseMove.UNFOLD:
            return stories.unfold(world, row.id)
    with world.office.reading() as desk:
        into = wanted(desk.cases, "case", ref=asked.into)
    return stories.fold(world, [row.id], into.id)


def _of(request: HttpRequest, ref: str) -> tuple[OfficeWorld, Case]:
    """The case, and a world whose deeds hold only while it has the version that If-Match names."""
    world, version = world_of(request), version_wanted(request)
    with world.office.reading() as desk:
        row = wanted(desk.cases, "case", ref=ref)

    def holds(desk: Desk) -> None:
        if desk.cases.get(row.id).version != version:
            raise Conflict(f"{row.ref} was changed by somebody else meanwhile; nothing of yours was written")

    return (provided(world, holds) if version else world), row
