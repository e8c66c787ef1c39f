"""The three questions of every complaint, by dated rules: illegal? against the terms? harmful to the network?

A rule has conditions on facts. All of them true: it speaks. One of them false: it is silent. Some unknown,
    and one true:
it would speak if those were known, so they are asked for. Under several laws the strictest answer holds.
"""

import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from bellwarden.model.complaint import ComplaintKind, Medium, Reading
from bellwarden.model.complaint_match import Answered, Ground, Match, Matching, Question, Triage, TriageAnswer
from bellwarden.model.rule import Rule, RuleStatus

Facts = Mapping[str, str]
TERMS: Final = "terms"  # jurisdiction of the carrier's own rules
ASKED_MAX: Final = 3
ONE_RING_MS: Final = 6_000
REPEATED: Final = 3  # calls of one pair
_CONDITION: Final = re.compile(r"(\w+)(!=|>=|<=|=)(.+)")
_COMPARE: Final = {">=": operator.ge, "<=": operator.le}
_YES: Final = frozenset(("illegal", "likely", "terms", "harmful"))
_NO: Final = frozenset(("legal", "harmless"))


class Figures(NamedTuple):
    """A customer's calls of the days around, as far as they say something about harm."""

    attempts: int
    answered: int
    short: int  # answered and over within six seconds
    invalid: int  # with a caller ID that nobody can have
    days: float


class _Spoke(NamedTuple):
    rule: Rule
    verdict: str
    order: int


def triage(
    reading: Reading,
    matching: Matching,
    rules: Sequence[Rule],
    countries: Sequence[str],
    figures: Figures | None,
    today: date,
) -> Triage:
    """`countries`: of caller, called party and provider, ISO alpha-2; rules of others are not asked."""
    facts = facts_of(reading, matching, figures)
    wanted = {country.lower() for country in countries if country}
    law = [one for one in rules if one.jurisdiction in wanted and one.in_force(today)]
    terms = [one for one in rules if one.jurisdiction == TERMS and one.status is RuleStatus.PRACTICE]
    # What somebody elsewhere did under our customer's number is not our customer's breach.
    theirs = matching.verdict in (Match.SPOOFED, Match.NOT_OURS)
    return Triage(
        illegal=_answer(Question.ILLEGAL, law, facts),
        against_terms=(_not_ours(Question.AGAINST_TERMS) if theirs else _answer(Question.AGAINST_TERMS, terms, facts)),
        harmful=_not_ours(Question.HARMFUL) if theirs else _answer(Question.HARMFUL, terms, facts),
        person_now=_person_now(reading, facts),
        emergency_path=_path(law) if _person_now(reading, facts) else "",
    )


def facts_asked(reading: Reading, rules: Sequence[Rule], countries: Sequence[str], today: date) -> tuple[str, ...]:
    """What to ask the complainant: by the message alone, so that a question tells nothing of what was found."""
    wanted = {country.lower() for country in countries if country}
    law = [one for one in rules if one.jurisdiction in wanted and one.in_force(today)]
    return _answer(Question.ILLEGAL, law, message_facts(reading)).ask


def message_facts(reading: Reading) -> dict[str, str]:
    facts = {one.name: one.value for one in reading.facts}
    facts.setdefault("medium", reading.medium.value)
    if reading.medium in (Medium.TEXT, Medium.FAX):
        facts["origin"] = "text" if reading.medium is Medium.TEXT else "fax"
    if reading.claimed is not None and reading.claimed.least >= REPEATED:
        facts["repeated"] = "yes"
    faults = {one.fault for one in reading.numbers if one.role.value == "caller_id" and one.digits}
    if faults and "" not in faults and not faults & {"length"}:
        facts["caller_id"] = "invalid"
    return facts


def facts_of(reading: Reading, matching: Matching, figures: Figures | None) -> dict[str, str]:
    """What the message tells, and what the calls found add."""
    facts = message_facts(reading)
    calls = [one.call for one in matching.found]
    facts["calls_found"] = str(len(calls))
    if calls:
        facts["repeated"] = "yes" if len(calls) >= REPEATED else facts.get("repeated", "no")
    if calls and all(one.billable_ms == 0 and (one.duration_ms or ONE_RING_MS + 1) <= ONE_RING_MS for one in calls):
        facts["one_ring"] = "yes"
    if matching.verdict is Match.SPOOFED:
        facts["right_to_use"] = "no"
    if figures is not None and figures.attempts:
        facts["attempts"] = str(figures.attempts)
        facts["invalid_share"] = f"{figures.invalid / figures.attempts:.4f}"
        facts["answer_ratio"] = f"{figures.answered / figures.attempts:.4f}"
        if figures.answered:
            facts["short_share"] = f"{figures.short / figures.answered:.4f}"
    return facts


