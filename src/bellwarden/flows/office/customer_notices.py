"""A customer is told of its calls with a statement of reasons, reminded, and told what came of its answer.

The letter waits a quarter of an hour, in which it can be taken back. Nothing here touches a call: what follows without
an answer is proposed (`notice_ends.py`), and two people decide.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from bellwarden.disclosure import customer_letters
from bellwarden.flows.office import clocks, ladder
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.notice_letters import (
    HOLD_S,
    Letters,
    Page,
    complaints_of,
    contact,
    first_letter,
    letters_of,
    own_calls,
    queue,
    reasons_of,
    secrets_for,
)
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint_match import Answered, Triage
from bellwarden.model.office.case import NOTICE_MOVES as LETTER_MOVES
from bellwarden.model.office.case import Answer, Case, NoticeState
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.customer_notice import (
    NOTICE_MOVES,
    OPEN,
    Ask,
    CustomerNotice,
    CustomerNoticeState,
    FoundBy,
    Ground,
)
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, ReasonCode
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

FACTS_MAX: Final = 4_000
GROUND_MAX: Final = 900
TEXT_MAX: Final = 4_000
HOUR_S: Final = 3_600.0
DAY_S: Final = 86_400.0
GAG: Final = "gag_until"  # among a case's details
CLOCK: Final = "customer_answer"


class Telling(NamedTuple):
    """What a customer is to be told. `facts` and `ground_text` are read by it; they name nobody."""

    customer_id: int
    case_id: int = 0
    enforcement_id: int = 0
    facts: str = ""
    found_by: FoundBy = FoundBy.COMPLAINT
    ground: Ground = Ground.TERMS
    ground_text: str = ""
    asks: tuple[Ask, ...] = ()


class Draft(NamedTuple):
    """How the letter would read; `held` says why it could not go."""

    address: str
    subject: str
    text: str
    held: str


def give(world: OfficeWorld, telling: Telling, page: Page) -> CustomerNotice:
    """Write the notice down and queue its letter. BadInput names what is missing; Conflict while a gag holds."""
    need(world, Right.WORK_CASES)
    letters = letters_of(world, page)
    with world.office.writing(world.actor) as desk:
        return give_on(desk, world, letters, telling)


def draft(world: OfficeWorld, telling: Telling, page: Page) -> Draft:
    """The letter as it would go now; nothing is written."""
    need(world, Right.WORK_CASES)
    letters = letters_of(world, page)
    with world.office.reading() as desk:
        notice = replace(_notice(desk, world, telling), ref="CN-0000-000000")
        clearance = first_letter(desk, world, letters, notice)
    reply = clearance.reply
    return Draft(notice.address, reply.subject if reply else "", reply.text if reply else "", clearance.held)


def give_on(desk: Desk, world: OfficeWorld, letters: Letters, telling: Telling) -> CustomerNotice:
    """The same within a transaction of somebody else's."""
    notice = desk.customer_notices.add(_notice(desk, world, telling))
    letter = queue(desk, world, notice, first_letter(desk, world, letters, notice), HOLD_S)
    kept = desk.customer_notices.save(replace(notice, notice_id=letter.id))
    desk.audit("customer_notice.give", kept, after=_said(kept))
    note_on_case(desk, kept, "tell_customer")
    if kept.answer_due_at:
        start_clock(desk, world, kept, CLOCK, kept.answer_due_at)
    return kept


def suggestion(desk: Desk, customer_id: int, case_id: int = 0, enforcement_id: int = 0) -> Telling:
    """What the case and its complaints say already, for a person to look over. Complainants' words are none of it."""
    measure = desk.enforcements.find(id=enforcement_id) if enforcement_id else None
    case_id = case_id or (measure.case_id if measure else 0)
    case = desk.cases.find(id=case_id) if case_id else None
    told = complaints_of(desk, case_id)
    calls = len(own_calls(desk.customers.get(customer_id), told))
    ground, ground_text = _ground(case, [msgspec.convert(one.triage, Triage) for one in told[:20]])
    facts = measure.public_text if measure is not None and measure.public_text else _facts(calls)
    if measure is not None and not ground_text:
        ground, ground_text = GROUNDS[measure.reason_code]
    asks = ASKS.get(measure.reason_code, USUAL_ASKS) if measure is not None else USUAL_ASKS
    if measure is not None and measure.kind is MeasureKind.REINSTATE:
        asks = ()
    found_by = (
        FoundBy.COMPLAINT if told else FOUND_BY.get(measure.reason_code if measure else None, FoundBy.OWN_RECORDS)
    )
    return Telling(customer_id, case_id, enforcement_id, facts, found_by, ground, ground_text, asks)


