"""A case from its opening to its end: folded, taken, waited for, answered, resolved, reopened, merged, and undone.

What comes in again about the same folds into the open case; it can make it more severe, never less. A case that was
folded into another keeps its own reference, and one deed takes it out again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from bellwarden.flows.office import clocks
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import MOVES, Answer, Case, CaseKind, CaseState, FindingState, Outcome
from bellwarden.model.office.enforcement import MeasureState
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

LEASE_S: Final = 3_600.0
SNOOZE_MAX_S: Final = 90 * 86_400.0
ESCALATED: Final = 2  # severity of a case that a lead is asked about
LINKS_MAX: Final = 3  # merged into one that is merged: pages look no deeper
REOPEN_S: Final = 14 * 86_400.0  # a closed case opens again when the same comes in within this time
NOTE_MAX: Final = 10_000
AT_WORK: Final = (CaseState.OPEN, CaseState.INVESTIGATING, CaseState.WAITING)
CLOCKS: Final[Mapping[CaseKind, tuple[str, ...]]] = {
    CaseKind.TRACEBACK: ("traceback", "traceback_aim"),
    CaseKind.DISPUTE: ("first_look", "dispute"),
    CaseKind.LEGAL: ("first_look", "legal_return"),
}
PENDING: Final = (
    *(MeasureState.PROPOSED, MeasureState.AWAITING_APPROVAL),
    *(MeasureState.PENDING_ACTIVATION, MeasureState.PENDING_REMOVAL),
)
# An outcome that claims something needs the answer that says so.
CLAIMS: Final[Mapping[Outcome, str]] = {
    Outcome.ILLEGAL: "illegal",
    Outcome.TERMS: "against_terms",
    Outcome.NETWORK_HARM: "harmful",
}
SEEN: Final = ("first_look", "life")  # clocks that measure when a person looks
QUESTIONS: Final = tuple(CLAIMS.values())


class Opening(NamedTuple):
    """What a new case begins with. `fold_key`: "" lets nothing fold."""

    kind: CaseKind
    title: str
    subject: str = ""
    customer_id: int = 0
    severity: int = 3
    fold_key: str = ""
    details: Mapping[str, object] = {}
    external_id: str = ""


class Opened(NamedTuple):
    case: Case
    folded: bool  # into a case that was there


class Guard(NamedTuple):
    """One condition of resolving a case."""

    met: bool
    text: str


class NotYet(Exception):
    """The case can't be resolved; `guards` says which conditions are met and which are not."""

    def __init__(self, guards: tuple[Guard, ...]) -> None:
        self.guards = guards
        super().__init__("; ".join(one.text for one in guards if not one.met))


def open_case(world: OfficeWorld, opening: Opening) -> Opened:
    """A new case, or one more in the open case about the same."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return open_on(desk, world, opening)


def open_on(desk: Desk, world: OfficeWorld, opening: Opening) -> Opened:
    """The same within a transaction of somebody else's."""
    there = _to_fold_into(desk, world, opening.fold_key)
    if there is None:
        case = desk.cases.add(Case(**opening._asdict(), opened_at=world.clock.now()))
        desk.audit("case.open", case, after=told(None, case).after)
        for kind in CLOCKS.get(opening.kind, ("first_look",)):
            clocks.start(desk, world, kind, case_id=case.id)
        return Opened(case, False)
    if there.state not in AT_WORK:
        there = move(desk, there, "reopen", "the same came in again", outcome=Outcome.UNSET, resolved_at=0.0)
    severity = min(there.severity, opening.severity)  # 1 is the most severe
    return Opened(change(desk, there, "fold_in", opening.title, folded=there.folded + 1, severity=severity), True)


def tell_on(desk: Desk, case: Case, verb: str, said: str, changes: Mapping[str, object]) -> Case:
    """Something came to light about a case, within a transaction of somebody else's. One that was ended opens again."""
    if case.state in AT_WORK:
        return change(desk, case, verb, said[:500], **changes)
    fresh = {"outcome": Outcome.UNSET, "resolved_at": 0.0, "assignee": ""}
    return move(desk, change(desk, case, verb, said[:500], **changes), "reopen", verb.replace("_", " "), **fresh)


