"""The script for FreeSWITCH, as shipped, run by plain Lua against a gate; its dialplan as far as XML and numbers go.

FreeSWITCH itself is not there: what stands in for it is tests/e2e/freeswitch_stand_in.lua.
"""

import json
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import REFUSES
from tests.e2e import kit
from tests.e2e.stub_gate import StubGate

LUA = next((found for name in ("lua5.4", "lua5.3", "lua") if (found := shutil.which(name))), "")
LUAC = shutil.which("luac5.4") or shutil.which("luac")
needs_lua = pytest.mark.skipif(not LUA or shutil.which("curl") is None, reason="Lua or curl is not installed")
pytestmark = [pytest.mark.e2e]

RECIPE = kit.EXAMPLES / "freeswitch"
SCRIPT, DIALPLAN = RECIPE / "bellwarden.lua", RECIPE / "00_bellwarden.xml"
STAND_IN = Path(__file__).parent / "freeswitch_stand_in.lua"
CALLED, DECISION = "14462000101", "0199f3a2b7c4d1e200000001"


def run(gate: kit.AnyGate, how: str = "", **variables: str) -> list[str]:
    """What the script does to a call with these variables."""
    given = {
        "destination_number": CALLED,
        "caller_id_number": "12382000101",
        "sip_network_ip": kit.LOOPBACK,
        **variables,
    }
    given["global:bellwarden_gate"] = f"http://{kit.LOOPBACK}:{gate.http_port}"
    words = [LUA, str(STAND_IN), str(SCRIPT), how, *(f"{name}={value}" for name, value in given.items())]
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


GOES_ON = [f"set bellwarden_decision {DECISION}", f"execute export nolocal:sip_h_X-Bellwarden-Decision={DECISION}"]


@pytest.mark.skipif(LUAC is None, reason="luac is not installed")
def test_luac_takes_the_script() -> None:
    done = subprocess.run([str(LUAC), "-p", str(SCRIPT)], capture_output=True, text=True, timeout=10, check=False)
    assert done.returncode == 0, done.stderr


@needs_lua
@pytest.mark.parametrize("outcome", [Outcome.CONTINUE, Outcome.OVERLOADED])
def test_a_call_without_objection_goes_on(outcome: Outcome) -> None:
    with StubGate(outcomes={CALLED: outcome}) as gate:
        assert run(gate) == GOES_ON


@needs_lua
def test_a_signed_call_takes_its_identity_along() -> None:
    value = "eyJ.eyJ.abc-_;info=<https://cert.example.org/p.pem>;alg=ES256;ppt=shaken"
    with StubGate(identities=(value,)) as gate:
        assert run(gate) == [*GOES_ON, f"execute export nolocal:sip_h_Identity={value}"]


@needs_lua
@pytest.mark.parametrize("outcome", sorted(REFUSES))
def test_every_refusal_of_the_dialect_is_what_the_caller_is_told(outcome: Outcome) -> None:
    with StubGate(outcomes={CALLED: outcome}) as gate:
        said = gate.answer_to(CALLED, "")
        done = run(gate)
    assert done[-2:] == [f"execute respond {said.status} {said.phrase}", "hangup CALL_REJECTED"]
    assert [line for line in done if "export" in line] == []
    reason = dict(said.headers).get("Reason")
    assert [line for line in done if "sip_rh_Reason" in line] == ([f"set sip_rh_Reason {reason}"] if reason else [])


@needs_lua
@pytest.mark.parametrize("status", [300, 400, 403, 404, 480, 486, 500, 607])
def test_any_other_answer_ends_the_call(status: int) -> None:
    with StubGate(answers={CALLED: SipAnswer(status, "As It Is")}) as gate:
        assert run(gate)[-2:] == [f"execute respond {status} As It Is", "hangup CALL_REJECTED"]


@needs_lua
def test_a_challenged_call_goes_to_the_challenge() -> None:
    with StubGate("sip:captcha@127.0.0.31", {CALLED: Outcome.CAPTCHA}) as gate:
        assert "set bellwarden_bridge sofia/external/sip:captcha@127.0.0.31" in run(gate)


@needs_lua
def test_a_silent_gate_costs_one_second_and_is_then_left_alone() -> None:
    with StubGate(late_s={CALLED: 60.0}) as gate:
        started = time.monotonic()
        done = run(gate)
        assert 0.9 < time.monotonic() - started < 3
        assert [line.split()[0] for line in done] == ["log", "global"]
        later = done[1].rpartition(" ")[2]
        assert run(gate, **{"global:bellwarden_quiet_until": later}) == []
        assert len(gate.asked) == 1


@needs_lua
@pytest.mark.parametrize(("status", "ends"), [(400, True), (401, False), (403, False), (413, True), (500, False)])
def test_an_http_error_never_opens_a_way_round_the_gate(status: int, ends: bool) -> None:
    """What a caller can bring about (400, 413) ends the call; what is between operator and gate lets it go on."""
    with StubGate(http_status={CALLED: status}) as gate:
        assert ("hangup CALL_REJECTED" in run(gate)) is ends


@needs_lua
def test_a_caller_cannot_make_the_question_unreadable() -> None:
    name = 'Oak \\ "Dental", O\'Hara {x} %41 & é ' + "n" * 600
    with StubGate() as gate:
        assert run(gate, caller_id_name=name) == GOES_ON
    asked = json.loads(gate.messages[0])
    assert asked["display_name"].encode() == name.encode()[:250]
    assert (asked["called_number"], asked["calling_number"]) == (CALLED, "12382000101")


@needs_lua
def test_a_name_that_is_no_text_after_the_cut_costs_no_call() -> None:
    with StubGate() as gate:
        assert run(gate, caller_id_name="x" + "é" * 200) == GOES_ON
    assert json.loads(gate.messages[0])["display_name"] == "x" + "?" * 249


@needs_lua
@pytest.mark.parametrize(("billsec", "status"), [("42", 200), ("0", 487)])
def test_the_end_of_a_call_is_told(billsec: str, status: int) -> None:
    with StubGate() as gate:
        run(gate, "ended", billsec=billsec, bellwarden_decision=DECISION)
    assert gate.ended == [{"decision_id": DECISION, "duration_s": int(billsec), "sip_status": status}]


@needs_lua
def test_a_call_that_nobody_judged_has_no_end_to_tell() -> None:
    with StubGate() as gate:
        run(gate, "ended", billsec="42")
    assert gate.ended == []


def test_the_dialplan_sends_emergency_calls_on_at_once_and_asks_about_all_others() -> None:
    """47 CFR 64.1200(k)(5)."""
    extensions = Xml.parse(DIALPLAN).getroot().findall("extension")
    found = {}
    for one in extensions:
        condition = one.find("condition")
        assert condition is not None
        found[str(one.get("name"))] = (
            re.compile(str(condition.get("expression"))),
            [(action.get("application"), action.get("data")) for action in condition.findall("action")],
        )
    assert list(found) == ["emergency", "asked-first"]
    pattern, actions = found["emergency"]
    for number in ("911", "+1911", "1911", "933", "988", "112", "+112"):
        assert pattern.search(number)
    assert not any(pattern.search(number) for number in ("9112", "14462000911", "0911"))
    assert [application for application, _ in actions] == ["bridge"]
    _, actions = found["asked-first"]
    assert actions[-2:] == [("lua", "bellwarden.lua"), ("bridge", "${bellwarden_bridge}")]
    assert ("set", "continue_on_fail=false") in actions
