"""A measure is active when every gate has taken it in; whoever has not is named, with the reason."""

from collections.abc import Sequence

import msgspec
import pytest

from bellwarden.flows.office.enforcement import approve, lift, reinstate
from bellwarden.flows.office.gates import GONE_S, SILENT_S, GateStanding, confirm, gate_words
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.seam.gate_state import KINDS, TARGETS, GateState, Taken, WorkerState, not_heard
from tests.flow.office.conftest import Bench
from tests.flow.office.test_enforcement import in_force, wish


def gate(
    bench: Bench,
    name: str,
    line: int,
    taken: Sequence[Taken] = (),
    silent_s: float = 0.0,
    kinds: list[str] | None = None,
    problem: str = "",
) -> GateState:
    now = bench.clock.now()
    steps = list(taken) or [Taken(line, now)]
    return GateState(
        gate=name,
        version="1",
        at=now - silent_s,
        since=0.0,
        journal=line,
        serial=1,
        snapshot="a" * 64,
        workers=[WorkerState(0, line, 1, False)],
        taken=steps,
        kinds=KINDS if kinds is None else kinds,
        targets=TARGETS,
        problem=problem,
    )


def words(bench: Bench, record: EnforcementRecord, *states: GateState) -> dict[str, GateStanding]:
    desk = bench.desk()
    held = desk.confirmations.list(enforcement_id=record.id)
    found = gate_words(desk.enforcements.get(record.id), states, held, bench.clock.now())
    assert all(one.sentence for one in found)
    return {one.gate: one.standing for one in found}


def test_it_is_active_when_the_last_gate_has_it(bench: Bench) -> None:
    record = in_force(bench, wish())
    pressed = record.pressed_at
    bench.clock.pass_by(3)
    north = gate(bench, "north", 1, [Taken(1, pressed + 0.07)])
    assert confirm(bench.system(), [north, gate(bench, "south", 0)]) == ()
    assert words(bench, record, north, gate(bench, "south", 0)) == {
        "north": GateStanding.CONFIRMED,
        "south": GateStanding.AWAITED,
    }
    (active,) = confirm(bench.system(), [north, gate(bench, "south", 4, [Taken(4, pressed + 2)])])
    assert (active.state, active.confirmed_at) == (MeasureState.ACTIVE, pressed + 2)
    kept = bench.desk().confirmations.list(enforcement_id=record.id)
    assert [(one.gate, one.line, one.confirmed_at) for one in kept] == [
        ("north", 1, pressed + 0.07),
        ("south", 1, pressed + 2),
    ]


def test_without_news_nothing_is_written(bench: Bench) -> None:
    record = in_force(bench, wish())
    confirm(bench.system(), [gate(bench, "north", record.journal_line)])
    number = bench.desk().enforcements.get(record.id).version
    for _ in range(3):
        assert confirm(bench.system(), [gate(bench, "north", record.journal_line)]) == ()
    assert bench.desk().enforcements.get(record.id).version == number


def test_without_a_gate_nothing_is_confirmed(bench: Bench) -> None:
    record = in_force(bench, wish())
    assert confirm(bench.system(), []) == ()
    assert words(bench, record) == {}


@pytest.mark.parametrize(
    ("silent_s", "state", "standing"),
    [
        (SILENT_S + 1, MeasureState.PENDING_ACTIVATION, GateStanding.SILENT),
        (GONE_S + 1, MeasureState.ACTIVE, GateStanding.GONE),
    ],
)
def test_a_silent_gate_is_waited_for_until_it_must_be_gone(
    bench: Bench, silent_s: float, state: MeasureState, standing: GateStanding
) -> None:
    record = in_force(bench, wish())
    states = [gate(bench, "north", 1), gate(bench, "south", 0, silent_s=silent_s)]
    confirm(bench.system(), states)
    assert bench.desk().enforcements.get(record.id).state is state
    assert words(bench, record, *states)["south"] is standing


def elsewhere(state: GateState, problem: str = "") -> GateState:
    return msgspec.structs.replace(state, address="https://east.example.net", problem=problem)


def test_a_gate_on_another_machine_is_waited_for_until_it_is_taken_off(bench: Bench) -> None:
    """It may judge calls and not be heard: its silence is no end."""
    record = in_force(bench, wish())
    north, east = gate(bench, "north", 1), elsewhere(gate(bench, "east", 0, silent_s=9 * GONE_S), "no answer in time")
    assert confirm(bench.system(), [north, east]) == ()
    assert words(bench, record, north, east)["east"] is GateStanding.SILENT
    (word,) = [one for one in gate_words(record, [east], (), bench.clock.now()) if one.gate == "east"]
    assert word.sentence == "silent for 5400 s; it may still let calls through: no answer in time"
    never = not_heard("east", "https://east.example.net", "connection refused")
    (word,) = gate_words(record, [never], (), bench.clock.now())
    assert (word.standing, word.sentence) == (
        GateStanding.SILENT,
        "not heard yet; it may still let calls through: connection refused",
    )
    (active,) = confirm(bench.system(), [north, elsewhere(gate(bench, "east", 1))])
    assert active.state is MeasureState.ACTIVE


def test_a_gate_that_does_not_know_the_measure_confirms_nothing(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.CHALLENGE, setting={"by": "captcha"}))
    older = gate(bench, "old", 1, kinds=["suspend", "limit", "block"])
    assert confirm(bench.system(), [older]) == ()
    assert words(bench, record, older) == {"old": GateStanding.TOO_OLD}
    lifted = lift(bench.world("berit"), record.id, "it can't")
    (removed,) = confirm(bench.system(), [gate(bench, "old", lifted.lift_line, kinds=[])])
    assert removed.state is MeasureState.REMOVED


def test_a_gate_says_why_it_stays_behind(bench: Bench) -> None:
    record = in_force(bench, wish())
    broken = gate(bench, "north", 0, problem="journal line 1 is refused")
    (word,) = gate_words(record, [broken], (), bench.clock.now())
    assert word.sentence == "at line 0: journal line 1 is refused"


def test_its_end_is_confirmed_as_its_begin_was(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    confirm(bench.system(), [gate(bench, "north", 1)])
    lifted = lift(bench.world("berit"), record.id, "cured")
    assert confirm(bench.system(), [gate(bench, "north", 1)]) == ()
    bench.clock.pass_by(1)
    (removed,) = confirm(bench.system(), [gate(bench, "north", 2)])
    assert (removed.state, removed.removed_at) == (MeasureState.REMOVED, lifted.lift_pressed_at + 1)


def test_a_reinstatement_is_through_when_the_suspension_is_off_everywhere(bench: Bench) -> None:
    in_force(bench, wish())
    confirm(bench.system(), [gate(bench, "north", 1)])
    asked = reinstate(bench.world("arne"), bench.quillmark.id, "cause", "cure")
    approve(bench.world("berit"), asked.id)
    assert confirm(bench.system(), [gate(bench, "north", 1)]) == ()
    bench.clock.pass_by(1)
    states = {one.kind: one.state for one in confirm(bench.system(), [gate(bench, "north", 2)])}
    assert states == {MeasureKind.SUSPEND: MeasureState.REMOVED, MeasureKind.REINSTATE: MeasureState.ACTIVE}
