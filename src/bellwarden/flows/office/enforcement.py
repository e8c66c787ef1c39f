"""Measures are proposed, approved by a second person, put in force, taken back: the stories of the office.

Everything that reaches a gate takes two people, save the kill switch: one person suspends at once, and a second one
looks at it within a day. The row is written first, then the journal line (`journalling.py`).
"""

from dataclasses import replace
from typing import Final

from bellwarden.flows.office import clocks
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.grounds import check_grounds
from bellwarden.flows.office.impact_record import JOB as IMPACT
from bellwarden.flows.office.journalling import write_lift, write_set
from bellwarden.flows.office.measures import OF_CUSTOMER, Wish, approving_right, record_of
from bellwarden.flows.office.standing import IN_FORCE, in_force_against, settle
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.model.office.audit_event import ActorKind
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import MOVES, EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.office.moves import MoveRefused, moved
from bellwarden.model.office.people import Right
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Conflict, Desk

EMERGENCY_REVIEW: Final = "emergency_review"
NOTICE: Final = "notice"  # the customer is told the same day
REVIEW_S: Final = clocks.KINDS[EMERGENCY_REVIEW].length_s  # within which a second person looks at a kill switch
REASON_MAX: Final = 500


def propose(world: OfficeWorld, wish: Wish) -> EnforcementRecord:
    """Write a measure down for a second person to approve. BadInput names what stands against it."""
    need(world, Right.PROPOSE)
    if wish.kind is MeasureKind.REINSTATE:
        raise BadInput([FieldFault("kind", "a customer is given back its calls by `reinstate`, with cause and cure")])
    now, policy = world.clock.now(), world.enforcing().policy
    with world.office.writing(world.actor) as desk:
        made = record_of(wish, customer_named(desk, wish), policy, now)
        _refuse_twice(desk, made)
        _check_grounds(desk, made)
        return _ask(world, desk, made)


def approve(world: OfficeWorld, enforcement_id: int) -> EnforcementRecord:
    """The second person agrees: it is put in force now."""
    now = _now(world)
    with world.office.writing(world.actor) as desk:
        record = desk.enforcements.get(enforcement_id)
        _be_second(world, record)
        if record.kind is MeasureKind.REINSTATE:
            _be_no_handler(world, desk, record)
        state = moved(MOVES, record.state, "activate")
        if record.expires_at and record.expires_at <= now:
            raise BadInput([FieldFault("expires_at", "has passed meanwhile: propose it anew")])
        _refuse_twice(desk, record)
        _check_grounds(desk, record)
        changed = replace(
            record,
            state=state,
            approved_by=record.approved_by or world.actor.name,
            approved_at=record.approved_at or now,
            pressed_at=now,
            starts_at=now,
        )
        kept = _save(desk, record, changed, "approve")
        if kept.kind is MeasureKind.REINSTATE:
            pending = _give_back(world, desk, kept, now)
        else:
            settle(desk, kept.customer_id, f"{kept.ref}: {kept.internal_text}"[:REASON_MAX], now)
            pending = (kept,)
        if kept.customer_id:
            clocks.start(desk, world, NOTICE, enforcement_id=kept.id)
    return _carry_out(world, kept, pending)


def reject(world: OfficeWorld, enforcement_id: int, reason: str) -> EnforcementRecord:
    """It is not put in force. Whoever proposed it may withdraw it; else it takes the right to approve it."""
    why = _reason(reason)
    with world.office.writing(world.actor) as desk:
        record = desk.enforcements.get(enforcement_id)
        if record.proposed_by != world.actor.name:
            need(world, approving_right(record.kind))
        changed = replace(record, state=moved(MOVES, record.state, "reject"), removed_at=world.clock.now())
        return _save(desk, record, changed, "reject", why)


def kill(world: OfficeWorld, wish: Wish) -> EnforcementRecord:
    """Suspend now. Pressed twice, it is one suspension. A second person's review is due within 24 hours."""
    need(world, Right.KILL)
    if wish.kind is not MeasureKind.SUSPEND:
        raise BadInput([FieldFault("kind", "only a suspension needs no second person before; propose everything else")])
    now, policy = _now(world), world.enforcing().policy
    with world.office.writing(world.actor) as desk:
        customer = customer_named(desk, wish)
        made = record_of(wish, customer, policy, now, kill=True)
        _check_grounds(desk, made)
        same = [one for one in in_force_against(desk, made.customer_id) if one.kind is MeasureKind.SUSPEND]
        kept = same[0] if same else _suspend_at_once(world, desk, made, now)
    return kept if kept.journal_line else write_set(world, kept)


