"""Who may hold how many connections, and who makes room."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.gate.shares import IN_USE_S, Shares


@dataclass(eq=False)
class Line:
    source: str
    active_at: float
    used: bool = False


class House:
    """Opens and closes as a listener does."""

    def __init__(self, in_all: int, per_source: int) -> None:
        self.shares: Shares[Line] = Shares(in_all, per_source)
        self.closed: list[Line] = []

    def open(self, source: str, now: float, used: bool = False) -> Line | None:
        fits, in_its_way = self.shares.place_for(source, now)
        if in_its_way is not None:
            self.shares.remove(in_its_way.source, in_its_way)
            self.closed.append(in_its_way)
        if not fits:
            return None
        line = Line(source, now, used)
        self.shares.add(source, line)
        return line


def test_the_unused_make_room_before_the_idle_the_oldest_first() -> None:
    house = House(10, 3)
    used, old, young = house.open("a", 0.0, used=True), house.open("a", 1.0), house.open("a", 2.0)
    assert house.open("a", 100.0) is not None and house.closed == [old]
    assert house.open("a", 101.0) is not None and house.closed == [old, young]
    assert used is not None and used not in house.closed


def test_one_in_use_is_not_closed_and_the_new_one_is_refused() -> None:
    house = House(10, 2)
    first, second = house.open("a", 0.0, used=True), house.open("a", 0.1, used=True)
    assert house.open("a", IN_USE_S * 0.5) is None
    assert house.open("a", IN_USE_S + 0.05) is not None
    assert house.closed == [first]
    assert second not in house.closed


def test_where_all_places_are_taken_the_heaviest_gives_one_up() -> None:
    house = House(6, 5)
    for at in range(5):
        house.open("heavy", float(at))
    house.open("light", 5.0)
    assert house.open("new", 6.0) is not None
    assert [line.source for line in house.closed] == ["heavy"]
    assert house.shares.of("heavy") == 4


def test_sources_of_equal_weight_take_nothing_from_each_other() -> None:
    house = House(2, 5)
    house.open("a", 0.0)
    house.open("b", 0.0)
    assert house.open("a", 100.0) is None
    assert house.closed == []


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.booleans(), st.floats(0, 2), st.booleans()), min_size=1, max_size=200
    )
)
def test_no_bound_is_ever_broken_and_nobody_falls_below_an_equal_share(
    steps: list[tuple[str, bool, float, bool]],
) -> None:
    house = House(12, 5)
    now = 0.0
    for source, used, later, leaves in steps:
        now += later
        before = {one: house.shares.of(one) for one in "abcdef"}
        closed = len(house.closed)
        if leaves and before[source]:
            line = next(one for one in house.shares if one.source == source)
            house.shares.remove(source, line)
            house.shares.remove(source, line)
        else:
            house.open(source, now, used)
            for line in house.closed[closed:]:
                # Whoever had to give one up held more than the newcomer, or was the newcomer.
                assert line.source == source or before[line.source] > before[source]
        assert len(house.shares) <= 12
        assert sum(house.shares.of(one) for one in "abcdef") == len(house.shares) == len(list(house.shares))
        assert max(house.shares.of(one) for one in "abcdef") <= 5
