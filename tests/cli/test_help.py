"""Help teaches: every command has an example, and asking for it costs next to nothing."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from bellwarden.cli import app
from bellwarden.cli.reference import reference
from tests.cli.conftest import Run
from tests.house.tree import ROOT, read

HEAVY = (
    "msgspec",
    "cryptography",
    "pydantic",
    "pyroaring",
    "cel",
    "phonenumbers",
    "starlette",
    "uvicorn",
    "rich",
    "duckdb",
)


def commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield path.strip(), command
        return
    for name, child in below.items():
        yield from commands(child, f"{path} {name}")


ALL = dict(commands(typer.main.get_command(app)))


def test_the_names_that_stay() -> None:
    assert set(ALL) == {
        *("policy init", "policy check", "policy build", "policy push", "policy rollback", "policy diff"),
        *("gate", "decide", "explain", "demo", "top"),
        *("enforce suspend", "enforce limit", "enforce block", "enforce lift", "enforce list"),
        *("decisions tail", "decisions export", "decisions summary", "decisions unjudged"),
        *("apikey create", "apikey list", "apikey revoke"),
        *("tls create", "tls check"),
        *("calls review", "calls import", "calls find", "calls watch", "calls hep", "calls decisions"),
        *("complaint open", "complaint examples"),
        *("calls status", "calls expire", "calls hold add", "calls hold list", "calls hold lift"),
        *("traffic alerts", "traffic profile", "traffic watch", "traffic blend", "traffic show"),
        *("cdr describe", "learn", "replay", "world", "evaluate"),
        *("reputation import", "reputation show"),
        *("office init", "office serve", "office worker", "office setup-link", "office adopt", "office release"),
        *("office export", "office publish", "office retention", "office suspended", "office find-alerts"),
        *("audit verify", "audit export"),
        *("mail listen", "mail fetch", "mail list", "mail show", "mail retry", "mail dkim"),
        *("stir verify", "stir sign", "stir find", "stir signer", "stir roots"),
        *("stir cert status", "stir cert request", "stir cert renew", "stir cert rotate", "stir cert import"),
    }


@pytest.mark.parametrize("name", ALL)
def test_every_command_shows_an_example_of_itself(name: str) -> None:
    text = ALL[name].help
    assert "Example" in text
    assert f"bellwarden {name}" in text.partition("Example")[2]


@pytest.mark.parametrize("name", ALL)
def test_help_is_calm(name: str) -> None:
    text = ALL[name].help + " ".join(parameter.help or "" for parameter in ALL[name].params)
    assert "!" not in text
    assert not any(word in text.lower() for word in ("please", "simply", "successfully", "oops"))


@pytest.mark.parametrize("name", ALL)
def test_every_argument_and_option_is_explained(name: str) -> None:
    assert [parameter.name for parameter in ALL[name].params if not parameter.help] == []


def test_help_is_shown_on_standard_output(run: Run) -> None:
    for words in (("--help",), ("policy", "push", "--help"), ("enforce", "-h")):
        done = run(*words)
        assert done.code == 0
        assert "Usage: bellwarden" in done.out


def test_help_loads_nothing_heavy() -> None:
    code = f"import sys, bellwarden.cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_help_costs_less_than_half_a_second_of_processor_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "bellwarden", "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_the_reference_is_what_the_commands_say() -> None:
    assert read(ROOT / "docs" / "reference" / "cli.md") == reference(), "run: make docs"
