"""A push that would move the share of refused calls too far needs a reason of its own; a rollback always finds back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.flows.policy_push import (
    REPLAYED_MAX,
    CustomerMove,
    JudgeAgain,
    PushResult,
    Replay,
    push,
    replay,
    rollback,
)
from bellwarden.home import Home, SnapshotShelf
from bellwarden.model.decision import Decision
from bellwarden.model.policy import Carrier, PolicyBundle, PolicyDocument
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    OVERLOADED,
    Action,
    Outcome,
    Verdict,
)
from bellwarden.seam.pointer import PointerKind
from tests.seam.policies import a_bundle
from tests.seam.test_spool import a_decision

AT = 1763761234.5
REFUSED = Verdict(Action.BLOCK, "CALLING_LIST", Outcome.LIST)
SHED = Verdict(Action.LIMIT, OVERLOADED, Outcome.OVERLOADED)


def decisions(count: int, refused: int, observed: bool = False, customer: str = "acme") -> list[Decision]:
    """So many calls, of which the first were refused."""
    call = a_decision().call._replace(customer=customer)
    return [
        a_decision(number)._replace(
            call=call, verdict=REFUSED if number < refused else CALL_CONTINUES, observed=observed
        )
        for number in range(count)
    ]


def same(decision: Decision) -> Verdict:
    return decision.verdict


def refuse_all(decision: Decision) -> Verdict:
    return REFUSED


def refuse_first(count: int) -> JudgeAgain:
    return lambda decision: REFUSED if int(decision.id[-8:], 16) < count else CALL_CONTINUES


@pytest.fixture
def shelf(tmp_path: Path) -> SnapshotShelf:
    home = Home(tmp_path / "home")
    home.init()
    return home.shelf()


def pushed(shelf: SnapshotShelf, name: str, **with_: object) -> PushResult:
    arguments = {"decisions": (), "judge_again": same, "reason": "new list", "author": "noc", "now": AT} | with_
    return push(a_bundle(name), shelf, **arguments)  # type: ignore[arg-type]


def test_the_first_push_makes_a_policy_current(shelf: SnapshotShelf) -> None:
    result = pushed(shelf, "a")
    current = shelf.current()
    assert current is not None
    assert (result.snapshot, result.serial, result.refused, result.forced) == (current.snapshot, 1, "", False)
    assert (current.kind, current.reason, current.author, current.at) == (PointerKind.PUSH, "new list", "noc", AT)
    assert shelf.load(result.snapshot).document.carrier.name == "a"


def test_a_push_says_what_it_would_have_changed(shelf: SnapshotShelf) -> None:
    calls = [*decisions(900, 100), *decisions(100, 0, customer="zenith")]
    result = pushed(shelf, "a", decisions=calls, judge_again=refuse_first(103))
    moves = (CustomerMove("zenith", 100, 0, 100), CustomerMove("acme", 900, 100, 103))
    assert result.replay == Replay(1000, 100, 203, 0, moves)
    assert (result.replay.share_before, result.replay.share_after) == (0.1, 0.203)


@pytest.mark.parametrize("observed", [False, True])
@pytest.mark.parametrize(("after", "allowed"), [(100, True), (105, True), (106, False), (95, True), (94, False)])
def test_the_share_may_move_by_the_bound_and_no_further(
    shelf: SnapshotShelf, after: int, allowed: bool, observed: bool
) -> None:
    """0.5 % of 1,000 calls are 5, in either direction, whether the gate only observed or not."""
    result = pushed(shelf, "a", decisions=decisions(1000, 100, observed), judge_again=refuse_first(after))
    assert (result.refused == "") is allowed
    assert (shelf.current() is not None) is allowed


def test_a_refused_push_says_why_and_leaves_everything_as_it_was(shelf: SnapshotShelf) -> None:
    first = pushed(shelf, "a")
    result = pushed(shelf, "b", decisions=decisions(1000, 0), judge_again=refuse_first(25))
    assert result.refused == (
        "of the last 1000 calls 2.50% would be refused instead of 0.00%: "
        "a move of 2.50%, and block_share_move_max allows 0.50%"
    )
    assert (result.snapshot, result.serial) == ("", 0)
    current = shelf.current()
    assert current is not None
    assert current.snapshot == first.snapshot
    assert len(shelf.list()) == 1


def test_a_forced_push_is_made_and_its_reason_kept(shelf: SnapshotShelf) -> None:
    result = pushed(shelf, "a", decisions=decisions(1000, 0), judge_again=refuse_all, force_reason="court order 12")
    current = shelf.current()
    assert current is not None
    assert (result.forced, result.serial, current.reason) == (True, 1, "forced: court order 12")
    assert result.replay.share_after == 1.0


def test_force_that_was_not_needed_is_no_force(shelf: SnapshotShelf) -> None:
    result = pushed(shelf, "a", decisions=decisions(10, 0), force_reason="to be sure")
    assert (result.forced, result.serial) == (False, 1)


def test_a_push_that_would_refuse_an_emergency_call_is_refused(shelf: SnapshotShelf) -> None:
    """47 CFR 64.1200(k)(5). One call of ten thousand would not move the share."""
    calls = decisions(9999, 0)
    calls.append(a_decision(5)._replace(verdict=EMERGENCY_CONTINUES))
    refused = pushed(
        shelf, "a", decisions=calls, judge_again=lambda d: REFUSED if d.verdict == EMERGENCY_CONTINUES else d.verdict
    ).refused
    assert refused == "1 emergency calls of the last 10000 would be refused"


def test_calls_that_nobody_judged_do_not_count() -> None:
    shed = [one._replace(verdict=SHED) for one in decisions(50, 0)]
    assert replay([*decisions(10, 1), *shed], same)[:3] == (10, 1, 1)


def test_only_the_last_ten_thousand_are_judged_again() -> None:
    def endless() -> Iterator[Decision]:
        while True:
            yield a_decision()

    assert replay(endless(), same).replayed == REPLAYED_MAX


def test_the_bound_is_that_of_the_policy_in_force(shelf: SnapshotShelf) -> None:
    """A policy can't loosen the bound that it is measured by."""
    pushed(shelf, "a")
    loose = PolicyBundle(PolicyDocument(Carrier("Tin Can Telephone", block_share_move_max=1.0)), {})
    first = push(loose, shelf, decisions(1000, 0), refuse_first(100), "loose", "noc", AT)
    assert "allows 0.50%" in first.refused
    assert push(loose, shelf, (), same, "loose", "noc", AT).refused == ""
    again = pushed(shelf, "b", decisions=decisions(1000, 0), judge_again=refuse_first(100))
    assert again.refused == ""


