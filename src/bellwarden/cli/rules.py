"""Rules of law as dated data: reads the packs under rules/ that ship with the product, for whoever needs a part."""

import tomllib
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

HOLDS = frozenset(("in force", "consent order", "practice"))  # a proposal binds nobody yet


class Rule(NamedTuple):
    """One rule of a pack. Dates are None where the pack leaves that side open."""

    id: str
    title: str
    status: str
    citation: str
    effective_from: date | None
    effective_to: date | None
    parameters: dict[str, Any]

    def holds(self, today: date) -> bool:
        begun = self.effective_from is None or self.effective_from <= today
        over = self.effective_to is not None and self.effective_to < today
        return self.status in HOLDS and begun and not over


def read_rules(jurisdiction: str) -> tuple[Rule, ...]:
    """All rules of a jurisdiction (`us`), in the packs' order; () where no pack ships for it."""
    folder = files("bellwarden").joinpath("rules", jurisdiction)
    if not folder.is_dir():
        return ()
    packs: list[Traversable] = sorted(folder.iterdir(), key=lambda pack: pack.name)
    return tuple(
        _rule(table)
        for pack in packs
        if pack.name.endswith(".toml")
        for table in tomllib.loads(pack.read_text(encoding="utf-8"))["rule"]
    )


def emergency_numbers(country: str, today: date) -> tuple[str, ...]:
    """Numbers that no check may stand in the way of. A country without a pack of its own gets those of all packs."""
    rules = read_rules(country.lower()) or tuple(rule for one in jurisdictions() for rule in read_rules(one))
    found = {number for rule in rules if rule.holds(today) for number in rule.parameters.get("emergency_numbers", ())}
    return tuple(sorted(found))


def jurisdictions() -> tuple[str, ...]:
    return tuple(sorted(one.name for one in files("bellwarden").joinpath("rules").iterdir() if one.is_dir()))


def _rule(table: dict[str, Any]) -> Rule:
    return Rule(
        table["id"],
        table["title"],
        table["status"],
        table["citation"],
        table.get("effective_from"),
        table.get("effective_to"),
        table.get("parameters", {}),
    )
