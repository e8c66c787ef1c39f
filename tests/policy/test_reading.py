"""The reading as a whole: a sound folder gives a bundle, an unsound one every problem, and no bytes make it raise."""

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bellwarden.model.policy import PolicyDocument
from bellwarden.policy.problem import Problem, Severity
from bellwarden.policy.reading import PolicyReading, read_policy
from bellwarden.policy.starter import starter_files
from tests.policy.worlds import BASE, CHECKS, DIALECTS, EMERGENCY, TODAY, read, read_with_base, told


def test_a_sound_policy_gives_a_bundle_and_no_problem() -> None:
    reading = read({"base.toml": BASE})
    assert reading.problems == ()
    assert reading.bundle is not None
    assert reading.bundle.document.carrier.name == "Example Voice"
    assert reading.bundle.layers == {}


def test_warnings_alone_do_not_stand_in_the_way() -> None:
    reading = read_with_base('[trunk.a]\naddresses = ["::1"]\n')
    assert len(reading.warnings) == 1
    assert reading.errors == ()
    assert reading.bundle is not None


def test_one_error_stands_in_the_way() -> None:
    reading = read_with_base('[trunk.a]\naddresses = ["::1"]\ncustomer = "x"\n')
    assert len(reading.errors) == 1
    assert reading.bundle is None


def test_the_same_files_give_the_same_bundle_whatever_their_order() -> None:
    files = starter_files()
    one = read(dict(files))
    other = read(dict(reversed(files.items())))
    assert one == other


def test_problems_of_every_part_are_told_in_one_reading() -> None:
    text = """\
[carrier]
dialect = "x"
[trunk.a]
addresses = ["::1"]
customer = "x"
[customer.a]
name = "A"
numbers = ["x"]
[check.x]
mode = "act"
[list.a]
key = "name"
file = "x.txt"
[condition.a]
when = "x"
[numbering]
areas = "x.csv"
"""
    assert [(problem.line, problem.field) for problem in read_with_base(text).problems] == [
        (2, "carrier.dialect"),
        (5, "trunk.a.customer"),
        (8, "customer.a.numbers[1]"),
        (9, "check.x"),
        (13, "list.a.file"),
        (15, "condition.a.when"),
        (17, "numbering.areas"),
    ]


AT = "policy.toml:2: condition.a.when:"
CONDITIONS = [
    ("'callin == \"1\"'", f'error {AT} there is no variable `callin`; did you mean "calling"?'),
    ('"hour_utc"', f"error {AT} the whole condition is a whole number where true or false is needed"),
    ('"diverted &&"', f"error {AT} is not CEL in column 12: it ends too early"),
    (
        "\"calling.matches('^1')\"",
        f"warning {AT} matches(...) reads its pattern anew for every call, about 15 µs; startsWith or a list is faster",
    ),
]


@pytest.mark.parametrize(("when", "problem"), CONDITIONS)
def test_a_condition_s_problem_stands_on_its_line(when: str, problem: str) -> None:
    assert told(f"[condition.a]\nwhen = {when}\n") == [problem]


def test_a_condition_is_kept_as_it_was_written() -> None:
    bundle = read_with_base('[condition.a]\nwhen = """\ndiverted\n  && withheld"""\ndescription = "x"\n').bundle
    assert bundle is not None
    assert bundle.document.conditions[0].expression == "diverted\n  && withheld"


def test_files_that_nothing_names_are_told() -> None:
    files: dict[str, str | bytes] = {"lists/old.txt": "x", "README.md": "x", ".gitignore": "x", ".git/config": "x"}
    assert told("", files) == [
        "warning lists/old.txt:1: no table names this file, so it has no effect; name it in a table or take it out of"
        " the folder"
    ]


def test_files_are_not_called_unused_while_tables_can_not_be_read() -> None:
    assert len(told("[list.a]\nfile = 'l.txt'\n", {"l.txt": "x"})) == 1


def test_a_problem_reads_as_file_line_field_and_reason() -> None:
    problem = Problem("customers.toml", 14, "customer.acme.cps_max", "-3 is below 0", Severity.ERROR)
    assert str(problem) == "customers.toml:14: customer.acme.cps_max: -3 is below 0"
    assert str(problem._replace(field="")) == "customers.toml:14: -3 is below 0"