def _answer(question: Question, rules: Iterable[Rule], facts: Facts) -> TriageAnswer:
    asked = [one for one in rules if one.parameter("answers") == question.value]
    asked.sort(key=lambda one: _order(one))
    spoke: list[_Spoke] = []
    missing: dict[str, None] = {}
    waiting: list[Rule] = []
    for rule in asked:
        state, unknown = _state(rule, facts)
        if state is True:
            spoke.append(_Spoke(rule, str(rule.parameter("verdict")), _order(rule)))
        elif state is None:
            waiting.append(rule)
            missing.update(dict.fromkeys(_askable(rule, unknown)))
    yes = [one for one in spoke if one.verdict in _YES]
    no = [one for one in spoke if one.verdict in _NO]
    if yes:
        return TriageAnswer(question, Answered.YES, yes[0].rule.title, tuple(map(_ground, yes)))
    if missing:
        grounds = tuple(_ground(_Spoke(one, "needs facts", _order(one))) for one in waiting[:ASKED_MAX])
        return TriageAnswer(question, Answered.NEEDS_FACTS, waiting[0].title, grounds, tuple(missing)[:ASKED_MAX])
    if no:
        return TriageAnswer(question, Answered.NO, no[0].rule.title, tuple(map(_ground, no)))
    if question is Question.ILLEGAL:
        return TriageAnswer(
            question, Answered.NEEDS_FACTS, "nothing told says what the calls were about", (), ("content",)
        )
    if question is Question.HARMFUL and "attempts" not in facts:
        return TriageAnswer(
            question, Answered.NEEDS_FACTS, "there are no figures of the customer's calls", (), ("profile",)
        )
    return TriageAnswer(question, Answered.NO, "no rule speaks against it", ())


def _not_ours(question: Question) -> TriageAnswer:
    return TriageAnswer(question, Answered.NO, "the calls were not made over our network", ())


def _order(rule: Rule) -> int:
    value = rule.parameter("order")
    return value if isinstance(value, int) else 1000


def _state(rule: Rule, facts: Facts) -> tuple[bool | None, list[str]]:
    """True: it speaks; False: it does not; None: it would, were the facts named known."""
    conditions = rule.parameter("when")
    unknown: list[str] = []
    held = 0
    for text in conditions if isinstance(conditions, tuple) else ():
        found = _holds(text, facts)
        if found is False:
            return False, []
        if found is None:
            unknown.append(re.split(r"[!<>=]", text)[0])
        else:
            held += 1
    if not unknown:
        return bool(held), []
    return (None, unknown) if held else (False, [])


def _holds(text: str, facts: Facts) -> bool | None:
    found = _CONDITION.fullmatch(text)
    if found is None:
        return None
    name, sign, wanted = found.groups()
    value = facts.get(name)
    if value is None:
        return None
    if sign in _COMPARE:
        try:
            return bool(_COMPARE[sign](float(value), float(wanted)))
        except ValueError:
            return None
    return (value in wanted.split("|")) is (sign == "=")


def _askable(rule: Rule, unknown: Sequence[str]) -> list[str]:
    """Facts that somebody can be asked for; a rule that lacks others as well asks for nothing."""
    asked = rule.parameter("ask")
    names = asked if isinstance(asked, tuple) else ()
    return [one for one in unknown if one in names] if all(one in names for one in unknown) else []


def _ground(one: _Spoke) -> Ground:
    rule = one.rule
    evidence = "/".join(tag.value for tag in rule.evidence)
    return Ground(rule.id, rule.title, rule.citation, rule.status.value, evidence, one.verdict)


def _person_now(reading: Reading, facts: Facts) -> str:
    if reading.danger is not None:
        return f"danger to life or safety: “{reading.danger.text}”"
    if facts.get("line") == "emergency" and (reading.kind is ComplaintKind.FLOOD or facts.get("repeated") == "yes"):
        return "lines of an emergency service or a hospital are called again and again"
    if facts.get("feels_threatened") == "yes":
        return "the person called feels threatened"
    return ""


def _path(rules: Iterable[Rule]) -> str:
    return next((str(one.parameter("path")) for one in rules if one.parameter("path")), "")
