"""What a worker says about itself: where it goes on from its predecessor, and what it inherits from nobody."""

from bellwarden.gate.counters import LocalCounters
from bellwarden.gate.counts import Tally
from bellwarden.gate.sources import RefusedPolicy, SpoolState
from bellwarden.gate.standing import Standing
from bellwarden.gate.world import GateWorld
from bellwarden.model.verdict import JUDGING_FAILED, OVERLOADED
from bellwarden.switches import load as load_switches
from tests.gate.gates import Book, Kept, loaded
from tests.verdict.worlds import CHECKS


class Spool:
    def __init__(self, state: SpoolState) -> None:
        self._state = state

    def state(self) -> SpoolState:
        return self._state


def world_of(tally: Tally) -> GateWorld:
    return GateWorld(CHECKS, load_switches(), LocalCounters(), Book(), Kept(), lambda at: "", lambda: 0.0, tally)


def test_a_worker_goes_on_counting_its_spool_where_the_one_before_it_ended() -> None:
    tally = Tally(spool_written=100, spool_dropped=2, spool_written_bytes=9_000, spool_depth=50, starts=1, serving=1)
    standing = Standing(world_of(tally), Spool(SpoolState(7, 1, 3, "no space left on device", 300, 700, 1)), [], 1)
    standing.refresh()
    standing.refresh()
    assert (tally.spool_written, tally.spool_dropped, tally.spool_written_bytes) == (107, 3, 9_700)
    assert (tally.spool_depth, tally.spool_depth_bytes, tally.spool_removed_segments) == (3, 300, 1)
    assert (tally.spool_failing, tally.spool_problem) == (1, "no space left on device")


def test_one_that_ended_in_order_did_not_die() -> None:
    spool = Spool(SpoolState(0, 0, 0))
    died, left = Tally(starts=1, serving=1), Tally(starts=1, serving=1)
    Standing(world_of(left), spool, [], 1).leave()
    for tally in (died, left):
        Standing(world_of(tally), spool, [], 1)
    assert (died.starts, died.deaths, died.serving) == (2, 1, 1)
    assert (left.starts, left.deaths, left.serving) == (3, 1, 1)  # the first of these took over from nobody known


def test_the_worst_delay_of_a_second_is_told() -> None:
    tally = Tally()
    standing = Standing(world_of(tally), Spool(SpoolState(0, 0, 0)), [], 1)
    standing.note_delay(0.3, sick=True)
    standing.note_delay(0.01, sick=False)
    assert (tally.delay_s, tally.sick) == (0.3, 0)
    standing.told()
    standing.note_delay(0.02, sick=False)
    assert tally.delay_s == 0.02


def test_policy_journal_and_process_are_told() -> None:
    tally = Tally()
    world = world_of(tally)
    standing = Standing(world, Spool(SpoolState(0, 0, 0)), ["udp:127.0.0.1:5060"], 4)
    standing.refresh()
    assert (tally.policy_serial, tally.policy_snapshot, tally.policy_mode) == (0, "", "")
    policy = loaded(serial=3)
    world.take_up(policy, world.build(policy))
    world.refused = RefusedPolicy("x", 4, "is damaged")
    world.journal_problem = "line 7 is not signed"
    tally.decisions["allow"] |= {OVERLOADED: 3, JUDGING_FAILED: 2}
    standing.refresh()
    assert (tally.policy_serial, tally.policy_snapshot, tally.policy_mode) == (3, "snapshot3", "enforce")
    assert (tally.policy_problem, tally.journal_problem) == ("is damaged", "line 7 is not signed")
    assert tally.policy_swaps == {"taken": 1, "refused": 0}  # refusals are counted by the supervisor
    assert (tally.workers_wanted, tally.addresses, tally.unjudged) == (4, ["udp:127.0.0.1:5060"], 5)
    assert tally.resident_bytes > 1e6
    assert 3 <= tally.descriptors <= tally.descriptors_max
    assert tally.at > 0 and tally.cpu_s > 0 and tally.pid > 0
