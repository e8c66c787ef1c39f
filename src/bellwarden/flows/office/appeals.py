"""An appeal is decided by somebody who took no part in what it is about. Overturned, that counts no more.

A limit, a block or a challenge ends at once; a suspension is given back as every one is, with cause, cure and a second
person.
"""

from dataclasses import replace

from bellwarden.flows.office.customer_notices import TEXT_MAX, end_on, meet_clock, tell_decision
from bellwarden.flows.office.enforcement import lift_on, reinstate_on
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.journalling import write_lift
from bellwarden.flows.office.measures import approving_right
from bellwarden.flows.office.notice_letters import Page, letters_of
from bellwarden.flows.office.standing import IN_FORCE
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.model.office.audit_event import ActorKind
from bellwarden.model.office.customer_notice import APPEAL_MOVES, Appeal, CustomerNotice, CustomerNoticeState
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Desk


def admit(world: OfficeWorld, appeal_id: int, reason: str) -> Appeal:
    """One that came too late is taken all the same."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        before = desk.appeals.get(appeal_id)
        kept = desk.appeals.save(replace(before, state=moved(APPEAL_MOVES, before.state, "admit")))
        desk.audit("appeal.admit", kept, reason=_text(reason))
        return kept


def decide(world: OfficeWorld, appeal_id: int, overturn: bool, text: str, page: Page) -> Appeal:
    """Uphold what was done, or overturn it. The customer reads `text`."""
    why, letters, now = _text(text), letters_of(world, page), round(world.clock.now(), 3)
    lifted: EnforcementRecord | None = None
    with world.office.writing(world.actor) as desk:
        before = desk.appeals.get(appeal_id)
        notice = desk.customer_notices.get(before.customer_notice_id)
        measure = desk.enforcements.get(before.enforcement_id) if before.enforcement_id else None
        _be_other(world, desk, notice, measure)
        state = moved(APPEAL_MOVES, before.state, "overturn" if overturn else "uphold")
        decided = replace(before, state=state, reviewer=world.actor.name, decided_at=now, decision=why)
        appeal = desk.appeals.save(decided)
        desk.audit(f"appeal.{state.value}", appeal, {"state": before.state.value}, {"state": state.value}, why)
        meet_clock(desk, world, notice, "appeal")
        if not overturn:
            tell_decision(desk, world, letters, notice, "upheld", why)
            return appeal
        if measure is not None and measure.state in IN_FORCE:
            appeal, lifted = _take_back(world, desk, appeal, measure, why, now)
        if notice.state is CustomerNoticeState.WITHDRAWN:
            tell_decision(desk, world, letters, notice, "overturned", why)
        else:
            end_on(desk, world, letters, notice, "withdraw", why, "overturned")
    if lifted is not None:
        write_lift(world, lifted)
    return appeal


def _take_back(
    world: OfficeWorld, desk: Desk, appeal: Appeal, measure: EnforcementRecord, why: str, now: float
) -> tuple[Appeal, EnforcementRecord | None]:
    """The lifted measure, still to be journalled; of a suspension, a reinstatement is asked for instead."""
    if measure.kind is MeasureKind.TERMINATE:
        desk.audit("appeal.party_returns_as_new", appeal, after={"measure": measure.ref})
        return appeal, None
    if measure.kind is not MeasureKind.SUSPEND:
        lifted = lift_on(world, desk, measure, f"overturned on appeal {appeal.ref}", now)
        return appeal, lifted
    cause = f"{measure.ref} was overturned on appeal {appeal.ref}"
    asked = reinstate_on(world, desk, desk.customers.get(measure.customer_id), cause, why, public_text=why)
    return desk.appeals.save(replace(appeal, reversal_id=asked.id)), None


def _be_other(world: OfficeWorld, desk: Desk, notice: CustomerNotice, measure: EnforcementRecord | None) -> None:
    """NotAllowed for whoever took part, and for programs."""
    need(world, Right.APPROVE_BLOCK if measure is None else approving_right(measure.kind))
    if world.actor.kind is not ActorKind.PERSON:
        raise NotAllowed(f"an appeal takes a person's decision; {world.actor.name} is none")
    part = {notice.given_by, notice.ended_by}
    part |= {measure.proposed_by, measure.approved_by} if measure is not None else set()
    if world.actor.name in part:
        raise NotAllowed(f"you took part in what {notice.ref} is about: somebody else decides on the appeal")


def _text(text: str) -> str:
    said = text.strip()
    if not said or len(said) > TEXT_MAX:
        raise BadInput([FieldFault("text", f"say why, in 1 to {TEXT_MAX:,} characters: the customer reads it")])
    return said
