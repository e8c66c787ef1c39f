"""Real calls through Kamailio, judged by the gate: one for each reason to refuse, and what reaches the carrier."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e import kit
from tests.e2e.reasons import ALLOWED, BURST, CUSTOMERS, ELM, OAK, OTHERS, OWN, POLICY, REFUSED, STRANGER

pytestmark = [pytest.mark.e2e, kit.needs_kamailio, kit.needs_sipp]

RECIPES = ["kamailio-sip.cfg", "kamailio-http.cfg"]
IN_FORCE_S = 0.25  # a journal line is in force at every worker within 200 ms


@dataclass
class Day:
    """A carrier with its Kamailio and its gate, and what came of the calls placed so far."""

    file: str
    folder: Path
    gate: kit.Gate
    sbc: kit.Kamailio
    carrier: kit.Carrier
    outcomes: dict[str, kit.Outcome]
    arrived: list[str]  # called numbers that reached the carrier before any test placed calls of its own

    def place(self, *calls: kit.Call) -> kit.Placed:
        return kit.place_calls(list(calls), self.sbc.port, self.folder)

    def reached(self, call: kit.Call) -> bool:
        return call.called in self.carrier.calls()


@pytest.fixture(scope="module", params=RECIPES)
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    with (
        kit.Carrier() as carrier,
        kit.gate(folder / "home", POLICY) as gate,
        kit.kamailio(request.param, folder, gate, [carrier.port], CUSTOMERS) as sbc,
    ):
        calls = [*ALLOWED.values(), *REFUSED.values(), *BURST]
        placed = kit.place_calls(calls, sbc.port, folder)
        arrived = [invite.called for invite in carrier.invites]
        yield Day(request.param, folder, gate, sbc, carrier, placed.outcomes, arrived)


@pytest.mark.parametrize("why", ALLOWED)
def test_an_allowed_call_reaches_the_carrier(day: Day, why: str) -> None:
    assert day.reached(ALLOWED[why])
    assert day.outcomes[ALLOWED[why].called].status == 200


@pytest.mark.parametrize("why", REFUSED)
def test_a_refused_call_never_reaches_the_carrier(day: Day, why: str) -> None:
    call = REFUSED[why]
    assert not day.reached(call)
    outcome = day.outcomes[call.called]
    assert outcome.status == 603
    assert len(outcome.decision) == 24


def test_the_carrier_got_each_allowed_call_once_and_no_other(day: Day) -> None:
    burst = {call.called for call in BURST}
    assert sorted(called for called in day.arrived if called not in burst) == sorted(
        call.called for call in ALLOWED.values()
    )


def test_calls_over_the_limit_never_reach_the_carrier(day: Day) -> None:
    """One call a second: of a burst within 0.2 s the first passes, and the others only if the burst took longer."""
    answered = [call for call in BURST if day.outcomes[call.called].status == 200]
    refused = [call for call in BURST if day.outcomes[call.called].status == 603]
    assert 1 <= len(answered) <= 2
    assert len(answered) + len(refused) == len(BURST)
    assert [call for call in BURST if day.reached(call)] == answered


def test_an_analytics_block_comes_back_as_603_plus(day: Day) -> None:
    """ATIS-1000099; 47 CFR 64.1200(k)(8) and (k)(9)."""
    outcome = day.outcomes[REFUSED["analytics"].called]
    assert (outcome.status, outcome.phrase) == (603, "Network Blocked")
    assert outcome.reason == 'SIP;cause=603;text="v=analytics1;url=https://redress.hill.example/";location=LN'


@pytest.mark.parametrize("why", sorted(set(REFUSED) - {"analytics"}))
def test_no_other_block_looks_like_603_plus(day: Day, why: str) -> None:
    """Rule us/G-05."""
    outcome = day.outcomes[REFUSED[why].called]
    assert outcome.phrase == "Decline"
    assert "analytics" not in outcome.reason


def test_a_judged_call_carries_its_decision_to_the_carrier(day: Day) -> None:
    (decision,) = day.carrier.calls()[ALLOWED["own caller ID"].called].header("X-Bellwarden-Decision")
    assert len(decision) == 24


def test_a_message_that_two_readers_read_differently_is_refused(day: Day) -> None:
    """Kamailio lets a blank before the colon pass; the gate does not, and its 400 goes to the caller."""
    if day.file != "kamailio-sip.cfg":
        pytest.skip("over HTTP Kamailio reads the message and the gate never sees it")
    sender, asserted = f"From: <sip:{OWN}@{OAK}>;tag=1", f"P-Asserted-Identity : <sip:{OTHERS}@{OAK}>"
    line = kit.send_invite(day.sbc.port, OAK, "14462000401", sender, asserted)
    assert line == "400 a blank before the colon of a header"
    assert "14462000401" not in day.carrier.calls()


def test_kamailio_itself_does_not_pass_on_two_from_headers(day: Day) -> None:
    two = (f"From: <sip:{OWN}@{OAK}>;tag=1", f"From: <sip:{OTHERS}@{OAK}>;tag=2")
    with pytest.raises(TimeoutError):
        kit.send_invite(day.sbc.port, OAK, "14462000402", *two, seconds=0.5)
    assert "14462000402" not in day.carrier.calls()


def test_a_customer_suspended_by_hand_is_refused_from_the_next_call_on(day: Day) -> None:
    before, after, lifted = (kit.Call(str(14462000511 + place), OWN, source=OAK) for place in range(3))
    assert day.place(before).outcomes[before.called].status == 200
    kit.command(day.gate.home, "enforce", "suspend", "oak", "--reason", "test of the switch")
    time.sleep(IN_FORCE_S)
    assert day.place(after).outcomes[after.called].status == 603
    kit.command(day.gate.home, "enforce", "lift", "1", "--reason", "end of the test")
    time.sleep(IN_FORCE_S)
    assert day.place(lifted).outcomes[lifted.called].status == 200
    assert [day.reached(call) for call in (before, after, lifted)] == [True, False, True]


def test_a_customer_that_the_policy_does_not_know(day: Day) -> None:
    """Over SIP its trunk is known and it is nobody there; over HTTP its address is no trunk, and nobody judges."""
    call = kit.Call("14462000601", OTHERS, source=STRANGER)
    placed = day.place(call)
    refused = day.file == "kamailio-sip.cfg"
    assert placed.outcomes[call.called].status == (603 if refused else 200)
    assert day.reached(call) is not refused


@pytest.mark.parametrize("file", RECIPES)
def test_emergency_calls_pass_even_where_the_recipe_sends_them_to_the_gate(file: str, tmp_path: Path) -> None:
    """47 CFR 64.1200(k)(5)."""
    calls = [kit.Call("911", OWN, source=ELM), kit.Call("933", "911", source=ELM), kit.Call("988", "0", source=ELM)]
    with (
        kit.Carrier() as carrier,
        kit.gate(tmp_path / "home", POLICY) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], CUSTOMERS, EMERGENCY='"^none$"') as sbc,
    ):
        placed = kit.place_calls(calls, sbc.port, tmp_path)
    assert {called: outcome.status for called, outcome in placed.outcomes.items()} == {
        "911": 200,
        "933": 200,
        "988": 200,
    }
    assert all(len(invite.header("X-Bellwarden-Decision")[0]) == 24 for invite in carrier.invites)
