import pytest

from bellwarden.flows.office import cases, clocks
from bellwarden.flows.office.cases import NotYet, Opening
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.case import Answer, Case, CaseKind, CaseState, Clock, ClockState, Finding, Outcome
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.office.moves import MoveRefused
from bellwarden.ports.office import Conflict
from tests.offices import person

HOUR = 3_600.0
ALL_NO = dict.fromkeys(cases.QUESTIONS, Answer.NO)


def opened(world: OfficeWorld, **said: object) -> Case:
    return cases.open_case(world, Opening(**{"kind": CaseKind.ALERT, "title": "Short calls", **said})).case


def clocks_of(world: OfficeWorld, case: Case) -> dict[str, Clock]:
    with world.office.reading() as desk:
        return {one.kind: one for one in desk.clocks.list(case_id=case.id)}


def kept(world: OfficeWorld, case: Case) -> Case:
    with world.office.reading() as desk:
        return desk.cases.get(case.id)


def verbs(world: OfficeWorld) -> list[str]:
    from bellwarden.store.audit import events

    return [event.verb for event in events()]


def other(world: OfficeWorld) -> OfficeWorld:
    return world._replace(actor=person("okafor"))


def test_the_same_folds_into_the_open_case_and_severity_only_rises(world: OfficeWorld) -> None:
    case = opened(world, fold_key="alert quillmark", severity=3)
    again = cases.open_case(world, Opening(CaseKind.ALERT, "More", fold_key="alert quillmark", severity=2))
    assert (again.folded, again.case.id, again.case.severity, again.case.folded) == (True, case.id, 2, 1)
    third = cases.open_case(world, Opening(CaseKind.ALERT, "Less", fold_key="alert quillmark", severity=4))
    assert (third.case.severity, third.case.folded) == (2, 2)
    assert opened(world, fold_key="alert tarn").id != case.id
    assert opened(world).id != opened(world).id  # without a key nothing folds
    assert verbs(world)[:3] == ["case.open", "case.fold_in", "case.fold_in"]


def test_a_case_ended_not_long_ago_opens_again(world: OfficeWorld) -> None:
    case = opened(world, fold_key="k")
    cases.answer(world, case.id, ALL_NO)
    cases.resolve(world, case.id, Outcome.LEGITIMATE)
    cases.close(world, case.id)
    world.clock.pass_by(13 * 86_400)
    again = cases.open_case(world, Opening(CaseKind.ALERT, "Once more", fold_key="k"))
    assert (again.case.id, again.case.state, again.case.outcome) == (case.id, CaseState.OPEN, Outcome.UNSET)
    cases.resolve(world, case.id, Outcome.LEGITIMATE)
    world.clock.pass_by(15 * 86_400)
    assert opened(world, fold_key="k").id != case.id


def test_one_person_holds_a_case_for_a_while(world: OfficeWorld) -> None:
    case = opened(world)
    taken = cases.take(world, case.id)
    assert (taken.state, taken.assignee) == (CaseState.INVESTIGATING, "lindqvist")
    with pytest.raises(Conflict, match="C-2026-000001 is held by lindqvist; ask them, or take it over"):
        cases.take(other(world), case.id)
    assert cases.take(other(world), case.id, steal=True).assignee == "okafor"
    with pytest.raises(Conflict, match="is not yours to release"):
        cases.release(world, case.id)
    world.clock.pass_by(cases.LEASE_S + 1)
    assert cases.take(world, case.id).assignee == "lindqvist"  # the lease had ended
    free = cases.release(world, case.id)
    assert (free.state, free.assignee, free.lease_until) == (CaseState.OPEN, "", 0.0)
    assert verbs(world)[1:] == ["clock.meet", "case.take", "case.take_over", "case.take", "case.release"]


def test_taking_a_case_meets_its_first_look_and_nothing_else(world: OfficeWorld) -> None:
    case = opened(world, kind=CaseKind.DISPUTE)
    cases.take(world, case.id)
    found = clocks_of(world, case)
    assert found["first_look"].state is ClockState.MET
    assert (found["dispute"].state, found["dispute"].due_at) == (ClockState.RUNNING, case.opened_at + 24 * HOUR)