def review(world: OfficeWorld, enforcement_id: int, upheld: bool, text: str) -> EnforcementRecord:
    """The second person's look at a kill switch. Not upheld, it rests on nobody's word but one, and ends at once."""
    why, now = _reason(text), _now(world)
    with world.office.writing(world.actor) as desk:
        record = desk.enforcements.get(enforcement_id)
        if not record.emergency or record.approved_by:
            raise BadInput([FieldFault("", f"{record.ref} waits for no review")])
        _be_second(world, record)
        for clock in clocks.running(desk, enforcement_id=record.id, kinds=(EMERGENCY_REVIEW,)):
            clocks.meet(desk, world, clock)
        if upheld:
            changed = replace(record, approved_by=world.actor.name, approved_at=now)
            return _save(desk, record, changed, "review", why)
        desk.audit("enforcement.review", record, after={"upheld": False}, reason=why)
        if record.state not in IN_FORCE:
            return record
        row = EnforcementRecord(
            kind=MeasureKind.REINSTATE,
            value=record.value,
            customer_id=record.customer_id,
            state=MeasureState.PENDING_ACTIVATION,
            reason_code=record.reason_code,
            internal_text=why,
            origin="review",
            proposed_by=world.actor.name,
            proposed_at=now,
            pressed_at=now,
            starts_at=now,
            reverses_id=record.id,
            cause="the suspension was not upheld when a second person looked at it",
            cure=why,
        )
        kept = desk.enforcements.add(row)
        desk.audit("enforcement.reinstate", kept, *told(None, kept), reason=why)
        pending = _give_back(world, desk, kept, now, only=record.id)
    return _carry_out(world, kept, pending)


def lift(world: OfficeWorld, enforcement_id: int, reason: str) -> EnforcementRecord:
    """Take a measure back. A suspension takes a reinstatement instead, with cause, cure and two people."""
    why, now = _reason(reason), _now(world)
    with world.office.writing(world.actor) as desk:
        kept = lift_on(world, desk, desk.enforcements.get(enforcement_id), why, now)
    return write_lift(world, kept)


def lift_on(world: OfficeWorld, desk: Desk, record: EnforcementRecord, why: str, now: float) -> EnforcementRecord:
    """The same within a transaction of somebody else's, who journals it after that (`write_lift`)."""
    need(world, approving_right(record.kind))
    if record.kind in (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.REINSTATE):
        raise BadInput([FieldFault("", f"a {record.kind.value} is not lifted: {_INSTEAD[record.kind]}")])
    kept = _take_back(world, desk, record, why, now)
    settle(desk, kept.customer_id, f"{kept.ref}: {why}"[:REASON_MAX], now)
    return kept


def reinstate(
    world: OfficeWorld,
    customer_id: int,
    cause: str,
    cure: str,
    public_text: str = "",
    probation_cps: int = 0,
    probation_until: float = 0.0,
    conditions: str = "",
) -> EnforcementRecord:
    """Propose that a suspended customer calls again; with a probation, at most so many calls a second until then."""
    need(world, Right.PROPOSE)
    with world.office.writing(world.actor) as desk:
        customer = desk.customers.get(customer_id)
        return reinstate_on(world, desk, customer, cause, cure, public_text, probation_cps, probation_until, conditions)


def reinstate_on(
    world: OfficeWorld,
    desk: Desk,
    customer: CustomerRecord,
    cause: str,
    cure: str,
    public_text: str = "",
    probation_cps: int = 0,
    probation_until: float = 0.0,
    conditions: str = "",
) -> EnforcementRecord:
    """The same within a transaction of somebody else's."""
    now = world.clock.now()
    if customer.standing is not Standing.SUSPENDED:
        raise MoveRefused(f"{customer.key} is {customer.standing.value}: only a suspended customer is reinstated")
    _check_reinstatement(cause, cure, probation_cps, probation_until, now)
    against = in_force_against(desk, customer.id)
    held = [one for one in against if one.kind is MeasureKind.SUSPEND]
    block = next((one for one in against if one.kind is MeasureKind.BLOCK_UPSTREAM), None)
    if block is not None:
        raise MoveRefused(f"{customer.key} is blocked as an upstream provider: lift {block.ref}")
    row = EnforcementRecord(
        kind=MeasureKind.REINSTATE,
        value=customer.key,
        customer_id=customer.id,
        setting={"conditions": conditions.strip(), "cps_max": probation_cps, "until": probation_until},
        internal_text=cause.strip(),
        public_text=public_text.strip(),
        reverses_id=held[-1].id if held else 0,
        cause=cause.strip(),
        cure=cure.strip(),
    )
    waiting = (MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL)
    other = desk.enforcements.find(kind=MeasureKind.REINSTATE, value=customer.key, state__in=waiting)
    if other is not None:
        raise Conflict(f"{other.ref} asks for the same already, and waits for a second person")
    return _ask(world, desk, row)


