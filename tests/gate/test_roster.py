"""What supervisor and workers see of each other."""

import os

from bellwarden.gate.roster import LEAVING, SERVING, Roster
from bellwarden.gate.sources import RefusedPolicy, Statement

OLD, NEW = Statement("a" * 64, 1, 100.5), Statement("b" * 64, 2, 200.5)


def test_a_policy_is_in_force_when_nobody_judges_by_an_older_one() -> None:
    roster = Roster(3)
    assert roster.in_force() is None
    roster.enter(0, SERVING, OLD)
    assert roster.in_force() == OLD
    roster.enter(1, SERVING, NEW)
    assert roster.in_force() == OLD
    roster.enter(0, LEAVING, OLD)  # it still judges on its open connections
    assert roster.in_force() == OLD
    roster.clear(0)
    assert roster.in_force() == NEW
    roster.enter(2, SERVING, None)
    assert roster.in_force() is None


def test_a_worker_that_is_loading_is_not_present() -> None:
    roster = Roster(2)
    roster.clear(0)
    assert not roster.present(0)
    roster.enter(0, SERVING, OLD)
    roster.enter(1, LEAVING, OLD)
    assert roster.present(0) and roster.present(1)
    assert roster.serving() == 1


def test_another_process_sees_beats_and_refusals() -> None:
    roster = Roster(2)
    refused = RefusedPolicy("c" * 64, 3, "layer x is truncated")
    child = os.fork()
    if child == 0:
        roster.beat(1, 123.5)
        roster.refuse(refused, 7)
        os._exit(0)
    os.waitpid(child, 0)
    assert roster.last_beat(1) == 123.5
    assert (roster.refused(), roster.refusals()) == (refused, 7)
    roster.refuse(None, 7)
    assert (roster.refused(), roster.refusals()) == (None, 7)


def test_a_reason_of_any_length_finds_room() -> None:
    roster = Roster(1)
    roster.refuse(RefusedPolicy("x" * 5_000, 3, "\u20ac" * 50_000), 1)
    refused = roster.refused()
    assert refused is not None
    assert refused.reason == "\u20ac" * 1_000
