"""The quick way to read a number says what its two patterns say, of any text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.calllog import engine
from bellwarden.calllog.numbers import ABROAD, PLAIN, quick_number
from bellwarden.calllog.translate import trimmed

DIGITS = st.text("0123456789", min_size=6, max_size=16)
TEXTS = st.one_of(
    st.builds("".join, st.tuples(st.sampled_from(("", "+", "+1", "1", "011", "-", " ")), DIGITS)),
    st.text("0123456789+-. eE_x\u0663", max_size=14),
    st.from_regex(r"[+]?1?[0-9]{8,10}[eE._ ][0-9]{0,3}", fullmatch=True),
)
CONNECTION = engine.connect()


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=200))
def test_quick_numbers_are_those_of_the_patterns(texts: list[str]) -> None:
    found = CONNECTION.execute(
        f"SELECT text, {quick_number('text', 'try_cast(text AS BIGINT)')} FROM (SELECT unnest($1::VARCHAR[]) AS text)",
        [texts],
    )
    for text, number in found.fetchall():
        if re.fullmatch(PLAIN, text):
            assert number == int("1" + text[-10:]), text
        elif abroad := re.fullmatch(ABROAD, text):
            assert number == int(re.sub("^(011|[+])", "", abroad[0])), text
        else:
            assert number is None, text


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(" \t!a,\u00e9", max_size=5), min_size=1, max_size=100))
def test_blanks_around_a_text_go_and_blanks_alone_are_nothing(texts: list[str]) -> None:
    found = CONNECTION.execute(f"SELECT text, {trimmed('text')} FROM (SELECT unnest($1::VARCHAR[]) AS text)", [texts])
    for text, kept in found.fetchall():
        assert kept == (text.strip(" ") or None), text