def customer_named(desk: Desk, wish: Wish) -> CustomerRecord | None:
    """The customer whose key the wish names; None where it names a number, a name or an address."""
    by_key = wish.kind in OF_CUSTOMER or wish.kind is MeasureKind.CHALLENGE
    return desk.customers.find(key=wish.value.strip()) if by_key else None


_INSTEAD: Final = {
    MeasureKind.SUSPEND: "the customer is reinstated, with cause and cure",
    MeasureKind.TERMINATE: "the party comes back only as a new customer",
    MeasureKind.REINSTATE: "suspend the customer anew",
}


def _now(world: OfficeWorld) -> float:
    """To the millisecond: it is part of the line's key, and must be the same out of any database."""
    return round(world.clock.now(), 3)


def _reason(text: str) -> str:
    why = " ".join(text.split())
    if not why or len(why) > REASON_MAX or not why.isprintable():
        raise BadInput([FieldFault("reason", f"write why, in at most {REASON_MAX} signs")])
    return why


def _be_second(world: OfficeWorld, record: EnforcementRecord) -> None:
    need(world, approving_right(record.kind))
    if world.actor.kind is not ActorKind.PERSON:
        raise NotAllowed(f"{record.ref} takes a person's approval; {world.actor.name} is none")
    if world.actor.name == record.proposed_by:
        raise NotAllowed(
            f"you proposed {record.ref}: a second person with {approving_right(record.kind).value} decides"
        )


def _be_no_handler(world: OfficeWorld, desk: Desk, record: EnforcementRecord) -> None:
    """Whoever works on the case that led to a suspension does not agree that it is cured."""
    suspension = desk.enforcements.find(id=record.reverses_id) if record.reverses_id else None
    case = desk.cases.find(id=suspension.case_id) if suspension is not None and suspension.case_id else None
    if case is not None and case.assignee == world.actor.name:
        raise NotAllowed(f"you work on {case.ref}, for which {record.value} was suspended: somebody else agrees")


def _ask(world: OfficeWorld, desk: Desk, made: EnforcementRecord) -> EnforcementRecord:
    now = world.clock.now()
    row = replace(made, state=MeasureState.AWAITING_APPROVAL, proposed_by=world.actor.name, proposed_at=now)
    kept = desk.enforcements.add(row)
    desk.audit("enforcement.propose", kept, *told(None, kept), reason=kept.internal_text[:REASON_MAX])
    return kept


def _refuse_twice(desk: Desk, record: EnforcementRecord) -> None:
    if record.kind is MeasureKind.REINSTATE:
        return
    same = desk.enforcements.find(kind=record.kind, value=record.value, state__in=IN_FORCE)
    if same is not None and same.id != record.id:
        raise Conflict(f"{same.ref} does the same already; lift it first to set it otherwise")


def _check_grounds(desk: Desk, one: EnforcementRecord) -> None:
    check_grounds(desk, one.kind, one.case_id, one.customer_id, one.evidence_class, one.reason_code)


def _suspend_at_once(world: OfficeWorld, desk: Desk, made: EnforcementRecord, now: float) -> EnforcementRecord:
    row = replace(
        made,
        state=MeasureState.PENDING_ACTIVATION,
        proposed_by=world.actor.name,
        proposed_at=now,
        pressed_at=now,
        starts_at=now,
        emergency=True,
        review_due_at=now + REVIEW_S,
    )
    kept = desk.enforcements.add(row)
    for clock in (EMERGENCY_REVIEW, NOTICE):
        clocks.start(desk, world, clock, enforcement_id=kept.id)
    settle(desk, kept.customer_id, f"{kept.ref}: {kept.internal_text}"[:REASON_MAX], now)
    desk.enqueue(IMPACT, enforcement_id=kept.id)  # what it would have stopped: after the press, into the record
    desk.audit("enforcement.kill", kept, *told(None, kept), reason=kept.internal_text[:REASON_MAX])
    return kept


