"""What a gate says to the office: a line is confirmed when the last worker has taken it in."""

import json
from pathlib import Path

import pytest

from bellwarden.gate.board import Board
from bellwarden.gate.roster import LEAVING, SERVING, Roster
from bellwarden.gate.sources import Statement
from bellwarden.gate.state import StateWatch
from bellwarden.home.gate_states import GateFile, read_gate_states
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.gate_state import SIZE_MAX, TAKEN_MAX, GateState, WorkerState, read_gate_state, write_gate_state
from tests.gate.gates import gate

STATEMENT = Statement("a" * 64, 3, 100.5)


class Time:
    def __init__(self) -> None:
        self.wall, self.steady = 1_000.0, 64.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def watch_of(roster: Roster) -> tuple[StateWatch, Time]:
    time = Time()
    watch = StateWatch("north", roster, Board(roster.size), lambda: time.wall, lambda: time.steady)
    return watch, time


def test_a_line_is_confirmed_when_the_last_worker_has_it() -> None:
    roster = Roster(3)
    watch, time = watch_of(roster)
    for worker in (0, 1):
        roster.follow(worker, 16)
        roster.enter(worker, SERVING, STATEMENT)
    assert watch.beat()
    assert not watch.beat()
    time.pass_by(0.0625)
    roster.follow(0, 17)
    assert not watch.beat()
    assert (watch.state().journal, watch.state().taken_at(17)) == (16, 0.0)
    time.pass_by(0.0625)
    roster.follow(1, 18)
    assert watch.beat()
    state = watch.state()
    assert (state.journal, state.taken_at(16), state.taken_at(17), state.taken_at(18)) == (17, 1_000.0, 1_000.125, 0.0)
    assert (state.serial, state.snapshot, state.gate) == (3, "a" * 64, "north")


def test_it_is_told_each_second_and_whenever_something_changes() -> None:
    roster = Roster(2)
    watch, time = watch_of(roster)
    roster.enter(0, SERVING, STATEMENT)
    assert watch.beat()
    time.pass_by(0.9375)
    assert not watch.beat()
    time.pass_by(0.125)
    assert watch.beat()
    roster.enter(0, SERVING, Statement("b" * 64, 4, 200.5))
    assert watch.beat()


def test_a_worker_on_its_way_out_still_counts_and_a_loading_one_does_not() -> None:
    roster = Roster(3)
    watch, _ = watch_of(roster)
    roster.follow(0, 17)
    roster.enter(0, LEAVING, STATEMENT)
    roster.follow(1, 18)
    roster.enter(1, SERVING, STATEMENT)
    roster.clear(2)
    assert watch.state().workers == [WorkerState(0, 17, 3, True), WorkerState(1, 18, 3, False)]
    assert watch.state().journal == 17
    roster.clear(0)
    assert watch.state().journal == 18


def test_without_a_worker_nothing_is_confirmed() -> None:
    watch, _ = watch_of(Roster(2))
    watch.beat()
    assert (watch.state().journal, watch.state().taken_at(1)) == (0, 0.0)


def test_only_so_many_steps_are_kept() -> None:
    roster = Roster(1)
    watch, time = watch_of(roster)
    roster.enter(0, SERVING, STATEMENT)
    for line in range(1, TAKEN_MAX + 11):
        time.pass_by(1)
        roster.follow(0, line)
        watch.beat()
    state = watch.state()
    assert len(state.taken) == TAKEN_MAX
    assert len(write_gate_state(state)) < SIZE_MAX / 2
    assert state.taken_at(1) == state.taken[0].at  # later than it was, never earlier


def test_an_older_gate_does_not_obey_what_it_does_not_know() -> None:
    watch, _ = watch_of(Roster(1))
    state = watch.state()
    assert state.obeys(EnforcementKind.CHALLENGE, EnforcementTarget.CALLING_NUMBER)
    older = read_gate_state(write_gate_state(state).replace(b'"challenge"', b'"waltz"'))
    assert not older.obeys(EnforcementKind.CHALLENGE, EnforcementTarget.CALLING_NUMBER)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000, b'{"gate":7}', b" " * (SIZE_MAX + 1)])
def test_what_is_no_state_is_refused(data: bytes) -> None:
    with pytest.raises(SeamFault):
        read_gate_state(data)


@pytest.mark.door
def test_gates_of_a_home_write_a_file_each(tmp_path: Path) -> None:
    watch, _ = watch_of(Roster(1))
    first, second = GateFile(tmp_path, "sbc/north 1"), GateFile(tmp_path, "sbc/north 1")
    assert (first.name, second.name) == ("sbc-north-1", "sbc-north-1-2")
    first.put(watch.state())
    (tmp_path / "gates" / "broken.json").write_text("{")
    assert [one.gate for one in read_gate_states(tmp_path)] == ["north"]
    first.forget()
    assert read_gate_states(tmp_path) == ()
    assert GateFile(tmp_path, "sbc/north 1").name == "sbc-north-1"


@pytest.mark.door
def test_a_disk_that_does_not_take_it_stops_nobody(tmp_path: Path) -> None:
    watch, _ = watch_of(Roster(1))
    file = GateFile(tmp_path, "north")
    (tmp_path / "gates" / ".new-north").mkdir()
    file.put(watch.state())
    assert read_gate_states(tmp_path) == ()


@pytest.mark.door
def test_it_is_told_over_http_to_whoever_has_a_key() -> None:
    with gate(api_key_hashes=frozenset({"0" * 64})) as one, one.http() as client:
        assert client.get("/v1/state").status_code == 401
    with gate() as one, one.http() as client:
        told = client.get("/v1/state")
        assert told.status_code == 200
        state = read_gate_state(told.content)
        assert (state.serial, state.snapshot, state.problem) == (1, "snapshot1", "")
        assert json.loads(told.content)["workers"] == [{"number": 0, "journal": 0, "serial": 1, "leaving": False}]
        assert isinstance(state, GateState)
