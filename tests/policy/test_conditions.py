"""Conditions against the CEL library: what it refuses is told in plain words; what passes never fails on a call."""

import cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.model.condition import VARIABLES
from bellwarden.policy.conditions import check_condition, samples

SYNTAX = [
    ("diverted and withheld", "is not CEL in column 10: unexpected 'and'; in CEL write &&"),
    ("diverted or withheld", "is not CEL in column 10: unexpected 'or'; in CEL write ||"),
    ("not diverted", "is not CEL in column 5: unexpected 'diverted'; in CEL write !"),
    ('calling = "1"', "is not CEL in column 9: can't read '= '; in CEL write =="),
    ("diverted &&", "is not CEL in column 12: it ends too early"),
    ("(diverted", "is not CEL in column 10: missing ')' at its end"),
    ("diverted\n&& = true", "is not CEL in its line 2, column 4: can't read '= '; in CEL write =="),
    ("", "is not CEL in column 1: it ends too early"),
]


@pytest.mark.parametrize(("source", "fault"), SYNTAX)
def test_what_is_not_cel_is_told_in_plain_words(source: str, fault: str) -> None:
    assert check_condition(source) == ([fault], [])


def test_a_condition_of_unreasonable_length_never_reaches_the_library() -> None:
    """Its parser exhausts the stack over some tens of thousands of signs, and with it the whole process."""
    assert check_condition("+".join(["1"] * 30_000) + " > 0") == (
        ["has 60,003 signs, more than 2,000; put numbers into a list, or make several"],
        [],
    )


def test_an_invalid_pattern_is_told() -> None:
    faults, _ = check_condition('calling.matches("(")')
    assert faults == ['matches("(") has no valid pattern: unclosed group']


def test_a_pattern_is_called_slow() -> None:
    assert check_condition('calling.matches("^1")') == (
        [],
        ["matches(...) reads its pattern anew for every call, about 15 µs; startsWith or a list is faster"],
    )


def test_an_overflow_is_told() -> None:
    faults, _ = check_condition("attempts_1s * 9223372036854775807 > 0")
    assert faults[0].startswith("can't be worked out for some calls: Arithmetic overflow")


def test_samples_hold_every_variable_at_every_value() -> None:
    for variable in VARIABLES:
        values = {call[variable.name] for call in samples()}
        assert len(values) == {str: 6, int: 3, bool: 2}[variable.type]
        assert all(type(value) is variable.type for value in values)


TEXTS = st.sampled_from(["calling", "called", "host", '"1"', '""', '(calling + "1")'])
NUMBERS = st.sampled_from(["hour_utc", "attempts_1s", "0", "7", "(hour_utc + 1)", "size(calling)", "(attempts_1s % 3)"])
TRUTHS = st.one_of(
    st.sampled_from(["diverted", "withheld", "true"]),
    st.builds("{} {} {}".format, TEXTS, st.sampled_from(["==", "!=", "<"]), TEXTS),
    st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["==", "<=", ">"]), NUMBERS),
    st.builds("{}.{}({})".format, TEXTS, st.sampled_from(["startsWith", "contains"]), TEXTS),
    st.builds("{} in [{}, {}]".format, TEXTS, TEXTS, TEXTS),
    st.builds("[{}, {}].exists(x, x == {})".format, NUMBERS, NUMBERS, NUMBERS),
)
CONDITIONS = st.recursive(
    TRUTHS,
    lambda inner: st.one_of(
        st.builds("({}) && ({})".format, inner, inner),
        st.builds("({}) || !({})".format, inner, inner),
        st.builds("({}) ? ({}) : ({})".format, inner, inner, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=50)
@given(CONDITIONS)
def test_a_well_typed_condition_is_accepted_and_gives_a_truth_value(source: str) -> None:
    assert check_condition(source)[0] == []
    program = cel.compile(source)
    assert all(isinstance(program.execute(call), bool) for call in samples())


@given(st.one_of(st.text(max_size=60), st.text('calhour_utc<>=!&|"()[]. 0123', max_size=60)))
def test_no_text_breaks_the_check(source: str) -> None:
    faults, unwise = check_condition(source)
    assert all(faults) and all(unwise)