def take(world: OfficeWorld, case_id: int, lease_s: float = LEASE_S, *, steal: bool = False) -> Case:
    """The case is the actor's for a while; taking it again makes it longer. Conflict while somebody else holds it."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return take_on(desk, world, working(desk, case_id), lease_s, steal=steal)


def take_on(desk: Desk, world: OfficeWorld, case: Case, lease_s: float = LEASE_S, *, steal: bool = False) -> Case:
    """The same within a transaction of somebody else's."""
    now, name = world.clock.now(), world.actor.name
    held_by_other = case.assignee not in ("", name) and case.lease_until > now
    if held_by_other and not steal:
        raise Conflict(f"{case.ref} is held by {case.assignee}; ask them, or take it over")
    clocks.meet_all(desk, world, case_id=case.id, kinds=SEEN)
    verb = "take_over" if held_by_other else "take"
    mine = {"assignee": name, "lease_until": now + lease_s, "snooze_until": 0.0}
    if case.state is CaseState.OPEN:
        mine["state"] = moved(MOVES, case.state, "take")
    return change(desk, case, verb, "", **mine)


def release(world: OfficeWorld, case_id: int) -> Case:
    """Back into the queue."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        case = working(desk, case_id)
        if case.assignee != world.actor.name:
            raise Conflict(f"{case.ref} is not yours to release" if case.assignee else f"nobody holds {case.ref}")
        state = CaseState.OPEN if case.state is CaseState.INVESTIGATING else case.state
        return change(desk, case, "release", "", assignee="", lease_until=0.0, state=state)


def snooze(world: OfficeWorld, case_id: int, until: float, reason: str) -> Case:
    """Out of sight until then; its clocks go on."""
    need(world, Right.WORK_CASES)
    now = world.clock.now()
    if not now < until <= now + SNOOZE_MAX_S:
        raise BadInput([FieldFault("until", "choose a time within the next 90 days")])
    with world.office.writing(world.actor) as desk:
        return change(desk, working(desk, case_id), "snooze", _said(reason, "reason"), snooze_until=until)


def wake(world: OfficeWorld, case_id: int) -> Case:
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return change(desk, working(desk, case_id), "wake", "", snooze_until=0.0)


def wait(world: OfficeWorld, case_id: int, waiting_for: str) -> Case:
    """Nothing can be done until somebody else answers. Clocks that measure only us stand still."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        whom = _said(waiting_for, "waiting_for")
        case = move(desk, working(desk, case_id), "wait", "", waiting_for=whom)
        clocks.pause_all(desk, world, case_id=case.id, why=f"waiting for {whom}")
        return case


def resume(world: OfficeWorld, case_id: int) -> Case:
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return resume_on(desk, world, working(desk, case_id))


def resume_on(desk: Desk, world: OfficeWorld, case: Case) -> Case:
    """The same within a transaction of somebody else's."""
    case = move(desk, case, "resume", "", waiting_for="")
    clocks.resume_all(desk, world, case_id=case.id)
    return case


def answer(
    world: OfficeWorld, case_id: int, answers: Mapping[str, Answer], text: str | None = None, version: int = 0
) -> Case:
    """Some of the three questions (illegal, against_terms, harmful), and why. Conflict when `version` is older."""
    need(world, Right.WORK_CASES)
    unknown = set(answers) - set(QUESTIONS)
    if unknown:
        raise BadInput([FieldFault(name, "is none of the three questions") for name in sorted(unknown)])
    with world.office.writing(world.actor) as desk:
        return answer_on(desk, working(desk, case_id), answers, text, version)


