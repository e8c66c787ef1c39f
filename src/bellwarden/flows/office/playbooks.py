"""Playbooks: steps of a case and the moves between them, as data, by a person, an event, a timer or a program.

A move may do one of a short list of things to the case, and never anything to a customer: no playbook enforces. The
worker follows the audit trail; a step's timer is a clock like any other, and stands still while the case waits.
"""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from bellwarden.flows.office import cases, clocks
from bellwarden.flows.office.clocks import HOUR, ClockKind
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.usual_playbooks import COMPLAINT
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.audit_event import ActorKind, AuditEvent
from bellwarden.model.office.case import MOVES, Case
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

SETTING: Final = "playbooks"  # of the office: the operator's own, as JSON
SEEN: Final = "playbooks.seen"  # number of the last audit event that was looked at
BATCH: Final = 500
MOVES_MAX: Final = 10  # of one transaction, which stays short
BACK_MAX: Final = 2_000  # events that a first run looks back
SOURCE_MAX: Final = 40_000
ESCALATE: Final = "escalate"
GO_ON: Final = "go on"
WAIT: Final = "wait for "  # … the customer
BEGINS: Final = "case.open"
REOPENED: Final = "case.reopen"
DECIDED: Final = "complaint.decide"
UNDONE: Final = "complaint.undo"
TIMER: Final = "clock.breach"
TIMER_CLOCK: Final = "step"

Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Meta(min_length=1, max_length=200)]


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`event`: a verb of the audit trail about the case, its complaints, notices or measures."""

    name: Words
    to: Name
    on: Annotated[str, Meta(pattern="^(manual|event|timer|api)$")]
    event: Annotated[str, Meta(max_length=100)] = ""
    where: dict[str, str] = {}  # of the event's `after`: all of them
    after_h: Annotated[float, Meta(ge=0, le=2_000)] = 0.0
    calendar: Annotated[str, Meta(pattern="^(wall|business)$")] = "business"
    does: Annotated[tuple[Words, ...], Meta(max_length=5)] = ()


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    title: Words
    tells: Annotated[str, Meta(max_length=500)] = ""
    moves: Annotated[tuple[Move, ...], Meta(max_length=20)] = ()
    ends: bool = False

    def timer(self) -> Move | None:
        return next((one for one in self.moves if one.on == "timer"), None)


class Playbook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It begins at its first step, with every new case of its kinds."""

    name: Name
    title: Words
    kinds: Annotated[tuple[str, ...], Meta(min_length=1, max_length=6)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=60)]

    def step(self, name: str) -> Step | None:
        return next((one for one in self.steps if one.name == name), None)


class Standing(NamedTuple):
    """Where a case stands in its playbook."""

    playbook: Playbook
    step: Step


def read(text: str) -> Playbook:
    """From TOML. BadInput names the step and what is wrong with it."""
    if len(text) > SOURCE_MAX:
        raise BadInput([FieldFault("playbook", f"up to {SOURCE_MAX:,} characters")])
    try:
        made = msgspec.convert(tomllib.loads(text), Playbook)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadInput([FieldFault("playbook", str(error))]) from None
    wrong = faults(made)
    if wrong:
        raise BadInput([FieldFault("playbook", one) for one in wrong])
    return made


def faults(playbook: Playbook) -> list[str]:
    """What would keep it from working; [] for none."""
    names = [one.name for one in playbook.steps]
    found = [f"step {name}: used twice" for name in sorted({one for one in names if names.count(one) > 1})]
    for step in playbook.steps:
        found += [f"step {step.name}, move {one.name}: {fault}" for one in step.moves for fault in _wrong(one, names)]
        if sum(one.on == "timer" for one in step.moves) > 1:
            found.append(f"step {step.name}: more than one timer")
        if step.ends == bool(step.moves):
            found.append(f"step {step.name}: {'the end has moves' if step.ends else 'no move leads out, and no end'}")
    reached = _reached(playbook)
    found += [f"step {name}: nothing leads there" for name in names if name not in reached]
    return found


