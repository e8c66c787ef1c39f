"""What holds for every dialect, whoever writes the next one."""

import pytest

from bellwarden import switches
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import (
    DECLINE,
    DIVERTS,
    GOES_ON,
    NETWORK_BLOCKED,
    RECIPE_GOES_ON,
    RECIPE_TABLE,
    REFUSES,
    Switch,
)

SWITCHES = switches.load()
every_dialect = pytest.mark.parametrize("switch", SWITCHES.values(), ids=SWITCHES.keys())


def test_the_folder_offers_the_dialects() -> None:
    hunting, scripted = {"ribbon", "oracle", "metaswitch"}, {"kamailio", "opensips", "asterisk", "freeswitch"}
    assert set(SWITCHES) >= {"generic", "clearip", *hunting, *scripted}


@every_dialect
def test_a_dialect_is_called_as_its_file(switch: Switch) -> None:
    assert SWITCHES[switch.name] is switch


@every_dialect
def test_a_dialect_answers_every_outcome(switch: Switch) -> None:
    assert set(switch.table) == set(Outcome)


@pytest.mark.parametrize("outcome", sorted(REFUSES))
@every_dialect
def test_a_refusal_never_uses_an_answer_on_which_the_sbc_goes_on(switch: Switch, outcome: Outcome) -> None:
    line = switch.table[outcome]
    assert line.status not in switch.continues_on
    assert 400 <= line.status <= 699


@pytest.mark.parametrize("outcome", sorted(GOES_ON))
@every_dialect
def test_no_objection_and_no_opinion_use_an_answer_on_which_the_sbc_goes_on(switch: Switch, outcome: Outcome) -> None:
    assert switch.table[outcome].status in switch.continues_on


@pytest.mark.parametrize("outcome", sorted(DIVERTS))
@every_dialect
def test_a_challenge_is_a_redirect(switch: Switch, outcome: Outcome) -> None:
    """RFC 3261 sections 8.3 and 21.3.3."""
    assert switch.table[outcome].status == 302


@every_dialect
def test_only_analytics_blocks_are_called_network_blocked(switch: Switch) -> None:
    """ATIS-1000099 and rule us/G-05: 603+ for analytics and for nothing else."""
    assert switch.table[Outcome.ANALYTICS] == NETWORK_BLOCKED
    others = {line.phrase for outcome, line in switch.table.items() if outcome is not Outcome.ANALYTICS}
    assert NETWORK_BLOCKED.phrase not in others


@every_dialect
def test_no_dialect_answers_607_or_608(switch: Switch) -> None:
    """RFC 8197 and RFC 8688: since 25 March 2026 no longer allowed as an answer of analytics, 47 CFR 64.1200(k)(9)."""
    assert {607, 608}.isdisjoint(line.status for line in switch.table.values())


@every_dialect
def test_a_trunks_choices_are_answers_on_which_the_sbc_goes_on(switch: Switch) -> None:
    assert switch.continue_choices <= switch.continues_on


def test_generic_says_what_a_refusal_is() -> None:
    """RFC 3261 sections 21.4.4, 21.5.4 and 21.6.2."""
    table = SWITCHES["generic"].table
    assert table[Outcome.SUSPENDED].status == 403
    assert table[Outcome.UPSTREAM].status == 403
    assert table[Outcome.CALLER_ID_RIGHT].status == 403
    assert table[Outcome.LIMIT].status == 503
    assert table[Outcome.CALLER_ID] == DECLINE
    assert table[Outcome.CALLED_PARTY] == DECLINE


@pytest.mark.parametrize("name", sorted(set(SWITCHES) - {"generic"}))
def test_every_other_dialect_refuses_with_603_whatever_the_reason(name: str) -> None:
    """RFC 3261 section 16.7: the one class of answer after which no other route is tried."""
    refused = REFUSES - {Outcome.MALFORMED}
    assert {SWITCHES[name].table[outcome].status for outcome in refused} == {603}


@pytest.mark.parametrize("name", ["ribbon", "oracle", "metaswitch"])
def test_an_sbc_that_hunts_for_routes_is_never_refused_with_less_than_600(name: str) -> None:
    """Which failures below 600 it takes for a failed route is the operator's profile, and not ours to know."""
    switch = SWITCHES[name]
    assert set(range(400, 600)) - {401, 407} <= switch.continues_on
    assert {switch.table[outcome].status for outcome in REFUSES} == {603}


def test_ribbon_continues_with_503_which_is_another_cause_than_a_refusals() -> None:
    """RFC 3398 section 8.2.6.1: 503 is cause 41, 603 is cause 21, and a crankback profile tells them apart."""
    table = SWITCHES["ribbon"].table
    assert (table[Outcome.CONTINUE].status, table[Outcome.OVERLOADED].status) == (503, 503)
    assert SWITCHES["ribbon"].continue_choices == {300, 302, 503}


def test_oracle_is_not_sent_back_to_the_gate_by_a_redirect() -> None:
    """RFC 3261 section 21.3.3: its request line names the gate, so only diverted calls are redirected."""
    table = SWITCHES["oracle"].table
    assert (table[Outcome.CONTINUE].status, table[Outcome.OVERLOADED].status) == (404, 404)


@pytest.mark.parametrize("name", ["kamailio", "opensips", "asterisk", "freeswitch"])
def test_our_own_recipes_understand_one_table(name: str) -> None:
    assert SWITCHES[name].table == RECIPE_TABLE
    assert SWITCHES[name].continues_on == RECIPE_GOES_ON


def test_clearip_continues_with_404() -> None:
    """RFC 3261 sections 21.4.1 and 21.4.5."""
    table = SWITCHES["clearip"].table
    assert table[Outcome.CONTINUE].status == 404
    assert table[Outcome.MALFORMED].status == 400
    assert SWITCHES["clearip"].continue_choices == {302, 404, 503}


def test_kamailio_continues_with_302_and_leaves_503_to_the_overloaded_gate() -> None:
    table = SWITCHES["kamailio"].table
    assert table[Outcome.CONTINUE].status == 302
    assert [outcome for outcome, line in table.items() if line.status == 503] == [Outcome.OVERLOADED]
