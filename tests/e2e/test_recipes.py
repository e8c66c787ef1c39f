"""The recipes for Kamailio, as shipped: what they do with each answer of a gate, and with a gate that gives none."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import REFUSES
from tests.e2e import kit
from tests.e2e.stub_gate import StubGate

pytestmark = [pytest.mark.e2e, kit.needs_kamailio, kit.needs_sipp]

RECIPES = ["kamailio-sip.cfg", "kamailio-http.cfg"]
PASSES, BUSY, CHALLENGED, OVERLOADED = "14462000101", "14462000486", "14462000103", "14462000104"
NO_CONTACT = "14462000105"
UNLISTED = {f"14462001{status}": status for status in (300, 400, 403, 404, 408, 480, 483, 484, 486, 500, 600, 607)}
REFUSED = {f"1446200220{place:x}": outcome for place, outcome in enumerate(sorted(REFUSES))}
EMERGENCY = ("911", "+1911", "933", "988", "112")
IDENTITIES = ("a.b.c;info=<https://c.example/1.pem>;ppt=shaken", "d.e.f;info=<https://c.example/2.pem>;ppt=div")


class Recipe:
    def __init__(
        self, port: int, gate: StubGate, carrier: kit.Carrier, captcha: kit.Carrier, outcomes: dict[str, kit.Outcome]
    ) -> None:
        self.port = port
        self.gate = gate
        self.carrier = carrier
        self.captcha = captcha
        self.outcomes = outcomes
        self.reached = [invite.called for invite in carrier.invites]  # before any test places calls of its own


@pytest.fixture(scope="module", params=RECIPES)
def recipe(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recipe]:
    folder = tmp_path_factory.mktemp("recipe")
    with kit.Carrier() as carrier, kit.Carrier() as captcha:
        outcomes = {**REFUSED, CHALLENGED: Outcome.CAPTCHA, OVERLOADED: Outcome.OVERLOADED}
        answers = {called: SipAnswer(status, "As It Is") for called, status in UNLISTED.items()}
        answers[NO_CONTACT] = SipAnswer(302, "Moved Temporarily")
        target = f"sip:captcha@{kit.LOOPBACK}:{captcha.port}"
        with StubGate(target, outcomes, answers, identities=IDENTITIES) as gate:
            customers = [kit.LOOPBACK]
            with kit.kamailio(request.param, folder, gate, [carrier.port], customers) as sbc:
                called = [PASSES, BUSY, CHALLENGED, OVERLOADED, NO_CONTACT, *UNLISTED, *REFUSED, *EMERGENCY]
                calls = [kit.Call(one) for one in called] + [kit.Call("14462000199", source="127.0.0.99")]
                placed = kit.place_calls(calls, sbc.port, folder)
                yield Recipe(sbc.port, gate, carrier, captcha, placed.outcomes)


def test_exactly_what_the_gate_let_pass_reaches_the_carrier(recipe: Recipe) -> None:
    assert sorted(recipe.reached) == sorted([PASSES, BUSY, OVERLOADED, NO_CONTACT, *EMERGENCY])


def test_calls_that_pass_are_answered(recipe: Recipe) -> None:
    answered = {called for called, outcome in recipe.outcomes.items() if outcome.status == 200}
    assert answered == {PASSES, OVERLOADED, CHALLENGED, NO_CONTACT, *EMERGENCY}


def test_the_carriers_own_refusal_is_what_the_caller_hears(recipe: Recipe) -> None:
    assert recipe.outcomes[BUSY].status == 486


def test_a_challenged_call_goes_to_the_challenge_alone(recipe: Recipe) -> None:
    assert set(recipe.captcha.calls()) == {"captcha"}
    assert CHALLENGED not in recipe.reached


@pytest.mark.parametrize("called", UNLISTED)
def test_any_other_answer_ends_the_call_and_goes_to_the_caller(recipe: Recipe, called: str) -> None:
    outcome = recipe.outcomes[called]
    assert (outcome.status, outcome.phrase) == (UNLISTED[called], "As It Is")


@pytest.mark.parametrize("called", REFUSED)
def test_every_refusal_of_the_dialect_reaches_the_caller_as_it_was_said(recipe: Recipe, called: str) -> None:
    said = recipe.gate.answer_to(called, "")
    outcome = recipe.outcomes[called]
    assert (outcome.status, outcome.phrase) == (said.status, said.phrase)
    assert outcome.reason == dict(said.headers).get("Reason", "")
    assert outcome.decision == dict(said.headers)["X-Bellwarden-Decision"]


def test_603_plus_comes_back_unchanged(recipe: Recipe) -> None:
    """ATIS-1000099; 47 CFR 64.1200(k)(9); rule us/G-06."""
    (called,) = [number for number, outcome in REFUSED.items() if outcome is Outcome.ANALYTICS]
    outcome = recipe.outcomes[called]
    assert (outcome.status, outcome.phrase) == (603, "Network Blocked")
    assert outcome.reason == 'SIP;cause=603;text="v=analytics1;url=https://redress.hill.example/";location=LN'


def test_identity_and_decision_are_copied_to_the_carrier(recipe: Recipe) -> None:
    """RFC 8224: the gate's Identity headers travel with the call."""
    invite = recipe.carrier.calls()[PASSES]
    assert sorted(invite.header("Identity")) == sorted(IDENTITIES)
    assert invite.header("X-Bellwarden-Decision") == ["0199f3a2b7c4d1e200000001"]
    assert invite.header("X-Customer-Address") == []