def test_control_signs_of_a_file_never_reach_the_terminal() -> None:
    text = '[customer."a\\u001b[2J"]\nname = "x"\n[carrier]\ndialect = "\\u001b]0;x\\u0007"\n'
    assert all(line.isprintable() for line in told(text, {"lists/l.txt": b"\x1b[2J\n"}))


def test_the_document_survives_the_snapshot_s_encoding() -> None:
    bundle = read(dict(starter_files())).bundle
    assert bundle is not None
    encoded = msgspec.json.encode(bundle.document)
    assert msgspec.json.decode(encoded, type=PolicyDocument) == bundle.document


def whole(reading: PolicyReading) -> bool:
    """What holds for every reading, whatever was read."""
    located = all(problem.line >= 1 and problem.file and problem.reason for problem in reading.problems)
    return located and (reading.bundle is None) == bool(reading.errors)


NAMES = st.sampled_from(["a.toml", "b.toml", "lists/blocked.txt", "lists/do-not-originate.csv", "x.txt"])
TABLES = st.sampled_from(
    ["[carrier]", "[trunk.a]", "[[trunk.a.identify]]", "[customer.lab]", "[check]", "[list.a]", "[condition.a]", "[x]"]
)
CARRIER_KEYS = ["name", "mode", "country", "redress.url"]
PARTY_KEYS = ["addresses", "customer", "cps_max", "numbers"]
RULE_KEYS = ["key", "class", "file", "entries", "action", "divert_to", "evidence", "analytics", "when", "customers"]
KEYS = st.sampled_from([*CARRIER_KEYS, *PARTY_KEYS, *RULE_KEYS, "cps_limit.mode", "customer.lab.mode"])
VALUES = st.sampled_from(
    [
        "1",
        "-1",
        "true",
        '""',
        '"act"',
        '"name"',
        '"block"',
        '"lab"',
        '["::1"]',
        '["911"]',
        '"x.txt"',
        "[1]",
        "{}",
        "[",
        "nan",
    ]
)
LINES = st.one_of(TABLES, st.builds("{} = {}".format, KEYS, VALUES), st.text(max_size=8))
FILES = st.dictionaries(
    NAMES, st.one_of(st.binary(max_size=60), st.lists(LINES, max_size=12).map("\n".join).map(str.encode))
)


@settings(max_examples=150)
@given(FILES, st.booleans())
def test_no_files_make_the_reading_raise(files: dict[str, bytes], with_base: bool) -> None:
    base = {"base.toml": BASE.encode()} if with_base else {}
    reading = read_policy({**base, **files}, checks=CHECKS, dialects=DIALECTS, emergency_numbers=EMERGENCY, today=TODAY)
    assert whole(reading)


@settings(max_examples=60)
@given(st.sampled_from(sorted(starter_files())), st.integers(0, 4000), st.binary(max_size=4), st.integers(0, 8))
def test_a_starter_with_a_damaged_file_never_raises(name: str, at: int, new: bytes, gone: int) -> None:
    files = starter_files()
    data = files[name]
    files[name] = data[:at] + new + data[at + gone :]
    assert whole(read(dict(files)))


@settings(max_examples=30)
@given(st.dictionaries(st.text("numbers-0af", max_size=80), st.binary(max_size=60), max_size=3))
def test_no_cache_makes_the_reading_raise_or_differ(cached: dict[str, bytes]) -> None:
    files = dict(starter_files())
    assert read(files, cached_layers=cached) == read(files)


def test_a_cache_of_another_policy_changes_nothing() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.txt"\n'
    first = read_with_base(text, {"l.txt": "12382000100\n"})
    other = read_with_base(text, {"l.txt": "12382000101\n"})
    swapped = dict(zip(first.kept, other.kept.values(), strict=True))
    again = read_with_base(text, {"l.txt": "12382000100\n"}, cached_layers=swapped)
    assert again == first


def test_another_day_is_another_reading() -> None:
    files: dict[str, str | bytes] = {"l.csv": "number,expires\n12382000100,2026-11-21\n"}
    text = '[list.l]\nkey = "calling_number"\nfile = "l.csv"\n'
    assert told(text, files) == []
    assert len(told(text, files, today=date(2026, 11, 22))) == 1