def withdraw(world: OfficeWorld, notice_id: int, reason: str, page: Page) -> CustomerNotice:
    """Undo. Before the letter is out, it never leaves; after, another letter takes it back. It counts for nothing."""
    need(world, Right.WORK_CASES)
    letters = letters_of(world, page)
    with world.office.writing(world.actor) as desk:
        notice = desk.customer_notices.get(notice_id)
        if desk.appeals.find(customer_notice_id=notice.id, state="filed") is not None:
            raise Conflict(f"{notice.ref} waits for the decision on its appeal: decide that")
        return end_on(desk, world, letters, notice, "withdraw", _text(reason, "reason"))


def settle(world: OfficeWorld, notice_id: int, text: str, page: Page) -> CustomerNotice:
    """The answer does, or none is needed any more. The customer reads `text`."""
    need(world, Right.WORK_CASES)
    letters = letters_of(world, page)
    with world.office.writing(world.actor) as desk:
        return end_on(desk, world, letters, desk.customer_notices.get(notice_id), "settle", _text(text, "text"))


def ask_again(world: OfficeWorld, notice_id: int, text: str, page: Page) -> CustomerNotice:
    """The answer is not enough; as much time as before. The customer reads `text`."""
    need(world, Right.WORK_CASES)
    letters, now = letters_of(world, page), world.clock.now()
    with world.office.writing(world.actor) as desk:
        notice = desk.customer_notices.get(notice_id)
        rules = ladder.ladder_at(ladder.read_ladders(desk), now)
        state = moved(NOTICE_MOVES, notice.state, "ask_again")
        due = now + answer_s(desk, notice.case_id, rules)
        changed = replace(
            notice,
            state=state,
            end_text=_text(text, "text"),
            answer_due_at=due,
            remind_at=next_reminder(rules, due, now),
            page_until=max(notice.page_until, due + rules.page_days * DAY_S),
        )
        kept = _save(desk, notice, changed, "ask_again")
        tell_decision(desk, world, letters, kept, "asked_again", kept.end_text)
        start_clock(desk, world, kept, CLOCK, due)
        return kept


def gag(world: OfficeWorld, case_id: int, until: float, reason: str) -> Case:
    """An order says that the customer is not to be told before then; 0: it is over. No letter goes to it meanwhile."""
    need(world, Right.DISCLOSE)
    why = _text(reason, "reason")
    with world.office.writing(world.actor) as desk:
        case = desk.cases.get(case_id)
        if not case.customer_id:
            raise BadInput([FieldFault("case", "is about no customer of ours: there is nobody not to tell")])
        details = {**case.details, GAG: until}
        kept = desk.cases.save(replace(case, details=details))
        desk.audit("case.gag" if until else "case.end_gag", kept, after={GAG: until}, reason=why)
        if until:
            for one in desk.notices.list(customer_id=case.customer_id, state=NoticeState.QUEUED):
                desk.notices.save(replace(one, state=moved(LETTER_MOVES, one.state, "hold")))
        return kept


def gagged(desk: Desk, customer_id: int, now: float) -> str:
    """The case whose order forbids to tell this customer anything; "" for none. It holds whatever the case's state."""
    for case in desk.cases.list(customer_id=customer_id, order="-id", limit=1_000):
        until = case.details.get(GAG, 0)
        if isinstance(until, int | float) and until > now:
            return case.ref
    return ""


def end_on(
    desk: Desk, world: OfficeWorld, letters: Letters, notice: CustomerNotice, move: str, text: str, told: str = ""
) -> CustomerNotice:
    """`told`: the word of the letter, where it is another than the move's."""
    state = moved(NOTICE_MOVES, notice.state, move)
    ended = replace(
        notice, state=state, ended_by=world.actor.name, ended_at=world.clock.now(), end_text=text, remind_at=0.0
    )
    kept = _save(desk, notice, ended, move)
    meet_clock(desk, world, kept, CLOCK)
    letter = desk.notices.get(kept.notice_id)
    if letter.state is NoticeState.QUEUED and not letter.attempts:
        held = desk.notices.save(replace(letter, state=moved(LETTER_MOVES, letter.state, "hold")))
        desk.audit("notice.hold", held)
    elif letter.state is not NoticeState.DRAFT:
        word = told or ("withdrawn" if state is CustomerNoticeState.WITHDRAWN else "settled")
        tell_decision(desk, world, letters, kept, word, text)
    return kept


def start_clock(desk: Desk, world: OfficeWorld, notice: CustomerNotice, kind: str, due: float = 0.0) -> None:
    """Of the notice's case, else of its measure."""
    measure = 0 if notice.case_id else notice.enforcement_id
    clocks.start(desk, world, kind, case_id=notice.case_id, enforcement_id=measure, due=due)


def meet_clock(desk: Desk, world: OfficeWorld, notice: CustomerNotice, kind: str) -> None:
    measure = 0 if notice.case_id else notice.enforcement_id
    for clock in clocks.running(desk, case_id=notice.case_id, enforcement_id=measure, kinds=(kind,)):
        clocks.meet(desk, world, clock)


