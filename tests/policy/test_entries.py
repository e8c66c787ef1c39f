"""Entries: numbers, ranges and prefixes in the spellings that people write, and why the others are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.numbering.reading import read_number
from bellwarden.policy.entries import (
    EmergencyNumberError,
    Entry,
    EntryError,
    plain_number,
    read_entry,
    read_owned_entry,
)

NUMBERS = [
    "12382000100",
    "2382000100",
    "+12382000100",
    "+1 (238) 200-0100",
    "238-200-0100",
    "001 238 200 0100",
    "12382000100 x12",
]
HOW = 'write a number "+12382000100", a range "12382001000-12382001999" or a prefix "+1238200*"'


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_in_any_usual_spelling(text: str) -> None:
    assert read_entry(text, "US") == Entry(exact=12382000100)


def test_a_number_of_another_country_is_read() -> None:
    assert read_entry("+44 20 7946 0000", "US") == Entry(exact=442079460000)


RANGES = [
    "12382001000-12382001999",
    "2382001000 - 2382001999",
    "+1 238-200-1000 - +1 238-200-1999",
    "+12382001000-12382001999",
]


@pytest.mark.parametrize("text", RANGES)
def test_a_range_is_cut_into_prefixes(text: str) -> None:
    assert read_entry(text, "US") == Entry(prefixes=("12382001",))


@pytest.mark.parametrize("text", ["+1238200*", "1238200*", "+1 238-200*", "+1 (238) 200 *"])
def test_a_prefix_ends_in_a_star(text: str) -> None:
    assert read_entry(text, "US") == Entry(prefixes=("1238200",))


PREFIX = 'is no prefix of telephone numbers; write it with country code: "+1238200*"'
ENDS = "write the lower number first, both with the same number of digits"
WRONG = [
    ("", f'"" is no telephone number; {HOW}'),
    ("abc", f'"abc" is no telephone number; {HOW}'),
    ("anonymous", f'"anonymous" is no telephone number; {HOW}'),
    ("+1238200", '"+1238200" has too few digits; for all numbers that begin so write "+1238200*"'),
    ("+1238200010099", f'"+1238200010099" is no telephone number; {HOW}'),
    ("611", "611 is a short code of one network; lists hold full numbers"),
    ("*", f'"*" {PREFIX}'),
    ("0*", f'"0*" {PREFIX}'),
    ("+1234567890123456*", f'"+1234567890123456*" {PREFIX}'),
    ("238200*", '"238200*" can be meant with or without country code; write "+238200*" or "+1238200*"'),
    ("12382001999-12382001000", f"the range ends before it begins: 12382001999 to 12382001000; {ENDS}"),
    ("+12382001000-+442079460000", f"the range's ends have different lengths: 12382001000 and 442079460000; {ENDS}"),
    ("12382001000-2382001", f'"12382001000-2382001" is no telephone number; {HOW}'),
    ("١٢٣٨٢٠٠٠١٠٠", f'"١٢٣٨٢٠٠٠١٠٠" is no telephone number; {HOW}'),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_what_is_no_entry_says_why(text: str, reason: str) -> None:
    with pytest.raises(EntryError) as error:
        read_entry(text, "US")
    assert str(error.value) == reason


@pytest.mark.parametrize("text", ["911", "+1911", "1911", "+911"])
def test_an_emergency_number_is_refused_in_every_spelling(text: str) -> None:
    with pytest.raises(EmergencyNumberError, match="911 is an emergency number and is never blocked; take it out"):
        read_entry(text, "US", frozenset({"911"}))


def test_a_number_that_nobody_can_hold_may_stand_on_a_list() -> None:
    assert read_entry("12385550100", "US") == Entry(exact=12385550100)
    with pytest.raises(EntryError, match=r'"12385550100" can be nobody\'s number \(fictitious\); take it out'):
        read_owned_entry("12385550100", "US")


def test_ten_digits_are_a_number_only_where_the_plan_is_the_north_american_one() -> None:
    assert plain_number("2382000100", home=True) == 12382000100
    assert plain_number("2382000100", home=False) == 0
    with pytest.raises(EntryError):
        read_entry("238200*", "GB")


@given(st.one_of(st.text("0123456789+-* ().x", max_size=20), st.text(max_size=12)))
def test_any_text_is_an_entry_or_an_entry_error(text: str) -> None:
    try:
        entry = read_entry(text, "US", frozenset({"911"}))
    except EntryError:
        return
    assert entry.exact or entry.prefixes
    assert all(prefix.isascii() and prefix.isdigit() for prefix in entry.prefixes)


@given(st.text("0123456789+", min_size=9, max_size=13))
def test_the_fast_way_reads_as_the_careful_one_does(text: str) -> None:
    fast = plain_number(text, home=True)
    if fast:
        assert fast == read_number(text, "US").e164