def _wrong(move: Move, names: Sequence[str]) -> list[str]:
    found = [] if move.to in names else [f"there is no step {move.to}"]
    if (move.on == "event") != bool(move.event) or (move.where and not move.event):
        found.append("an event's move, and no other, names the event")
    if (move.on == "timer") != (move.after_h > 0):
        found.append("a timer's move, and no other, has after_h")
    known = (ESCALATE, GO_ON)
    found += [f"{one!r} is nothing a playbook does" for one in move.does if one not in known and one[:9] != WAIT]
    return found


def _reached(playbook: Playbook) -> set[str]:
    reached: set[str] = set()
    ahead = [playbook.steps[0].name]
    while ahead:
        name = ahead.pop()
        step = playbook.step(name)
        if step is not None and name not in reached:
            reached.add(name)
            ahead += [one.to for one in step.moves]
    return reached


USUAL: Final = (read(COMPLAINT),)


def known(desk: Desk) -> Mapping[str, Playbook]:
    """By name; the operator's own stand before the usual ones, and replace those of the same name."""
    said = desk.setting(SETTING)
    own = msgspec.json.decode(said, type=tuple[Playbook, ...]) if said else ()
    usual = {one.name: one for one in USUAL}
    return {one.name: one for one in own} | {name: one for name, one in usual.items() if name not in _names(own)}


def write(world: OfficeWorld, text: str) -> Playbook:
    """Keep a playbook, in place of one of the same name. Cases that stand at a step which is gone stay there."""
    need(world, Right.EDIT_POLICY)
    made = read(text)
    with world.office.writing(world.actor) as desk:
        said = desk.setting(SETTING)
        own = msgspec.json.decode(said, type=tuple[Playbook, ...]) if said else ()
        kept = (*(one for one in own if one.name != made.name), made)
        desk.set_setting(SETTING, msgspec.json.encode(kept).decode())
        desk.audit("playbook.change", after=msgspec.to_builtins(made))
    return made


def standing(desk: Desk, case: Case) -> Standing | None:
    """None for a case without a playbook, or at a step that is gone."""
    playbook = known(desk).get(case.playbook)
    step = playbook.step(case.step) if playbook is not None else None
    return Standing(playbook, step) if playbook is not None and step is not None else None


def move(world: OfficeWorld, case_id: int, name: str) -> Case:
    """A person's move, or a program's. Conflict when none is so called from where the case stands."""
    need(world, Right.WORK_CASES)
    allowed = ("api",) if world.actor.kind is ActorKind.API_KEY else ("manual",)
    with world.office.writing(world.actor) as desk:
        case = cases.working(desk, case_id)
        at = standing(desk, case)
        moves = [one for one in at.step.moves if one.on in allowed] if at else []
        found = next((one for one in moves if one.name == name), None)
        if at is None or found is None:
            possible = ", ".join(one.name for one in moves) or "none"
            raise Conflict(f"{case.ref} has no such move now; possible: {possible}")
        return _go(desk, world, case, at.playbook, found)


def follow(world: OfficeWorld) -> int:
    """What happened since the last time moves the cases that wait for it; the worker calls it every few seconds."""
    with world.office.reading() as desk:
        last, seen = desk.last_audit(), desk.setting(SEEN)
        if seen and int(seen) >= last:
            return 0
    moved = 0
    with world.office.writing(world.actor) as desk:
        playbooks = known(desk)
        after = int(desk.setting(SEEN) or max(0, last - BACK_MAX))
        events = desk.audit_events(after, BATCH)
        verbs = {one.event for book in playbooks.values() for step in book.steps for one in step.moves}
        number = events[-1].number if events else last
        undone = {one.object_ref: one.number for one in events if one.verb == UNDONE}
        for event in events:
            if event.verb == DECIDED and undone.get(event.object_ref, 0) > event.number:
                continue
            # What a playbook did moves no other: they could push each other for ever.
            if event.verb in verbs | {BEGINS, REOPENED, TIMER} and event.actor.name != world.actor.name:
                moved += _happened(desk, world, playbooks, event)
            if moved >= MOVES_MAX:
                number = event.number
                break
        desk.set_setting(SEEN, str(number))
    return moved


