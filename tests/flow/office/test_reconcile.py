"""A process may die at any moment: nothing that was pressed is lost, and nothing is in the journal twice."""

from collections.abc import Callable
from typing import Any

import pytest

from bellwarden.flows import enforcement as by_hand
from bellwarden.flows.office import journalling
from bellwarden.flows.office.enforcement import approve, kill, lift, propose, reinstate, review
from bellwarden.flows.office.gates import confirm
from bellwarden.flows.office.journalling import PROBLEM
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.reconcile import Reconciled, Reconciler, reconcile
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.policy import Standing
from bellwarden.seam.fault import SeamFault
from tests.flow.office.conftest import Bench
from tests.flow.office.test_enforcement import DAY, EXPIRY, in_force, standing, wish
from tests.flow.office.test_gates import gate

NOTHING = Reconciled()


class Killed(BaseException):
    """The process is no more."""


class Dies:
    """A journal whose writer is killed before or after the line is on disk."""

    def __init__(self, journal: Any, after: bool) -> None:
        self.journal, self.after = journal, after

    def append(self, order: Any) -> Any:
        if self.after:
            self.journal.append(order)
        raise Killed

    def __getattr__(self, name: str) -> Any:
        return getattr(self.journal, name)


def dies(bench: Bench, after: bool) -> Bench:
    return bench._replace(journal=Dies(bench.journal, after))  # type: ignore[arg-type]


def rows(bench: Bench, **where: object) -> list[EnforcementRecord]:
    return list(bench.desk().enforcements.list(**where))


@pytest.mark.parametrize("after", [False, True], ids=["before the line", "after the line"])
def test_a_kill_switch_survives_the_death_of_whoever_pressed_it(bench: Bench, after: bool) -> None:
    with pytest.raises(Killed):
        kill(dies(bench, after).world("arne"), wish())
    (record,) = rows(bench)
    assert (record.state, record.journal_line) == (MeasureState.PENDING_ACTIVATION, 0)
    assert reconcile(bench.system()).written == (record.ref,)
    assert (bench.refused(), bench.book.number) == (["suspend quillmark"], 1)
    assert rows(bench)[0].journal_line == 1
    assert reconcile(bench.system()) == NOTHING


@pytest.mark.parametrize("after", [False, True], ids=["before the line", "after the line"])
def test_so_does_a_lift(bench: Bench, after: bool) -> None:
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    with pytest.raises(Killed):
        lift(dies(bench, after).world("berit"), record.id, "cured")
    assert rows(bench)[0].state is MeasureState.PENDING_REMOVAL
    assert reconcile(bench.system()).lifted == (record.ref,)
    assert (bench.refused(), bench.book.number, rows(bench)[0].lift_line) == ([], 2, 2)
    assert reconcile(bench.system()) == NOTHING


@pytest.mark.parametrize("after", [False, True], ids=["before the line", "after the line"])
def test_so_does_a_reinstatement_with_its_probation(bench: Bench, after: bool) -> None:
    in_force(bench, wish())
    asked = reinstate(bench.world("arne"), bench.quillmark.id, "a client", "gone", "", 2, EXPIRY)
    with pytest.raises(Killed):
        approve(dies(bench, after).world("berit"), asked.id)
    reconcile(bench.system())
    assert (bench.refused(), bench.book.number) == (["limit quillmark"], 3)
    assert reconcile(bench.system()) == NOTHING


def test_pressed_twice_while_the_first_press_hangs_it_is_one_line(bench: Bench) -> None:
    with pytest.raises(Killed):
        kill(dies(bench, True).world("arne"), wish())
    kill(bench.world("cleo"), wish())
    assert (bench.book.number, len(rows(bench))) == (1, 1)


