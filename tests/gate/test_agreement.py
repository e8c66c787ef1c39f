"""SIP and HTTP have one brain: the same call, asked both ways, gets the same verdict and the same SIP answer."""

from dataclasses import dataclass, field, replace

import pytest
from pyroaring import BitMap64

from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import (
    Condition,
    Identification,
    ListClass,
    ListKey,
    PolicyDocument,
    PolicyList,
    Rate,
    Trunk,
)
from bellwarden.model.verdict import Action, Diversion
from tests.gate.gates import SipClient, Store, gate, header_of, invite, loaded, status_of
from tests.verdict.worlds import DOCUMENT, acting

LISTS = (
    PolicyList("bad-callers", ListKey.CALLING_NUMBER, ListClass.BLOCK, layer="numbers/bad", count=1),
    PolicyList("bad-agents", ListKey.USER_AGENT, ListClass.BLOCK, entries=("*scanner*",)),
    PolicyList("bad-names", ListKey.NAME, ListClass.BLOCK, entries=("*PRIZE*",)),
    PolicyList("never-called", ListKey.CALLED_NUMBER, ListClass.BLOCK, prefixes=("1756900",)),
    PolicyList("spoofed", ListKey.CALLING_NUMBER, ListClass.DO_NOT_ORIGINATE, prefixes=("1446555",)),
)
HOSTED = Trunk(
    "hosted", ("127.0.1.9",), identifications=(Identification("boreal", header="x-group", value="7"),), customer="acme"
)
POLICY: PolicyDocument = replace(
    DOCUMENT,
    trunks=(*DOCUMENT.trunks, HOSTED),
    customers=tuple(replace(customer, cps_max=0) for customer in DOCUMENT.customers),
    lists=LISTS,
    conditions=(Condition("diverted-private", "diverted && withheld"),),
    modes=acting(
        "called_number_invalid",
        "caller_id_invalid",
        "caller_id_absent",
        "caller_id_right",
        "do_not_originate",
        "condition:diverted-private",
        *(f"list:{one.name}" for one in LISTS),
    ),
)


@dataclass
class Call:
    """A call as SIP headers and as JSON fields."""

    reason: str
    called: str = "+14462005555"
    calling: str = "+12382001000"
    source: str = "127.0.1.1"
    more: tuple[str, ...] = ()
    json: dict[str, object] = field(default_factory=dict)


CALLS = {
    "good": Call("NO_OBJECTION"),
    "emergency": Call("EMERGENCY_CALL", called="911"),
    "eleven digits": Call("NO_OBJECTION", called="14462005555", calling="12382001000"),
    "called number can't exist": Call("CALLED_NUMBER_INVALID", called="+11231234567"),
    "caller id can't exist": Call("CALLER_ID_INVALID", calling="+12381112222", source="127.0.1.2"),
    "caller id of another": Call("CALLER_ID_RIGHT", calling="+17562001234"),
    "asserted identity outranks From": Call(
        "CALLER_ID_RIGHT",
        calling="+12382001000",
        more=("P-Asserted-Identity: <sip:+17562001234@127.0.0.1>",),
        json={"calling_number": "+17562001234", "from_number": "+12382001000"},
    ),
    "listed caller": Call("CALLING_LIST", calling="+17562009999", source="127.0.1.2"),
    "listed agent": Call(
        "USER_AGENT_LIST", more=("User-Agent: friendly-scanner",), json={"user_agent": "friendly-scanner"}
    ),
    "listed called number": Call("CALLED_LIST", called="+17569001234"),
    "do not originate": Call("DO_NOT_ORIGINATE", calling="+14465550000", source="127.0.2.7"),
    "condition over headers": Call(
        "CONDITION",
        more=("Diversion: <sip:+12382001001@127.0.0.1>", "Privacy: id"),
        json={"diversions": ["+12382001001"], "privacy": True},
    ),
    "customer by header": Call(
        "CALLER_ID_RIGHT",
        calling="+17562001234",
        source="127.0.1.9",
        more=("X-Group: 8",),
        json={"headers": {"X-Group": "8"}},
    ),
    "another customer by header": Call(
        "NO_OBJECTION",
        calling="+17562001234",
        source="127.0.1.9",
        more=("X-Group: 7",),
        json={"headers": {"x-group": "7"}},
    ),
    "suspended": Call("ENFORCEMENT", calling="+12382001001", called="+14462009999"),
}
BLOCKED_PAIR = Enforcement(1, EnforcementKind.BLOCK, EnforcementTarget.CALLED_NUMBER, "14462009999", "threats", 0.0)


