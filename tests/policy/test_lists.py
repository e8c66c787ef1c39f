"""Lists: what each class may hold and do, where its numbers go, and that no list blocks an emergency number."""

from datetime import date

import pytest

from bellwarden.model.policy import ListClass, ListKey, PolicyBundle, PolicyList
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Outcome
from bellwarden.policy.layers import members
from tests.policy.worlds import read_with_base, told

DNO = "do-not-originate list"
TO_BLOCK = 'move these numbers to a list with class = "block"'


def bundle(text: str, files: dict[str, str | bytes] | None = None) -> PolicyBundle:
    reading = read_with_base(text, files)
    assert reading.problems == ()
    assert reading.bundle is not None
    return reading.bundle


def test_a_list_of_numbers_becomes_a_layer_and_prefixes() -> None:
    text = '[list.spam]\nkey = "calling_number"\nfile = "lists/spam.txt"\nentries = ["12382000105", "+1446*"]\n'
    made = bundle(text, {"lists/spam.txt": "12382000100\n12382001000-12382001999\n"})
    assert made.document.lists == (
        PolicyList(
            "spam", ListKey.CALLING_NUMBER, ListClass.BLOCK, layer="list.spam", prefixes=("12382001", "1446"), count=2
        ),
    )
    assert members(made.layers["list.spam"], [12382000100, 12382000105, 12382000106]) == [12382000100, 12382000105]


def test_a_list_of_words_keeps_its_entries() -> None:
    made = bundle('[list.names]\nkey = "name"\nfile = "n.txt"\nentries = ["SSA*", "X"]\n', {"n.txt": "A\nX\n"})
    assert made.document.lists[0].entries == ("A", "X", "SSA*")
    assert made.layers == {}


def test_a_list_of_prefixes_alone_has_no_layer() -> None:
    made = bundle('[list.a]\nkey = "called_number"\nentries = ["+1446*"]\n')
    assert (made.document.lists[0].layer, made.layers) == ("", {})


def test_allowing_lists_allow() -> None:
    text = (
        '[list.a]\nkey = "name"\nclass = "allow"\nentries = ["A"]\n'
        '[list.p]\nkey = "calling_number"\nclass = "public_safety"\nentries = ["12382000911"]\n'
    )
    assert [one.action for one in bundle(text).document.lists] == [Action.ALLOW, Action.ALLOW]


def test_what_a_list_asks_for_is_kept() -> None:
    text = (
        '[carrier]\ncaptcha_uri = "sip:captcha@127.0.0.9"\n[list.a]\nkey = "name"\nentries = ["A"]\naction = "divert"\n'
        'divert_to = "captcha"\nevidence = "statistics"\ncustomers = ["lab"]\noutcome = "called_party"\n'
    )
    made = bundle(text).document.lists[0]
    assert (made.action, made.diversion, made.evidence) == (Action.DIVERT, Diversion.CAPTCHA, EvidenceClass.STATISTICS)
    assert (made.customers, made.outcome) == (("lab",), Outcome.CALLED_PARTY)


def test_a_list_by_analytics_is_answered_as_such() -> None:
    text = '[list.a]\nkey = "name"\nentries = ["A"]\nanalytics = true\nevidence = "statistics"\n'
    assert bundle(text).document.lists[0].outcome is Outcome.ANALYTICS


PROBLEMS = [
    ('key = "called_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\n', 2,
     'key: is "called_number", but a do_not_originate list is about callers; write key = "calling_number"'),
    ('key = "name"\nclass = "public_safety"\nentries = ["A"]\n', 2,
     'key: is "name", but a public_safety list is about callers; write key = "calling_number"'),
    ('key = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\nevidence = "statistics"\n', 5,
     f'evidence: "statistics" has no place on a {DNO} (47 CFR 64.1200(o)); {TO_BLOCK}'),
    ('key = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\nevidence = "crowd"\n', 5,
     f'evidence: "crowd" has no place on a {DNO} (47 CFR 64.1200(o)); {TO_BLOCK}'),
    ('key = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\nanalytics = true\n', 5,
     f"analytics: a {DNO} holds nothing found by analytics (47 CFR 64.1200(o)); {TO_BLOCK}"),
    ('key = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\naction = "limit"\n', 5,
     f"action: says nothing on a {DNO}, which blocks; take it out"),
    ('key = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\ncustomers = ["lab"]\n', 5,
     f"customers: a {DNO} holds for every call (47 CFR 64.1200(o)); take customers out, or make it a list with"
     ' class = "block"'),
    ('key = "name"\nclass = "allow"\nentries = ["A"]\naction = "block"\n', 5,
     "action: says nothing on a list of class allow; take it out"),
    ('key = "name"\nentries = ["A"]\nanalytics = true\noutcome = "list"\n', 5,
     "outcome: says nothing when analytics = true, which is answered by 603+; take it out"),
    ('key = "name"\n', 1, 'has no entries; write file = "lists/..." or entries = [...]'),
    ('key = "name"\nfile = "lists/nmaes.txt"\n', 3,
     'file: there is no file "lists/nmaes.txt" in the policy folder; did you mean "lists/names.txt"?'),
    ('key = "name"\nfile = "../names.txt"\n', 3,
     'file: there is no file "../names.txt" in the policy folder; list files lie inside the policy folder'),
    ('key = "name"\nentries = ["A"]\ncustomers = ["lab", "lap"]\n', 4,
     'customers[2]: there is no customer "lap"; did you mean "lab"?'),
    ('key = "calling_number"\nentries = [\n  "12382000100",\n  "spam",\n]\n', 5,
     'entries[2]: "spam" is no telephone number; write a number "+12382000100", a range "12382001000-12382001999" or a'
     ' prefix "+1238200*"'),
    ('key = "spid"\nentries = ["X00"]\n', 3,
     'entries[1]: "X00" is no service provider id; an OCN has four letters and digits'),
    ('key = "called_number"\nentries = ["12382000100", "911"]\n', 3,
     "entries[2]: 911 is an emergency number and is never blocked; take it out"),
]  # fmt: skip
# Line 1 of the file is the table's header, which the cases leave out.


