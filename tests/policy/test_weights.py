"""Modes by scope: who is named, what is said twice, and what would weaken what holds for every call."""

import pytest

from bellwarden.model.policy import ModeSetting, Scope
from bellwarden.model.verdict import Mode
from tests.policy.worlds import read_with_base, told

UPSTREAM = '[customer.up]\nname = "Upstream"\nupstream = true\n'


def modes(text: str) -> tuple[ModeSetting, ...]:
    reading = read_with_base(text)
    assert reading.errors == ()
    assert reading.bundle is not None
    return reading.bundle.document.modes


def test_a_mode_is_kept_for_every_scope() -> None:
    text = f"""{UPSTREAM}
[check]
cps_limit.mode = "act"
cps_limit.trunk.lab.mode = "off"
cps_limit.upstream.up.mode = "report"
cps_limit.customer.lab.mode = "off"
cps_limit.called_customer.lab.mode = "act"
"""
    assert modes(text) == (
        ModeSetting("cps_limit", Mode.ACT),
        ModeSetting("cps_limit", Mode.OFF, Scope.TRUNK, "lab"),
        ModeSetting("cps_limit", Mode.REPORT, Scope.UPSTREAM, "up"),
        ModeSetting("cps_limit", Mode.OFF, Scope.CUSTOMER, "lab"),
        ModeSetting("cps_limit", Mode.ACT, Scope.CALLED_CUSTOMER, "lab"),
    )


def test_a_check_may_be_set_for_one_party_alone() -> None:
    assert modes('[check.caller_id_right.customer.lab]\nmode = "act"\n') == (
        ModeSetting("caller_id_right", Mode.ACT, Scope.CUSTOMER, "lab"),
    )


DEFAULTS = [
    ('[list.a]\nkey = "name"\nentries = ["A"]\n', "list:a", Mode.REPORT),
    ('[list.a]\nkey = "name"\nclass = "allow"\nentries = ["A"]\n', "list:a", Mode.ACT),
    ('[list.a]\nkey = "calling_number"\nclass = "public_safety"\nentries = ["12382000911"]\n', "list:a", Mode.ACT),
    (
        '[list.a]\nkey = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\n',
        "list:a",
        Mode.REPORT,
    ),
    ('[list.a]\nkey = "name"\nentries = ["A"]\nmode = "off"\n', "list:a", Mode.OFF),
    ('[condition.a]\nwhen = "diverted"\n', "condition:a", Mode.REPORT),
    ('[condition.a]\nwhen = "diverted"\nmode = "act"\n', "condition:a", Mode.ACT),
]


@pytest.mark.parametrize(("text", "name", "mode"), DEFAULTS)
def test_lists_and_conditions_have_modes_of_their_own(text: str, name: str, mode: Mode) -> None:
    assert modes(text) == (ModeSetting(name, mode),)


def test_a_do_not_originate_list_goes_with_its_check() -> None:
    text = (
        '[check.do_not_originate]\nmode = "act"\n'
        '[list.a]\nkey = "calling_number"\nclass = "do_not_originate"\nentries = ["12382000100"]\n'
    )
    assert modes(text)[1] == ModeSetting("list:a", Mode.ACT)


PROBLEMS = [
    ('[check.cps_limits]\nmode = "act"\n',
     'error policy.toml:1: check.cps_limits: there is no check cps_limits; did you mean "cps_limit"?'),
    ('[check.cps_limit.trunk.lap]\nmode = "act"\n',
     'error policy.toml:1: check.cps_limit.trunk.lap: there is no trunk "lap"; did you mean "lab"?'),
    ('[check.cps_limit.called_customer.x]\nmode = "act"\n',
     'error policy.toml:1: check.cps_limit.called_customer.x: there is no customer "x"; there are lab'),
    ('[check.cps_limit.upstream.lab]\nmode = "act"\n',
     "error policy.toml:1: check.cps_limit.upstream.lab: lab is no upstream provider; write"
     " [check.cps_limit.customer.lab]"),
    (f'{UPSTREAM}[list.a]\nkey = "name"\nentries = ["A"]\n[list.a.customer.up]\nmode = "act"\n',
     "error policy.toml:7: list.a.customer.up: up is an upstream provider; write [list.a.upstream.up]"),
    ('[condition.a]\nwhen = "diverted"\n[condition.a.customer.x]\nmode = "act"\n',
     'error policy.toml:3: condition.a.customer.x: there is no customer "x"; there are lab'),
    ('[check.customer_standing]\nmode = "report"\n',
     'warning policy.toml:2: check.customer_standing.mode: is "report", so that suspended customers go on calling;'
     ' write mode = "act"'),
    ('[check.caller_id_emergency.customer.lab]\nmode = "off"\n',
     'error policy.toml:2: check.caller_id_emergency.customer.lab.mode: "off" would leave one party out of what holds'
     ' for every call (rules: us/G-20); write mode = "report"'),
    ('[carrier]\nmode = "enforce"\n[check.caller_id_unallocated]\nmode = "act"\n',
     "warning policy.toml:4: check.caller_id_unallocated.mode: no administrators' file is supplied, so nothing is"
     " judged; write areas or blocks under [numbering]"),
    ('[check.name_list]\nmode = "report"\n[list.a]\nkey = "name"\nentries = ["A"]\nmode = "act"\n',
     'warning policy.toml:6: list.a.mode: is "act", but check.name_list is "report" (policy.toml:2) and its lists do no'
     " more than that"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_a_mode_that_does_not_fit_is_told(text: str, problem: str) -> None:
    assert told(text) == [problem]


SOUND = [
    '[check.caller_id_unallocated]\nmode = "act"\n',
    '[check.caller_id_unallocated.customer.lab]\nmode = "report"\n',
    '[check.caller_id_emergency]\nmode = "off"\n',
    '[check.name_list]\nmode = "act"\n[list.a]\nkey = "name"\nentries = ["A"]\nmode = "act"\n',
]


@pytest.mark.parametrize("text", SOUND)
def test_a_mode_that_fits_is_accepted(text: str) -> None:
    assert told(text) == []