def test_a_journal_that_takes_nothing_leaves_the_press_pending_and_says_so(bench: Bench) -> None:
    class Full:
        def append(self, order: object) -> object:
            raise OSError(28, "No space left on device")

    def system(journal: Any) -> Any:
        world = bench.world("arne")
        return world._replace(enforcing=lambda: bench.enforcing("arne")._replace(journal=journal))

    record = kill(system(Full()), wish())
    assert (record.state, record.journal_line) == (MeasureState.PENDING_ACTIVATION, 0)
    assert "No space left" in bench.desk().setting(PROBLEM)
    assert reconcile(system(Full())) == NOTHING
    assert reconcile(bench.system()).written == (record.ref,)
    assert bench.desk().setting(PROBLEM) == ""
    assert bench.refused() == ["suspend quillmark"]


def test_a_row_that_says_too_little_waits_and_keeps_no_other_waiting(bench: Bench) -> None:
    challenge = EnforcementRecord(
        kind=MeasureKind.CHALLENGE,
        value="northstar",
        customer_id=bench.northstar.id,
        state=MeasureState.PENDING_ACTIVATION,
        pressed_at=bench.clock.now(),
        expires_at=EXPIRY,
        proposed_by="arne",
    )
    with bench.office.writing(Actor(kind=ActorKind.SYSTEM, name="import")) as desk:  # type: ignore[attr-defined]
        desk.enforcements.add(challenge)
    with pytest.raises(Killed):
        kill(dies(bench, False).world("arne"), wish())
    reconcile(bench.system())
    assert bench.refused() == ["suspend quillmark"]
    (left,) = rows(bench, kind=MeasureKind.CHALLENGE)
    assert (left.state, left.journal_line) == (MeasureState.PENDING_ACTIVATION, 0)


def test_what_never_got_its_line_is_taken_back_without_one(bench: Bench) -> None:
    with pytest.raises(Killed):
        kill(dies(bench, False).world("arne"), wish())
    (record,) = rows(bench)
    review(bench.world("berit"), record.id, False, "not them")
    assert rows(bench)[0].state is MeasureState.REMOVED
    assert reconcile(bench.system()) == NOTHING
    assert bench.book.number == 0


def hand(bench: Bench, order: Callable[[by_hand.EnforcementWorld], by_hand.EnforcementResult]) -> int:
    result = order(bench.enforcing("root"))
    assert result.enforcement is not None, result.refused
    return result.enforcement.number


def test_what_was_set_by_hand_gets_its_row(bench: Bench) -> None:
    hand(bench, lambda world: by_hand.suspend("quillmark", "burst at 14:02", "2h", world))
    hand(bench, lambda world: by_hand.block("192.0.2.44", False, "stolen", "", world))
    hand(bench, lambda world: by_hand.limit("nobody", 3, "typing error", "1h", world))
    taken = reconcile(bench.system()).taken_up
    assert len(taken) == 3
    suspended, block, limit = rows(bench)
    assert (suspended.kind, suspended.value, suspended.customer_id) == (
        MeasureKind.SUSPEND,
        "quillmark",
        bench.quillmark.id,
    )
    assert (suspended.origin, suspended.proposed_by, suspended.internal_text) == ("journal", "root", "burst at 14:02")
    assert (suspended.state, suspended.emergency) == (MeasureState.PENDING_ACTIVATION, True)
    assert suspended.review_due_at == bench.clock.now() + DAY
    assert (block.kind, block.expires_at, limit.setting, limit.customer_id) == (
        MeasureKind.BLOCK_SOURCE,
        0.0,
        {"cps_max": 3},
        0,
    )
    assert standing(bench) is Standing.SUSPENDED
    assert reconcile(bench.system()) == NOTHING


def test_the_office_lifts_what_was_set_by_hand_and_notes_what_was_lifted_by_hand(bench: Bench) -> None:
    line = hand(bench, lambda world: by_hand.block("192.0.2.44", False, "stolen", "2h", world))
    reconcile(bench.system())
    record = lift(bench.world("berit"), rows(bench)[0].id, "found again")
    assert (bench.refused(), record.lift_line) == ([], 2)
    ours = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    assert ours.journal_line > line
    hand(bench, lambda world: by_hand.lift(ours.journal_line, "wrong customer", world))
    assert reconcile(bench.system()).ended == (ours.ref,)
    ended = bench.desk().enforcements.get(ours.id)
    assert (ended.state, ended.lifted_by, ended.lift_reason) == (
        MeasureState.PENDING_REMOVAL,
        "root",
        "wrong customer",
    )
    assert standing(bench) is Standing.ACTIVE
    assert reconcile(bench.system()) == NOTHING


