"""A complaint that was opened becomes work: case, evidence, clocks and the answer, in one transaction, exactly once.

Who the customer is never reaches the answer: that was composed before, from what came in alone (`flows.complaint`).
A complaint suspends nobody.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from bellwarden.flows.complaint import Opened
from bellwarden.flows.office import cases, clocks
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import CheckState, ComplaintKind, NumberRole, Reading
from bellwarden.model.complaint_match import Answered, Match, Matching, Triage
from bellwarden.model.message import Kept
from bellwarden.model.office.case import NOTICE_MOVES, Answer, Case, CaseKind, Evidence, Notice, NoticeState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

THREAT: Final = 1  # severities of a case
ILLEGAL: Final = 2
USUAL: Final = 3
ANSWERS_MAX: Final = 3  # that one address gets by itself in that time
ANSWERS_TIME_S: Final = 86_400.0
# The deed is public knowledge at once: what a person has to see before anything else.
MATCH_WORDS: Final = {
    Match.MADE_BY_CUSTOMER: "made by our customer",
    Match.CARRIED_FOR_UPSTREAM: "carried for an upstream provider",
    Match.SPOOFED: "our number, but spoofed",
    Match.NOT_OURS: "not ours",
    Match.NO_DATA: "no data for that time",
}
ANSWERS: Final = {Answered.YES: Answer.YES, Answered.NO: Answer.NO, Answered.NEEDS_FACTS: Answer.UNKNOWN}


def take_up(world: OfficeWorld, kept: Kept, size: int, opened: Sequence[Opened]) -> tuple[ComplaintRecord, ...]:
    """Every complaint of one message. What was taken up before is left as it is."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return tuple(_take_up(desk, world, kept, size, one) for one in opened)


def _take_up(desk: Desk, world: OfficeWorld, kept: Kept, size: int, opened: Opened) -> ComplaintRecord:
    item = opened.reading.message.item
    before = desk.complaints.find(message=kept.sha256, item=item)
    if before is not None:
        return before
    customer_id = customer_of(desk, opened.matching)
    case = _case(desk, world, opened, customer_id)
    keep_evidence(desk, kept, size, case.id)
    notice = _answer(desk, world, opened, case)
    row = desk.complaints.add(_record(opened, kept, case.id, customer_id, notice, world.clock.now()))
    told = {"case": case.ref, "reference": row.reference, "kind": row.kind, "channel": row.channel, **said_of(row)}
    desk.audit("complaint.take_up", row, after=told)
    if row.danger:
        call_a_person(desk, world, row, case)
    return row


def call_a_person(desk: Desk, world: OfficeWorld, row: ComplaintRecord, case: Case) -> None:
    """Danger to life: a clock of minutes that no weekend stops, and an event of its own that webhooks carry."""
    if not clocks.running(desk, case_id=case.id, kinds=("life",)):
        clocks.start(desk, world, "life", case_id=case.id)
    if case.snooze_until:
        case = cases.change(desk, case, "wake", "danger to life", snooze_until=0.0)
    desk.audit("complaint.person_now", row, after={"case": case.ref, "reference": row.reference})


def confirm(world: OfficeWorld, complaint_id: int, verdict: Match, version: int) -> ComplaintRecord:
    """A person says whose calls they were: the machine's verdict, or another one. Conflict when `version` is older."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return confirm_on(desk, world, desk.complaints.get(complaint_id), verdict, version)


def confirm_on(
    desk: Desk, world: OfficeWorld, row: ComplaintRecord, verdict: Match, version: int, **changes: Any
) -> ComplaintRecord:
    """The same within a transaction of somebody else's; `changes`: of the row, beside."""
    confirmed = replace(
        row,
        version=version,
        verdict=verdict,
        customer_id=row.customer_id if verdict in (Match.MADE_BY_CUSTOMER, row.verdict) else 0,
        confirmed_by=world.actor.name,
        confirmed_at=world.clock.now(),
    )
    after = desk.complaints.save(replace(confirmed, **changes))
    desk.audit("complaint.confirm", after, said_of(row), said_of(after))
    clocks.meet_all(desk, world, case_id=row.case_id, kinds=cases.SEEN)
    if after.customer_id and verdict is Match.MADE_BY_CUSTOMER:
        _tell_customer(desk, world, after.case_id)
    return after


