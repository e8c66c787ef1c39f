"""A person decides a complaint in one deed: verdict, three answers, and where it is done the outcome; undone for 15 s.

What is put aside as spam is decided, too. Nothing of it reaches a gate.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from bellwarden.flows.office import cases, clocks, complaints, second_looks
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import NOTICE_MOVES, Answer, Case, CaseState, ClockState, NoticeState, Outcome
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

UNDO_S: Final = 15.0
GRACE_S: Final = 5.0  # for the way from the reader's screen


class Decision(NamedTuple):
    """`outcome` UNSET: work on the case goes on. Versions are those of the page that was decided on."""

    verdict: Match
    answers: Mapping[str, Answer]
    version: int
    case_version: int
    outcome: Outcome = Outcome.UNSET
    text: str = ""


def decide(world: OfficeWorld, complaint_id: int, decision: Decision) -> ComplaintRecord:
    """All of it, or nothing: Conflict when somebody was faster or holds the case, NotYet when it can't be resolved."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        case = cases.working(desk, cases.root(desk, desk.cases.get(row.case_id)).id)
        kept = _kept(desk, row, case)
        after = complaints.confirm_on(desk, world, row, decision.verdict, decision.version, decided=kept)
        text = case.answers_text if not decision.text else decision.text
        case = cases.answer_on(desk, case, decision.answers, text, decision.case_version)
        case = cases.take_on(desk, world, case)
        if decision.outcome is not Outcome.UNSET:
            case = cases.resolve_on(desk, world, case, decision.outcome, decision.text)
        said = {"verdict": after.verdict.value, "suggested": row.suggested.value, "outcome": decision.outcome.value}
        event = desk.audit("complaint.decide", after, after={**said, "case": case.ref})
        second_looks.draw(desk, event, after)
        return _remembered(desk, after, case)


def reject(world: OfficeWorld, complaint_id: int, reason: str, version: int) -> ComplaintRecord:
    """Spam and the like is put aside: no answer goes out, and a case of its own is over. Never a danger to life."""
    need(world, Right.WORK_CASES)
    why = reason.strip()
    if not why or len(why) > 200:
        raise BadInput([FieldFault("reason", "say in up to 200 characters what it is")])
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        if row.danger:
            raise Conflict(f"{row.reference} speaks of a danger to life: it is decided, not put aside")
        case = cases.working(desk, cases.root(desk, desk.cases.get(row.case_id)).id)
        kept = _kept(desk, row, case)
        after = complaints.confirm_on(desk, world, row, row.verdict, version, decided=kept, rejected=why)
        _hold(desk, after)
        if not desk.complaints.count(case_id=case.id, rejected=""):
            case = cases.answer_on(desk, case, {}, case.answers_text or why)
            case = cases.resolve_on(desk, world, case, Outcome.UNSUBSTANTIATED, why)
        desk.audit("complaint.reject", after, after={"case": case.ref}, reason=why)
        return _remembered(desk, after, case)


def undo(world: OfficeWorld, complaint_id: int) -> ComplaintRecord:
    """As it was before the decision. Conflict once 15 s have gone, for another person, or when work went on since."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        if not row.decided or row.confirmed_by != world.actor.name:
            raise Conflict(f"{row.reference} was not decided by you just now")
        if world.clock.now() > row.confirmed_at + UNDO_S + GRACE_S:
            raise Conflict(f"{row.reference} was decided more than {UNDO_S:.0f} s ago: open it and decide it anew")
        before: dict[str, Any] = dict(row.decided)
        case = desk.cases.get(before["case_id"])
        if _stands(case) != before["stood"]:
            raise Conflict(f"{case.ref} was worked on since: open it and decide it anew")
        _restore_case(desk, case, before)
        second_looks.forget(desk, row)
        if before["held"]:
            notice = desk.notices.get(row.notice_id)
            desk.notices.save(replace(notice, state=moved(NOTICE_MOVES, notice.state, "queue")))
        after = desk.complaints.save(
            replace(
                row,
                verdict=Match(before["verdict"]),
                customer_id=before["customer_id"],
                confirmed_by="",
                confirmed_at=0.0,
                rejected="",
                decided={},
            )
        )
        desk.audit("complaint.undo", after, after={"case": case.ref})
        return after


def _kept(desk: Desk, row: ComplaintRecord, case: Case) -> dict[str, object]:
    """What undoing needs."""
    notice = desk.notices.get(row.notice_id) if row.notice_id else None
    return {
        "verdict": row.verdict.value,
        "customer_id": row.customer_id,
        "case_id": case.id,
        "answers": {name: getattr(case, name).value for name in cases.QUESTIONS},
        "answers_text": case.answers_text,
        "escalated": case.escalated,
        "assignee": case.assignee,
        "lease_until": case.lease_until,
        "playbook": case.playbook,
        "step": case.step,
        # That a person has looked stays true.
        "clocks": [one.id for one in clocks.running(desk, case_id=case.id) if one.kind not in cases.SEEN],
        "last_clock": max((one.id for one in desk.clocks.list(case_id=case.id)), default=0),
        "held": notice is not None and notice.state is NoticeState.QUEUED,
    }


def _remembered(desk: Desk, row: ComplaintRecord, case: Case) -> ComplaintRecord:
    held = bool(row.rejected) and bool(row.decided["held"])
    return desk.complaints.save(replace(row, decided={**row.decided, "stood": _stands(case), "held": held}))


def _stands(case: Case) -> dict[str, object]:
    """What people do to a case; where its playbook stands is not of it, the worker moves that."""
    said = {name: getattr(case, name).value for name in ("state", "outcome", *cases.QUESTIONS)}
    names = ("answers_text", "assignee", "escalated", "waiting_for", "merged_into_id", "customer_id")
    return {**said, **{name: getattr(case, name) for name in names}}


def _restore_case(desk: Desk, case: Case, before: Mapping[str, Any]) -> None:
    """Answers, state and clocks: those that the decision started are gone, those that it met go on."""
    mine: dict[str, Any] = {name: Answer(value) for name, value in before["answers"].items()}
    mine |= {name: before[name] for name in ("answers_text", "escalated", "assignee", "lease_until")}
    mine |= {name: before[name] for name in ("playbook", "step")}
    if case.state is CaseState.RESOLVED:
        cases.move(desk, case, "reopen", "undone", outcome=Outcome.UNSET, resolved_at=0.0, **mine)
    else:
        state = CaseState.OPEN if case.state is CaseState.INVESTIGATING and not before["assignee"] else case.state
        cases.change(desk, case, "undo", "", state=state, **mine)
    for clock in desk.clocks.list(case_id=case.id, id__gt=before["last_clock"]):
        desk.clocks.delete(clock)
    for clock in desk.clocks.list(id__in=before["clocks"], state=ClockState.MET) if before["clocks"] else ():
        clocks.again(desk, clock, case.id)


def _hold(desk: Desk, row: ComplaintRecord) -> None:
    if not row.notice_id:
        return
    notice = desk.notices.get(row.notice_id)
    if notice.state is NoticeState.QUEUED:
        desk.notices.save(replace(notice, state=moved(NOTICE_MOVES, notice.state, "hold")))
