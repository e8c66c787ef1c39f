"""Every table of moves: all states can be reached, none but a last one is a dead end, and the books hold to it."""

from enum import Enum

import pytest

from bellwarden.model.office import case, customer, customer_notice, enforcement, integration
from bellwarden.model.office.moves import MoveRefused, Moves, moved
from bellwarden.store.models.kept import Kept

# Table, where a row may begin, where it may end.
TABLES: dict[str, tuple[Moves, tuple[Enum, ...], tuple[Enum, ...]]] = {
    "case": (case.MOVES, (case.CaseState.OPEN,), ()),
    "finding": (
        case.FINDING_MOVES,
        (case.FindingState.PROPOSED,),
        (case.FindingState.CONFIRMED, case.FindingState.REJECTED),
    ),
    "clock": (case.CLOCK_MOVES, (case.ClockState.RUNNING,), (case.ClockState.MET,)),
    "notice": (case.NOTICE_MOVES, (case.NoticeState.DRAFT,), (case.NoticeState.BOUNCED,)),
    "customer": (
        customer.MOVES,
        (customer.Standing.PROSPECT, customer.Standing.ACTIVE),
        (customer.Standing.TERMINATED,),
    ),
    "enforcement": (
        enforcement.MOVES,
        (enforcement.MeasureState.PROPOSED,),
        (
            enforcement.MeasureState.REMOVED,
            enforcement.MeasureState.EXPIRED,
            enforcement.MeasureState.REJECTED,
        ),
    ),
    "customernotice": (
        customer_notice.NOTICE_MOVES,
        (customer_notice.CustomerNoticeState.WAITING, customer_notice.CustomerNoticeState.SETTLED),
        (customer_notice.CustomerNoticeState.WITHDRAWN,),
    ),
    "appeal": (
        customer_notice.APPEAL_MOVES,
        (customer_notice.AppealState.FILED, customer_notice.AppealState.LATE),
        (
            customer_notice.AppealState.UPHELD,
            customer_notice.AppealState.OVERTURNED,
            customer_notice.AppealState.WITHDRAWN,
        ),
    ),
    "delivery": (
        integration.DELIVERY_MOVES,
        (integration.DeliveryState.SCHEDULED,),
        (integration.DeliveryState.DELIVERED,),
    ),
}


def reachable(moves: Moves, begins: tuple[Enum, ...]) -> set[Enum]:
    found, ahead = set(begins), list(begins)
    while ahead:
        for state in moves[ahead.pop()].values():
            if state not in found:
                found.add(state)
                ahead.append(state)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_state_is_reached_and_left(name: str) -> None:
    moves, begins, ends = TABLES[name]
    states = set(type(begins[0]))
    assert set(moves) == states
    assert reachable(moves, begins) == states
    assert {state for state in states if not moves[state]} == set(ends)


@pytest.mark.parametrize("name", TABLES)
def test_a_move_that_no_table_has_is_refused_by_name(name: str) -> None:
    moves, _, _ = TABLES[name]
    for state in moves:
        with pytest.raises(MoveRefused, match=f"vanish is not possible from {state.value}"):
            moved(moves, state, "vanish")


def test_every_table_with_a_state_holds_to_moves() -> None:
    known = [moves for moves, _, _ in TABLES.values()]
    for model in Kept.__subclasses__():
        columns = {field.attname for field in model._meta.concrete_fields}
        if {"state", "standing"} & columns:
            assert model.LIFECYCLE is not None, model
            assert model.LIFECYCLE.moves in known