def test_the_current_policy_again_changes_nothing(shelf: SnapshotShelf) -> None:
    first = pushed(shelf, "a")
    again = pushed(shelf, "a", decisions=decisions(100, 0), judge_again=refuse_all)
    assert again == PushResult(first.snapshot, 1, again.replay, unchanged=True)
    current = shelf.current()
    assert current is not None
    assert current.serial == 1


@pytest.mark.parametrize("reason", ["", " ", "two\nlines", "x" * 501])
def test_a_push_and_a_rollback_need_a_reason(shelf: SnapshotShelf, reason: str) -> None:
    assert "a push needs a reason" in pushed(shelf, "a", reason=reason).refused
    assert "a rollback needs a reason" in rollback(shelf, "", reason, "noc", AT).refused
    assert shelf.current() is None


def test_a_push_repairs_a_damaged_current_policy(shelf: SnapshotShelf) -> None:
    pushed(shelf, "a")
    shelf.current_path.write_bytes(b"noise")
    result = pushed(shelf, "b")
    assert (result.refused, result.serial) == ("", 2)


def test_a_rollback_goes_to_the_previous_snapshot(shelf: SnapshotShelf) -> None:
    ids = [pushed(shelf, name).snapshot for name in "abc"]
    begin = time.perf_counter()
    result = rollback(shelf, "", "too many refused", "noc", AT + 1)
    assert time.perf_counter() - begin < 5.0
    assert (result.snapshot, result.serial, result.refused) == (ids[1], 4, "")
    current = shelf.current()
    assert current is not None
    assert (current.snapshot, current.kind, current.reason) == (ids[1], PointerKind.ROLLBACK, "too many refused")
    assert rollback(shelf, "", "still", "noc", AT + 2).snapshot == ids[0]
    assert rollback(shelf, "", "still", "noc", AT + 3).refused == "there is no earlier snapshot to go back to"


def test_a_rollback_goes_to_a_named_snapshot(shelf: SnapshotShelf) -> None:
    ids = [pushed(shelf, name).snapshot for name in "abc"]
    assert rollback(shelf, ids[0][:8], "back", "noc", AT).snapshot == ids[0]
    assert rollback(shelf, ids[2], "and forth", "noc", AT).snapshot == ids[2]
    assert rollback(shelf, ids[2], "again", "noc", AT).unchanged


@pytest.mark.parametrize("name", ["0" * 64, "abc", "../keys", "zzzz"])
def test_a_rollback_to_nothing_is_refused(shelf: SnapshotShelf, name: str) -> None:
    pushed(shelf, "a")
    assert "no snapshot begins with" in rollback(shelf, name, "back", "noc", AT).refused


def test_a_rollback_to_an_ambiguous_name_is_refused(shelf: SnapshotShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelved = shelf.list
    pushed(shelf, "a")
    twins = tuple(one._replace(id=start + one.id[5:]) for one in shelved() for start in ("abcd1", "abcd2"))
    monkeypatch.setattr(shelf, "list", lambda: twins)
    assert "2 snapshots begin with 'abcd'" in rollback(shelf, "abcd", "back", "noc", AT).refused


def test_a_rollback_to_a_damaged_snapshot_is_refused(shelf: SnapshotShelf, tmp_path: Path) -> None:
    first, second = pushed(shelf, "a"), pushed(shelf, "b")
    (tmp_path / "home" / "snapshots" / first.snapshot / "document.json").unlink()
    assert "document is missing" in rollback(shelf, "", "back", "noc", AT).refused
    current = shelf.current()
    assert current is not None
    assert current.snapshot == second.snapshot


def test_a_rollback_works_past_a_damaged_statement(shelf: SnapshotShelf) -> None:
    first = pushed(shelf, "a")
    pushed(shelf, "b")
    shelf.current_path.write_bytes(b"noise")
    result = rollback(shelf, "", "the disk failed", "noc", AT)
    assert (result.snapshot, result.serial) == (first.snapshot, 3)
