"""The supervisor with workers of a few lines: who begins, who leaves, who is killed, what is tried again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from bellwarden.gate import supervisor as module
from bellwarden.gate.orders import Order, Word, channel, ordered, tell
from bellwarden.gate.replies import SharedReplies
from bellwarden.gate.roster import LEAVING, SERVING, Roster
from bellwarden.gate.sources import RefusedPolicy, Statement
from bellwarden.gate.supervisor import Started, Supervisor


class Said:
    """Statements that a test makes."""

    def __init__(self) -> None:
        self.found: list[Statement | RefusedPolicy | OSError] = []

    def poll(self) -> Statement | RefusedPolicy | None:
        if not self.found:
            return None
        found = self.found.pop(0)
        if isinstance(found, OSError):
            raise found
        return found


class Firm:
    """A supervisor and its workers, each of which does what the name of its policy says."""

    def __init__(self, seats: int) -> None:
        self.said = Said()
        self.roster = Roster(2 * seats + 1)
        self.starts: list[tuple[int, str]] = []
        self.living: set[int] = set()
        self.most = 0
        self.supervisor = Supervisor(seats, self._start, self.said, self.roster, SharedReplies())

    def _start(self, number: int, statement: Statement | None) -> Started:
        policy = statement.snapshot if statement is not None else "none"
        self.starts.append((number, policy))
        ours, theirs = channel()
        child = os.fork()
        if child == 0:
            with suppress(BaseException):
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                theirs.setblocking(True)
                ours.close()
                self._work(number, statement, policy, theirs)
            os._exit(0)
        theirs.close()
        self.living = {one for one in self.living if os.path.exists(f"/proc/{one}")} | {child}
        self.most = max(self.most, len(self.living))
        return Started(child, ours)

    def _work(self, number: int, statement: Statement | None, policy: str, end: module.socket.socket) -> None:
        if policy == "hangs":
            time.sleep(60)
        if policy == "refused":
            return tell(end, Word.REFUSED, "layer x is truncated")
        if policy == "unable" and len(self.starts) < 4:
            return tell(end, Word.UNABLE, "no memory")
        tell(end, Word.READY)
        if ordered(end) is not Order.BEGIN:
            return None
        self.roster.enter(number, SERVING, statement)
        tell(end, Word.SERVING)
        while not (policy == "freezes" and number == 0):
            end.settimeout(0.02)
            self.roster.beat(number, time.monotonic())
            if ordered(end) is Order.LEAVE:
                break
        if policy == "clings":
            self.roster.enter(number, LEAVING, statement)
            while True:
                self.roster.beat(number, time.monotonic())
                time.sleep(0.02)
        time.sleep(60 if policy == "freezes" else 0)
        return None

    def until(self, holds: Callable[[], object], seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "waited in vain"
            self.supervisor.turn()
            time.sleep(0.002)

    def point(self, serial: int, policy: str) -> None:
        self.said.found.append(Statement(policy, serial, 0.0))

    def serial(self) -> int:
        held = self.roster.in_force()
        return held.serial if held is not None else 0


@pytest.fixture
def firm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Firm]]:
    monkeypatch.setattr(module, "AGAIN_S_MIN", 0.05)
    made: list[Firm] = []

    def start(seats: int) -> Firm:
        made.append(Firm(seats))
        return made[-1]

    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    yield start
    for one in made:
        one.supervisor.stop()
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def test_every_seat_is_taken_and_a_new_policy_replaces_them_one_by_one(firm: Callable[[int], Firm]) -> None:
    one = firm(3)
    one.point(1, "good")
    one.until(lambda: one.supervisor.complete)
    assert one.starts == [(0, "good"), (1, "good"), (2, "good")]
    one.point(2, "better")
    one.until(lambda: one.serial() == 2)
    assert one.most == 4
    assert one.roster.serving() == 3
    assert [policy for _, policy in one.starts[3:]] == ["better"] * 3


def test_without_a_statement_the_gate_serves_nobody_but_is_there(firm: Callable[[int], Firm]) -> None:
    one = firm(1)
    one.until(lambda: one.supervisor.complete)
    assert one.starts == [(0, "none")]
    one.point(1, "good")
    one.until(lambda: one.serial() == 1)


def test_a_refused_first_policy_leaves_a_gate_without_one_that_says_why(firm: Callable[[int], Firm]) -> None:
    one = firm(2)
    one.point(1, "refused")
    one.until(lambda: one.supervisor.complete)
    assert one.roster.refused() == RefusedPolicy("refused", 1, "layer x is truncated")
    assert {policy for _, policy in one.starts[2:]} == {"none"}


def test_a_refused_policy_is_not_tried_again_but_one_that_lacked_memory_is(firm: Callable[[int], Firm]) -> None:
    one = firm(1)
    one.point(1, "good")
    one.until(lambda: one.supervisor.complete)
    one.point(2, "refused")
    one.until(lambda: one.roster.refused())
    until = time.monotonic() + 0.2
    one.until(lambda: time.monotonic() > until)
    assert [policy for _, policy in one.starts] == ["good", "refused"]
    one.point(3, "unable")
    one.until(lambda: one.serial() == 3)
    assert [policy for _, policy in one.starts[2:]] == ["unable", "unable"]
    assert (one.roster.refused(), one.roster.refusals()) == (None, 2)


def test_a_worker_that_loads_for_too_long_is_killed_and_its_policy_refused(
    firm: Callable[[int], Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOAD_S_MAX", 0.1)
    one = firm(1)
    one.point(1, "good")
    one.until(lambda: one.supervisor.complete)
    one.point(2, "hangs")
    one.until(lambda: one.roster.refused())
    assert "ended (signal 9)" in str(one.roster.refused())
    assert one.serial() == 1


def test_a_worker_that_will_not_leave_is_killed(firm: Callable[[int], Firm], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAVE_S_MAX", 0.1)
    one = firm(1)
    one.point(1, "clings")
    one.until(lambda: one.supervisor.complete)
    one.point(2, "good")
    one.until(lambda: one.serial() == 2)


def test_of_several_that_hang_the_one_that_began_goes_first(
    firm: Callable[[int], Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HUNG_S", 0.3)
    one = firm(2)
    one.point(1, "freezes")  # the worker with number 0 does
    one.until(lambda: one.supervisor.complete)
    one.until(lambda: len(one.starts) == 3)
    assert one.starts[2] == (0, "freezes")


def test_a_supervisor_that_was_held_up_itself_accuses_nobody(
    firm: Callable[[int], Firm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LATE_S", 0.1)
    monkeypatch.setattr(module, "HUNG_S", 0.3)
    one = firm(1)
    one.point(1, "freezes")
    one.until(lambda: one.supervisor.complete)
    time.sleep(0.5)  # as if the machine had stood still
    one.supervisor.turn()
    assert one.supervisor.complete
    one.until(lambda: len(one.starts) == 2)


def test_a_statement_that_can_not_be_read_is_told_and_is_over_when_it_can(firm: Callable[[int], Firm]) -> None:
    one = firm(1)
    one.point(1, "good")
    one.until(lambda: one.supervisor.complete)
    one.said.found.append(OSError("disk gone"))
    one.until(lambda: one.roster.refused())
    assert "disk gone" in str(one.roster.refused())
    one.point(1, "good")
    one.until(lambda: one.roster.refused() is None)
    assert len(one.starts) == 1