def test_a_line_by_hand_that_says_the_same_is_lifted_with_the_offices_own(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    bench.clock.pass_by(1)
    hand(bench, lambda world: by_hand.limit("quillmark", 5, "me too", "2h", world))
    assert reconcile(bench.system()) == NOTHING
    bench.clock.pass_by(1)
    lift(bench.world("berit"), record.id, "cured")
    assert bench.refused() == []
    assert reconcile(bench.system()) == NOTHING


def test_what_the_journal_lost_is_written_again(bench: Bench) -> None:
    record = in_force(bench, wish())
    (bench.home.path / "enforcement.journal").unlink()
    anew = bench._replace(journal=bench.home.journal())
    assert anew.refused() == []
    assert reconcile(anew.system()).written == ()  # the same number again: nothing to note in the row
    assert anew.refused() == ["suspend quillmark"]
    assert bench.desk().enforcements.get(record.id).journal_line == 1


def test_a_reference_given_again_by_a_database_brought_back_finds_no_others_line(bench: Bench) -> None:
    """The row is gone with the newer database, its line is not; the next row gets its reference, at another moment."""
    journalled = in_force(bench, wish())
    again = journalled.__class__(**{**{f: getattr(journalled, f) for f in journalled.__slots__}, "pressed_at": 5.0})
    assert journalling.key_of(again) != journalling.key_of(journalled)


def test_a_key_that_stands_for_another_measure_is_never_taken_for_ours(bench: Bench) -> None:
    made: Wish = wish(MeasureKind.BLOCK_SOURCE, "192.0.2.44")
    proposed = propose(bench.world("arne"), made)
    key = f"{proposed.ref} {bench.clock.now():.3f}"
    order = by_hand.SetOrder(
        journalling.EnforcementKind.SUSPEND, journalling.EnforcementTarget.CUSTOMER, "heron", "other", "x", 1.0, key=key
    )
    bench.journal.append(order)
    record = approve(bench.world("berit"), proposed.id)
    assert record.journal_line == 0
    assert "sets another" in bench.desk().setting(PROBLEM)


def test_a_damaged_journal_is_told_and_written_to_once_it_is_repaired(bench: Bench) -> None:
    in_force(bench, wish(MeasureKind.BLOCK_SOURCE, "192.0.2.44"))
    path = bench.home.path / "enforcement.journal"
    path.write_bytes(path.read_bytes() + b"{}\n")
    record = kill(bench.world("arne"), wish())
    assert record.journal_line == 0
    assert "is refused" in bench.desk().setting(PROBLEM)
    with pytest.raises(SeamFault):
        bench.journal.append(by_hand.LiftOrder(1, "x", "x", 1.0))
    bench.journal.set_aside_refused(bench.clock.now())
    assert reconcile(bench.system()).written == (record.ref,)
    assert bench.refused() == ["block 192.0.2.44", "suspend quillmark"]


def test_the_worker_is_the_actor_of_what_it_brings_in_step(bench: Bench) -> None:
    with pytest.raises(Killed):
        kill(dies(bench, False).world("arne"), wish())
    reconcile(bench.of(Actor(kind=ActorKind.SYSTEM, name="worker")))
    line = bench.book.find(1, bench.clock.now())
    assert line is not None
    assert bench.book.authors[1] == "arne"  # whose deed it was


def test_taken_back_while_its_line_is_written_it_does_not_stay_in_force(bench: Bench) -> None:
    """The reconciler writes the line of a press in the same moment in which a second person takes it back."""
    with pytest.raises(Killed):
        kill(dies(bench, False).world("arne"), wish())
    (record,) = rows(bench)

    class Slow:
        def append(self, order: Any) -> Any:
            if not bench.book.number:
                review(bench.world("berit"), record.id, False, "not them")
            return bench.journal.append(order)

    world = bench.system()
    reconcile(world._replace(enforcing=lambda: bench.enforcing("worker")._replace(journal=Slow())))  # type: ignore[arg-type]
    assert rows(bench)[0].state in (MeasureState.REMOVED, MeasureState.PENDING_REMOVAL)
    reconcile(bench.system())
    assert bench.refused() == []


def test_a_line_whose_row_is_over_is_lifted(bench: Bench) -> None:
    with pytest.raises(Killed):
        kill(dies(bench, False).world("arne"), wish())
    (record,) = rows(bench)
    review(bench.world("berit"), record.id, False, "not them")
    bench.journal.append(journalling.set_order(record, "US"))  # by a process that died right after
    assert bench.refused() == ["suspend quillmark"]
    reconcile(bench.system())
    assert bench.refused() == []


def test_a_row_that_is_gone_with_its_database_is_made_anew_for_its_line(bench: Bench) -> None:
    order = by_hand.SetOrder(
        journalling.EnforcementKind.SUSPEND,
        journalling.EnforcementTarget.CUSTOMER,
        "quillmark",
        "E-2026-009999 traceback",
        "berit",
        bench.clock.now(),
        key="E-2026-009999 1.000",
    )
    bench.journal.append(order)
    assert len(reconcile(bench.system()).taken_up) == 1
    (row,) = rows(bench)
    assert (row.origin, row.journal_line, row.value) == ("journal", 1, "quillmark")
    assert reconcile(bench.system()) == NOTHING
    assert bench.refused() == ["suspend quillmark"]


def test_the_worker_looks_at_everything_only_when_something_may_be_new(bench: Bench) -> None:
    worker = Reconciler()
    assert worker.step(bench.system()) == NOTHING
    looked: list[str] = []
    world = bench.system()
    counting = world._replace(enforcing=lambda: looked.append("") or bench.enforcing("worker"))  # type: ignore[func-returns-value]
    assert worker.step(counting) == NOTHING
    assert len(looked) == 1
    hand(bench, lambda world: by_hand.suspend("quillmark", "burst", "2h", world))
    assert len(worker.step(bench.system()).taken_up) == 1


def many(bench: Bench, count: int) -> None:
    """As many blocks of numbers, pressed, of which no line is written yet."""
    with bench.office.writing(Actor(kind=ActorKind.SYSTEM, name="import")) as desk:  # type: ignore[attr-defined]
        for number in range(count):
            row = EnforcementRecord(
                kind=MeasureKind.BLOCK_CALLING,
                value=f"1238446{number:04}",
                state=MeasureState.PENDING_ACTIVATION,
                pressed_at=bench.clock.now(),
                expires_at=EXPIRY,
                proposed_by="arne",
            )
            desk.enforcements.add(row)


def test_more_measures_than_one_page_holds_are_brought_in_step(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set, confirmed by a gate, lifted by hand: each of them, though a page holds seven."""
    monkeypatch.setattr("bellwarden.flows.office.every.PAGE", 7)
    many(bench, 30)
    assert len(reconcile(bench.system()).written) == 30
    assert bench.book.number == 30
    assert reconcile(bench.system()) == NOTHING
    assert len(confirm(bench.system(), [gate(bench, "north", 30)])) == 30
    assert {one.state for one in rows(bench)} == {MeasureState.ACTIVE}
    for line in range(1, 31):
        hand(bench, lambda world, line=line: by_hand.lift(line, "cured", world))  # type: ignore[misc]
    assert len(reconcile(bench.system()).ended) == 30
    assert {one.state for one in rows(bench)} == {MeasureState.PENDING_REMOVAL}
    assert len(confirm(bench.system(), [gate(bench, "north", 60)])) == 30
    assert {one.state for one in rows(bench)} == {MeasureState.REMOVED}