def test_waiting_pauses_the_clocks_that_measure_us(world: OfficeWorld) -> None:
    case = opened(world)
    with world.office.writing(world.actor) as desk:
        answer = clocks.start(desk, world, "answer", case_id=case.id)
    cases.take(world, case.id)
    waits = cases.wait(world, case.id, "the customer")
    assert (waits.state, waits.waiting_for) == (CaseState.WAITING, "the customer")
    assert clocks_of(world, case)["answer"].state is ClockState.PAUSED
    world.clock.pass_by(2 * HOUR)
    cases.resume(world, case.id)
    going = clocks_of(world, case)["answer"]
    assert (going.state, going.due_at - answer.due_at) == (ClockState.RUNNING, 2 * HOUR)
    assert going.pauses == ((case.opened_at, case.opened_at + 2 * HOUR, "waiting for the customer"),)
    assert clocks.recomputed(going, world.calendar) == going.due_at


def test_snooze_and_wake(world: OfficeWorld) -> None:
    case, until = opened(world), world.clock.now() + 86_400
    assert cases.snooze(world, case.id, until, "new figures tomorrow").snooze_until == until
    assert cases.wake(world, case.id).snooze_until == 0.0
    for wrong in (world.clock.now(), until + 91 * 86_400):
        with pytest.raises(BadInput, match="until: choose a time"):
            cases.snooze(world, case.id, wrong, "x")
    with pytest.raises(BadInput, match="reason: say it"):
        cases.snooze(world, case.id, until, " ")


def missing(world: OfficeWorld, case: Case, outcome: Outcome) -> list[str]:
    with pytest.raises(NotYet) as told:
        cases.resolve(world, case.id, outcome)
    assert kept(world, case).state is not CaseState.RESOLVED
    return [one.text for one in told.value.guards if not one.met]


def test_what_stands_between_a_case_and_its_end_is_named(world: OfficeWorld) -> None:
    case = opened(world)
    assert missing(world, case, Outcome.UNSET) == [
        "an outcome is chosen",
        "the three questions are answered, or it is said why one can't be",
    ]
    cases.answer(world, case.id, {"illegal": Answer.NO, "against_terms": Answer.YES, "harmful": Answer.NO})
    assert missing(world, case, Outcome.ILLEGAL) == ["the calls are said to be illegal"]
    assert missing(world, case, Outcome.LEGITIMATE) == ["no question is answered yes"]
    with world.office.writing(world.actor) as desk:
        finding = desk.findings.add(Finding(case_id=case.id, statement="64 % under 6 s"))
        measure = {"value": "quillmark", "expires_at": world.clock.now() + 60, "case_id": case.id}
        desk.enforcements.add(EnforcementRecord(kind=MeasureKind.LIMIT, **measure))
    assert missing(world, case, Outcome.TERMS) == [
        "no measure is pending, E-2026-000001",
        "every finding is confirmed or rejected",
    ]
    assert finding.ref == "F-2026-000001"


def test_an_unanswered_question_needs_a_word(world: OfficeWorld) -> None:
    case = opened(world)
    cases.answer(world, case.id, {}, "The customer is gone and left no records.")
    done = cases.resolve(world, case.id, Outcome.UNSUBSTANTIATED, "nobody to ask")
    assert (done.state, done.outcome, done.resolved_at) == (
        CaseState.RESOLVED,
        Outcome.UNSUBSTANTIATED,
        world.clock.now(),
    )
    assert {one.state for one in clocks_of(world, case).values()} == {ClockState.MET}


def test_an_ended_case_is_left_alone_until_it_is_opened_again(world: OfficeWorld) -> None:
    case = opened(world)
    cases.answer(world, case.id, ALL_NO)
    cases.resolve(world, case.id, Outcome.LEGITIMATE)
    for deed in (lambda: cases.take(world, case.id), lambda: cases.answer(world, case.id, ALL_NO)):
        with pytest.raises(Conflict, match="is resolved: open it again first"):
            deed()
    cases.close(world, case.id)
    with pytest.raises(MoveRefused):
        cases.close(world, case.id)
    again = cases.reopen(world, case.id, "the customer writes that it goes on")
    assert (again.state, again.outcome, again.resolved_at) == (CaseState.OPEN, Outcome.UNSET, 0.0)


