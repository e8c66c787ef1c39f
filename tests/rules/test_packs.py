"""Packs of rules: those shipped, as data that other rooms cite, and the reader that tells what is wrong with one."""

import re
from datetime import date
from pathlib import Path

import pytest

from bellwarden.model.number import NumberFault
from bellwarden.model.policy import ListClass
from bellwarden.model.rule import Rule, RuleEvidence, RuleStatus
from bellwarden.numbering.reading import read_number
from bellwarden.rules import PackError, emergency_numbers, parse_pack, shipped_packs

PACKS = shipped_packs()
RULES = {rule.id: rule for pack in PACKS.values() for rule in pack}
SOURCE = Path(__file__).parents[2] / "src" / "bellwarden"

GOOD = """
[[rule]]
id = "xx/A-1"
title = "Something is asked"
status = "in force"
effective_from = 2025-12-15
effective_to = 2026-12-14
citation = "An act, section 1"
evidence = "V/M"
parameters = { days = 30, share = 0.5, asked = true, unit = "block", numbers = ["911", "112"] }
"""


def test_the_packs_that_are_shipped() -> None:
    united_states = {"us/authentication", "us/blocking", "us/caller_id", "us/complaints", "us/emergency"}
    others = {f"{country}/{subject}" for country in ("ca", "fr", "gb") for subject in ("complaints", "emergency")}
    assert set(PACKS) == {*united_states, *others, "terms/acceptable_use"}
    assert len(RULES) == sum(len(pack) for pack in PACKS.values())


def test_every_country_with_a_pack_says_which_calls_are_for_help() -> None:
    """A carrier of a country with a pack gets that country's emergency numbers and no others."""
    for country in {name.partition("/")[0] for name in PACKS} - {"terms"}:
        assert {"112", "sos"} <= set(emergency_numbers(PACKS[f"{country}/emergency"]))


def test_calls_for_help_in_the_united_states() -> None:
    """47 CFR 64.1200(k)(5): 911; 988 and its like beside it; RFC 5031: sos."""
    assert emergency_numbers(PACKS["us/emergency"]) == ("911", "933", "112", "988", "sos")


def test_every_emergency_number_is_the_canonical_form_of_a_service_code() -> None:
    for number in emergency_numbers(PACKS["us/emergency"]):
        assert (read_number(number).digits, read_number(number).fault) == (number, None)
    for rule in RULES.values():
        for number in emergency_numbers((rule,)):
            assert read_number(number, rule.jurisdiction.upper()).digits == number


def test_every_rule_that_the_code_cites_is_shipped() -> None:
    cited = {
        found
        for path in SOURCE.rglob("*.py")
        for found in re.findall(r"\bus/[A-Z]-\w+", path.read_text(encoding="utf-8"))
    }
    assert cited >= {"us/G-01a", "us/G-22"}
    assert cited - RULES.keys() == set()


def test_words_of_other_rooms_in_parameters_are_those_rooms_words() -> None:
    faults = RULES["us/G-01a"].parameter("number_faults")
    assert isinstance(faults, tuple)
    # Country code and national number are no matter of the North American plan, which the rule is about.
    expected = {fault.value for fault in NumberFault} - {"country_code", "national_number"}
    assert set(faults) == expected
    for id_ in ("us/G-01d", "us/G-07f"):
        assert RULES[id_].parameter("list_class") in {one.value for one in ListClass}


@pytest.mark.parametrize(
    ("id_", "status", "evidence", "begins"),
    [
        ("us/G-01a", RuleStatus.IN_FORCE, "VSM", date(2025, 12, 15)),
        ("us/G-04", RuleStatus.IN_FORCE, "VS", date(2026, 3, 25)),
        ("us/G-07a", RuleStatus.IN_FORCE, "V", date(2020, 10, 14)),
        ("us/G-10", RuleStatus.IN_FORCE, "M", None),
        ("us/G-20", RuleStatus.CONSENT_ORDER, "VS", None),
        ("us/G-23", RuleStatus.PRACTICE, "V", None),
        ("us/G-24", RuleStatus.PROPOSED, "VSP", None),
        ("us/G-26", RuleStatus.PROPOSED, "SP", None),
    ],
)
def test_status_evidence_and_date_of_the_rules_that_matter_most(
    id_: str, status: RuleStatus, evidence: str, begins: date | None
) -> None:
    rule = RULES[id_]
    assert (rule.status, rule.evidence, rule.effective_from) == (status, tuple(map(RuleEvidence, evidence)), begins)