@pytest.mark.parametrize(("settings", "line", "problem"), PROBLEMS)
def test_a_list_that_can_not_be_is_told(settings: str, line: int, problem: str) -> None:
    glue = ": " if problem.startswith("has ") else "."
    text = f"[list.l]\n{settings}"
    assert f"error policy.toml:{line}: list.l{glue}{problem}" in told(text, {"lists/names.txt": "A\n"})


def test_a_bad_line_is_an_error_of_its_list() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "lists/l.txt"\n'
    assert told(text, {"lists/l.txt": "12382000100\n\n611\n"}) == [
        "error lists/l.txt:3: list.l.file: 611 is a short code of one network; lists hold full numbers"
    ]


def test_a_bad_line_is_left_out_where_the_operator_says_so() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "lists/l.txt"\nbad_lines = "warning"\n'
    reading = read_with_base(text, {"lists/l.txt": "12382000100\n611\n"})
    assert [problem.severity.value for problem in reading.problems] == ["warning"]
    assert reading.bundle is not None
    assert reading.bundle.document.lists[0].count == 1


def test_many_bad_lines_are_told_by_their_number() -> None:
    problems = told('[list.l]\nkey = "calling_number"\nfile = "l.txt"\n', {"l.txt": "x\n" * 1021})
    assert len(problems) == 21
    assert problems[-1] == (
        "error l.txt:20: list.l.file: 1,001 more lines after this one can't be read; the first 20 are told"
    )


def test_an_emergency_number_in_a_file_is_refused_whatever_the_setting() -> None:
    text = '[list.l]\nkey = "called_number"\nfile = "l.txt"\nbad_lines = "warning"\n'
    assert told(text, {"l.txt": "12382000100\n+1911\n"}) == [
        "error l.txt:2: list.l.file: 911 is an emergency number and is never blocked; take it out"
    ]


@pytest.mark.parametrize("entry", ["12382000911", "+1238*", "2382000900-2382000999"])
def test_an_emergency_center_s_full_number_is_never_blocked(entry: str) -> None:
    carrier = '[carrier]\nemergency_numbers = ["12382000911"]\n'
    problems = told(f'{carrier}[list.l]\nkey = "called_number"\nfile = "l.txt"\n', {"l.txt": f"{entry}\n"})
    assert len(problems) == 1
    assert problems[0].startswith("error policy.toml:5: list.l.file: +1238")
    assert problems[0].endswith("is an emergency number and is never blocked; take it out")


def test_emergency_numbers_may_be_allowed_callers_and_blocked_elsewhere_they_can_not_harm() -> None:
    carrier = '[carrier]\nemergency_numbers = ["12382000911"]\n'
    text = f'{carrier}[list.l]\nkey = "calling_number"\nclass = "public_safety"\nentries = ["12382000911"]\n'
    assert told(text) == []


def test_a_list_without_an_entry_in_force_is_told() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.csv"\n'
    assert told(text, {"l.csv": "number,expires\n12382000100,2026-01-01\n"}) == [
        "warning policy.toml:1: list.l: holds no entry in force, so no call can match it"
    ]


def test_an_unchanged_list_is_not_built_again() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.txt"\n'
    first = read_with_base(text, {"l.txt": "12382000100\n+1446*\n"})
    (key,) = first.kept
    again = read_with_base(text, {"l.txt": "12382000100\n+1446*\n"}, cached_layers=first.kept)
    assert (again.bundle, again.kept) == (first.bundle, first.kept)
    assert again.kept[key] is first.kept[key]
    changed = read_with_base(text, {"l.txt": "12382000101\n"}, cached_layers=first.kept)
    assert changed.bundle != first.bundle
    assert key not in changed.kept


def test_a_kept_layer_that_was_changed_is_built_anew() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.txt"\n'
    first = read_with_base(text, {"l.txt": "12382000100\n"})
    spoilt = {key: data[:-1] for key, data in first.kept.items()}
    assert read_with_base(text, {"l.txt": "12382000100\n"}, cached_layers=spoilt) == first


def test_a_list_with_end_dates_is_built_anew_on_another_day() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.csv"\n'
    files: dict[str, str | bytes] = {"l.csv": "number,expires\n12382000100,2026-12-31\n12382000101,\n"}
    first = read_with_base(text, files)
    later = read_with_base(text, files, cached_layers=first.kept, today=date(2027, 1, 1))
    assert first.bundle is not None
    assert later.bundle is not None
    assert (first.bundle.document.lists[0].count, later.bundle.document.lists[0].count) == (2, 1)


def test_a_list_with_bad_lines_is_not_kept_so_that_they_are_told_again() -> None:
    text = '[list.l]\nkey = "calling_number"\nfile = "l.txt"\nbad_lines = "warning"\n'
    files: dict[str, str | bytes] = {"l.txt": "12382000100\nx\n"}
    first = read_with_base(text, files)
    assert first.kept == {}
    assert read_with_base(text, files, cached_layers=first.kept).problems == first.problems
