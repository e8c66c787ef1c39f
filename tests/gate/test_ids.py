"""Decision ids as model/decision.py describes them."""

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.gate.ids import DecisionIds


def test_an_id_is_time_start_and_counter() -> None:
    assert DecisionIds(0xAB)(1_700_000_000.123) == f"{1_700_000_000_123:012x}00ab00000001"


@given(st.lists(st.floats(0, 4e9), min_size=2, max_size=50))
def test_ids_ascend_whatever_the_clock_does(times: list[float]) -> None:
    next_id = DecisionIds(7)
    ids = [next_id(at) for at in times]
    assert ids == sorted(set(ids))
    assert all(len(one) == 24 for one in ids)


def test_two_workers_never_give_the_same_id() -> None:
    first, second = DecisionIds(1), DecisionIds(2)
    assert not {first(1.0) for _ in range(100)} & {second(1.0) for _ in range(100)}
