"""Figures of a way of finding, against cases worked out by hand and published tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.traffic.metrics import (
    NOTHING,
    Scored,
    poisson_upper,
    precision_recall_area,
    quantile,
    rate,
    share,
)

SCORES = st.lists(st.tuples(st.integers(-3, 3).map(float), st.booleans()).map(lambda one: Scored(*one)), max_size=30)


def test_a_share_has_wilsons_interval() -> None:
    found = share(97, 100)
    assert found.value == 0.97
    assert (found.low, found.high) == (pytest.approx(0.9155, abs=1e-4), pytest.approx(0.9897, abs=1e-4))
    assert share(0, 0) == NOTHING


@pytest.mark.parametrize(("events", "bound"), [(0, 2.9957), (1, 4.7439), (2, 6.2958), (5, 10.5130), (10, 16.9622)])
def test_the_upper_bound_of_a_count_is_the_published_one(events: int, bound: float) -> None:
    assert poisson_upper(events) == pytest.approx(bound, abs=1e-3)


def test_nothing_in_many_months_is_bounded_by_three() -> None:
    found = rate(0, 5.0, of=5000)
    assert found.value == 0.0
    assert found.high == pytest.approx(0.599, abs=1e-3)
    assert rate(3, 0.0, of=0) == NOTHING


@given(st.integers(0, 60))
def test_more_events_have_a_higher_bound(events: int) -> None:
    assert events < poisson_upper(events) < poisson_upper(events + 1)


def test_quantiles_are_values_that_occurred() -> None:
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile([1, 2, 3, 4], 0.5) == 2
    assert quantile(range(1, 101), 0.95) == 95
    assert quantile([1, math.inf], 0.95) == math.inf
    assert quantile([], 0.5) is None


def test_the_area_by_hand() -> None:
    # Thresholds 3, 2, 1: precision 1/1, 1/2, 2/3; recall rises by 1/2, 0, 1/2.
    assert precision_recall_area([Scored(3, True), Scored(2, False), Scored(1, True)]) == pytest.approx(5 / 6)


def test_equal_scores_are_one_threshold_whatever_their_order() -> None:
    tied = [Scored(1, True), Scored(1, False)]
    assert precision_recall_area(tied) == precision_recall_area(tied[::-1]) == 0.5


def test_a_rarer_evil_is_harder_to_name() -> None:
    scored = [Scored(3, False), Scored(2, True), Scored(1, False), Scored(1, False)]
    # One in fifty is bad: the good one above it stands for 49 / 3 good ones.
    assert precision_recall_area(scored, 0.02) == pytest.approx(1 / (1 + 49 / 3))


@given(SCORES)
def test_an_area_lies_between_chance_and_certainty(scored: list[Scored]) -> None:
    area = precision_recall_area(scored)
    bad = sum(one.bad for one in scored)
    assert (area is None) == (bad in (0, len(scored)))
    if area is not None:
        assert 0 < area <= 1
        # Sorting the bad ones first is never worse.
        assert precision_recall_area([Scored(float(one.bad), one.bad) for one in scored]) == 1.0
