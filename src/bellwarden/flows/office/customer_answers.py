"""What a customer does on the page of a notice: looks, answers, sends files, appeals. It has a token, and no account.

What it sends is kept by its hash before any row speaks of it, and nothing of ours ever opens it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bellwarden.flows.office.customer_notices import CLOCK, meet_clock, note_on_case, start_clock
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.notice_letters import contact
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Evidence, NoticeState, Visibility
from bellwarden.model.office.customer_notice import (
    NOTICE_MOVES,
    OPEN,
    Appeal,
    AppealState,
    CustomerNotice,
    CustomerNoticeState,
)
from bellwarden.model.office.moves import moved
from bellwarden.ports.office import Desk, Missing

ANSWER_MAX: Final = 5_000
APPEAL_MAX: Final = 4_000
ANSWERS_MAX: Final = 20  # to one notice
FILES_MAX: Final = 5  # in one answer
FILE_BYTES_MAX: Final = 5_000_000
NAME_MAX: Final = 120
VIEW_S: Final = 600.0  # looks closer together are one
STATEMENT: Final = "statement"
PROOF: Final = "consent_proof"

Keep = Callable[[bytes], str]  # on disk when it returns the SHA-256


class File(NamedTuple):
    name: str  # as the customer's machine called it
    content: bytes


def open_notice(desk: Desk, ref: str, now: float) -> CustomerNotice:
    """The notice of a token's reference. Missing, whatever the reason: never sent, shut, or the contact is another."""
    notice = desk.customer_notices.find(ref=ref) if ref else None
    if notice is None or not notice.notice_id or notice.page_until <= now:
        raise Missing("there is no such notice")
    if notice.address != contact(desk.customers.get(notice.customer_id)):
        raise Missing("there is no such notice")
    if desk.notices.get(notice.notice_id).state is NoticeState.DRAFT:  # taken back before it went, or an order forbids
        raise Missing("there is no such notice")
    return notice


def look(world: OfficeWorld, ref: str) -> CustomerNotice:
    """The page was opened: counted, so that nobody says later that it never was."""
    now = world.clock.now()
    with world.office.reading() as desk:
        notice = open_notice(desk, ref, now)
    if now - notice.viewed_at < VIEW_S:
        return notice
    with world.office.writing(world.actor) as desk:
        notice = open_notice(desk, ref, now)
        kept = desk.customer_notices.save(replace(notice, views=notice.views + 1, viewed_at=now))
        desk.audit("customer_notice.look", kept, after={"views": kept.views})
        return kept


def answer(world: OfficeWorld, ref: str, text: str, files: Sequence[File], keep: Keep) -> CustomerNotice:
    """Its words and its files, each kept as evidence. BadInput says what can't be taken."""
    now, said = world.clock.now(), text.strip()
    with world.office.reading() as desk:
        _check_answer(open_notice(desk, ref, now), said, files)
    kept = [(STATEMENT, keep(said.encode()), len(said.encode()), "answer of the customer")] if said else []
    kept += [(PROOF, keep(one.content), len(one.content), _name(one.name)) for one in files]
    with world.office.writing(world.actor) as desk:
        notice = open_notice(desk, ref, now)
        _check_answer(notice, said, files)
        for kind, digest, size, summary in kept:
            row = Evidence(
                case_id=notice.case_id,
                enforcement_id=0 if notice.case_id else notice.enforcement_id,
                kind=kind,
                sha256=digest,
                size=size,
                captured_at=now,
                source=notice.ref,
                visibility=Visibility.CPNI,
                summary=summary,
            )
            desk.evidence.add(row)
        state = notice.state
        if state is not CustomerNoticeState.ANSWERED:
            state = moved(NOTICE_MOVES, state, "answer")
        changed = replace(notice, state=state, answers=notice.answers + 1, answered_at=now, remind_at=0.0)
        saved = desk.customer_notices.save(changed)
        desk.audit("customer_notice.answer", saved, after={"files": len(files), "answers": saved.answers})
        note_on_case(desk, saved, "customer_answered")
        meet_clock(desk, world, saved, CLOCK)
        return saved


def appeal(world: OfficeWorld, ref: str, text: str) -> Appeal:
    """One for each notice. Too late, it is kept all the same, and a person may take it."""
    now, said = world.clock.now(), text.strip()
    with world.office.writing(world.actor) as desk:
        notice = open_notice(desk, ref, now)
        if not notice.appeal_due_at or notice.state is CustomerNoticeState.WITHDRAWN:
            raise BadInput([FieldFault("appeal", "there is nothing to appeal against")])
        if desk.appeals.find(customer_notice_id=notice.id) is not None:
            raise BadInput([FieldFault("appeal", "you have appealed already; the decision is written to you")])
        if not said or len(said) > APPEAL_MAX:
            raise BadInput([FieldFault("appeal", f"write why, in at most {APPEAL_MAX:,} characters")])
        late = now > notice.appeal_due_at
        made = desk.appeals.add(
            Appeal(
                customer_notice_id=notice.id,
                customer_id=notice.customer_id,
                case_id=notice.case_id,
                enforcement_id=notice.enforcement_id,
                state=AppealState.LATE if late else AppealState.FILED,
                said=said,
                filed_at=now,
            )
        )
        desk.audit("appeal.file", made, after={"notice": notice.ref, "state": made.state.value})
        note_on_case(desk, notice, "customer_appealed")
        start_clock(desk, world, notice, "appeal")
        return made


def too_large() -> FieldFault:
    return FieldFault("files", f"at most {FILES_MAX} files, each up to {FILE_BYTES_MAX // 10**6} MB; nothing was read")


def _check_answer(notice: CustomerNotice, said: str, files: Sequence[File]) -> None:
    faults = []
    if notice.state not in OPEN:
        faults.append(FieldFault("", "this notice is closed, so nothing was sent. Write to our abuse desk"))
    elif notice.answers >= ANSWERS_MAX:
        faults.append(FieldFault("", f"{ANSWERS_MAX} answers came to this notice already. Write to our abuse desk"))
    elif not said and not files:
        faults.append(FieldFault("text", "write something, or choose a file"))
    if len(said) > ANSWER_MAX or "\0" in said:
        faults.append(FieldFault("text", f"at most {ANSWER_MAX:,} characters; send the rest as a file"))
    if len(files) > FILES_MAX:
        faults.append(FieldFault("files", f"at most {FILES_MAX} files at a time"))
    for one in files:
        if not 0 < len(one.content) <= FILE_BYTES_MAX:
            faults.append(
                FieldFault("files", f"{_name(one.name)} is empty, or larger than {FILE_BYTES_MAX // 10**6} MB")
            )
    if faults:
        raise BadInput(faults)


def _name(name: str) -> str:
    """What is shown of it; no file of ours is ever called so."""
    return "".join(sign for sign in name if sign.isprintable())[-NAME_MAX:].strip() or "file without a name"
