"""The recipe for Asterisk, as shipped: its AGI script spoken to as Asterisk would, its dialplan read and walked.

Asterisk itself is not there.
"""

import configparser
import re
import subprocess
import sys
import time

import pytest

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import REFUSES
from tests.e2e import dialplan, kit
from tests.e2e.stub_gate import StubGate

pytestmark = [pytest.mark.e2e]

RECIPE = kit.EXAMPLES / "asterisk"
SCRIPT = RECIPE / "bellwarden.agi"
PLAN = dialplan.read((RECIPE / "extensions.conf").read_text())
CALLED, DECISION = "14462000101", "0199f3a2b7c4d1e200000001"
EMERGENCY = ["911", "1911", "+1911", "933", "988", "112", "+112"]
SET = re.compile(r'SET VARIABLE __([A-Z_]+) "(.*)"')


def agi(*arguments: str, **call: str) -> dict[str, str]:
    """What the script sets on the channel, called with these arguments for a call of this description."""
    lines = {"request": "bellwarden.agi", "callerid": "12382000101", "calleridname": "Oak Dental", **call}
    lines.update({f"arg_{place}": value for place, value in enumerate(arguments, 1)})
    spoken = "".join(f"agi_{name}: {value}\n" for name, value in lines.items()) + "\n" + "200 result=1\n" * 8
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], input=spoken, capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 0, done.stderr
    return {found[1]: found[2] for line in done.stdout.splitlines() if (found := SET.fullmatch(line))}


def asked(gate: kit.AnyGate, called: str = CALLED, seconds: str = "2", **call: str) -> dict[str, str]:
    address = f"{kit.LOOPBACK}:5060"
    return agi("ask", f"http://{kit.LOOPBACK}:{gate.http_port}", seconds, address, called, "1@host", **call)


def walked(called: str, answer: dict[str, str], quiet_until: int = 0) -> list[tuple[str, str]]:
    """The applications that a call from a customer meets, where the gate's script sets `answer`."""
    extension = PLAN.extension("from-customers", called)
    assert extension is not None
    values = {**PLAN.variables, "EXTEN": called, "EPOCH": str(1_000), "GATE_QUIET_UNTIL": str(quiet_until)}
    place, met = 0, []
    while True:
        application, data = extension.steps[place]
        place += 1
        data = dialplan.substituted(data, values)
        if application == "GotoIf":
            expression, _, label = data.removeprefix("$[").partition("]?")
            place = extension.labels[label] if dialplan.holds(expression) else place
        elif application == "Set":
            name, _, value = data.removeprefix("__").partition("=")
            values[name] = value
        else:
            met.append((application, data))
            if application == "AGI":
                values.update(answer)
            if application in ("Goto", "Hangup", "PJSIPHangup"):
                return met


@pytest.mark.parametrize("called", EMERGENCY)
def test_emergency_calls_do_not_wait_for_the_gate(called: str) -> None:
    """47 CFR 64.1200(k)(5)."""
    assert walked(called, {}) == [("Goto", f"to-carrier,{called},1")]


@pytest.mark.parametrize("status", ["302", "503", "none"])
def test_only_the_listed_answers_and_silence_let_a_call_go_on(status: str) -> None:
    assert walked(CALLED, {"GATE_STATUS": status})[-1] == ("Goto", f"to-carrier,{CALLED},1")


@pytest.mark.parametrize("status", ["", "200", "300", "400", "403", "404", "408", "480", "500", "603", "607"])
def test_any_other_answer_ends_the_call(status: str) -> None:
    assert walked(CALLED, {"GATE_STATUS": status})[-1] == ("PJSIPHangup", status)


def test_a_challenged_call_goes_to_the_challenge_alone() -> None:
    met = walked(CALLED, {"GATE_STATUS": "302", "GATE_TARGET": "sip:captcha@127.0.0.31"})
    assert met[1:] == [("Dial", "PJSIP/challenge/sip:captcha@127.0.0.31,60"), ("Hangup", "")]


def test_after_a_silence_nobody_asks_for_a_while() -> None:
    assert [application for application, _ in walked(CALLED, {}, quiet_until=1_001)] == ["Goto"]


@pytest.mark.parametrize("called", ["+1446,200", "1446&PJSIP/x", '1" = "1', "14462000101x"])
def test_a_called_number_that_is_no_number_is_not_dialled(called: str) -> None:
    assert walked(called, {"GATE_STATUS": "302"}) == [("PJSIPHangup", "400")]