def test_a_proposal_keeps_its_mark_and_binds_on_no_day() -> None:
    for rule in RULES.values():
        if rule.status is RuleStatus.PROPOSED:
            assert RuleEvidence.PROPOSED in rule.evidence
            assert not rule.in_force(date(2030, 1, 1))


def test_a_pack_is_read_field_by_field() -> None:
    assert parse_pack(GOOD, "xx/sample") == (
        Rule(
            "xx/A-1",
            "Something is asked",
            "xx",
            RuleStatus.IN_FORCE,
            "An act, section 1",
            (RuleEvidence.PRIMARY, RuleEvidence.MEMORY),
            date(2025, 12, 15),
            date(2026, 12, 14),
            (("days", 30), ("share", 0.5), ("asked", True), ("unit", "block"), ("numbers", ("911", "112"))),
        ),
    )


@pytest.mark.parametrize(
    ("day", "bound"),
    [(date(2025, 12, 14), False), (date(2025, 12, 15), True), (date(2026, 12, 14), True), (date(2026, 12, 15), False)],
)
def test_a_rule_binds_from_its_first_to_its_last_day(day: date, bound: bool) -> None:
    assert parse_pack(GOOD, "xx/sample")[0].in_force(day) is bound


def test_a_rule_without_dates_binds_on_any_day() -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith("effective"))
    assert parse_pack(text, "xx/sample")[0].in_force(date(1996, 2, 8))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('id = "xx/A-1"', ""), "xx/sample: rule number 1: id: a text is wanted"),
        (('id = "xx/A-1"', 'id = "yy/A-1"'), "xx/sample: rule yy/A-1: id: does not begin with xx/"),
        (('title = "Something is asked"', 'title = " "'), "xx/sample: rule xx/A-1: title: a text is wanted"),
        (
            ('status = "in force"', 'status = "law"'),
            "xx/sample: rule xx/A-1: status: 'law' is none of in force, proposed",
        ),
        (
            ('evidence = "V/M"', 'evidence = "V,M"'),
            "xx/sample: rule xx/A-1: evidence: 'V,M' is not made of V, S, M, P, D",
        ),
        (("2025-12-15", '"2025-12-15"'), "xx/sample: rule xx/A-1: effective_from: a day is wanted"),
        (("2025-12-15", "2025-12-15T00:00:00"), "xx/sample: rule xx/A-1: effective_from: a day is wanted"),
        (("2026-12-14", "2024-12-14"), "xx/sample: rule xx/A-1: effective_to: before effective_from"),
        (("days = 30", "days = [30]"), "xx/sample: rule xx/A-1: parameters.days: a text, a number"),
        (("parameters = {", "parameter = {"), "xx/sample: rule xx/A-1: parameter: unknown field"),
        (("parameters = { days = 30", "parameters = 30 # {"), "xx/sample: rule xx/A-1: parameters: a table is wanted"),
        (("[[rule]]", "[rule]"), "xx/sample: no [[rule]] table"),
        (("[[rule]]", "[[law]]"), "xx/sample: unknown table 'law'"),
        (("[[rule]]", "[[rule"), "xx/sample: no TOML"),
        ((GOOD, GOOD + GOOD), "xx/sample: rule xx/A-1: id: used twice"),
        ((GOOD, "rule = [1]"), "xx/sample: rule number 1: no table"),
        ((GOOD, ""), "xx/sample: no [[rule]] table"),
    ],
)
def test_a_bad_pack_is_refused_by_pack_rule_and_field(change: tuple[str, str], words: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(PackError, match=re.escape(words)):
        parse_pack(GOOD.replace(*change), "xx/sample")
