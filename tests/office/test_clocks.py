import pytest

from bellwarden.flows.office import cases, clocks
from bellwarden.flows.office.calendars import WorkCalendar
from bellwarden.flows.office.cases import Opening
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import CaseKind, Clock, ClockState
from bellwarden.model.office.moves import MoveRefused
from bellwarden.ports.office import Conflict

HOUR = 3_600.0


def started(world: OfficeWorld, kind: str = "answer", **more: float) -> Clock:
    case = cases.open_case(world, Opening(CaseKind.OTHER, "x")).case
    with world.office.writing(world.actor) as desk:
        return clocks.start(desk, world, kind, case_id=case.id, **more)


def does(world: OfficeWorld, deed: object, clock: Clock, *more: object) -> Clock:
    with world.office.writing(world.actor) as desk:
        return deed(desk, world, clock, *more)


@pytest.mark.parametrize("kind", sorted(clocks.KINDS))
def test_due_at_can_be_worked_out_again(world: OfficeWorld, kind: str) -> None:
    clock = started(world, kind)
    assert clock.due_at == clocks.recomputed(clock, world.calendar) > clock.started_at
    assert clocks.left_s(clock, clock.due_at, world.calendar) == pytest.approx(0, abs=1e-3)
    world.clock.pass_by(HOUR)
    if clocks.KINDS[kind].pausable:
        clock = does(world, clocks.pause, clock, "for the customer")
        world.clock.pass_by(50 * HOUR)
        clock = does(world, clocks.resume, clock)
        assert clock.due_at == clocks.recomputed(clock, world.calendar)
    else:
        with pytest.raises(Conflict, match="waits for nobody"):
            does(world, clocks.pause, clock, "x")


def test_a_clock_of_a_date_in_a_document(world: OfficeWorld) -> None:
    due = world.clock.now() + 1_000_000.5
    assert started(world, "legal_return", due=due).due_at == due
    with pytest.raises(Conflict, match="can't be due before it starts"):
        started(world, "legal_return", due=5.0)


def test_a_clock_runs_out_and_may_be_met_late(world: OfficeWorld) -> None:
    clock = started(world, "dispute")
    with world.office.writing(world.actor) as desk:
        clocks.meet_all(desk, world, case_id=clock.case_id, kinds=("first_look",))
    assert clocks.run_out(world) == 0
    world.clock.pass_by(24 * HOUR + 5)
    assert clocks.run_out(world) == 1
    assert clocks.run_out(world) == 0
    with world.office.reading() as desk:
        over = desk.clocks.get(clock.id)
    assert (over.state, over.breached_at) == (ClockState.BREACHED, clock.due_at)
    late = does(world, clocks.meet, over)
    assert (late.state, late.breached_at, late.met_at) == (ClockState.MET, clock.due_at, world.clock.now())
    with pytest.raises(MoveRefused):
        does(world, clocks.meet, late)


def test_a_paused_clock_does_not_run_out(world: OfficeWorld) -> None:
    clock = does(world, clocks.pause, started(world), "for the customer")
    with world.office.writing(world.actor) as desk:
        clocks.meet_all(desk, world, case_id=clock.case_id, kinds=("first_look",))
    world.clock.pass_by(1_000 * HOUR)
    assert clocks.run_out(world) == 0
    assert clocks.left_s(clock, world.clock.now(), world.calendar) == 27 * HOUR
    met = does(world, clocks.meet, clock)
    assert met.pauses[0][1] == world.clock.now()


def test_a_longer_length_keeps_begin_and_pauses(world: OfficeWorld) -> None:
    """A policy that changes must not give a clock a new begin, nor forget that it stood still."""
    from dataclasses import replace

    clock = does(world, clocks.pause, started(world), "for the customer")
    world.clock.pass_by(HOUR)
    clock = does(world, clocks.resume, clock)
    longer = replace(clock, length_s=clock.length_s + HOUR)
    assert clocks.recomputed(longer, world.calendar) >= clock.due_at + HOUR
    assert longer.pauses == clock.pauses


def tellings(clock: Clock) -> list[tuple[int, str]]:
    from bellwarden.store.models import AuditEvent

    events = AuditEvent.objects.filter(verb__in=("clock.tell", "clock.breach"), after__contains=f'"{clock.kind}"')
    return [(int(one.after["told"]), one.object_ref) for one in events.order_by("number")]


def pass_to(world: OfficeWorld, at: float) -> None:
    world.clock.at = at
    clocks.run_out(world)
    clocks.escalate(world)


def test_half_four_fifths_and_the_end_are_each_told_once(world: OfficeWorld) -> None:
    """A traceback is told of at any hour, to whoever holds the case."""
    from bellwarden.store.models import AuditEvent, Case

    clock = started(world, "traceback")
    cases.take(world, clock.case_id)
    ref = Case.objects.get(id=clock.case_id).ref
    begin, length = clock.started_at, clock.due_at - clock.started_at
    assert length == pytest.approx(24 * HOUR)  # came on a working day, within its hours
    for part, told in ((0.49, []), (0.5, [50]), (0.7, [50]), (0.8, [50, 80]), (0.99, [50, 80]), (1, [50, 80, 100])):
        for _ in range(2):
            pass_to(world, begin + part * length + 1)
            assert tellings(clock) == [(one, ref) for one in told]
    event = AuditEvent.objects.filter(verb="clock.tell").order_by("number").first()
    assert event is not None
    assert (event.after["assignee"], event.after["severity"]) == (world.actor.name, 3)
    assert event.after["due_at"] == clock.due_at


def test_a_worker_that_was_away_tells_the_last_step_alone(world: OfficeWorld) -> None:
    clock = started(world, "emergency_review")
    pass_to(world, clock.started_at + 23 * HOUR)
    assert [told for told, _ in tellings(clock)] == [80]


def test_by_night_nobody_is_told_of_what_can_wait(world: OfficeWorld) -> None:
    """A dispute's half is an hour before midnight: it is told when the office opens."""
    world = world._replace(calendar=WorkCalendar())
    clock = started(world, "dispute")  # 24 hours from 11:06 on, by the wall
    pass_to(world, clock.started_at + 20 * HOUR)
    assert tellings(clock) == []
    pass_to(world, clock.started_at + 21 * HOUR)  # six minutes past eight
    assert [told for told, _ in tellings(clock)] == [80]


def test_what_stands_still_is_not_told_of(world: OfficeWorld) -> None:
    clock = started(world, "answer")
    half = clocks.telling_at(clock, 50, world.calendar)
    clock = does(world, clocks.pause, clock, "for the customer")
    pass_to(world, half + 100 * HOUR)
    assert tellings(clock) == []
    clock = does(world, clocks.resume, clock)
    assert clock.tell_at > half
    pass_to(world, clock.tell_at)
    assert [told for told, _ in tellings(clock)] == [50]