def _give_back(
    world: OfficeWorld, desk: Desk, reinstatement: EnforcementRecord, now: float, only: int = 0
) -> tuple[EnforcementRecord, ...]:
    """Take the suspensions back and set the probation's limit; what is to be journalled, in this order."""
    customer_id, why = reinstatement.customer_id, f"{reinstatement.ref}: {reinstatement.cause}"[:REASON_MAX]
    against = in_force_against(desk, customer_id)
    pending = list(_probation(world, desk, reinstatement, against, now))
    for one in against:
        if one.kind is MeasureKind.SUSPEND and only in (0, one.id):
            pending.append(_take_back(world, desk, one, why, now, reversed_by=reinstatement.id))
    customer = desk.customers.get(customer_id)
    if not only and customer.settings.get("standing") == Standing.SUSPENDED.value:
        # The policy itself says so: the next publication says otherwise.
        settings = {name: value for name, value in customer.settings.items() if name != "standing"}
        desk.customers.save(replace(customer, settings=settings))
    settle(desk, customer_id, why, now)
    return (reinstatement, *pending)


def _probation(
    world: OfficeWorld,
    desk: Desk,
    reinstatement: EnforcementRecord,
    against: tuple[EnforcementRecord, ...],
    now: float,
) -> tuple[EnforcementRecord, ...]:
    """A limit for a while, unless the customer has one already."""
    cps_max, until = reinstatement.setting.get("cps_max"), reinstatement.setting.get("until")
    if not cps_max or not isinstance(until, (int, float)) or any(one.kind is MeasureKind.LIMIT for one in against):
        return ()
    row = EnforcementRecord(
        kind=MeasureKind.LIMIT,
        value=reinstatement.value,
        customer_id=reinstatement.customer_id,
        setting={"cps_max": cps_max},
        state=MeasureState.PENDING_ACTIVATION,
        internal_text=f"probation after {reinstatement.ref}",
        public_text=reinstatement.public_text,
        origin="probation",
        expires_at=float(until),
        proposed_by=reinstatement.proposed_by,
        proposed_at=reinstatement.proposed_at,
        approved_by=reinstatement.approved_by,
        approved_at=reinstatement.approved_at,
        pressed_at=now,
        starts_at=now,
    )
    kept = desk.enforcements.add(row)
    desk.audit("enforcement.probation", kept, *told(None, kept))
    return (kept,)


def _take_back(
    world: OfficeWorld, desk: Desk, record: EnforcementRecord, why: str, now: float, reversed_by: int = 0
) -> EnforcementRecord:
    changed = replace(
        record,
        state=moved(MOVES, record.state, "remove"),
        lifted_by=world.actor.name,
        lift_reason=why,
        lift_pressed_at=now,
        reversed_by_id=reversed_by,
    )
    return _save(desk, record, changed, "lift", why)


def _carry_out(
    world: OfficeWorld, record: EnforcementRecord, pending: tuple[EnforcementRecord, ...]
) -> EnforcementRecord:
    """Journal what the transaction left pending; the deed's own record as it is then."""
    for one in pending:
        if one.kind is MeasureKind.REINSTATE:
            continue
        kept = write_lift(world, one) if one.state is MeasureState.PENDING_REMOVAL else write_set(world, one)
        record = kept if one.id == record.id else record
    if record.kind is MeasureKind.REINSTATE:
        with world.office.reading() as desk:
            return desk.enforcements.get(record.id)
    return record


def _save(
    desk: Desk, before: EnforcementRecord, after: EnforcementRecord, verb: str, reason: str = ""
) -> EnforcementRecord:
    kept = desk.enforcements.save(after)
    desk.audit(f"enforcement.{verb}", kept, *told(before, kept), reason=reason)
    return kept


def _check_reinstatement(cause: str, cure: str, cps: int, until: float, now: float) -> None:
    faults = []
    if not cause.strip():
        faults.append(FieldFault("cause", "is empty: what went wrong?"))
    if not cure.strip():
        faults.append(FieldFault("cure", "is empty: what was done so that it does not happen again?"))
    if cps < 0 or bool(cps) != bool(until):
        faults.append(FieldFault("probation_cps", "a probation has calls a second and an end, or neither"))
    if until and until <= now:
        faults.append(FieldFault("probation_until", "lies in the past"))
    if faults:
        raise BadInput(faults)
