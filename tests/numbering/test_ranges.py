"""Ranges of numbers as the fewest prefixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.numbering.ranges import range_to_prefixes


@pytest.mark.parametrize(
    ("first", "last", "prefixes"),
    [
        (12382000000, 12382009999, ("1238200",)),
        (12382000100, 12382000100, ("12382000100",)),
        (12382000098, 12382000101, ("12382000098", "12382000099", "12382000100", "12382000101")),
        (12382000090, 12382000119, ("1238200009", "1238200010", "1238200011")),
        (12382009995, 12382020004, None),
        (1000, 1999, ("1",)),
        (1000, 9999, ("1", "2", "3", "4", "5", "6", "7", "8", "9")),
        (7, 7, ("7",)),
    ],
)
def test_prefixes_of_a_range(first: int, last: int, prefixes: tuple[str, ...] | None) -> None:
    found = range_to_prefixes(first, last)
    if prefixes is None:
        prefixes = (
            *(f"1238200999{digit}" for digit in range(5, 10)),
            "1238201",
            *(f"1238202000{digit}" for digit in range(5)),
        )
    assert found == prefixes


@given(st.integers(100_000, 999_999), st.integers(0, 3_000))
def test_prefixes_cover_the_range_exactly(first: int, more: int) -> None:
    last = min(first + more, 999_999)
    covered: list[int] = []
    for prefix in range_to_prefixes(first, last):
        size = 10 ** (6 - len(prefix))
        covered += range(int(prefix) * size, (int(prefix) + 1) * size)
    assert covered == list(range(first, last + 1))


@given(st.integers(1_000, 9_999), st.integers(0, 9_000))
def test_no_fewer_prefixes_would_do(first: int, more: int) -> None:
    """Ten brothers would have been their parent; so would any two prefixes of which one begins the other."""
    prefixes = range_to_prefixes(first, min(first + more, 9_999))
    families = [prefix[:-1] for prefix in prefixes if len(prefix) > 1]
    assert all(families.count(family) < 10 for family in families)
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(0, 5, "begins with a telephone number"), (20, 10, "ends before it begins"), (99, 100, "different lengths")],
)
def test_what_is_no_range_says_why(first: int, last: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        range_to_prefixes(first, last)


def test_the_widest_range_of_e164_is_cheap() -> None:
    assert len(range_to_prefixes(100_000_000_000_001, 999_999_999_999_998)) == 14 * 9 * 2 + 7
