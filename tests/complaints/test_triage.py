"""The three questions by rules of law and terms: yes, no, or which fact is missing; and when a person is needed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bellwarden.complaints.matching import match
from bellwarden.complaints.triage import Figures, facts_asked, triage
from bellwarden.flows.complaint import owners_of
from bellwarden.model.complaint import Medium
from bellwarden.model.complaint_match import Answered, Coverage, Triage
from tests.complaints.desks import NOW, RULES, call, document, read

TODAY = date(2026, 5, 14)
PAIR = "238-220-0155 called my cell 446-200-2001 yesterday at 3:15 pm. "
AT = datetime(2026, 5, 13, 19, 15, tzinfo=UTC)


def judged(text: str, countries: tuple[str, ...] = ("US",), figures: Figures | None = None, calls: int = 1) -> Triage:
    reading = read(PAIR + text)
    found = [call(AT + timedelta(minutes=place), line=place) for place in range(calls)]
    matching = match(reading, found, owners_of(document()), Coverage(NOW - timedelta(days=9), NOW), NOW)
    return triage(reading, matching, RULES, countries, figures, TODAY)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("A recording about my car warranty. I never gave consent.", "us/L08"),
        ("He threatened me.", "us/L05"),
        ("She said she was from the IRS and wanted gift cards.", "us/L04"),
        ("They are flooding our lines.", "us/L32"),
        ("A salesman; I told them to stop calling.", "us/L15"),
    ],
)
def test_what_is_illegal_in_the_united_states(text: str, rule: str) -> None:
    found = judged(text).illegal
    assert (found.answer, rule in {one.rule for one in found.grounds}) == (Answered.YES, True), found
    assert all(one.citation and one.evidence for one in found.grounds)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("A recording about my car warranty.", ("consent",)),
        ("They hung up, again and again, dozens of times.", ("feels_threatened",)),
        ("I am on the do not call list, they sell insurance.", ("relationship",)),
        ("Please help.", ("content",)),
    ],
)
def test_a_fact_that_is_missing_is_asked_for(text: str, ask: tuple[str, ...]) -> None:
    found = judged(text).illegal
    assert (found.answer, found.ask[: len(ask)]) == (Answered.NEEDS_FACTS, ask)


def test_the_strictest_law_holds() -> None:
    text = "They hung up, again and again, dozens of times."
    assert judged(text, ("US",)).illegal.answer is Answered.NEEDS_FACTS
    strict = judged(text, ("US", "GB")).illegal
    assert (strict.answer, strict.grounds[0].rule) == (Answered.YES, "gb/L02")


def test_a_rule_binds_from_its_day_on() -> None:
    text = "A salesman. I never gave consent."
    reading = read(PAIR + text)
    matching = match(reading, [], owners_of(document()), Coverage(NOW - timedelta(days=9), NOW), NOW)
    days = (date(2026, 8, 10), date(2026, 8, 11))
    before, after = (triage(reading, matching, RULES, ("FR",), None, day).illegal.answer for day in days)
    assert (before, after) == (Answered.NEEDS_FACTS, Answered.YES)


def test_terms_and_harm_are_no_matter_of_calls_that_others_made() -> None:
    text = "He threatened me."
    assert judged(text).against_terms.answer is Answered.YES
    assert judged(text, calls=0).against_terms.answer is Answered.NO


@pytest.mark.parametrize(
    ("figures", "answer"),
    [
        (None, Answered.NEEDS_FACTS),
        (Figures(1000, 300, 150, 0, 2.0), Answered.YES),
        (Figures(1000, 300, 10, 30, 2.0), Answered.YES),
        (Figures(1000, 500, 10, 0, 2.0), Answered.NO),
    ],
)
def test_harm_goes_by_the_customer_s_figures(figures: Figures | None, answer: Answered) -> None:
    assert judged("A survey.", figures=figures).harmful.answer is answer


@pytest.mark.parametrize(
    "text",
    [
        "He said he is going to kill me.",
        "Dijo que va a matarme, sabe dónde vivo.",
        "Il a dit qu'il va me tuer.",
        "Our hospital lines are flooded, 50 calls an hour.",
        "I am scared.",
    ],
)
def test_danger_goes_to_a_person_at_once(text: str) -> None:
    found = judged(text)
    assert found.person_now and "person on duty" in found.emergency_path


@pytest.mark.parametrize("text", ["This will kill my battery.", "Kill this number please.", "It is a killer deal."])
def test_words_that_only_sound_like_danger(text: str) -> None:
    assert judged(text).person_now == ""


def test_questions_to_the_complainant_follow_from_the_message_alone() -> None:
    reading = read(PAIR + "They hung up, dozens of times.")
    assert facts_asked(reading, RULES, ("US",), TODAY) == ("feels_threatened",)
    texts = replace(reading, medium=Medium.TEXT)
    assert facts_asked(texts, RULES, ("US",), TODAY)
