"""The quality sample: a share of decided complaints goes to somebody else, who is not told what was decided.

What is drawn follows from the audit event of the decision, whose hash nobody knows before: no person chooses, and it
can be shown later that none did.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bellwarden.flows.office import cases
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import NotAllowed, OfficeWorld, need
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.audit_event import AuditEvent
from bellwarden.model.office.case import Answer
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.people import Right
from bellwarden.model.office.second_look import SecondLook
from bellwarden.ports.office import Conflict, Desk

SETTING: Final = "quality_share"
USUAL_SHARE: Final = 0.05


def share_of(desk: Desk) -> float:
    """How many of the decided complaints are looked at again, 0 to 1."""
    return float(desk.setting(SETTING) or USUAL_SHARE)


def set_share(world: OfficeWorld, share: float) -> None:
    need(world, Right.EDIT_POLICY)
    if not 0.0 <= share <= 1.0:
        raise BadInput([FieldFault("share", "a share lies between 0 and 1")])
    with world.office.writing(world.actor) as desk:
        before = share_of(desk)
        desk.set_setting(SETTING, str(share))
        desk.audit("second_look.share", before={"share": before}, after={"share": share})


def draw(desk: Desk, event: AuditEvent, row: ComplaintRecord) -> SecondLook | None:
    """Whether this decision is one of the sample; None when it is not."""
    if int(event.hash[:8], 16) / 2**32 >= share_of(desk) or desk.second_looks.find(complaint_id=row.id):
        return None
    return desk.second_looks.add(SecondLook(complaint_id=row.id, first_by=row.confirmed_by))


def forget(desk: Desk, row: ComplaintRecord) -> None:
    """The decision was undone: there is nothing to look at again."""
    waiting = desk.second_looks.find(complaint_id=row.id, done_at=0.0)
    if waiting is not None:
        desk.second_looks.delete(waiting)


def look(world: OfficeWorld, look_id: int, verdict: Match, answers: Mapping[str, Answer], note: str = "") -> SecondLook:
    """What the second person says, who is not the first; the decision stays, and both stand side by side."""
    need(world, Right.WORK_CASES)
    with world.office.writing(world.actor) as desk:
        waiting = desk.second_looks.get(look_id)
        if waiting.first_by == world.actor.name:
            raise NotAllowed("you decided it first: somebody else looks again")
        if waiting.done_at:
            raise Conflict(f"{waiting.by} has looked at it already")
        if len(note) > 500:
            raise BadInput([FieldFault("note", "up to 500 characters")])
        row = desk.complaints.get(waiting.complaint_id)
        case = cases.root(desk, desk.cases.get(row.case_id))
        said = {name: answers.get(name, Answer.UNKNOWN) for name in cases.QUESTIONS}
        answered = replace(waiting, **said)  # type: ignore[arg-type]
        done = desk.second_looks.save(
            replace(
                answered,
                by=world.actor.name,
                done_at=world.clock.now(),
                verdict=verdict,
                same_verdict=verdict is row.verdict,
                same_answers=sum(getattr(case, name) is answer for name, answer in said.items()),
                note=note.strip(),
            )
        )
        after = {"same_verdict": done.same_verdict, "same_answers": done.same_answers}
        desk.audit("complaint.second_look", row, after=after)
        return done