def _happened(desk: Desk, world: OfficeWorld, playbooks: Mapping[str, Playbook], event: AuditEvent) -> int:
    case = _case_of(desk, event)
    if case is None or case.merged_into_id or case.state not in cases.AT_WORK:
        return 0
    if event.verb == BEGINS:
        book = next((one for one in playbooks.values() if case.kind.value in one.kinds), None)
        if book is None or case.playbook:
            return 0
        _enter(desk, world, case, book, book.steps[0])
        return 1
    book = playbooks.get(case.playbook)
    step = book.step(case.step) if book is not None else None
    if book is None or step is None:
        return 0
    if event.verb == REOPENED:
        _enter(desk, world, case, book, step)
        return 1
    found = next((one for one in step.moves if _answers(one, event)), None)
    if found is None:
        return 0
    _go(desk, world, case, book, found)
    return 1


def _answers(one: Move, event: AuditEvent) -> bool:
    if one.on == "timer":
        return event.verb == TIMER and event.after.get("clock") == TIMER_CLOCK
    told = one.on == "event" and event.verb == one.event
    return told and all(str(event.after.get(name)) == value for name, value in one.where.items())


def _case_of(desk: Desk, event: AuditEvent) -> Case | None:
    """The case that an event is about, where work on it goes on."""
    kind, ref = event.object_kind, event.object_ref
    case_id = 0
    if kind == "case":
        found = desk.cases.find(ref=ref)
        return None if found is None else cases.root(desk, found)
    if kind == "complaint":
        row = desk.complaints.find(id=int(ref.rpartition(" ")[2]))
        case_id = row.case_id if row is not None else 0
    elif kind == "notice":
        notice = desk.notices.find(ref=ref)
        case_id = notice.case_id if notice is not None else 0
    elif kind == "enforcement":
        measure = desk.enforcements.find(ref=ref)
        case_id = measure.case_id if measure is not None else 0
    return cases.root(desk, desk.cases.get(case_id)) if case_id else None


def _go(desk: Desk, world: OfficeWorld, case: Case, book: Playbook, move: Move) -> Case:
    step = book.step(move.to)
    if step is None:
        raise Conflict(f"the playbook {book.name} has no step {move.to} any more")
    for deed in move.does:
        case = _do(desk, world, case, deed, step)
    return _enter(desk, world, case, book, step, move.name)


def _enter(desk: Desk, world: OfficeWorld, case: Case, book: Playbook, step: Step, why: str = "") -> Case:
    clocks.meet_all(desk, world, case_id=case.id, kinds=(TIMER_CLOCK,))
    case = cases.change(desk, case, "step", why, playbook=book.name, step=step.name)
    timer = step.timer()
    if timer is not None:
        known_kind = ClockKind(timer.calendar, timer.after_h * HOUR, pausable=False)
        clocks.start(desk, world, TIMER_CLOCK, case_id=case.id, known=known_kind)
    return case


def _do(desk: Desk, world: OfficeWorld, case: Case, deed: str, step: Step) -> Case:
    """What a state does not allow is left out, and the step is entered all the same."""
    if deed == ESCALATE:
        return cases.escalate_on(desk, case, step.title)
    if deed == GO_ON and "resume" in MOVES[case.state]:
        case = cases.move(desk, case, "resume", step.title, waiting_for="")
        clocks.resume_all(desk, world, case_id=case.id)
    if deed.startswith(WAIT) and "wait" in MOVES[case.state]:
        whom = deed.removeprefix(WAIT)
        case = cases.move(desk, case, "wait", step.title, waiting_for=whom)
        clocks.pause_all(desk, world, case_id=case.id, why=f"waiting for {whom}")
    return case


def _names(own: Sequence[Playbook]) -> set[str]:
    return {one.name for one in own}