def _tell_customer(desk: Desk, world: OfficeWorld, case_id: int) -> None:
    """The customer is to be told the same day, once for a case."""
    if desk.clocks.find(case_id=case_id, kind="notice") is None:
        clocks.start(desk, world, "notice", case_id=case_id)


def hold_answer(world: OfficeWorld, complaint_id: int) -> Notice:
    """Undo: the answer does not go out. Conflict once it has."""
    return _turn(world, complaint_id, NoticeState.QUEUED, "hold", "complaint.hold_answer")


def send_answer(world: OfficeWorld, complaint_id: int) -> Notice:
    """An answer that was held, or waits for a person, goes out after all."""
    return _turn(world, complaint_id, NoticeState.DRAFT, "queue", "complaint.send_answer")


def _turn(world: OfficeWorld, complaint_id: int, state: NoticeState, move: str, verb: str) -> Notice:
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        if not row.notice_id:
            raise Conflict(f"there is no answer to {row.reference}: {row.held}")
        notice = desk.notices.get(row.notice_id)
        if notice.state is not state:
            raise Conflict(f"the answer to {row.reference} is {notice.state.value} already")
        state_after = moved(NOTICE_MOVES, notice.state, move)
        notice = desk.notices.save(replace(notice, state=state_after, queued_at=world.clock.now()))
        desk.audit(verb, row)
        return notice


def _case(desk: Desk, world: OfficeWorld, opened: Opened, customer_id: int) -> Case:
    subject, folding = folding_of(opened.reading, opened.matching)
    title = title_of(opened.reading.kind, opened.matching.verdict)
    severity = severity_of(opened.triage)
    opening = cases.Opening(CaseKind.COMPLAINT, title, subject, customer_id, severity, folding)
    case, folded = cases.open_on(desk, world, opening)
    if folded:
        return case
    if opened.clearance.reply is not None:
        clocks.start(desk, world, "answer", case_id=case.id)
    judged = opened.triage
    return desk.cases.save(
        replace(
            case,
            illegal=ANSWERS[judged.illegal.answer],
            against_terms=ANSWERS[judged.against_terms.answer],
            harmful=ANSWERS[judged.harmful.answer],
        )
    )


def folding_of(reading: Reading, matching: Matching) -> tuple[str, str]:
    """Subject and key of its case: complaints of one kind about one subject fold into one open case."""
    subject = matching.customer or matching.upstream or _number(reading)
    return subject, f"complaint:{reading.kind.value}:{subject}" if subject else ""


def title_of(kind: ComplaintKind, verdict: Match) -> str:
    return f"{kind.value.replace('_', ' ')}: {MATCH_WORDS[verdict]}".capitalize()


def severity_of(triage: Triage) -> int:
    if triage.person_now:
        return THREAT
    return ILLEGAL if triage.illegal.answer is Answered.YES else USUAL


def _number(reading: Reading) -> str:
    """The number complained about: what the telephone showed, else what one is to call back."""
    for role in (NumberRole.CALLER_ID, NumberRole.CALLBACK):
        for one in reading.in_role(role):
            return one.digits
    return ""


def customer_of(desk: Desk, matching: Matching) -> int:
    """Whose calls they were; the holder of a number that others show is a victim, and not meant."""
    key = matching.customer or matching.upstream
    found = desk.customers.find(key=key) if key else None
    return 0 if found is None else found.id


