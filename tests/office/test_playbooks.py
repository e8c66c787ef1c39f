"""Playbooks: cases move by persons, events, timers and programs; written as data that is refused when it can't work."""

import pytest

from bellwarden.flows.office import cases, clocks, playbooks
from bellwarden.flows.office.cases import Opening, open_case
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.usual_playbooks import COMPLAINT
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Answer, Case, CaseKind, CaseState
from bellwarden.ports.office import Conflict
from tests.offices import HandClock

DISPUTE = """
name = "dispute"
title = "A dispute"
kinds = ["dispute"]
[[steps]]
name = "ask"
title = "Ask them"
moves = [
  { name = "asked", to = "waits", on = "manual", does = ["wait for the reporter"] },
  { name = "by itself", to = "over", on = "event", event = "case.answer", where = { illegal = "yes" } },
]
[[steps]]
name = "waits"
title = "They answer"
moves = [
  { name = "answered", to = "over", on = "api", does = ["go on"] },
  { name = "silence", to = "ask", on = "timer", after_h = 2.0, calendar = "wall", does = ["go on", "escalate"] },
]
[[steps]]
name = "over"
title = "Done"
ends = true
"""


@pytest.fixture
def worker(world: OfficeWorld) -> OfficeWorld:
    return world._replace(actor=Actor(kind=ActorKind.SYSTEM, name="worker, playbooks"))


@pytest.fixture
def case(world: OfficeWorld, worker: OfficeWorld) -> Case:
    """A dispute at the first step of its playbook."""
    playbooks.write(world, DISPUTE)
    made = open_case(world, Opening(CaseKind.DISPUTE, "Blocked by mistake")).case
    assert playbooks.follow(worker) == 1
    return now(world, made)


def now(world: OfficeWorld, case: Case) -> Case:
    with world.office.reading() as desk:
        return desk.cases.get(case.id)


def test_a_person_moves_and_the_case_waits(world: OfficeWorld, worker: OfficeWorld, case: Case) -> None:
    assert (case.playbook, case.step) == ("dispute", "ask")
    after = playbooks.move(world, case.id, "asked")
    assert (after.step, after.state, after.waiting_for) == ("waits", CaseState.WAITING, "the reporter")
    with pytest.raises(Conflict, match="possible: none"):
        playbooks.move(world, case.id, "answered")  # a program's move


def test_a_program_moves_what_is_left_to_it(world: OfficeWorld, case: Case) -> None:
    program = world._replace(actor=Actor(kind=ActorKind.API_KEY, name="billing"))
    with pytest.raises(Conflict):
        playbooks.move(program, case.id, "asked")
    playbooks.move(world, case.id, "asked")
    after = playbooks.move(program, case.id, "answered")
    assert (after.step, after.state) == ("over", CaseState.INVESTIGATING)


def test_an_event_moves_where_it_says_what_was_waited_for(world: OfficeWorld, worker: OfficeWorld, case: Case) -> None:
    cases.answer(world, case.id, {"illegal": Answer.NO})
    assert playbooks.follow(worker) == 0
    cases.answer(world, case.id, {"illegal": Answer.YES})
    assert playbooks.follow(worker) == 1
    assert now(world, case).step == "over"
    assert playbooks.follow(worker) == 0


def test_a_timer_moves_when_its_clock_runs_out_and_a_lead_is_asked(
    world: OfficeWorld, worker: OfficeWorld, clock: HandClock, case: Case
) -> None:
    playbooks.move(world, case.id, "asked")
    clock.pass_by(7_100)
    clocks.run_out(worker._replace(actor=Actor(kind=ActorKind.SYSTEM, name="worker, clocks")))
    assert playbooks.follow(worker) == 0
    clock.pass_by(200)
    clocks.run_out(worker._replace(actor=Actor(kind=ActorKind.SYSTEM, name="worker, clocks")))
    assert playbooks.follow(worker) == 1
    after = now(world, case)
    assert (after.step, after.state, after.escalated, after.severity) == ("ask", CaseState.OPEN, "Ask them", 2)
    with world.office.reading() as desk:
        assert desk.enforcements.count() == 0
        assert not clocks.running(desk, case_id=case.id, kinds=("step",))


def test_what_playbooks_do_moves_no_playbook(world: OfficeWorld, worker: OfficeWorld, case: Case) -> None:
    cases.answer(worker, case.id, {"illegal": Answer.YES})
    assert playbooks.follow(worker) == 0


def test_a_late_decision_leads_where_one_in_time_does() -> None:
    steps = {step.name: step for step in playbooks.read(COMPLAINT).steps}
    ways = [
        {move.where["verdict"]: move.to for move in steps[name].moves if move.event == "complaint.decide"}
        for name in ("look", "late")
    ]
    assert ways[0] == ways[1]
    assert set(ways[0]) == {one.value for one in Match} and ways[0]["spoofed"] == "protect"


def test_the_usual_one_is_well_and_begins_with_complaints(world: OfficeWorld, worker: OfficeWorld) -> None:
    made = open_case(world, Opening(CaseKind.COMPLAINT, "Hang-up calls")).case
    playbooks.follow(worker)
    assert now(world, made).step == playbooks.read(COMPLAINT).steps[0].name == "look"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('to = "waits"', 'to = "nowhere"'), "no step nowhere"),
        (("after_h = 2.0, ", ""), "has after_h"),
        (('event = "case.answer", ', ""), "names the event"),
        (('["go on", "escalate"]', '["suspend"]'), "nothing a playbook does"),
        (("ends = true", ""), "no move leads out"),
        (('name = "waits"', 'name = "ask"'), "used twice"),
        (('to = "waits"', 'to = "over"'), "step waits: nothing leads there"),
        (('on = "manual"', 'on = "magic"'), "manual|event"),
        (("title = ", "title"), "playbook"),
    ],
)
def test_what_can_not_work_is_refused_with_the_reason(change: tuple[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        playbooks.read(DISPUTE.replace(*change, 1))
