"""Rules of law and practice, shipped as dated packs `<jurisdiction>/<subject>.toml`, and their reader.

A pack is a TOML file of `[[rule]]` tables: id, title, status, citation, evidence, and where they are known
effective_from, effective_to and a table of parameters. The composition root reads the shipped packs once and hands the
rules down; nothing below it reads a file.
"""

import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from importlib.resources import files

from bellwarden.model.rule import ParameterValue, Rule, RuleEvidence, RuleStatus

_REQUIRED = ("id", "title", "status", "citation", "evidence")
_OPTIONAL = ("effective_from", "effective_to", "parameters")
_EMERGENCY_NUMBERS = "emergency_numbers"


class PackError(ValueError):
    """A pack that can't be used. The message names pack, rule and field."""


def parse_pack(text: str, name: str) -> tuple[Rule, ...]:
    """The rules of one pack, in its order. `name` is `<jurisdiction>/<subject>`, for messages and the jurisdiction.

    Raises PackError for the first thing wrong: a shipped or supplied pack of law is right as a whole or not used.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: no TOML: {error}") from error
    unknown = sorted(document.keys() - {"rule"})
    if unknown:
        raise PackError(f"{name}: unknown table {unknown[0]!r}; a pack holds [[rule]] tables")
    tables = document.get("rule")
    if not isinstance(tables, list) or not tables:
        raise PackError(f"{name}: no [[rule]] table")
    rules: dict[str, Rule] = {}
    for position, table in enumerate(tables, 1):
        rule = _rule(table, name, position)
        if rule.id in rules:
            raise PackError(f"{name}: rule {rule.id}: id: used twice")
        rules[rule.id] = rule
    return tuple(rules.values())


def emergency_numbers(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The called numbers that are never blocked, by the `emergency_numbers` parameters of the rules.

    Dates and status do not matter here: a call that may be one for help passes under a proposal or a practice too.
    """
    numbers: dict[str, None] = {}
    for rule in rules:
        value = rule.parameter(_EMERGENCY_NUMBERS)
        if isinstance(value, tuple):
            numbers.update(dict.fromkeys(value))
    return tuple(numbers)


def shipped_packs() -> dict[str, tuple[Rule, ...]]:
    """Every pack in this package by name ("us/emergency"). Reads files: for the composition root alone."""
    packs = {}
    for jurisdiction in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if not jurisdiction.is_dir():
            continue
        for file in sorted(jurisdiction.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".toml"):
                name = f"{jurisdiction.name}/{file.name.removesuffix('.toml')}"
                packs[name] = parse_pack(file.read_text(encoding="utf-8"), name)
    return packs


def _rule(table: object, pack: str, position: int) -> Rule:
    if not isinstance(table, dict):
        raise PackError(f"{pack}: rule number {position}: no table")
    where = f"{pack}: rule {table.get('id') or f'number {position}'}"
    for field in _REQUIRED:
        if not isinstance(table.get(field), str) or not table[field].strip():
            raise PackError(f"{where}: {field}: a text is wanted")
    for field in sorted(table.keys() - {*_REQUIRED, *_OPTIONAL}):
        raise PackError(f"{where}: {field}: unknown field")
    jurisdiction = pack.partition("/")[0]
    if not table["id"].startswith(f"{jurisdiction}/"):
        raise PackError(f"{where}: id: does not begin with {jurisdiction}/")
    begins, ends = _day(table, "effective_from", where), _day(table, "effective_to", where)
    if begins is not None and ends is not None and ends < begins:
        raise PackError(f"{where}: effective_to: before effective_from")
    return Rule(
        table["id"],
        table["title"],
        jurisdiction,
        _status(table["status"], where),
        table["citation"],
        _evidence(table["evidence"], where),
        begins,
        ends,
        _parameters(table.get("parameters", {}), where),
    )


def _status(text: str, where: str) -> RuleStatus:
    try:
        return RuleStatus(text)
    except ValueError:
        known = ", ".join(status.value for status in RuleStatus)
        raise PackError(f"{where}: status: {text!r} is none of {known}") from None


def _evidence(text: str, where: str) -> tuple[RuleEvidence, ...]:
    try:
        return tuple(RuleEvidence(tag) for tag in text.split("/"))
    except ValueError:
        known = ", ".join(evidence.value for evidence in RuleEvidence)
        raise PackError(f"{where}: evidence: {text!r} is not made of {known}, with a slash between") from None


def _day(table: dict[str, object], field: str, where: str) -> date | None:
    value = table.get(field)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PackError(f"{where}: {field}: a day is wanted, such as 2025-12-15 without quotes")


def _parameters(table: object, where: str) -> tuple[tuple[str, ParameterValue], ...]:
    if not isinstance(table, dict):
        raise PackError(f"{where}: parameters: a table is wanted")
    parameters: list[tuple[str, ParameterValue]] = []
    for name, value in table.items():
        if isinstance(value, str | int | float):
            parameters.append((name, value))
        elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            parameters.append((name, tuple(value)))
        else:
            raise PackError(f"{where}: parameters.{name}: a text, a number, true, false or a list of texts is wanted")
    return tuple(parameters)