def answer_on(desk: Desk, case: Case, answers: Mapping[str, Answer], text: str | None = None, version: int = 0) -> Case:
    """The same within a transaction of somebody else's, which has looked at the names."""
    changes: dict[str, object] = {**answers, **({} if text is None else {"answers_text": text})}
    return change(desk, replace(case, version=version or case.version), "answer", "", **changes)


def note(world: OfficeWorld, case_id: int, text: str) -> None:
    """A note for colleagues: a line of the trail, so it is never changed and never sent to anybody."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        desk.audit("case.note", desk.cases.get(case_id), reason=_said(text, "text", NOTE_MAX))


def guards(desk: Desk, case: Case, outcome: Outcome) -> tuple[Guard, ...]:
    """What resolving the case so takes, met or not."""
    answers = {name: getattr(case, name) for name in QUESTIONS}
    claim = CLAIMS.get(outcome, "")
    pending = desk.enforcements.list(case_id=case.id, state__in=PENDING, limit=20)
    proposed = desk.findings.count(case_id=case.id, state=FindingState.PROPOSED)
    known = all(one is not Answer.UNKNOWN for one in answers.values())
    words = {"illegal": "illegal", "against_terms": "against the terms", "harmful": "harmful to the network"}
    return (
        Guard(outcome is not Outcome.UNSET, "an outcome is chosen"),
        Guard(
            known or bool(case.answers_text.strip()), "the three questions are answered, or it is said why one can't be"
        ),
        *([Guard(answers[claim] is Answer.YES, f"the calls are said to be {words[claim]}")] if claim else ()),
        *(
            [Guard(Answer.YES not in answers.values(), "no question is answered yes")]
            if outcome is Outcome.LEGITIMATE
            else ()
        ),
        Guard(not pending, "no measure is pending" + "".join(f", {one.ref}" for one in pending)),
        Guard(not proposed, "every finding is confirmed or rejected"),
    )


def resolve(world: OfficeWorld, case_id: int, outcome: Outcome, text: str = "") -> Case:
    """The work is done. NotYet names what is missing; clocks are met, late ones stay late."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return resolve_on(desk, world, working(desk, case_id), outcome, text)


def resolve_on(desk: Desk, world: OfficeWorld, case: Case, outcome: Outcome, text: str = "") -> Case:
    """The same within a transaction of somebody else's."""
    found = guards(desk, case, outcome)
    if not all(one.met for one in found):
        raise NotYet(found)
    clocks.meet_all(desk, world, case_id=case.id)
    done = {
        "outcome": outcome,
        "resolved_at": world.clock.now(),
        "lease_until": 0.0,
        "waiting_for": "",
        "escalated": "",
    }
    return move(desk, case, "resolve", text, **done)


def escalate(world: OfficeWorld, case_id: int, reason: str) -> Case:
    """A lead is asked: it goes back into the queue, higher, with the reason beside it."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return escalate_on(desk, working(desk, case_id), _said(reason, "reason"))


def escalate_on(desk: Desk, case: Case, reason: str) -> Case:
    """The same within a transaction of somebody else's."""
    free = {"assignee": "", "lease_until": 0.0, "snooze_until": 0.0}
    state = CaseState.OPEN if case.state is CaseState.INVESTIGATING else case.state
    severity = min(case.severity, ESCALATED)
    return change(desk, case, "escalate", reason, escalated=reason, severity=severity, state=state, **free)


def close(world: OfficeWorld, case_id: int) -> Case:
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return move(desk, desk.cases.get(case_id), "close", "")


def reopen(world: OfficeWorld, case_id: int, reason: str) -> Case:
    """Back into the queue. Clocks that were met stay met: what was late stays late."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        return reopen_on(desk, desk.cases.get(case_id), _said(reason, "reason"))


def reopen_on(desk: Desk, case: Case, reason: str) -> Case:
    """The same within a transaction of somebody else's."""
    return move(desk, case, "reopen", reason, outcome=Outcome.UNSET, resolved_at=0.0, assignee="")