@pytest.fixture(scope="module")
def both_ways():  # type: ignore[no-untyped-def]
    layers = {"numbers/bad": BitMap64([17562009999]).serialize()}
    with gate(Store(loaded(POLICY, layers=layers))) as one, one.http() as client:
        one.book.entries = (BLOCKED_PAIR,)
        yield one, client


@pytest.mark.parametrize("name", CALLS)
def test_sip_and_http_agree(name: str, both_ways) -> None:  # type: ignore[no-untyped-def]
    one, client = both_ways
    call = CALLS[name]
    kept = len(one.kept.decisions)
    with SipClient(one.udp, call.source) as sbc:
        reply = sbc.ask(invite(call.called, call.calling, more=call.more))
    over_sip = one.decisions(kept + 1)[kept]
    body = {
        "called_number": call.called,
        "calling_number": call.calling,
        "display_name": "Acme Dental",
        "source_ip": call.source,
        "request_uri": f"sip:{call.called}@kestrel.example;user=phone",
        **call.json,
    }
    told = client.post("/v1/decisions", json=body).json()
    over_http = one.decisions(kept + 2)[kept + 1]
    assert over_sip.verdict.reason == call.reason
    assert over_http.verdict == over_sip.verdict
    assert over_http.call.customer == over_sip.call.customer
    assert (told["sip"]["status"], told["sip"]["phrase"]) == (status_of(reply), reply.split(b"\r\n")[0][12:].decode())
    ours = told["decision_id"]
    assert told["sip"]["contact"].replace(ours, over_sip.id) == header_of(reply, "Contact")
    for key, value in told["sip"]["headers"]:
        assert value.replace(ours, over_sip.id) == header_of(reply, key)
    assert {entry["code"] for entry in told["findings"]} == {entry.finding.code for entry in over_sip.verdict.weighed}


COUNTED_POLICY: PolicyDocument = replace(
    DOCUMENT,
    carrier=replace(DOCUMENT.carrier, captcha_uri="sip:captcha@192.0.2.9"),
    trunks=tuple(replace(trunk, reports_ends=True) for trunk in DOCUMENT.trunks),
    customers=tuple(replace(customer, cps_max=0, concurrent_max=2) for customer in DOCUMENT.customers),
    rates=(Rate("spam_detective", 2, 600, Action.DIVERT, Diversion.CAPTCHA), Rate("pair_rate", 3, 600)),
    modes=acting("spam_detective", "pair_rate", "concurrency_limit"),
)


@pytest.mark.parametrize("first_over_http", [True, False])
def test_calls_over_sip_and_http_are_counted_together_and_ended_alike(first_over_http: bool) -> None:
    with gate(Store(loaded(COUNTED_POLICY))) as one, one.http() as client, SipClient(one.udp, "127.0.1.1") as sbc:
        said: list[tuple[str, str]] = []

        def ask(called: str, http: bool) -> None:
            kept = len(one.kept.decisions)
            if http:
                question = {"called_number": called, "calling_number": "+12382001000", "source_ip": "127.0.1.1"}
                assert client.post("/v1/decisions", json=question).status_code == 200
            else:
                sbc.ask(invite(called, "+12382001000"))
            decision = one.decisions(kept + 1)[kept]
            said.append((decision.id, decision.verdict.reason))

        for turn in range(4):
            ask("+14462005555", (turn % 2 == 0) is first_over_http)
        assert [reason for _, reason in said] == ["NO_OBJECTION"] * 2 + ["CONCURRENCY_LIMIT"] * 2
        for decision_id, _ in said[:2] * 2:  # each told twice
            answer = client.post("/v1/calls/ended", json={"decision_id": decision_id, "duration_s": 3.5})
            assert answer.status_code == 202
        ask("+12382015555", first_over_http)
        assert said[-1][1] == "NO_OBJECTION"
        ask("+14462005555", not first_over_http)
        assert said[-1][1] == "PAIR_RATE"  # the fifth of them
        ask("+12382015556", not first_over_http)
        ask("+12382015557", first_over_http)
        assert [reason for _, reason in said[-2:]] == ["NO_OBJECTION", "CONCURRENCY_LIMIT"]
        assert one.decisions(8)[-1].verdict.weighed[-1].finding.code == "SPAM_DETECTIVE"