def answer_s(desk: Desk, case_id: int, rules: ladder.Ladder) -> float:
    """How long the customer has: shorter where the calls are said to be illegal."""
    case = desk.cases.find(id=case_id) if case_id else None
    illegal = case is not None and case.illegal is Answer.YES
    return HOUR_S * (rules.answer_hours_illegal if illegal else rules.answer_hours)


def next_reminder(rules: ladder.Ladder, due: float, now: float) -> float:
    """The first of the ladder's reminders that is still ahead; 0.0: none."""
    return min((at for hours in rules.remind_hours if (at := due - hours * HOUR_S) > now), default=0.0)


def _notice(desk: Desk, world: OfficeWorld, telling: Telling) -> CustomerNotice:
    customer, now = desk.customers.get(telling.customer_id), world.clock.now()
    measure = desk.enforcements.get(telling.enforcement_id) if telling.enforcement_id else None
    case_id = telling.case_id or (measure.case_id if measure else 0)
    _check(desk, customer, telling, case_id, now)
    rules = ladder.ladder_at(ladder.read_ladders(desk), now)
    told_at = now + HOLD_S
    # A reinstatement asks nothing, and gives nothing to appeal against.
    ends = measure is not None and measure.kind is MeasureKind.REINSTATE
    due = 0.0 if ends else told_at + answer_s(desk, case_id, rules)
    appeal = 0.0 if ends else told_at + rules.appeal_days * DAY_S
    return CustomerNotice(
        customer_id=customer.id,
        case_id=case_id,
        enforcement_id=telling.enforcement_id,
        state=CustomerNoticeState.SETTLED if ends else CustomerNoticeState.WAITING,
        given_by=world.actor.name,
        address=contact(customer),
        rung=_rung(desk, customer.id, measure, rules, now),
        facts=telling.facts.strip(),
        found_by=telling.found_by,
        ground=telling.ground,
        ground_text=" ".join(telling.ground_text.split()),
        asks=tuple(one.value for one in telling.asks),
        calls=own_calls(customer, complaints_of(desk, case_id)),
        told_at=told_at,
        answer_due_at=due,
        appeal_due_at=appeal,
        page_until=max(due, appeal, told_at) + rules.page_days * DAY_S,
        remind_at=next_reminder(rules, due, told_at) if due else 0.0,
    )


def _check(desk: Desk, customer: CustomerRecord, telling: Telling, case_id: int, now: float) -> None:
    gagging = gagged(desk, customer.id, now)
    if gagging:
        raise Conflict(f"an order noted in {gagging} forbids to tell this customer; Legal ends it there")
    faults = []
    if not contact(customer):
        faults.append(FieldFault("customer", "has no contact written down: nobody can be told"))
    if not case_id and not telling.enforcement_id:
        faults.append(FieldFault("case", "is missing: a notice belongs to a case or to a measure"))
    for name, longest in (("facts", FACTS_MAX), ("ground_text", GROUND_MAX)):
        if not getattr(telling, name).strip() or len(getattr(telling, name)) > longest:
            faults.append(FieldFault(name, f"say it in 1 to {longest:,} characters"))
    if faults:
        raise BadInput(faults)
    if not telling.enforcement_id and desk.customer_notices.find(
        customer_id=customer.id, case_id=case_id, enforcement_id=0, state__in=OPEN
    ):
        raise Conflict("a notice about this case waits for its answer already")


def _rung(desk: Desk, customer_id: int, measure: EnforcementRecord | None, rules: ladder.Ladder, now: float) -> int:
    """Of a measure: where the ladder has it. Of a notice: where the customer stands."""
    if measure is None:
        return ladder.suggest(desk, customer_id, now, (rules,)).rung
    return next((at for at, one in enumerate(rules.steps, 1) if one.kind == measure.kind.value), 0)


def tell_decision(
    desk: Desk, world: OfficeWorld, letters: Letters, notice: CustomerNotice, word: str, text: str
) -> None:
    secrets = secrets_for(desk, letters, desk.customers.get(notice.customer_id), notice.case_id)
    reasons = replace(reasons_of(desk, world, letters, notice), facts=text)
    letter = customer_letters.decision(word, reasons, secrets, world.clock.now())
    queue(desk, world, notice, letter, HOLD_S, f"D{notice.version}")


def _save(desk: Desk, before: CustomerNotice, after: CustomerNotice, verb: str) -> CustomerNotice:
    kept = desk.customer_notices.save(after)
    desk.audit(f"customer_notice.{verb}", kept, _said(before), _said(kept))
    note_on_case(desk, kept, f"customer_notice_{verb}")
    return kept


