"""What complaints say about numbers and blocks: they fade, add up by block, and lie about nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.traffic.reputation import HALF_LIFE_DAYS, KEPT_DAYS, Reputation, block_of, weight

TODAY = date(2026, 5, 30)
NUMBERS = st.integers(12_382_000_000, 12_382_099_999)
DAYS = st.integers(0, KEPT_DAYS).map(lambda age: TODAY - timedelta(days=age))
COMPLAINTS = st.dictionaries(DAYS, st.dictionaries(NUMBERS, st.integers(1, 5), max_size=20), max_size=8)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_complaint_fades_to_half_in_two_weeks_and_to_nothing_later() -> None:
    assert weight(0) == 1.0
    assert weight(int(HALF_LIFE_DAYS)) == 0.5
    assert weight(KEPT_DAYS + 1) == weight(-1) == 0.0


def test_a_number_has_its_own_complaints_and_its_blocks() -> None:
    known = Reputation({ago(14): {12_382_000_150: 2}, ago(0): {12_382_000_150: 1, 12_382_000_777: 1}}, TODAY)
    own = known.number(12_382_000_150)
    assert (own.complaints, own.numbers, own.days, own.last, own.faded) == (3, 1, 2, TODAY, 2.0)
    block = known.block(12_382_000)
    assert (block.complaints, block.numbers) == (4, 2)
    assert known.number(12_382_000_151).complaints == 0


def test_what_lies_ahead_of_the_day_is_not_known_on_it() -> None:
    complaints = {TODAY: {12_382_000_150: 1}}
    assert Reputation(complaints, ago(1)).number(12_382_000_150).complaints == 0


def test_many_numbers_of_a_block_outweigh_many_complaints_about_one() -> None:
    loud = {12_382_000_150: 40}
    rented = {12_383_000_100 + n: 1 for n in range(5)}
    assert [one.block for one in Reputation({TODAY: {**loud, **rented}}, TODAY).hot()] == [12_383_000]


def test_one_complaint_about_a_private_number_makes_no_block_hot() -> None:
    assert Reputation({TODAY: {12_382_000_150: 9}}, TODAY).hot() == []


def test_toll_free_ranges_and_busy_exchanges_weigh_more() -> None:
    private = {12_382_000_100 + n: 1 for n in range(3)}
    free = {18_332_000_100 + n: 1 for n in range(3)}
    busy = {12_384_001_000 * 1 + 1000 * n: 1 for n in range(10)} | {12_384_001_001: 1, 12_384_001_002: 1}
    order = [one.block for one in Reputation({TODAY: {**private, **free, **busy}}, TODAY).hot()]
    assert order[:3] == [18_332_000, 12_384_001, 12_382_000]


@given(COMPLAINTS)
def test_hot_blocks_are_ordered_few_and_of_numbers_complained_about(complaints: dict[date, dict[int, int]]) -> None:
    hot = Reputation(complaints, TODAY).hot(count=3)
    named = {block_of(number) for counts in complaints.values() for number in counts}
    assert len(hot) <= 3
    assert [one.score for one in hot] == sorted((one.score for one in hot), reverse=True)
    assert {one.block for one in hot} <= named


@given(COMPLAINTS, st.integers(1, 60))
def test_a_day_more_lets_every_score_fade(complaints: dict[date, dict[int, int]], days: int) -> None:
    now = {one.block: one.score for one in Reputation(complaints, TODAY).hot(score_min=0)}
    later = {one.block: one.score for one in Reputation(complaints, TODAY + timedelta(days=days)).hot(score_min=0)}
    assert all(score < now[block] for block, score in later.items())


def test_complaints_about_a_number_and_its_block_agree() -> None:
    known = Reputation({TODAY: {12_382_000_150: 3}}, TODAY)
    assert known.number(12_382_000_150) == known.block(12_382_000)
    assert known.number(12_382_000_150).faded == pytest.approx(3.0)
