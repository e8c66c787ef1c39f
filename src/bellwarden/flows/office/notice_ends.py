"""What the worker does about notices: tells customers of measures, reminds them, and proposes the ladder's next step
when no answer came. It proposes; nothing here touches a call.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bellwarden.disclosure import customer_letters
from bellwarden.flows.office import ladder
from bellwarden.flows.office.customer_notices import (
    gagged,
    give_on,
    next_reminder,
    note_on_case,
    suggestion,
)
from bellwarden.flows.office.enforcement import propose
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.notice_letters import Page, contact, letters_of, queue, reasons_of, secrets_for
from bellwarden.flows.office.standing import LIVE
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import Answer, NoticeState
from bellwarden.model.office.customer_notice import NOTICE_MOVES, CustomerNotice, CustomerNoticeState
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

BATCH: Final = 50
FRESH_S: Final = 86_400.0  # of older measures the customer is told by a person, or was told before
DAY_S: Final = 86_400.0
ORIGIN: Final = "ladder"
# A customer is told of these by itself, once they are in force and their text for it is written.
TOLD_OF: Final = (
    *(MeasureKind.LIMIT, MeasureKind.RESTRICT_CALLER_IDS, MeasureKind.CHALLENGE),
    *(MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.BLOCK_UPSTREAM, MeasureKind.REINSTATE),
)
# Whether the customer may be told of an order is for Legal to say.
UNTOLD: Final = (ReasonCode.LEGAL_ORDER,)

Busiest = Callable[[str], float]  # a customer's key: its calls in its busiest second; 0.0: not known


def tell_of_measures(world: OfficeWorld, page: Page) -> int:
    """Measures that took effect lately and of which the customer does not know: each is told once."""
    need(world, Right.WORK_CASES)
    waiting = _untold(world)
    if not waiting:
        return 0
    letters, told = letters_of(world, page), 0
    for record in waiting:
        try:
            with world.office.writing(world.actor) as desk:
                give_on(desk, world, letters, suggestion(desk, record.customer_id, 0, record.id))
                told += 1
        except (BadInput, Conflict):  # no contact, a gag, a text that would give somebody away: the page says so
            continue
    return told


def remind(world: OfficeWorld, page: Page) -> int:
    """A letter that says how much time is left."""
    need(world, Right.WORK_CASES)
    now = world.clock.now()
    with world.office.reading() as desk:
        due = desk.customer_notices.list(
            state=CustomerNoticeState.WAITING, remind_at__lte=now, order="remind_at", limit=BATCH
        )
        due = tuple(one for one in due if one.remind_at)
    if not due:
        return 0
    letters = letters_of(world, page)
    with world.office.writing(world.actor) as desk:
        for one in desk.customer_notices.list(id__in=[one.id for one in due], state=CustomerNoticeState.WAITING):
            customer = desk.customers.get(one.customer_id)
            rules = ladder.ladder_at(ladder.read_ladders(desk), one.told_at)
            changed = replace(one, remind_at=next_reminder(rules, one.answer_due_at, now))
            if was_told(desk, one) and one.address == contact(customer) and not gagged(desk, customer.id, now):
                secrets = secrets_for(desk, letters, customer, one.case_id)
                letter = customer_letters.reminder(reasons_of(desk, world, letters, one), secrets, now)
                number = one.reminders + 1
                queue(desk, world, one, letter, 0.0, f"R{number}")
                changed = replace(changed, reminders=number)
                note_on_case(desk, one, "customer_reminded")
            desk.customer_notices.save(changed)
    return len(due)


def run_out(world: OfficeWorld, busiest: Busiest) -> int:
    """Notices without an answer in time; the ladder's next step is proposed, and waits for two people."""
    need(world, Right.WORK_CASES)
    now = world.clock.now()
    with world.office.reading() as desk:
        due = desk.customer_notices.list(
            state=CustomerNoticeState.WAITING, answer_due_at__lte=now, order="answer_due_at", limit=BATCH
        )
        due = tuple(one for one in due if one.answer_due_at)
    for one in due:
        with world.office.writing(world.actor) as desk:
            notice = desk.customer_notices.get(one.id)
            if notice.state is not CustomerNoticeState.WAITING:
                continue
            if not was_told(desk, notice):
                # Its letter never left, or came back: silence means nothing. Somebody has to look at it.
                desk.customer_notices.save(replace(notice, answer_due_at=now + DAY_S))
                note_on_case(desk, notice, "customer_not_told")
                continue
            state = moved(NOTICE_MOVES, notice.state, "run_out")
            kept = desk.customer_notices.save(replace(notice, state=state, remind_at=0.0))
            desk.audit("customer_notice.run_out", kept, after={"state": state.value})
            note_on_case(desk, kept, "customer_did_not_answer")
        _propose_next(world, kept, busiest)
    return len(due)


def was_told(desk: Desk, notice: CustomerNotice) -> bool:
    """Whether the letter went out and did not come back, or the page was opened."""
    return bool(notice.views) or desk.notices.get(notice.notice_id).state is NoticeState.SENT


def _propose_next(world: OfficeWorld, notice: CustomerNotice, busiest: Busiest) -> EnforcementRecord | None:
    """None where the ladder asks for no measure, the same is in force, or it would rest on a complaint alone."""
    now = world.clock.now()
    with world.office.reading() as desk:
        customer = desk.customers.get(notice.customer_id)
        rules = ladder.read_ladders(desk)
        wanted = ladder.suggest(desk, customer.id, now, rules, busiest(customer.key), notice.rung + 1)
        case = desk.cases.find(id=notice.case_id) if notice.case_id else None
        pending = desk.enforcements.find(
            customer_id=customer.id,
            kind=wanted.kind,
            state__in=(MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL, *LIVE),
        )
    if wanted.kind is None or pending is not None:
        return None
    illegal = case is not None and case.illegal is Answer.YES
    wish = Wish(
        wanted.kind,
        customer.key,
        wanted.expires_at,
        ReasonCode.ILLEGAL_CALLS if illegal else ReasonCode.TERMS,
        internal_text=f"{notice.ref} was not answered in time. {wanted.sentence}",
        public_text=f"No answer came to our notice {notice.ref} in time. {notice.facts}",
        setting=wanted.setting,
        case_id=notice.case_id,
        origin=ORIGIN,
    )
    try:
        return propose(world, wish)
    except (BadInput, Conflict) as refused:
        with world.office.writing(world.actor) as desk:
            desk.audit("customer_notice.no_next_step", notice, reason=str(refused)[:500])
            note_on_case(desk, notice, "no_next_step")
        return None


def _untold(world: OfficeWorld) -> list[EnforcementRecord]:
    since = world.clock.now() - FRESH_S
    with world.office.reading() as desk:
        fresh = desk.enforcements.list(kind__in=TOLD_OF, pressed_at__gt=since, order="-id", limit=BATCH)
        known = {
            one.enforcement_id
            for one in desk.customer_notices.list(enforcement_id__in=[one.id for one in fresh], limit=BATCH)
        }
    return [one for one in fresh if _is_told(one) and one.id not in known]


def _is_told(one: EnforcementRecord) -> bool:
    if not one.customer_id or not one.public_text or one.reason_code in UNTOLD:
        return False
    return one.state in LIVE and one.origin not in ("probation", "import", "review")