def note_on_case(desk: Desk, notice: CustomerNotice, verb: str) -> None:
    """On the case, where people look."""
    case = desk.cases.find(id=notice.case_id) if notice.case_id else None
    if case is not None:
        desk.audit(f"case.{verb}", case, after={"notice": notice.ref})


def _said(notice: CustomerNotice) -> Mapping[str, object]:
    """For the trail: neither the address nor the calls."""
    return {"state": notice.state.value, "answer_due_at": notice.answer_due_at, "answers": notice.answers}


def _text(text: str, field: str) -> str:
    said = text.strip()
    if not said or len(said) > TEXT_MAX:
        raise BadInput([FieldFault(field, f"say it in 1 to {TEXT_MAX:,} characters")])
    return said


def _facts(calls: int) -> str:
    if not calls:
        return "We were told of calls that are said to come from your service."
    noun = "call" if calls == 1 else "calls"
    return f"We were told of unwanted calls. Our call records show {calls} {noun} of yours that fit what was told."


def _ground(case: Case | None, judged: list[Triage]) -> tuple[Ground, str]:
    """The rules that spoke, of the gravest question that is answered yes; law before terms."""
    for ground, name in ((Ground.LAW, "illegal"), (Ground.TERMS, "against_terms"), (Ground.NETWORK, "harmful")):
        if case is not None and getattr(case, name) is not Answer.YES:
            continue
        spoken = [one for triage in judged for one in (getattr(triage, name),) if one.answer is Answered.YES]
        lines = dict.fromkeys(f"{rule.citation}: {rule.title}" for one in spoken for rule in one.grounds)
        if lines:
            return ground, "; ".join(lines)[:GROUND_MAX]
    return Ground.TERMS, ""


USUAL_ASKS: Final = (Ask.STOP, Ask.CALLER, Ask.CONSENT, Ask.OPT_OUT)
ASKS: Final[Mapping[ReasonCode, tuple[Ask, ...]]] = {
    ReasonCode.ILLEGAL_CALLS: (Ask.STOP, Ask.CONSENT, Ask.SCRIPT, Ask.DO_NOT_CALL, Ask.CURE),
    ReasonCode.TRACEBACK: (Ask.STOP, Ask.CALLER, Ask.CONSENT, Ask.SCRIPT, Ask.CURE),
    ReasonCode.INVALID_CALLER_ID: (Ask.CALLER_ID, Ask.CURE),
    ReasonCode.UNOWNED_CALLER_ID: (Ask.CALLER_ID, Ask.CURE),
    ReasonCode.TRAFFIC_PATTERN: (Ask.CALLER, Ask.CURE),
    ReasonCode.NETWORK_HARM: (Ask.STOP, Ask.CURE),
    ReasonCode.CUSTOMER_REQUEST: (),
}
FOUND_BY: Final[Mapping[ReasonCode | None, FoundBy]] = {
    ReasonCode.TRACEBACK: FoundBy.AUTHORITY,
    ReasonCode.LEGAL_ORDER: FoundBy.AUTHORITY,
    ReasonCode.DO_NOT_ORIGINATE: FoundBy.AUTHORITY,
    None: FoundBy.COMPLAINT,
}
_TERMS: Final = (Ground.TERMS, "Acceptable use")
GROUNDS: Final[Mapping[ReasonCode, tuple[Ground, str]]] = {
    ReasonCode.ILLEGAL_CALLS: (Ground.LAW, "47 CFR 64.1200, 16 CFR 310: calls that the law forbids"),
    ReasonCode.TRACEBACK: (Ground.LAW, "47 CFR 64.1200(n): calls that were traced to your service"),
    ReasonCode.INVALID_CALLER_ID: (Ground.LAW, "47 CFR 64.1200(o): caller IDs that cannot exist"),
    ReasonCode.UNOWNED_CALLER_ID: (Ground.LAW, "47 CFR 64.1604: caller IDs that are not yours to show"),
    ReasonCode.LEGAL_ORDER: (Ground.LAW, "an order that binds us"),
    ReasonCode.DO_NOT_ORIGINATE: (Ground.LAW, "47 CFR 64.1200(o): numbers that never place calls"),
    ReasonCode.NETWORK_HARM: (Ground.NETWORK, "the traffic harms others' calls"),
    ReasonCode.TRAFFIC_PATTERN: (Ground.TERMS, "Acceptable use, declared calling pattern"),
    ReasonCode.TERMS: _TERMS,
    ReasonCode.FRAUD_AGAINST_CUSTOMER: (Ground.NETWORK, "somebody seems to misuse your service"),
    ReasonCode.VETTING: (Ground.TERMS, "what we have to know of a customer"),
    ReasonCode.CUSTOMER_REQUEST: (Ground.TERMS, "you asked for it"),
    ReasonCode.CURED: _TERMS,
    ReasonCode.MISTAKE: _TERMS,
    ReasonCode.OTHER: _TERMS,
}
