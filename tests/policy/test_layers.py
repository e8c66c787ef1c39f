"""Layers: the same numbers give the same bytes, and what is kept is used only when it is whole."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap64

from bellwarden.policy.layers import (
    BlockLayer,
    NumberLayer,
    difference,
    keep_blocks,
    keep_numbers,
    kept_blocks,
    kept_numbers,
    layer_key,
    members,
    number_layer,
    with_more,
)

NUMBERS = st.lists(st.integers(1, 10**15 - 1), max_size=30)


def layer(*numbers: int) -> NumberLayer:
    return number_layer(array("Q", numbers), ())


def test_a_layer_is_a_bitmap_of_the_exact_numbers() -> None:
    made = number_layer(array("Q", [12382000101, 12382000100, 12382000100]), ["1446", "1238", "1446"])
    assert set(BitMap64.deserialize(made.data)) == {12382000100, 12382000101}
    assert (made.size, made.prefixes) == (2, ("1238", "1446"))


def test_no_numbers_are_no_layer() -> None:
    assert layer() == NumberLayer(b"", 0, ())


@given(NUMBERS, st.randoms(use_true_random=False))
def test_the_order_of_a_file_does_not_change_its_layer(numbers: list[int], chance: object) -> None:
    shuffled = sorted(numbers, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert layer(*shuffled).data == layer(*numbers).data


@given(NUMBERS, NUMBERS)
def test_a_layer_with_more_is_the_layer_of_all(first: list[int], more: list[int]) -> None:
    assert with_more(layer(*first), more, ()) == layer(*first, *more)


def test_a_big_range_of_numbers_gives_the_same_bytes_however_it_came_together() -> None:
    """Containers of every kind: arrays, bitsets and runs."""
    numbers = [*range(12382000000, 12382070000), *range(12383000000, 12383200000, 3)]
    assert with_more(layer(*numbers[::2]), numbers[1::2], ()).data == layer(*numbers).data


def test_kept_layers_come_back() -> None:
    made = number_layer(array("Q", [12382000100]), ["1446"])
    assert kept_numbers("k", keep_numbers("k", made)) == made
    blocks = BlockLayer(b"\1\0" * 5, ("X001",))
    assert kept_blocks("k", keep_blocks("k", blocks)) == blocks


@pytest.mark.parametrize("at", [0, 20, 33, 40, -1])
def test_a_kept_layer_with_one_wrong_byte_is_not_used(at: int) -> None:
    data = bytearray(keep_numbers("k", layer(12382000100)))
    data[at] ^= 1
    assert kept_numbers("k", bytes(data)) is None


@pytest.mark.parametrize("data", [None, b"", b"x", b"\0" * 40])
def test_what_was_never_kept_is_not_used(data: bytes | None) -> None:
    assert kept_numbers("k", data) is None
    assert kept_blocks("k", data) is None


def test_a_layer_kept_under_another_key_is_not_used() -> None:
    assert kept_numbers("k", keep_numbers("j", layer(1))) is None


def test_a_layer_of_another_kind_is_not_used() -> None:
    assert kept_blocks("k", keep_numbers("k", layer(1))) is None


def test_keys_tell_apart_all_that_a_layer_is_made_of() -> None:
    keys = {
        layer_key("numbers", (b"a",), "US"),
        layer_key("numbers", (b"a",), "CA"),
        layer_key("numbers", (b"b",), "US"),
        layer_key("blocks", (b"a",), "US"),
        layer_key("numbers", (b"a", b""), "US"),
        layer_key("numbers", (b"a", b"b")),
        layer_key("numbers", (b"ab",)),
    }
    assert len(keys) == 7


def test_members_and_differences_are_counted() -> None:
    one, other = layer(1, 2, 3).data, layer(3, 4).data
    assert members(one, [2, 9]) == [2]
    assert difference(one, other) == (1, 2)
    assert difference(b"", other) == (2, 0)
    assert members(b"", [1]) == []