def test_an_answer_to_an_older_state_is_a_conflict(world: OfficeWorld) -> None:
    case = opened(world)
    changed = cases.answer(world, case.id, {"illegal": Answer.NO}, "no", case.version)
    with pytest.raises(Conflict, match="C-2026-000001 was changed by somebody else meanwhile"):
        cases.answer(other(world), case.id, {"illegal": Answer.YES}, "yes", case.version)
    assert kept(world, case) == changed
    with pytest.raises(BadInput, match="guilty: is none of the three questions"):
        cases.answer(world, case.id, {"guilty": Answer.YES})


def test_merging_is_a_link_that_one_deed_undoes(world: OfficeWorld) -> None:
    one, two, three = opened(world, fold_key="a", severity=2), opened(world, fold_key="b"), opened(world)
    into = cases.fold(world, [one.id, two.id], three.id)
    assert (into.folded, into.severity, kept(world, one).merged_into_id) == (2, 2, three.id)
    with pytest.raises(Conflict, match="C-2026-000001 is merged into C-2026-000003: work there, or take it out"):
        cases.take(world, one.id)
    with pytest.raises(Conflict, match="C-2026-000001 is merged already"):
        cases.fold(world, [one.id], three.id)
    with pytest.raises(Conflict, match="C-2026-000003 is the one to merge into"):
        cases.fold(world, [three.id], one.id)  # to merge into a merged one is to merge into where it went
    assert cases.open_case(world, Opening(CaseKind.ALERT, "New", fold_key="a")).folded is False
    with pytest.raises(Conflict, match="there is an open case about the same already"):
        cases.unfold(world, one.id)
    alone = cases.unfold(world, two.id)
    assert (alone.merged_into_id, alone.ref, kept(world, three).folded) == (0, two.ref, 1)
    with pytest.raises(Conflict, match="is not merged into another case"):
        cases.unfold(world, two.id)


def test_a_note_is_a_line_of_the_trail(world: OfficeWorld) -> None:
    from bellwarden.store.audit import events

    case = opened(world)
    cases.note(world, case.id, "  Called their engineer, nobody there. ")
    (said,) = [event for event in events() if event.verb == "case.note"]
    assert (said.object_ref, said.reason) == (case.ref, "Called their engineer, nobody there.")


def test_a_deed_takes_its_right(world: OfficeWorld) -> None:
    case, reader = opened(world), world._replace(rights=frozenset())
    for deed in (
        lambda: cases.open_case(reader, Opening(CaseKind.OTHER, "x")),
        lambda: cases.take(reader, case.id),
        lambda: cases.release(reader, case.id),
        lambda: cases.snooze(reader, case.id, 9e9, "x"),
        lambda: cases.wake(reader, case.id),
        lambda: cases.wait(reader, case.id, "x"),
        lambda: cases.resume(reader, case.id),
        lambda: cases.answer(reader, case.id, {}),
        lambda: cases.note(reader, case.id, "x"),
        lambda: cases.resolve(reader, case.id, Outcome.SPOOFED),
        lambda: cases.close(reader, case.id),
        lambda: cases.reopen(reader, case.id, "x"),
        lambda: cases.fold(reader, [case.id], 1),
        lambda: cases.unfold(reader, case.id),
        lambda: cases.hold(reader, case.id, True, "x"),
    ):
        with pytest.raises(NotAllowed, match="lindqvist may not do this"):
            deed()
    assert verbs(world) == ["case.open"]


def test_a_legal_hold(world: OfficeWorld) -> None:
    case = opened(world)
    assert cases.hold(world, case.id, True, "preservation letter of 3 May").legal_hold
    assert not cases.hold(world, case.id, False, "letter withdrawn").legal_hold