def keep_evidence(desk: Desk, kept: Kept, size: int, case_id: int) -> None:
    """The message; and where it is a note about another one, that one."""
    came = kept.envelope
    for digest, length, summary in (
        (kept.sha256, size, "the message as it came"),
        (came.about, 0, "the message that the note tells of"),
    ):
        if digest and desk.evidence.find(case_id=case_id, sha256=digest) is None:
            desk.evidence.add(
                Evidence(
                    case_id=case_id,
                    kind="mail",
                    sha256=digest,
                    size=length,
                    captured_at=came.received_at,
                    source=came.source,
                    summary=summary,
                )
            )


def _answer(desk: Desk, world: OfficeWorld, opened: Opened, case: Case) -> Notice | None:
    """The cleared reply, queued for its time, or as a draft when a person is to read it first."""
    reply = opened.clearance.reply
    if reply is None or not reply.address:
        return None
    entry = opened.clearance.entry
    by_hand = _by_hand(desk, world, opened)
    notice = desk.notices.add(
        Notice(
            to=reply.address,
            case_id=case.id,
            state=NoticeState.DRAFT if reply.by_person or by_hand else NoticeState.QUEUED,
            told=by_hand,
            template=reply.template,
            language=reply.language,
            subject=reply.subject,
            text=reply.text,
            queued_at=world.clock.now() + reply.delay_s,
            answers=opened.reading.message.message_id[:1000],
            cleared=entry.sha256,
            reference=opened.reference,
        )
    )
    # The disclosure ledger: what was told to whom, on what ground, and what was not.
    desk.audit("disclosure.clear", notice, after=msgspec.to_builtins(entry))
    return notice


def _by_hand(desk: Desk, world: OfficeWorld, opened: Opened) -> str:
    """Why no program may answer this one: the sender is forged, or has had enough answers; "" when one may."""
    message = opened.reading.message
    if message.check.state is CheckState.FAIL:
        return f"the mail does not come from {message.sender}, so the answer would go to somebody who wrote nothing"
    going = (NoticeState.QUEUED, NoticeState.SENT, NoticeState.BOUNCED)
    since = world.clock.now() - ANSWERS_TIME_S
    had = desk.notices.count(to=message.sender, customer_id=0, state__in=going, created_at__gt=since)
    if had < ANSWERS_MAX:
        return ""
    return f"{had} answers went to {message.sender} within a day: two programs may be answering each other"


def _record(
    opened: Opened, kept: Kept, case_id: int, customer_id: int, notice: Notice | None, now: float
) -> ComplaintRecord:
    message = opened.reading.message
    row = ComplaintRecord(
        case_id=case_id,
        reference=opened.reference,
        message=kept.sha256,
        item=message.item,
        received_at=kept.envelope.received_at,
        channel=message.channel,
        kind=opened.reading.kind.value,
        medium=opened.reading.medium.value,
        language=opened.reading.language,
        sender=message.sender[:200],
        sender_class=opened.sender.recipient,
        sender_confirmed=opened.sender.confirmed,
        subject=message.subject[:1000],
        customer_id=customer_id,
        danger=opened.triage.person_now,
        matched_at=now,
        notice_id=notice.id if notice is not None else 0,
        held=opened.clearance.held,
        sender_flag=opened.sender.flag[:1000],
        reading=msgspec.to_builtins(opened.reading),
    )
    return found_in(row, opened.matching, opened.triage)


def said_of(row: ComplaintRecord) -> dict[str, object]:
    """For the trail: the verdict, not the complainant's words."""
    return {"verdict": row.verdict.value, "found": row.found}


def found_in(row: ComplaintRecord, matching: Matching, triage: Triage) -> ComplaintRecord:
    """The row with what the call log and the rules say."""
    return replace(
        row,
        verdict=matching.verdict,
        suggested=matching.verdict,
        confidence=matching.confidence,
        claimed_least=matching.claimed_least or 0,
        claimed_most=matching.claimed_most or 0,
        found=len(matching.found),
        matching=msgspec.to_builtins(matching),
        triage=msgspec.to_builtins(triage),
    )