def test_emergency_calls_do_not_wait_for_the_gate(recipe: Recipe) -> None:
    """47 CFR 64.1200(k)(5)."""
    assert set(recipe.gate.asked).isdisjoint(EMERGENCY)
    assert set(EMERGENCY) <= set(recipe.reached)


@pytest.mark.parametrize(
    "uri", ["tel:911;phone-context=+1", "sip:911;phone-context=+1@hill.example", "urn:service:sos"]
)
def test_an_emergency_call_is_known_in_every_form(recipe: Recipe, uri: str) -> None:
    """RFC 3966 section 5.1.5; RFC 5031."""
    asked = list(recipe.gate.asked)
    kit.send_invite(recipe.port, kit.LOOPBACK, uri, f"From: <sip:12382000101@{kit.LOOPBACK}>;tag=1")
    assert recipe.gate.asked == asked
    assert recipe.carrier.invites[-1].uri == uri


def test_the_gate_is_told_whose_call_it_is(recipe: Recipe) -> None:
    asked = dict(zip(recipe.gate.asked, recipe.gate.messages, strict=True))[PASSES]
    if asked.startswith("{"):
        assert json.loads(asked)["source_ip"] == kit.LOOPBACK
    else:
        assert f"\r\nX-Customer-Address: {kit.LOOPBACK}\r\n" in asked


def test_each_call_is_asked_about_once(recipe: Recipe) -> None:
    assert len(recipe.gate.asked) == len(set(recipe.gate.asked))


def test_nobody_but_a_customer_gets_a_relay(recipe: Recipe) -> None:
    assert recipe.outcomes["14462000199"].status == 403
    assert "14462000199" not in recipe.gate.asked


@pytest.mark.parametrize("file", RECIPES)
def test_a_silent_gate_costs_one_timer_and_is_then_left_alone(file: str, tmp_path: Path) -> None:
    first, later = ["14462003000", "14462003001", "14462000486"], [str(14462003010 + place) for place in range(20)]
    with (
        kit.Carrier() as carrier,
        StubGate(late_s=dict.fromkeys(first, 60.0), healthy=False) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], GATE_TIMER_MS=300) as sbc,
    ):
        waited = kit.place_calls([kit.Call(called) for called in first], sbc.port, tmp_path)
        gone_on = kit.place_calls([kit.Call(called) for called in later], sbc.port, tmp_path)
    assert [waited.outcomes[called].status for called in first] == [200, 200, 486]
    assert all(250 <= time <= 500 for time in waited.set_up_ms)
    assert {outcome.status for outcome in gone_on.outcomes.values()} == {200}
    assert max(gone_on.set_up_ms) < 100
    assert set(gate.asked) == set(first)
    assert set(carrier.calls()) == {*first, *later}
    assert carrier.calls()[first[0]].header("X-Bellwarden-Decision") == ["none"]


