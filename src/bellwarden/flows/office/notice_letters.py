"""From a notice's row to the letter that tells of it: what is filled in, what it may not name, when it goes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec

from bellwarden.disclosure import customer_letters
from bellwarden.disclosure.clearing import Clearance
from bellwarden.disclosure.customer_letters import Reasons
from bellwarden.disclosure.leaks import Secrets
from bellwarden.flows.complaint import secrets_of
from bellwarden.flows.office import ladder
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.complaint_match import Match, Matching
from bellwarden.model.office.case import Notice, NoticeState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.customer_notice import CustomerNotice, OwnCall
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.policy import PolicyDocument
from bellwarden.ports.office import Conflict, Desk

HOLD_S: Final = 900.0  # before a notice goes out, so that it can be taken back
CALLS_MAX: Final = 200
COMPLAINTS_MAX: Final = 500
MADE: Final = (Match.MADE_BY_CUSTOMER, Match.CARRIED_FOR_UPSTREAM)

Page = Callable[[str], str]


class Letters(NamedTuple):
    """What every letter takes. `page`: a notice's reference to its page's address, "" where customers reach none."""

    document: PolicyDocument
    page: Page


def letters_of(world: OfficeWorld, page: Page) -> Letters:
    """Conflict while there is no policy: nobody knows then what a letter may not name."""
    document = world.enforcing().policy
    if document is None:
        raise Conflict("no policy is in force, and only the policy says what a letter may not name; push one first")
    return Letters(document, page)


def contact(customer: CustomerRecord) -> str:
    """Where a customer is told of its calls; "" where nothing is written down."""
    return customer.abuse_email or customer.technical_email or customer.legal_email


def complaints_of(desk: Desk, case_id: int) -> tuple[ComplaintRecord, ...]:
    """Those of a case, and of the cases that were merged into it."""
    if not case_id:
        return ()
    merged = [one.id for one in desk.cases.list(merged_into_id=case_id)]
    return desk.complaints.list(case_id__in=[case_id, *merged], limit=COMPLAINTS_MAX)


def own_calls(customer: CustomerRecord, complaints: Iterable[ComplaintRecord]) -> tuple[OwnCall, ...]:
    """The customer's calls that complaints were about, oldest first, each once. Who may be in danger is not named."""
    found: dict[tuple[int, int], OwnCall] = {}
    for row in complaints:
        if row.verdict not in MADE or row.customer_id != customer.id:
            continue
        for one in msgspec.convert(row.matching, Matching).found:
            call = one.call
            if customer.key in (call.customer, call.upstream):
                called = str(call.called or call.called_text or "")
                found[call.source, call.line] = OwnCall(
                    call.began.timestamp(),
                    str(call.calling or call.calling_text or ""),
                    f"{called[:-4]}…" if row.danger else called,
                    (call.billable_ms or 0) // 1000,
                    call.result.value,
                )
    return tuple(sorted(found.values(), key=lambda one: one.began))[:CALLS_MAX]


def reasons_of(desk: Desk, world: OfficeWorld, letters: Letters, notice: CustomerNotice) -> Reasons:
    measure = desk.enforcements.get(notice.enforcement_id) if notice.enforcement_id else None
    zone = world.calendar.zone

    def when(at: float) -> str:
        here = datetime.fromtimestamp(at, UTC).astimezone(zone)
        return f"{here.day} {here:%B %Y, %H:%M %Z}" if at else ""

    return Reasons(
        reference=notice.ref,
        address=notice.address,
        carrier=letters.document.carrier.name,
        measure="" if measure is None else measure.kind.value,
        setting="" if measure is None else _setting(measure),
        since="" if measure is None else when(measure.pressed_at),
        until="" if measure is None else when(measure.expires_at) or "further notice",
        facts=notice.facts,
        found_by=notice.found_by.value,
        calls=len(notice.calls),
        ground=notice.ground.value,
        ground_text=notice.ground_text,
        asks=notice.asks,
        answer_by=when(notice.answer_due_at),
        appeal_by=when(notice.appeal_due_at),
        page=letters.page(notice.ref),
        page_until=when(notice.page_until),
        following=_following(desk, notice),
    )


def secrets_for(desk: Desk, letters: Letters, customer: CustomerRecord, case_id: int) -> Secrets:
    """Other customers, whoever complained, and the number of whoever may be in danger."""
    found = secrets_of(letters.document, customer.key)
    told = complaints_of(desk, case_id)
    numbers = {
        int(digits)
        for row in told
        if row.danger and row.verdict in MADE
        for one in msgspec.convert(row.matching, Matching).found
        if (digits := str(one.call.called or "")).isdigit()
    }
    senders = {row.sender for row in told if row.sender}
    return replace(found, names=found.names | senders, numbers=found.numbers | numbers)


def queue(
    desk: Desk, world: OfficeWorld, notice: CustomerNotice, clearance: Clearance, hold_s: float, part: str = ""
) -> Notice:
    """The letter in the queue. `part` keeps the Message-IDs of several letters about one notice apart."""
    about = Notice(to="", case_id=notice.case_id, customer_id=notice.customer_id, enforcement_id=notice.enforcement_id)
    return queue_letter(desk, world, about, clearance, part, hold_s)


def queue_letter(
    desk: Desk, world: OfficeWorld, about: Notice, clearance: Clearance, part: str, hold_s: float = 0.0
) -> Notice:
    """Its text as it was cleared. BadInput where it would give somebody away. `about` names the rows it belongs to."""
    reply = clearance.reply
    if reply is None:
        raise BadInput([FieldFault("facts", clearance.held)])
    kept = desk.notices.add(
        replace(
            about,
            to=reply.address,
            state=NoticeState.QUEUED,
            template=reply.template,
            language=reply.language,
            subject=reply.subject,
            text=reply.text,
            queued_at=world.clock.now() + hold_s,
            cleared=clearance.entry.sha256,
            reference=f"{reply.reference}-{part}" if part else reply.reference,
        )
    )
    desk.audit("disclosure.clear", kept, after=msgspec.to_builtins(clearance.entry))
    return kept


def first_letter(desk: Desk, world: OfficeWorld, letters: Letters, notice: CustomerNotice) -> Clearance:
    """The statement of reasons."""
    secrets = secrets_for(desk, letters, desk.customers.get(notice.customer_id), notice.case_id)
    return customer_letters.notice(reasons_of(desk, world, letters, notice), secrets, world.clock.now())


def _setting(measure: EnforcementRecord) -> str:
    if measure.kind is MeasureKind.LIMIT:
        calls = measure.setting.get("cps_max", 0)
        return f"{calls} call{'' if calls == 1 else 's'}"
    return ""


def _following(desk: Desk, notice: CustomerNotice) -> str:
    """The ladder's step behind this notice's."""
    steps = ladder.ladder_at(ladder.read_ladders(desk), notice.told_at).steps
    return steps[notice.rung].kind if 0 < notice.rung < len(steps) else ""
