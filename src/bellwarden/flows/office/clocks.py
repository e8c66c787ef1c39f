"""Clocks start, pause, are met or run out; each step stands in the trail, and due_at can be worked out again any time.

A deed of its own calls these on its desk, so that a clock changes in the same transaction as what it measures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from bellwarden.flows.office.calendars import WorkCalendar, counted_s, due_at, received
from bellwarden.flows.office.every import batches
from bellwarden.flows.office.telling import told
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import CLOCK_MOVES, Case, Clock, ClockState
from bellwarden.model.office.moves import moved
from bellwarden.model.office.row import Row
from bellwarden.ports.office import Conflict, Desk

HOUR: Final = 3_600.0
BATCH: Final = 200  # clocks of one round
AT_ONCE: Final = 10  # of one transaction: it stays under 20 ms


class ClockKind(NamedTuple):
    calendar: str
    length_s: float
    pausable: bool = False  # while we wait for somebody else
    any_hour: bool = False  # told of by night, too


# What the law or the house asks for; a deed may give another length (a date in a document, a customer's contract).
KINDS: Final[Mapping[str, ClockKind]] = {
    "first_look": ClockKind("business", 4 * HOUR),
    "life": ClockKind("wall", HOUR / 4, any_hour=True),  # danger to life: a person, whatever the hour
    "step": ClockKind("business", 9 * HOUR, pausable=True),  # of a playbook, which says how long
    "answer": ClockKind("business", 27 * HOUR, pausable=True),  # three business days of nine hours
    "traceback": ClockKind("traceback", 24 * HOUR, any_hour=True),  # 47 CFR 64.1200(n)(1)
    "traceback_aim": ClockKind("wall", 4 * HOUR, any_hour=True),  # our own: whatever the hour
    "notice": ClockKind("business", 9 * HOUR),
    "emergency_review": ClockKind("wall", 24 * HOUR, any_hour=True),
    "dispute": ClockKind("wall", 24 * HOUR),
    "appeal": ClockKind("business", 45 * HOUR, pausable=True),
    "customer_answer": ClockKind("wall", 72 * HOUR),  # the ladder says how long, see customer_notices.py
    "legal_return": ClockKind("wall", 14 * 24 * HOUR),
}
STEPS: Final = (50, 80)  # per cent of a clock's time at which somebody is told; at 100 it has run out
RUNS: Final = (ClockState.RUNNING.value, ClockState.PAUSED.value)


def start(
    desk: Desk,
    world: OfficeWorld,
    kind: str,
    *,
    case_id: int = 0,
    enforcement_id: int = 0,
    due: float = 0.0,
    known: ClockKind | None = None,
) -> Clock:
    """A clock of this kind, from now on; `due`: at that very time, such as a date in a court's order; `known`: of
    another calendar or length than the kind's usual one."""
    now, known = world.clock.now(), known or KINDS[kind]
    calendar, length_s = ("wall", due - now) if due else (known.calendar, known.length_s)
    if length_s < 0:
        raise Conflict("a clock can't be due before it starts")
    made = Clock(
        kind=kind,
        case_id=case_id,
        enforcement_id=enforcement_id,
        calendar=calendar,
        length_s=length_s,
        started_at=now,
        due_at=due_at(calendar, now, length_s, (), world.calendar),
    )
    return desk.clocks.add(replace(made, tell_at=_next_telling(made, world.calendar)))


def again(desk: Desk, clock: Clock, case_id: int) -> Clock:
    """The same clock for another case, or once more after it was met too soon: with the time that is gone."""
    state = ClockState.BREACHED if clock.breached_at else ClockState.RUNNING
    if clock.pauses and not clock.pauses[-1][1]:
        state = ClockState.PAUSED
    fresh = replace(clock, id=0, version=0, ref="", external_id="", case_id=case_id, state=state, met_at=0.0)
    return desk.clocks.add(fresh)


def recomputed(clock: Clock, calendar: WorkCalendar) -> float:
    """due_at from begin, length and pauses; the same as is kept, unless calendar or length was changed meanwhile."""
    return due_at(clock.calendar, clock.started_at, clock.length_s, _spans(clock), calendar)


def left_s(clock: Clock, now: float, calendar: WorkCalendar) -> float:
    """The counting time that is left; negative when it is over."""
    return clock.length_s - counted_s(clock.calendar, clock.started_at, now, _spans(clock), calendar)


def pause(desk: Desk, world: OfficeWorld, clock: Clock, why: str) -> Clock:
    """It stands still until it is resumed. Conflict for a kind that waits for nobody."""
    if not KINDS[clock.kind].pausable:
        raise Conflict(f"the clock {clock.kind} waits for nobody: it can't be paused")
    pauses = (*clock.pauses, (world.clock.now(), 0.0, why))
    return _moved(desk, world, clock, "pause", pauses=pauses)


def resume(desk: Desk, world: OfficeWorld, clock: Clock) -> Clock:
    """It goes on, and is due later by the counting time of the pause."""
    *before, (since, _, why) = clock.pauses
    resumed = replace(clock, pauses=(*before, (since, world.clock.now(), why)))
    due, tell = recomputed(resumed, world.calendar), _next_telling(resumed, world.calendar)
    return _moved(desk, world, clock, "resume", pauses=resumed.pauses, due_at=due, tell_at=tell)