def fold(world: OfficeWorld, case_ids: Iterable[int], into_id: int) -> Case:
    """Merge cases into one: each gets a link to it, and nothing else of them changes."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        into = root(desk, desk.cases.get(into_id))
        for case in (desk.cases.get(one) for one in case_ids):
            if case.id == into.id or case.merged_into_id:
                raise Conflict(f"{case.ref} is {'the one to merge into' if case.id == into.id else 'merged already'}")
            if _depth(desk, case) + 1 > LINKS_MAX:
                raise Conflict(f"{case.ref} has merged cases {LINKS_MAX} deep: merge those into {into.ref} themselves")
            merged = change(desk, case, "merge", into.ref, merged_into_id=into.id)
            severity = min(into.severity, merged.severity)
            into = change(desk, into, "fold_in", merged.ref, folded=into.folded + 1, severity=severity)
        return into


def unfold(world: OfficeWorld, case_id: int) -> Case:
    """A case that was merged stands by itself again. Conflict when another about the same is open meanwhile."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        case = desk.cases.get(case_id)
        if not case.merged_into_id:
            raise Conflict(f"{case.ref} is not merged into another case")
        into = desk.cases.get(case.merged_into_id)
        alone = change(desk, case, "unmerge", into.ref, merged_into_id=0)
        change(desk, into, "take_out", case.ref, folded=max(0, into.folded - 1))
        return alone


def hold(world: OfficeWorld, case_id: int, on: bool, reason: str) -> Case:
    """A legal hold: nothing of the case is thrown away while it stands."""
    need(world, Right.DISCLOSE)
    with world.office.writing(world.actor) as desk:
        verb = "hold" if on else "end_hold"
        return change(desk, desk.cases.get(case_id), verb, _said(reason, "reason"), legal_hold=on)


def _to_fold_into(desk: Desk, world: OfficeWorld, key: str) -> Case | None:
    """The case that takes in further ones of this key: an open one, else the one that was ended not long ago."""
    if not key:
        return None
    found = desk.cases.find(fold_key=key, state__in=AT_WORK, merged_into_id=0)
    if found is not None:
        return found
    ended = desk.cases.list(fold_key=key, merged_into_id=0, order="-resolved_at", limit=1)
    return ended[0] if ended and ended[0].resolved_at > world.clock.now() - REOPEN_S else None


def working(desk: Desk, case_id: int) -> Case:
    """The case, to be worked on. Conflict when it is merged into another, or ended."""
    case = desk.cases.get(case_id)
    if case.merged_into_id:
        raise Conflict(
            f"{case.ref} is merged into {desk.cases.get(case.merged_into_id).ref}: work there, or take it out"
        )
    if case.state not in AT_WORK:
        raise Conflict(f"{case.ref} is {case.state.value}: open it again first")
    return case


def _depth(desk: Desk, case: Case) -> int:
    """How many links lie below it, at most."""
    under = desk.cases.list(merged_into_id=case.id)
    return 1 + max(_depth(desk, one) for one in under) if under else 0


def root(desk: Desk, case: Case) -> Case:
    """Where work on it goes on: itself, or the one that it was merged into."""
    while case.merged_into_id:
        case = desk.cases.get(case.merged_into_id)
    return case


def move(desk: Desk, case: Case, verb: str, reason: str, **changes: Any) -> Case:
    """One of its declared moves, with its line in the trail. MoveRefused when none is so called from here."""
    return change(desk, case, verb, reason, state=moved(MOVES, case.state, verb), **changes)


def change(desk: Desk, case: Case, verb: str, reason: str, **changes: Any) -> Case:
    """The one way a case is written: kept, and told in the trail."""
    kept = desk.cases.save(replace(case, **changes))
    said = told(case, kept)
    desk.audit(f"case.{verb}", kept, said.before, said.after, reason)
    return kept


def _said(text: str, field: str, longest: int = 500) -> str:
    said = text.strip()
    if not said or len(said) > longest:
        raise BadInput([FieldFault(field, f"say it in 1 to {longest} characters")])
    return said