@pytest.mark.parametrize("file", RECIPES)
def test_a_gate_that_comes_back_is_asked_again(file: str, tmp_path: Path) -> None:
    late, refused = "14462003000", "14462003001"
    with (
        kit.Carrier() as carrier,
        StubGate(outcomes={refused: Outcome.LIST}, late_s={late: 60.0}) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], GATE_TIMER_MS=300) as sbc,
    ):
        kit.place_calls([kit.Call(late)], sbc.port, tmp_path)
        time.sleep(1.6)
        again = kit.place_calls([kit.Call(refused)], sbc.port, tmp_path)
    assert again.outcomes[refused].status == 603
    assert set(carrier.calls()) == {late}


@pytest.mark.parametrize("file", RECIPES)
def test_an_answer_after_the_timer_changes_nothing(file: str, tmp_path: Path) -> None:
    late = ["14462003000", "14462003001"]
    outcomes = {late[0]: Outcome.LIST}
    with (
        kit.Carrier() as carrier,
        StubGate(outcomes=outcomes, late_s=dict.fromkeys(late, 0.6)) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], GATE_TIMER_MS=300) as sbc,
    ):
        placed = kit.place_calls([kit.Call(called) for called in late], sbc.port, tmp_path)
        time.sleep(0.6)
    assert [placed.outcomes[called].status for called in late] == [200, 200]
    assert len(carrier.invites) == 2


@pytest.mark.parametrize("file", RECIPES)
def test_a_carriers_603_plus_goes_back_and_no_second_carrier_is_tried(file: str, tmp_path: Path) -> None:
    """ATIS-1000099; RFC 3261 section 16.7; rule us/G-06. Other failures may be tried at the second carrier."""
    blocked, failing = "14462000603", "14462000503"
    with (
        kit.Carrier() as first,
        kit.Carrier() as second,
        StubGate() as gate,
        kit.kamailio(file, tmp_path, gate, [first.port, second.port], [kit.LOOPBACK]) as sbc,
    ):
        placed = kit.place_calls([kit.Call(blocked), kit.Call(failing)], sbc.port, tmp_path)
    assert placed.outcomes[blocked].phrase == "Network Blocked"
    assert placed.outcomes[blocked].reason == kit.CARRIERS_REASON
    assert set(second.calls()) == {failing}


def test_an_http_error_never_opens_a_way_round_the_gate(tmp_path: Path) -> None:
    """What a caller can bring about (400, 413) ends the call; what is between operator and gate lets it go on."""
    errors = {f"14462003{status}": status for status in (400, 401, 403, 413)}
    with (
        kit.Carrier() as carrier,
        StubGate(http_status=errors) as gate,
        kit.kamailio("kamailio-http.cfg", tmp_path, gate, [carrier.port], [kit.LOOPBACK]) as sbc,
    ):
        placed = kit.place_calls([kit.Call(called) for called in errors], sbc.port, tmp_path)
    told = {errors[called]: outcome.status for called, outcome in placed.outcomes.items()}
    assert told == {400: 400, 401: 200, 403: 200, 413: 400}


def test_a_caller_cannot_make_the_question_unreadable(tmp_path: Path) -> None:
    name = "Oak \\\\ Dental, O'Hara {x} " + "n" * 600
    with (
        kit.Carrier() as carrier,
        StubGate() as gate,
        kit.kamailio("kamailio-http.cfg", tmp_path, gate, [carrier.port], [kit.LOOPBACK]) as sbc,
    ):
        kit.place_calls([kit.Call(PASSES, name=name)], sbc.port, tmp_path)
    asked = json.loads(gate.messages[0])
    assert asked["calling_number"].startswith("sip:12382000101@127.0.0.1")
    assert asked["called_number"].startswith(f"sip:{PASSES}@")
    assert asked["display_name"] == name[:250]
    assert asked["user_agent"] == "Example PBX"
    assert (asked["identity"], asked["diversions"]) == ([], [])


@pytest.mark.parametrize("file", RECIPES)
def test_a_caller_who_hangs_up_while_the_gate_thinks_is_gone(file: str, tmp_path: Path) -> None:
    late = "14462003000"
    with (
        kit.Carrier() as carrier,
        StubGate(late_s={late: 0.15}) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], GATE_TIMER_MS=300) as sbc,
    ):
        sender = f"From: <sip:12382000101@{kit.LOOPBACK}>;tag=1"
        line = kit.send_invite(sbc.port, kit.LOOPBACK, late, sender, cancel=True)
        time.sleep(0.5)
    assert line.startswith("487 ")
    assert carrier.invites == []
