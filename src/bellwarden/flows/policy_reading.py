"""Policy files are read with what they are held against: checks, dialects, the rules of the carrier's country."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Final

from bellwarden.model.rule import Rule
from bellwarden.policy.reading import PolicyReading, read_policy
from bellwarden.rules import emergency_numbers, shipped_packs
from bellwarden.switches import load as load_switches
from bellwarden.verdict import checks

DEFAULT_COUNTRY: Final = "US"


def read_policy_files(
    files: Mapping[str, bytes], today: date, cached: Mapping[str, bytes] | None = None
) -> PolicyReading:
    switches = load_switches()
    return read_policy(
        files,
        checks=tuple(checks.load()),
        dialects={name: switch.continue_choices for name, switch in switches.items()},
        emergency_numbers=emergency_numbers(rules_of(country_of(files))),
        today=today,
        cached_layers={} if cached is None else cached,
        carry_no_identity=[name for name, switch in switches.items() if switch.carries_identity_on is None],
    )


def rules_of(country: str) -> tuple[Rule, ...]:
    """The rules shipped for a country (ISO alpha-2); all that are shipped where it has no pack of its own."""
    rules = tuple(rule for pack in shipped_packs().values() for rule in pack)
    return tuple(rule for rule in rules if rule.jurisdiction == country.lower()) or rules


def country_of(files: Mapping[str, bytes]) -> str:
    """The carrier's country, needed before the files are read in full; a broken file is told of later, in full."""
    for name, data in files.items():
        if name.endswith(".toml"):
            with suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
                carrier = tomllib.loads(data.decode()).get("carrier")
                if isinstance(carrier, dict) and isinstance(carrier.get("country"), str):
                    return str(carrier["country"])
    return DEFAULT_COUNTRY
