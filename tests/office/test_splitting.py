"""Complaints move between cases by links: each move is undone by one deed, and no case loses its name."""

from itertools import pairwise

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import cases, clocks, splitting
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.ports.office import Conflict
from tests.desks import OURS, SPOOFED, STRANGER, mail, take_up
from tests.offices import HandClock

Rows = tuple[ComplaintRecord, ...]


@pytest.fixture
def two(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> Rows:
    """Two complaints of one case."""
    take_up(work, world, carrier, mail(OURS), mail(OURS, "other@supplier.example"))
    return rows(world)


def rows(world: OfficeWorld) -> Rows:
    with world.office.reading() as desk:
        return desk.complaints.list()


def test_taken_out_it_has_its_own_case_with_the_time_that_is_gone(
    world: OfficeWorld, clock: HandClock, two: Rows
) -> None:
    clock.pass_by(3_600)
    made = splitting.split(world, two[1].id, "another caller")
    with world.office.reading() as desk:
        moved = desk.complaints.get(two[1].id)
        due = {one.kind: one.due_at for one in clocks.running(desk, case_id=two[0].case_id)}
        assert {one.kind: one.due_at for one in clocks.running(desk, case_id=made.id)} == due
        assert desk.evidence.count(case_id=made.id, sha256=moved.message) == 1
        assert desk.notices.get(moved.notice_id).case_id == made.id
    assert (moved.case_id, moved.split_from_id) == (made.id, two[0].case_id)
    with pytest.raises(Conflict, match="only complaint"):
        splitting.split(world, two[1].id, "")


def test_put_back_it_stands_where_it_came_and_the_empty_case_keeps_its_name(world: OfficeWorld, two: Rows) -> None:
    made = splitting.split(world, two[1].id, "")
    assert splitting.put_back(world, two[1].id).id == two[0].case_id
    assert [one.case_id for one in rows(world)] == [two[0].case_id] * 2
    with world.office.reading() as desk:
        assert desk.cases.get(made.id).merged_into_id == two[0].case_id
    with pytest.raises(Conflict, match="stands where it came in"):
        splitting.put_back(world, two[1].id)


def test_a_duplicate_that_is_alone_in_its_case_is_merged(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    take_up(work, world, carrier, mail(OURS), mail(SPOOFED, called=STRANGER))
    first, second = rows(world)
    into = splitting.join(world, second.id, first.case_id, "the same callers")
    with world.office.reading() as desk:
        left = desk.cases.get(second.case_id)
    assert left.merged_into_id == into.id and rows(world)[1].case_id == left.id  # nothing is copied
    with pytest.raises(Conflict, match="stands in"):
        splitting.join(world, second.id, first.case_id, "")
    assert cases.unfold(world, left.id).merged_into_id == 0


def test_one_of_several_is_moved_alone_and_back(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    take_up(work, world, carrier, mail(OURS), mail(OURS, "b@x.example"), mail(SPOOFED, called=STRANGER))
    first, second, third = rows(world)
    splitting.join(world, second.id, third.case_id, "")
    assert [one.case_id for one in rows(world)] == [first.case_id, third.case_id, third.case_id]
    splitting.put_back(world, second.id)
    assert [one.case_id for one in rows(world)] == [first.case_id, first.case_id, third.case_id]


def test_links_do_not_grow_deeper_than_pages_look(world: OfficeWorld) -> None:
    chain = [cases.open_case(world, cases.Opening(CaseKind.OTHER, f"case {n}")).case for n in range(6)]
    for below, above in pairwise(chain[: cases.LINKS_MAX + 1]):
        cases.fold(world, [below.id], above.id)
    with pytest.raises(Conflict, match="deep"):
        cases.fold(world, [chain[cases.LINKS_MAX].id], chain[cases.LINKS_MAX + 1].id)