def test_every_jump_of_the_dialplan_leads_somewhere() -> None:
    for context, extensions in PLAN.contexts.items():
        for name, extension in extensions.items():
            assert extension.steps[-1][0] in ("Goto", "Hangup", "Return"), (context, name)
            for application, data in extension.steps:
                if application == "GotoIf":
                    assert data.partition("]?")[2] in extension.labels, (context, name, data)
                elif application == "Goto":
                    assert PLAN.extension(data.split(",")[0], CALLED) is not None
    for target in ("add-decision", "call-ended"):
        assert "s" in PLAN.contexts[target]


def test_the_endpoints_that_the_dialplan_dials_are_there() -> None:
    sections = re.findall(r"^\[(.+)\]\ntype=(\w+)", (RECIPE / "pjsip.conf").read_text(), re.MULTILINE)
    assert {("carrier", "endpoint"), ("challenge", "endpoint"), ("customers", "identify")} <= set(sections)
    reader = configparser.ConfigParser(strict=False, comment_prefixes=(";",))
    reader.read_string((RECIPE / "pjsip.conf").read_text())
    assert reader["customers"]["context"] in PLAN.contexts


@pytest.mark.parametrize(("outcome", "status"), [(Outcome.CONTINUE, "302"), (Outcome.OVERLOADED, "503")])
def test_a_call_without_objection(outcome: Outcome, status: str) -> None:
    with StubGate(outcomes={CALLED: outcome}) as gate:
        assert asked(gate) == {
            "GATE_STATUS": status,
            "GATE_DECISION": DECISION,
            "GATE_TARGET": "",
            "GATE_IDENTITY": "",
        }


def test_a_signed_call_takes_its_identity_along() -> None:
    value = "eyJ.eyJ.abc-_;info=<https://cert.example.org/p.pem>;alg=ES256;ppt=shaken"
    with StubGate(identities=(value,)) as gate:
        assert asked(gate)["GATE_IDENTITY"] == value
    steps = PLAN.contexts["add-decision"]["s"].steps
    assert ("Set", "PJSIP_HEADER(add,Identity)=${GATE_IDENTITY}") in steps
    assert ("GotoIf", "$[${LEN(${GATE_IDENTITY})} = 0]?ready") in steps


@pytest.mark.parametrize("outcome", sorted(REFUSES))
def test_a_refusal_of_the_dialect_ends_the_call(outcome: Outcome) -> None:
    with StubGate(outcomes={CALLED: outcome}) as gate:
        said = asked(gate)
        assert said["GATE_STATUS"] == str(gate.answer_to(CALLED, "").status)
    assert walked(CALLED, said)[-1][0] == "PJSIPHangup"


def test_a_challenge_names_its_target() -> None:
    with StubGate("sip:captcha@127.0.0.31", {CALLED: Outcome.CAPTCHA}) as gate:
        assert asked(gate)["GATE_TARGET"] == "sip:captcha@127.0.0.31"


def test_what_no_dialect_answers_is_handed_on_as_it_is() -> None:
    with StubGate(answers={CALLED: SipAnswer(404, "As It Is")}) as gate:
        assert asked(gate)["GATE_STATUS"] == "404"


def test_a_silent_gate_costs_the_timer_and_no_more() -> None:
    with StubGate(late_s={CALLED: 60.0}) as gate:
        started = time.monotonic()
        assert asked(gate, seconds="0.5") == {"GATE_STATUS": "none"}
        assert time.monotonic() - started < 2


@pytest.mark.parametrize(("error", "status"), [(400, "400"), (401, "none"), (403, "none"), (413, "400"), (500, "none")])
def test_an_http_error_never_opens_a_way_round_the_gate(error: int, status: str) -> None:
    """What a caller can bring about (400, 413) ends the call; what is between operator and gate lets it go on."""
    with StubGate(http_status={CALLED: error}) as gate:
        assert asked(gate)["GATE_STATUS"] == status


def test_a_caller_cannot_make_the_question_unreadable() -> None:
    with StubGate() as gate:
        assert asked(gate, calleridname='O"ak \\ Dental' + "n" * 600)["GATE_STATUS"] == "302"
        assert '"source_ip": "127.0.0.1"' in gate.messages[0]


@pytest.mark.parametrize(("answered", "status"), [("42", 200), ("0", 487), ("", 487)])
def test_the_end_of_a_call_is_told(answered: str, status: int) -> None:
    with StubGate() as gate:
        agi("ended", f"http://{kit.LOOPBACK}:{gate.http_port}", "2", DECISION, answered)
    assert gate.ended == [{"decision_id": DECISION, "duration_s": int(answered or 0), "sip_status": status}]
