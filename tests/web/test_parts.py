"""The parts: words, shape and colour together; safe for any text; nothing drawn that is not known."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.web import moments, parts
from bellwarden.web.finding import asked
from bellwarden.web.preferences import read

NOON = 1_795_008_000.0  # 18 November 2026, 13:20 UTC


@given(st.text())
def test_any_text_stays_text(text: str) -> None:
    shown = str(parts.foreign(text))
    inner = shown.removeprefix("<bdi>").removesuffix("</bdi>")
    bare = re.sub(r'<span class="ctl">[0-9A-F]{4,6}</span>', "", inner)
    assert "<" not in bare and '"' not in bare
    assert not parts.UNSEEN.search(bare)


@pytest.mark.parametrize(
    ("digits", "shown", "never"),
    [
        ("12384460123", "238-446-0123", False),
        ("+442079460000", "+442079460000", False),
        ("0005550142", "0005550142", True),
    ],
)
def test_a_number_is_a_link_and_says_when_it_cannot_exist(digits: str, shown: str, never: bool) -> None:
    drawn = str(parts.number(digits))
    assert shown in drawn and 'href="/jump?q=' in drawn
    assert ("cannot exist" in drawn) is never


def test_no_number_is_no_link() -> None:
    assert "href" not in parts.number("") + parts.number("anonymous")


@pytest.mark.parametrize(
    ("gone", "kind", "words"),
    [(0.1, "", "54 m"), (0.6, "half", "24 m"), (0.9, "late", "6 m"), (1.5, "over", "30 m over")],
)
def test_a_clock_tells_how_much_is_left_by_word_and_shape(gone: float, kind: str, words: str) -> None:
    pill = str(parts.clock("running", NOON - gone * 3600, NOON + (1 - gone) * 3600, NOON))
    assert f'class="pill {kind}"' in pill and f'<span class="left">{words}</span>' in pill


def test_a_clock_that_was_met_or_stands_still_says_so() -> None:
    assert "met in 52 m" in parts.clock("met", NOON, NOON + 9000, NOON, met=NOON + 52 * 60)
    assert "paused, 6 h used" in parts.clock("paused", NOON, NOON + 9000, NOON, used_s=6 * 3600)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *((0.000031, "31 µs"), (0.028, "28 ms"), (0.28, "0.28 s"), (14, "14 s"), (124, "2 m 4 s"), (3120, "52 m")),
        *((11_880, "3 h 18 m"), (7_200, "2 h"), (200_000, "2 days 7 h"), (864_000, "10 days")),
    ],
)
def test_lengths_are_two_units_at_most(seconds: float, words: str) -> None:
    assert moments.length(seconds) == words


def test_a_moment_is_exact_in_the_readers_zone_with_utc_behind_it() -> None:
    drawn = str(parts.moment(NOON + 0.25, NOON, "America/Chicago", 3))
    assert ">07:20:00.250<" in drawn and "2026-11-18 13:20:00 UTC" in drawn
    assert ">Tue 07:20<" in parts.moment(NOON - 86_400, NOON, "America/Chicago")
    assert ">8 Nov 2026<" in parts.moment(NOON - 10 * 86_400, NOON, "America/Chicago")
    assert "not yet" in parts.moment(None, NOON, "UTC")
    assert moments.zone_of("No/Such").key == "UTC"


def test_a_gap_in_a_line_stays_a_gap_and_nothing_is_no_zero() -> None:
    assert str(parts.sparkline([1.0, None, 2.0])).count("M") == 2
    assert "no data" in parts.sparkline([None, None])
    assert str(parts.sparkline([1.0, 5.0], high=3.0)).count('class="out"') == 1


def test_codes_without_words_of_their_own_are_still_words() -> None:
    assert "Brand new" in parts.standing("brand_new")
    assert "Would block" in parts.verdict("block", reports=True)
    assert "to captcha" in parts.verdict("divert", diversion="captcha")
    assert "Lagging: dal-1" in parts.enforcement("active", 2, 3, "dal-1")
    assert "Active on 3 of 3" in parts.enforcement("active", 3, 3)
    assert "Illegal: yes" in parts.answer("yes", "Illegal")


@given(st.text(max_size=60))
def test_whatever_is_pasted_is_understood_or_left_alone(text: str) -> None:
    question = asked(text, frozenset())
    assert question.digits == "" or question.digits.isdigit()


def test_numbers_are_understood_as_people_write_them() -> None:
    for text in ("238-446-0123", "(238) 446-0123", "+1 238 446 0123", " 2384460123 "):
        assert asked(text, frozenset()).digits == "12384460123"


def test_what_was_chosen_wrongly_is_the_usual() -> None:
    found = read({"theme": "pink", "density": 7, "keys": False}, "America/Denver")
    assert found[:5] == ("system", "usual", False, "America/Denver", False)
