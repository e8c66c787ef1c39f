"""A complaint is decided in one deed, undone for 15 s, put aside as spam, and looked at again by somebody else."""

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import cases, clocks, deciding, playbooks, second_looks
from bellwarden.flows.office.deciding import Decision
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Answer, Case, CaseState, NoticeState, Outcome
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.ports.office import Conflict
from tests.desks import OURS, SPOOFED, STRANGER, mail, take_up
from tests.offices import HandClock, person

THREE = {"illegal": Answer.NO, "against_terms": Answer.NO, "harmful": Answer.NO}


@pytest.fixture
def spoofed(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> ComplaintRecord:
    take_up(work, world, carrier, mail(SPOOFED, called=STRANGER))
    return only(world)


def only(world: OfficeWorld) -> ComplaintRecord:
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        return row


def case_of(world: OfficeWorld, row: ComplaintRecord) -> Case:
    with world.office.reading() as desk:
        return desk.cases.get(row.case_id)


def decision(world: OfficeWorld, row: ComplaintRecord, **more: object) -> Decision:
    usual = Decision(row.verdict, THREE, row.version, case_of(world, row).version, Outcome.SPOOFED)
    return usual._replace(**more)  # type: ignore[arg-type]


def running(world: OfficeWorld, row: ComplaintRecord) -> set[str]:
    with world.office.reading() as desk:
        return {one.kind for one in clocks.running(desk, case_id=row.case_id)}


def test_one_deed_decides_answers_and_resolves(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    after = deciding.decide(world, spoofed.id, decision(world, spoofed))
    case = case_of(world, after)
    assert (after.confirmed_by, after.verdict, after.suggested) == ("lindqvist", Match.SPOOFED, Match.SPOOFED)
    assert (case.state, case.outcome, case.illegal) == (CaseState.RESOLVED, Outcome.SPOOFED, Answer.NO)
    assert running(world, after) == set()


def test_all_of_it_or_nothing(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    stale = decision(world, spoofed, case_version=case_of(world, spoofed).version + 1)
    with pytest.raises(Conflict):
        deciding.decide(world, spoofed.id, stale)
    unknown = decision(world, spoofed, answers={"illegal": Answer.UNKNOWN}, text="")
    with pytest.raises(cases.NotYet):
        deciding.decide(world, spoofed.id, unknown)
    assert only(world) == spoofed
    assert case_of(world, spoofed).state is CaseState.OPEN


def test_who_holds_the_case_decides(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    other = world._replace(actor=person("osei"))
    cases.take(other, spoofed.case_id)
    with pytest.raises(Conflict, match="held by osei"):
        deciding.decide(world, spoofed.id, decision(world, spoofed))
    deciding.decide(other, spoofed.id, decision(world, spoofed))


def test_undone_it_stands_as_before(world: OfficeWorld, clock: HandClock, spoofed: ComplaintRecord) -> None:
    second_looks.set_share(world, 1.0)
    before, ran = case_of(world, spoofed), running(world, spoofed)
    deciding.decide(world, spoofed.id, decision(world, spoofed, verdict=Match.NOT_OURS))
    clock.pass_by(14)
    after = deciding.undo(world, spoofed.id)
    case = case_of(world, after)
    assert (after.verdict, after.confirmed_by, after.decided) == (Match.SPOOFED, "", {})
    assert (case.state, case.outcome, case.illegal, case.assignee) == (before.state, Outcome.UNSET, before.illegal, "")
    assert running(world, after) == ran - {"first_look"}  # that somebody has looked stays true
    with world.office.reading() as desk:
        assert desk.second_looks.count() == 0


def test_what_followed_of_itself_is_undone_with_it(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, clock: HandClock
) -> None:
    """The customer's notice fell due, the playbook went on; neither keeps the decision from being undone."""
    take_up(work, world, carrier, mail(OURS))
    worker = world._replace(actor=Actor(kind=ActorKind.SYSTEM, name="worker, playbooks"))
    playbooks.follow(worker)
    row = only(world)
    ran = running(world, row)
    deciding.decide(world, row.id, decision(world, row, outcome=Outcome.UNSET))
    playbooks.follow(worker)
    assert case_of(world, row).step == "customer" and "notice" in running(world, row)
    clock.pass_by(10)
    after = deciding.undo(world, row.id)
    assert (case_of(world, after).step, running(world, after)) == ("look", ran - {"first_look"})
    deciding.decide(world, row.id, decision(world, after, outcome=Outcome.UNSET))
    deciding.undo(world, row.id)  # before the worker has looked: what was undone moves nothing
    playbooks.follow(worker)
    assert case_of(world, row).step == "look"


def test_undo_has_its_time_its_person_and_no_work_after_it(
    world: OfficeWorld, clock: HandClock, spoofed: ComplaintRecord
) -> None:
    going_on = decision(world, spoofed, outcome=Outcome.UNSET)
    deciding.decide(world, spoofed.id, going_on)
    with pytest.raises(Conflict, match="not decided by you"):
        deciding.undo(world._replace(actor=person("osei")), spoofed.id)
    cases.note(world, spoofed.case_id, "a note changes nothing")
    cases.wait(world, spoofed.case_id, "the reporter")
    with pytest.raises(Conflict, match="worked on since"):
        deciding.undo(world, spoofed.id)
    cases.resume(world, spoofed.case_id)
    clock.pass_by(60)
    with pytest.raises(Conflict, match="more than 15 s ago"):
        deciding.undo(world, spoofed.id)


def test_spam_is_put_aside_unanswered_and_comes_back(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    with pytest.raises(BadInput):
        deciding.reject(world, spoofed.id, " ", spoofed.version)
    after = deciding.reject(world, spoofed.id, "spam", spoofed.version)
    with world.office.reading() as desk:
        notice = desk.notices.get(after.notice_id)
    assert (notice.state, after.rejected) == (NoticeState.DRAFT, "spam")
    assert case_of(world, after).outcome is Outcome.UNSUBSTANTIATED
    undone = deciding.undo(world, after.id)
    with world.office.reading() as desk:
        assert desk.notices.get(after.notice_id).state is NoticeState.QUEUED
    assert (undone.rejected, case_of(world, undone).state) == ("", CaseState.OPEN)


def test_a_danger_to_life_calls_a_person_whatever_the_hour(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    take_up(
        work, world, carrier, mail(OURS).replace(b"Can you tell us", b"She fears he will kill her. Can you tell us")
    )
    row = only(world)
    assert row.danger and case_of(world, row).severity == 1
    assert "life" in running(world, row)
    with world.office.reading() as desk:
        told = [one for one in desk.audit_events(0) if one.verb == "complaint.person_now"]
    assert [one.after["reference"] for one in told] == [row.reference]
    with pytest.raises(Conflict, match="danger to life"):
        deciding.reject(world, row.id, "spam", row.version)
    cases.take(world, row.case_id)
    assert "life" not in running(world, row)


def test_the_sample_goes_to_another_person_who_says_for_himself(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    second_looks.set_share(world, 1.0)
    deciding.decide(world, spoofed.id, decision(world, spoofed))
    with world.office.reading() as desk:
        (waiting,) = desk.second_looks.list()
    with pytest.raises(NotAllowed):
        second_looks.look(world, waiting.id, Match.SPOOFED, THREE)
    osei = world._replace(actor=person("osei"))
    done = second_looks.look(osei, waiting.id, Match.NOT_OURS, {**THREE, "illegal": Answer.YES}, "no caller ID")
    assert (done.same_verdict, done.same_answers, done.by) == (False, 2, "osei")
    assert only(world).verdict is Match.SPOOFED  # the decision stays; both stand side by side
    with pytest.raises(Conflict):
        second_looks.look(osei, waiting.id, Match.SPOOFED, THREE)


def test_a_share_of_none_draws_none(world: OfficeWorld, spoofed: ComplaintRecord) -> None:
    second_looks.set_share(world, 0.0)
    deciding.decide(world, spoofed.id, decision(world, spoofed))
    with world.office.reading() as desk:
        assert desk.second_looks.count() == 0
    with pytest.raises(BadInput):
        second_looks.set_share(world, 1.5)
