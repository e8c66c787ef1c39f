"""Complaints: handed in by programs, one, many or as XARF 4; read by others, passed on as XARF 4.

Whoever hands in is told a reference and nothing else: what became of it takes another scope.
"""

from hashlib import sha256
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from bellwarden.complaints.limits import ROWS_MAX
from bellwarden.flows.complaint import reference_of
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.intake import HandedIn, by_program
from bellwarden.flows.office.passing_on import as_xarf
from bellwarden.mail.zones import find_zone
from bellwarden.model.complaint import Medium
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import Envelope, MessageState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.integration import ApiScope
from bellwarden.ports.office import Busy, Conflict, Desk, Missing
from bellwarden.store.world import office_home
from bellwarden.web.api import entrance
from bellwarden.web.api.entrance import READERS, open_to, told, world_of
from bellwarden.web.api.shapes import (
    After,
    Given,
    Limit,
    Moment,
    Page,
    Words,
    errors,
    moment,
    page_of,
    read_cursor,
)
from bellwarden.web.reporter import report_id_of, reporter
from bellwarden.web.world import address_of

ROUTER: Final = Router(tags=["complaints"])
Number = Annotated[str, Field(max_length=60, description="as it was shown or written, also an impossible one")]


class ComplaintIn(Given):
    """At least `calling_number`, `callback_number` or `text`."""

    id: Annotated[
        Words, Field(description="your own name of it: the same again is the first one, whatever it says")
    ] = ""
    medium: Medium = Medium.CALL
    calling_number: Number = ""
    called_number: Number = ""
    callback_number: Number = ""
    timestamps: Annotated[list[AwareDatetime], Field(max_length=100, description="each call, with its offset")] = []
    call_date: Annotated[str, Field(max_length=60, description="where no timestamp is known: as it was told")] = ""
    call_time: Annotated[str, Field(max_length=60)] = ""
    call_zone: Annotated[str, Field(max_length=60, description="IANA name, or none")] = ""
    count: Annotated[int, Field(ge=1, le=99_999)] | Annotated[str, Field(max_length=20)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    language: Literal["", "en", "es", "fr"] = ""
    email: Annotated[str, Field(max_length=254, description="of the complainant, where an answer is wanted")] = ""
    received_at: AwareDatetime | None = None


class ComplaintsIn(Given):
    complaints: Annotated[list[ComplaintIn], Field(min_length=1, max_length=ROWS_MAX)]


class ReporterIn(Schema):
    org: Words
    contact: Words
    domain: Words


class XarfIn(Schema):
    """XARF 4, core fields; all others are read as the standard and the voice extension say."""

    model_config = ConfigDict(extra="allow")

    xarf_version: Annotated[str, Field(pattern=r"^4\.[0-9]+\.[0-9]+$")]
    report_id: Annotated[str, Field(min_length=1, max_length=100)]
    timestamp: AwareDatetime
    reporter: ReporterIn
    source_identifier: Words
    category: Words
    type: Words


class HandedInOut(Schema):
    reference: Annotated[str, Field(description="what the complainant may be told; rows of many end in -1, -2, …")]
    message: Annotated[str, Field(description="SHA-256 of what was kept")]
    before: Annotated[bool, Field(description="it was here already")]
    references: Annotated[list[str], Field(description="of each, in your order, where many were handed in")] = []


class NumberOut(Schema):
    role: str
    text: str
    e164: str | None


class ComplaintOut(Schema):
    reference: str
    version: int
    case: str
    received_at: Moment
    channel: str
    kind: str
    medium: str
    language: str
    sender_class: str
    numbers: list[NumberOut]
    claimed_least: int
    claimed_most: Annotated[int | None, Field(description="null: no count was claimed, or it is open")]
    found: Annotated[int, Field(description="calls in our records")]
    verdict: Match
    confidence: float
    person_now: str
    confirmed_by: str
    confirmed_at: Moment


class MessageOut(Schema):
    message: str
    state: MessageState
    note: Annotated[str, Field(description="why it waits for a person, or what became of it")]
    complaints: list[str]


class Shown:
    """Records as the API shows them; the cases of a page are asked for once."""

    def __init__(self, desk: Desk, rows: tuple[ComplaintRecord, ...]) -> None:
        cases = sorted({row.case_id for row in rows})
        self._cases = {one.id: one.ref for one in desk.cases.list(id__in=cases, limit=len(cases))} if cases else {}

    def __call__(self, row: ComplaintRecord) -> ComplaintOut:
        numbers: Any = row.reading.get("numbers", ())
        return ComplaintOut(
            reference=row.reference,
            version=row.version,
            case=self._cases[row.case_id],
            received_at=moment(row.received_at),
            channel=row.channel,
            kind=row.kind,
            medium=row.medium,
            language=row.language,
            sender_class=row.sender_class,
            numbers=[
                NumberOut(role=one["role"], text=one["text"], e164=f"+{one['e164']}" if one["e164"] else None)
                for one in numbers
            ],
            claimed_least=row.claimed_least,
            claimed_most=row.claimed_most or None,
            found=row.found,
            verdict=row.verdict,
            confidence=row.confidence,
            person_now=row.danger,
            confirmed_by=row.confirmed_by,
            confirmed_at=moment(row.confirmed_at),
        )


@ROUTER.post(
    "/complaints",
    auth=open_to(ApiScope.COMPLAINTS),
    response={202: HandedInOut, **errors(409, 413)},
    operation_id="handInComplaint",
    summary="Hand in a complaint",
)
def hand_in(request: HttpRequest, body: ComplaintIn) -> HttpResponse:
    _look_at([body], "")
    return _answered(_kept(request, body.id))


@ROUTER.post(
    "/complaints/batch",
    auth=open_to(ApiScope.COMPLAINTS),
    response={202: HandedInOut, **errors(409, 413)},
    operation_id="handInComplaints",
    summary="Hand in many at once",
)
def hand_in_many(request: HttpRequest, body: ComplaintsIn) -> HttpResponse:
    """All of them or none. The same body again is known by its bytes; `id` is kept with each, and not compared."""
    _look_at(body.complaints, "complaints.")
    made = _kept(request, "")
    references = [reference_of(made.kept.sha256, place) for place, _ in enumerate(body.complaints, 1)]
    return _answered(made, references)


@ROUTER.post(
    "/complaints/xarf",
    auth=open_to(ApiScope.COMPLAINTS),
    response={202: HandedInOut, **errors(409, 413)},
    operation_id="handInXarf",
    summary="Hand in a report of XARF 4, voice extension included",
)
def hand_in_xarf(request: HttpRequest, body: XarfIn) -> HttpResponse:
    """The same `report_id` of the same reporter again is the first one."""
    return _answered(_kept(request, f"{body.reporter.domain}/{body.report_id}"))


@ROUTER.get(
    "/complaints",
    auth=open_to(*READERS),
    response={200: Page[ComplaintOut], **errors()},
    operation_id="listComplaints",
    summary="Complaints, in the order they were taken up",
)
def list_complaints(
    request: HttpRequest, limit: Limit = 100, after: After = "", verdict: Match | None = None
) -> dict[str, Any]:
    where: dict[str, Any] = {} if verdict is None else {"verdict": verdict}
    with world_of(request).office.reading() as desk:
        rows = desk.complaints.list(id__gt=read_cursor(after), limit=limit + 1, **where)
        return page_of(rows, limit, Shown(desk, rows))


@ROUTER.get(
    "/complaints/messages/{message}",
    auth=open_to(*READERS),
    response={200: MessageOut, **errors(404)},
    operation_id="getMessage",
    summary="What became of a message that was handed in",
)
def get_message(request: HttpRequest, message: str) -> HttpResponse:
    kept = office_home().mail_drop().find(message)
    if kept is None:
        raise Missing(f"there is no message {message[:12]}")
    with world_of(request).office.reading() as desk:
        rows = desk.complaints.list(message=message, order="item", limit=ROWS_MAX)
    references = [row.reference for row in rows]
    return told(MessageOut(message=message, state=kept.state, note=kept.note, complaints=references))


@ROUTER.get(
    "/complaints/{reference}",
    auth=open_to(*READERS),
    response={200: ComplaintOut, **errors(404)},
    operation_id="getComplaint",
    summary="One complaint: what was told, what our records show",
)
def get_complaint(request: HttpRequest, reference: str) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = _row(desk, reference)
        return told(Shown(desk, (row,))(row), 200, row.version)


@ROUTER.post(
    "/complaints/{reference}/xarf",
    auth=open_to(ApiScope.CASES),
    response={200: dict[str, Any], **errors(404, 409)},
    operation_id="passOnAsXarf",
    summary="A complaint as XARF 4, to pass on to another provider's desk",
)
def pass_on(request: HttpRequest, reference: str, words: bool = False) -> dict[str, Any]:
    """What the complainant told, and nothing that was found. Each is a line of the disclosure ledger; `words`: with the
    complainant's own text, which may name people.
    """
    world = world_of(request)
    with world.office.reading() as desk:
        row = _row(desk, reference)
    return as_xarf(world, row, reporter(), report_id_of(reference), words=words)


def _row(desk: Desk, reference: str) -> ComplaintRecord:
    row = desk.complaints.find(reference=reference)
    if row is None:
        raise Missing(f"there is no complaint {reference[:24]}")
    return row


def _look_at(given: list[ComplaintIn], before: str) -> None:
    """BadInput, by field, for what a schema can't say."""
    faults = []
    for place, one in enumerate(given):
        name = f"{before}{place}." if before else ""
        if not (one.calling_number or one.callback_number or one.text.strip()):
            faults.append(
                FieldFault(f"{name}text", "is needed where neither calling_number nor callback_number is told")
            )
        if one.call_zone and find_zone(one.call_zone) is None:
            faults.append(
                FieldFault(f"{name}call_zone", f"{one.call_zone[:60]} is no IANA zone such as America/Chicago")
            )
    if faults:
        raise BadInput(faults[:100])


def _kept(request: HttpRequest, own_name: str) -> HandedIn:
    """The body's own bytes. An idempotency key names them where the program does not: so it holds whatever dies."""
    world, key = world_of(request), entrance.idempotency_key(request)
    came = Envelope(f"api:{world.actor.name}", world.clock.now(), peer=address_of(request))
    try:
        made = by_program(office_home().mail_drop(), request.body, came, own_name or (key and f"key {key}"))
        if key and not own_name and made.kept.sha256 != sha256(request.body).hexdigest():
            raise Conflict("this idempotency key was used for another request; take a new one for each deed")
        return made
    except OSError:
        raise Busy("the office's disk does not take the complaint; nothing was kept, hand it in again later") from None


def _answered(made: HandedIn, references: list[str] | None = None) -> HttpResponse:
    out = HandedInOut(
        reference=made.reference, message=made.kept.sha256, before=made.before, references=references or []
    )
    return told(out, 202)
