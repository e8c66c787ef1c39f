"""Complaints are moved between cases: taken out into one of their own, put with another, and back again.

A move is a link: the complaint knows the case it came from, both cases keep their references, and one deed undoes it.
"""

from dataclasses import replace
from typing import Final

from bellwarden.flows.office import cases, clocks
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.case import Case, NoticeState
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

REASON_MAX: Final = 200
_MOVING: Final = (NoticeState.DRAFT, NoticeState.READY, NoticeState.QUEUED, NoticeState.FAILED)


def split(world: OfficeWorld, complaint_id: int, reason: str) -> Case:
    """The complaint gets a case of its own; its clocks have the time that is gone already."""
    need(world, Right.WORK_CASES)
    why = _reason(reason)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        old = cases.working(desk, row.case_id)
        if desk.complaints.count(case_id=old.id) < 2:
            raise Conflict(f"{row.reference} is the only complaint of {old.ref}: there is nothing to take it out of")
        opening = cases.Opening(old.kind, old.title, old.subject, row.customer_id, 1 if row.danger else old.severity)
        made = desk.cases.add(Case(**opening._asdict(), opened_at=old.opened_at))
        desk.audit("case.open", made, after={"split_from": old.ref})
        for clock in clocks.running(desk, case_id=old.id):
            clocks.again(desk, clock, made.id)
        _move(desk, row, old, made, why)
        return made


def join(world: OfficeWorld, complaint_id: int, into_id: int, reason: str) -> Case:
    """The complaint belongs to another case: alone in its own, that is merged; else it alone is moved."""
    need(world, Right.WORK_CASES)
    why = _reason(reason)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        old, into = desk.cases.get(row.case_id), cases.root(desk, desk.cases.get(into_id))
        if into.id == cases.root(desk, old).id:
            raise Conflict(f"{row.reference} stands in {into.ref} already")
        alone = not old.merged_into_id and desk.complaints.count(case_id=old.id) == 1
        if not alone:
            _move(desk, row, old, into, why)
            return into
    return cases.fold(world, [old.id], into.id)


def put_back(world: OfficeWorld, complaint_id: int) -> Case:
    """Into the case it was taken out of; the one that is empty then is merged into that, so both names stay alive."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        row = desk.complaints.get(complaint_id)
        if not row.split_from_id:
            raise Conflict(f"{row.reference} stands where it came in")
        left, into = desk.cases.get(row.case_id), desk.cases.get(row.split_from_id)
        _move(desk, row, left, into, "undone", back=True)
        if not desk.complaints.count(case_id=left.id) and not left.merged_into_id:
            root = cases.root(desk, desk.cases.get(into.id))
            cases.change(desk, desk.cases.get(left.id), "merge", root.ref, merged_into_id=root.id)
        return into


def _move(desk: Desk, row: ComplaintRecord, old: Case, into: Case, why: str, back: bool = False) -> None:
    """The complaint, its evidence and what is still to be sent; what was sent stays told where it was."""
    moved = desk.complaints.save(replace(row, case_id=into.id, split_from_id=0 if back else old.id))
    mail = desk.evidence.find(case_id=old.id, sha256=row.message)
    if mail is not None and desk.evidence.find(case_id=into.id, sha256=row.message) is None:
        desk.evidence.add(replace(mail, id=0, version=0, ref="", external_id="", case_id=into.id))
    notice = desk.notices.get(row.notice_id) if row.notice_id else None
    if notice is not None and notice.state in _MOVING:
        desk.notices.save(replace(notice, case_id=into.id))
    said = {"from": old.ref, "to": into.ref, "reference": row.reference}
    desk.audit("complaint.put_back" if back else "complaint.move", moved, after=said, reason=why)
    for case in (old, into):
        desk.audit("case.complaint_moved", case, after=said, reason=why)


def _reason(text: str) -> str:
    if len(text.strip()) > REASON_MAX:
        raise BadInput([FieldFault("reason", f"say it in up to {REASON_MAX} characters")])
    return text.strip()
