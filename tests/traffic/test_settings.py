"""traffic.toml: what it sets, and how it says what is wrong."""

import pytest

from bellwarden.traffic import detectors
from bellwarden.traffic.conditions import VARIABLES, figures
from bellwarden.traffic.judging import COMBINED, Step, judge
from bellwarden.traffic.settings import Declared
from bellwarden.traffic.settings_file import SettingsFault, read_settings
from tests.traffic.profiles import profile
from tests.traffic.test_detectors import BLAST

KNOWN = detectors.load()
GOOD = b"""
[line.neighbour_spoofing]
neighbour_ratio = { value = 0.2, source = "decided by the fraud desk, 2026-05-02" }
callers_min = { value = 50, source = "decided by the fraud desk, 2026-05-02" }
[lists]
dnc = "lists/dnc.txt"
[declared.quillmark]
profile = "school"
consent = "contract of 2025-08-01, appendix C"
[condition.night-pings]
when = 'attempts > 100 && asr < 0.2 && (hour_utc >= 22 || hour_utc < 6)'
title = "Pings at night"
case = true
"""
# What is written → field and words of the fault.
BAD = {
    "[lin]": ("lin", "there is no such table; did you mean"),
    "[line.short_call]": ("line.short_call", 'did you mean "short_calls"?'),
    "[line.short_calls]\nshort = 1": ("line.short_calls.short", "has no such line; there are acd_s"),
    "[line.short_calls]\nacd_s = 1": ("line.short_calls.acd_s", "it has value and source"),
    '[line.short_calls]\nacd_s = {value=1, source=" "}': ("line.short_calls.acd_s.source", "say who decided it"),
    '[line.short_calls]\nacd_s = {value="1", source="x"}': ("line.short_calls.acd_s.value", "expected `float`"),
    '[line.short_calls]\nshort_call_ratio = {value=20, source="x"}': (
        "line.short_calls.short_call_ratio.value",
        "as 0.2 for 20 %",
    ),
    '[declared.quillmark]\nprofile = "church"\nconsent = "x"': ("declared.quillmark.profile", "invalid enum value"),
    '[declared.quillmark]\nprofile = "school"\nconsent = ""': ("declared.quillmark.consent", "say where"),
    "[condition.x]\nwhen = 'atempts > 1'": ("condition.x.when", 'did you mean "attempts"?'),
    "[condition.x]\nwhen = 'attempts'": ("condition.x.when", "true or false is needed"),
    "[condition.x]\nwhen = 'attempts > \"a\"'": ("condition.x.when", "compare like with like"),
    '[lists]\ndcn = "x"': ("lists.dcn", 'did you mean "dnc"?'),
    "[lists]\ndnc = 1": ("lists.dnc", "is no path"),
    "line = 1": ("line", "is no table"),
}


def test_what_is_written_is_what_is_in_force() -> None:
    settings = read_settings(GOOD, KNOWN)
    assert settings.declared == {"quillmark": Declared.SCHOOL}
    assert settings.lists == {"dnc": "lists/dnc.txt"}
    quiet = judge(profile(callers=60, same_exchange=60), KNOWN)
    assert quiet.alerts == ()
    (alert,) = judge(profile(callers=60, same_exchange=60), KNOWN, settings).alerts
    assert (alert.detector, alert.clues[0].line) == ("neighbour_spoofing", 0.2)
    assert alert.clues[0].source == "decided by the fraud desk, 2026-05-02"


def test_an_operators_condition_alerts_with_the_figures_it_reads() -> None:
    settings = read_settings(GOOD.replace(b">= 22", b">= 9"), KNOWN)
    judged = judge(profile(answered=20, timed=20, short=2, under_60s=10, over_120s=4, no_answer=160), {}, settings)
    (alert,) = judged.alerts
    assert (alert.detector, alert.title, alert.step) == ("condition.night-pings", "Pings at night", Step.CASE)
    assert {clue.feature: clue.value for clue in alert.clues} == {"attempts": 200, "asr": 0.1, "hour_utc": 9}
    assert judge(profile(), {}, settings).alerts == ()


@pytest.mark.parametrize("written", BAD)
def test_a_fault_names_file_line_field_and_what_to_do(written: str) -> None:
    field, words = BAD[written]
    with pytest.raises(SettingsFault) as raised:
        read_settings(f"# ours\n{written}\n".encode(), KNOWN)
    (problem,) = raised.value.problems
    assert (problem.file, problem.field) == ("traffic.toml", field)
    assert field.rpartition(".")[2] in written.splitlines()[problem.line - 2]
    assert words in problem.reason


def test_all_faults_are_told_at_once_and_none_of_them_twice() -> None:
    with pytest.raises(SettingsFault) as raised:
        read_settings("\n".join(('lists = {dcn = "x", dnc = 1}', "[lin]")).encode(), KNOWN)
    assert len(raised.value.problems) == 3
    with pytest.raises(SettingsFault, match=r"traffic\.toml:2: is no TOML"):
        read_settings(b"[lists]\ndnc == 1", KNOWN)


def test_a_declared_notifier_may_look_like_one_and_still_not_show_others_numbers() -> None:
    settings = read_settings(GOOD, KNOWN)
    paced = {**BLAST, "callers": 1, "caller_attempts_max": 600, "same_exchange": 10, "vacant": 6, "no_answer": 414}
    paced |= {"gap_ms_sum": 599_000.0, "gap_ms_squares": 599_000_000.0}
    undeclared, declared = judge(profile(**paced), {}), judge(profile(**paced), {}, settings)
    assert declared.score < undeclared.score - 2
    assert declared.step is None
    forged = {**BLAST, "owned_known": 600, "unowned": 600, "allocation_known": 600, "unallocated": 200}
    assert [one.detector for one in judge(profile(**forged), {}, settings).alerts] == [COMBINED]


def test_every_figure_is_a_variable_with_a_type() -> None:
    assert {"attempts", "acd_s", "short_calls_ratio", "gap_cv", "subject", "hour_utc"} <= VARIABLES.keys()
    assert {type(value) for value in figures(profile()).values()} <= {int, float, str}
    assert {name: type(value) for name, value in figures(profile()).items()} == VARIABLES