def meet(desk: Desk, world: OfficeWorld, clock: Clock) -> Clock:
    """What it measured is done; late, when it had run out before."""
    return _moved(desk, world, clock, "meet", met_at=world.clock.now(), pauses=_closed(clock, world.clock.now()))


def running(desk: Desk, *, case_id: int = 0, enforcement_id: int = 0, kinds: tuple[str, ...] = ()) -> tuple[Clock, ...]:
    """The clocks of a case or an enforcement that are not met, the ones that ran out too."""
    where: dict[str, Any] = {"state__in": (*RUNS, ClockState.BREACHED.value)}
    where |= {"case_id": case_id} if case_id else {"enforcement_id": enforcement_id}
    where |= {"kind__in": kinds} if kinds else {}
    return desk.clocks.list(order="due_at", **where)


def meet_all(desk: Desk, world: OfficeWorld, *, case_id: int, kinds: tuple[str, ...] = ()) -> None:
    for clock in running(desk, case_id=case_id, kinds=kinds):
        meet(desk, world, clock)


def pause_all(desk: Desk, world: OfficeWorld, *, case_id: int, why: str) -> None:
    """Those that may."""
    for clock in running(desk, case_id=case_id):
        if clock.state is ClockState.RUNNING and KINDS[clock.kind].pausable:
            pause(desk, world, clock, why)


def resume_all(desk: Desk, world: OfficeWorld, *, case_id: int) -> None:
    for clock in running(desk, case_id=case_id):
        if clock.state is ClockState.PAUSED:
            resume(desk, world, clock)


def run_out(world: OfficeWorld) -> int:
    """Mark the clocks whose time is over; the worker calls it every few seconds. Returns how many there were."""
    with world.office.reading() as desk:
        due = world.clock.now()
        found = desk.clocks.list(order="due_at", limit=BATCH, state=ClockState.RUNNING, due_at__lte=due)
    if not found:
        return 0
    for batch in batches(found, AT_ONCE):
        with world.office.writing(world.actor) as desk:
            for clock in desk.clocks.list(id__in=[one.id for one in batch], state=ClockState.RUNNING):
                _moved(desk, world, clock, "breach", breached_at=clock.due_at, told=100, tell_at=0.0)
    return len(found)


def escalate(world: OfficeWorld) -> int:
    """Tell of clocks at half and at four fifths of their time, each once: a line of the trail, which webhooks hear of.
    By night only what the law or an emergency makes urgent; the rest when somebody is there again.
    """
    now = world.clock.now()
    with world.office.reading() as desk:
        found = desk.clocks.list(order="tell_at", limit=BATCH, state=ClockState.RUNNING, tell_at__lte=now)
    for batch in batches(found, AT_ONCE):
        with world.office.writing(world.actor) as desk:
            for clock in desk.clocks.list(id__in=[one.id for one in batch], state=ClockState.RUNNING, tell_at__lte=now):
                _tell(desk, world, clock)
    return len(found)


def _tell(desk: Desk, world: OfficeWorld, clock: Clock) -> None:
    """The highest step that was reached; a worker that was away tells no row of them."""
    passed = [one for one in STEPS if one > clock.told and telling_at(clock, one, world.calendar) <= world.clock.now()]
    told_now = replace(clock, told=max(passed, default=clock.told))
    desk.clocks.save(replace(told_now, tell_at=_next_telling(told_now, world.calendar)))
    owner = _owner(desk, clock)
    case = {"severity": owner.severity, "assignee": owner.assignee} if isinstance(owner, Case) else {}
    desk.audit("clock.tell", owner, after={"clock": clock.kind, "told": told_now.told, "due_at": clock.due_at, **case})


def telling_at(clock: Clock, step: int, calendar: WorkCalendar) -> float:
    """When so many per cent of its time are over, or somebody is there next to hear of it."""
    at = due_at(clock.calendar, clock.started_at, clock.length_s * step / 100, _spans(clock), calendar)
    return at if KINDS[clock.kind].any_hour else received(at, calendar)


def _next_telling(clock: Clock, calendar: WorkCalendar) -> float:
    """0.0 when there is no further step before it runs out."""
    later = [telling_at(clock, one, calendar) for one in STEPS if one > clock.told]
    return next((at for at in later if at < recomputed(clock, calendar)), 0.0)


def _moved(desk: Desk, world: OfficeWorld, clock: Clock, move: str, **changes: Any) -> Clock:
    changed = replace(clock, state=moved(CLOCK_MOVES, clock.state, move), **changes)
    kept = desk.clocks.save(changed)
    said = told(clock, kept)
    desk.audit(
        f"clock.{move}", _owner(desk, clock), {"clock": clock.kind, **said.before}, {"clock": clock.kind, **said.after}
    )
    return kept


def _owner(desk: Desk, clock: Clock) -> Row:
    return desk.cases.get(clock.case_id) if clock.case_id else desk.enforcements.get(clock.enforcement_id)


def _spans(clock: Clock) -> list[tuple[float, float]]:
    return [(since, until) for since, until, _ in clock.pauses]


def _closed(clock: Clock, now: float) -> tuple[tuple[float, float, str], ...]:
    return tuple((since, until or now, why) for since, until, why in clock.pauses)
