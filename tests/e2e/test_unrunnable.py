"""Recipes for SBCs that nobody can run here: that they say so, and that they let nothing go on but what is listed."""

import re
from pathlib import Path

import pytest

from bellwarden import switches
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import GOES_ON, REFUSES
from tests.e2e import kit

ORACLE = kit.EXAMPLES / "oracle" / "bellwarden.acli"
RIBBON = kit.EXAMPLES / "ribbon" / "bellwarden.cli"
METASWITCH = kit.EXAMPLES / "metaswitch" / "bellwarden.txt"
EMERGENCY = ("911", "933", "988", "112")
# RFC 3398 section 8.2.6.1, of the answers that a dialect of ours gives.
CAUSES = {302: 23, 400: 41, 403: 21, 404: 1, 503: 41, 603: 21}


@pytest.mark.parametrize("file", [ORACLE, RIBBON, METASWITCH], ids=lambda file: file.parent.name)
def test_the_first_line_says_that_it_was_never_run(file: Path) -> None:
    assert "not run here, nor checked by any parser" in file.read_text().splitlines()[0]


@pytest.mark.parametrize("file", [ORACLE, RIBBON, METASWITCH], ids=lambda file: file.parent.name)
def test_emergency_calls_have_a_route_without_the_gate(file: Path) -> None:
    """47 CFR 64.1200(k)(5)."""
    text = file.read_text()
    assert all(number in text for number in EMERGENCY)


def test_oracle_recurses_on_what_the_dialect_continues_with_and_on_nothing_else() -> None:
    (ranges,) = re.findall(r"^ +stop-recurse +(\S+)$", ORACLE.read_text(), re.MULTILINE)
    bounds = [one.partition("-") for one in ranges.split(",")]
    stopped = {status for low, _, high in bounds for status in range(int(low), int(high or low) + 1)}
    # 408 is what the SBC itself says when nobody answers; the gate never does.
    assert set(range(300, 600)) - stopped == {302, 404, 408, 503}
    table = switches.load()["oracle"].table
    assert {table[outcome].status for outcome in GOES_ON} <= {302, 404, 503}
    assert {table[outcome].status for outcome in REFUSES} & (set(range(300, 600)) - stopped) == set()


def test_ribbon_cranks_back_on_what_the_dialect_continues_with_and_on_no_refusal() -> None:
    """RFC 3398 section 8.2.6.1."""
    reasons = {int(one) for one in re.findall(r"^set .*BELLWARDEN_CB reason (\d+)$", RIBBON.read_text(), re.MULTILINE)}
    table = switches.load()["ribbon"].table
    assert {CAUSES[table[outcome].status] for outcome in GOES_ON} <= reasons
    assert reasons.isdisjoint(CAUSES[table[outcome].status] for outcome in REFUSES)


def test_metaswitch_names_what_the_dialect_may_continue_with() -> None:
    (listed,) = re.findall(r"Route advance on +(.*)$", METASWITCH.read_text(), re.MULTILINE)
    switch = switches.load()["metaswitch"]
    assert {int(one) for one in re.findall(r"\d{3}", listed)} == switch.continue_choices - {302}
    assert switch.table[Outcome.CONTINUE].status == 302
