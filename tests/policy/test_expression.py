"""The types of conditions: sound ones pass, and each kind of mistake is told, in whatever branch it hides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.model.condition import VARIABLES
from bellwarden.policy.expression import faults_of, patterns_of

NAMES = {variable.name: variable.type for variable in VARIABLES}

SOUND = [
    'calling_country == "XX" && hour_utc < 6',
    'calling.startsWith("1238") || !diverted',
    "size(calling) > 3 && calling.size() != 11",
    'calling in ["1", "2"] && hour_utc in [22, 23]',
    '["1900", "1976"].exists(p, called.startsWith(p))',
    "[calling, shown].all(n, n.contains(called))",
    "attempts_1s % 2 == 1 && attempts_1s * 3 + 1 >= -hour_utc",
    "(diverted ? calling : shown) == called",
    "withheld == diverted",
    "hour_utc < 7.5",
    "calling < called",
    'r"\\d" == calling + """x""" // a comment\n && true',
    "!!diverted",
    "identity_headers / 2 == 0",
    "true ? false : true ? true : false",
]


@pytest.mark.parametrize("source", SOUND)
def test_a_sound_condition_has_no_fault(source: str) -> None:
    assert faults_of(source, NAMES) == []


ALL_NAMES = ", ".join(sorted(NAMES)[:-1]) + " and withheld"
FAULTS = [
    ("callin == called", 'there is no variable `callin`; did you mean "calling"?'),
    ("true || callin == called", 'there is no variable `callin`; did you mean "calling"?'),
    ("hour_utc", "the whole condition is a whole number where true or false is needed"),
    ('hour_utc < "6"', '`hour_utc < "6"` compares a whole number with text; compare like with like'),
    ("calling == 1", "`calling == 1` compares text with a whole number; compare like with like"),
    ('false && (hour_utc < 6 || weekday_utc == "7")',
     '`weekday_utc == "7"` compares a whole number with text; compare like with like'),
    ("diverted < withheld", "`diverted < withheld`: true or false has no order; use == or !="),
    ("hour_utc || diverted", "`hour_utc` beside || is a whole number where true or false is needed"),
    ("diverted && calling", "`calling` beside && is text where true or false is needed"),
    ("!hour_utc", "`hour_utc` behind ! is a whole number where true or false is needed"),
    ("-calling == calling", "`-calling` takes text as a number"),
    ("calling + 1 == called", "`calling + 1` puts text and a whole number together with +"),
    ("diverted + diverted == 2", "`diverted + diverted` puts true or false and true or false together with +"),
    ("100 / attempts_1s > 3", "`100 / attempts_1s` may divide by 0; divide by a number that is written out"),
    ("100 % 0 == 1", "`100 % 0` may divide by 0; divide by a number that is written out"),
    ("1.0 / 0e5 > 1.0", "`1.0 / 0e5` may divide by 0; divide by a number that is written out"),
    ("hour_utc ? true : false", "`hour_utc` before ? is a whole number where true or false is needed"),
    ('diverted ? true : "x"', 'the two results of `diverted ? true : "x"` are true or false and text; make them alike'),
    ('calling in "123"', '`calling in "123"`: "123" is text; write a list, [..., ...]'),
    ('hour_utc in ["1"]', '`hour_utc in ["1"]` looks for a whole number in a list of text'),
    ('calling in ["1", 2]', '`["1", 2]` mixes a whole number and text'),
    ("size(hour_utc) > 1", "size counts the signs of text or the items of a list, not a whole number"),
    ("hour_utc.startsWith(calling)", "`hour_utc` before .startsWith is a whole number where text is needed"),
    ("calling.startsWith(1)", "`1` in startsWith(...) is a whole number where text is needed"),
    ("calling.startswith(called)", 'there is no method `startswith`; did you mean "startsWith"?'),
    ("contains(calling)", "there is no function `contains`; write it behind a value: calling.contains(...)"),
    ("calling.matches(called)", "matches needs its pattern written out in quotes"),
    ("calling.exists(x, true)", "`calling` before .exists is text; write a list, [..., ...]"),
    ("[1].exists(x, x)", "`x` in exists(...) is a whole number where true or false is needed"),
    ("[1].exists(x, x == 1) && x == 1", f"there is no variable `x`; there are {ALL_NAMES}"),
    ('["a"].all(x, ["b"].all(y, x == y))', "all stands inside another exists or all; make two conditions of it"),
    ("(" * 21 + "true" + ")" * 21, "is nested more than 20 deep; make several conditions of it"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "fault"), FAULTS)
def test_a_wrong_type_is_told(source: str, fault: str) -> None:
    assert fault in faults_of(source, NAMES)


NOT_OFFERED = ['{"a": 1}.a == 1', "calling == null", "calling[0] == called", "calling.foo == called", "b'x' == host"]


@pytest.mark.parametrize("source", [*NOT_OFFERED, "1u < 2u", "Foo{a: 1} == 1"])
def test_what_conditions_do_not_offer_is_told(source: str) -> None:
    offer = "conditions offer text, numbers, lists, their operators and startsWith, endsWith, contains, matches, size,"
    assert any(fault.endswith(f"can't stand in a condition; {offer} exists, all") for fault in faults_of(source, NAMES))


def test_all_faults_of_a_condition_are_told() -> None:
    assert len(faults_of('callin == "1" && hour_utc == "2" && !calling', NAMES)) == 3


def test_patterns_are_found() -> None:
    assert patterns_of('calling.matches("^1") || called.matches(r\'2$\') || calling.contains("matches(")') == [
        '"^1"',
        "r'2$'",
    ]


ATOMS = st.sampled_from(
    ["calling", "hour_utc", "diverted", '"x"', "1", "2.5", "true", "nope", "[1]", '["a"]', "(", ")", "[", "]", ","]
)
SIGNS = st.sampled_from(["&&", "||", "!", "==", "<", "in", "+", "-", "/", "?", ":", ".", "exists", "size", "matches"])


@settings(max_examples=100)
@given(st.lists(st.one_of(ATOMS, SIGNS), max_size=14).map(" ".join))
def test_no_row_of_tokens_breaks_the_checker(source: str) -> None:
    assert all(isinstance(fault, str) and fault for fault in faults_of(source, NAMES))


@given(st.text(max_size=40))
def test_no_text_breaks_the_checker(source: str) -> None:
    assert faults_of(source, NAMES) is not None
