"""The HTTP API on loopback: decisions, ends of calls, errors that name the field, keys, health, metrics."""

import json
import select
import socket
import time
from dataclasses import replace
from hashlib import sha256

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bellwarden.gate import bodies, http_server
from bellwarden.gate.http import HttpDoor
from bellwarden.gate.keys import ApiKeys
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import GateMode
from bellwarden.model.verdict import JUDGING_FAILED, OVER_FAIR_SHARE
from tests.gate.gates import (
    Ends,
    RunningGate,
    SipClient,
    Store,
    error_of,
    gate,
    invite,
    loaded,
    wait_until,
)
from tests.verdict.worlds import DOCUMENT, acting

CALL = {"calling_number": "+12382001000", "called_number": "+14462005555", "trunk": "acme-pbx"}
STRICT = replace(DOCUMENT, modes=acting("called_number_invalid"))
JSON_TYPE = {"content-type": "application/json"}
KEY = "key-of-the-billing-system"


def test_a_decision_tells_everything_an_sbc_would_be_told() -> None:
    with gate() as one, one.http() as client:
        response = client.post("/v1/decisions", json={**CALL, "request_uri": "sip:+14462005555@kestrel.example"})
        told = response.json()
        assert response.status_code == 200
        assert set(told) == {
            "decision_id", "action", "reason", "sentence", "findings", "sip", "observed", "policy", "journal",
                "verification", "identities",
        }  # fmt: skip
        assert (told["action"], told["reason"], told["observed"]) == ("allow", "NO_OBJECTION", False)
        assert told["sentence"] == "The call continues: nothing speaks against it."
        assert told["sip"]["status"] == 302
        assert told["sip"]["contact"].startswith("<sip:+14462005555@kestrel.example>")
        assert told["policy"]["version"] == "snapshot1"
        assert 0 <= told["policy"]["age_s"] < 10
        [decision] = one.decisions(1)
        assert decision.id == told["decision_id"]
        assert decision.call.request.protocol == "http"
        assert decision.latency_us > 0


def test_a_refusal_tells_its_findings_and_the_winner() -> None:
    with gate() as one, one.http() as client:
        one.book.entries = (Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0),)
        told = client.post("/v1/decisions", json={**CALL, "called_number": "+12"}).json()
        assert (told["action"], told["reason"], told["journal"]) == ("block", "ENFORCEMENT", 1)
        assert told["sip"]["status"] == 403
        assert {one["code"]: one["won"] for one in told["findings"]} == {
            "ENFORCEMENT": True,
            "CALLED_NUMBER_INVALID": False,
        }


def test_a_gate_that_observes_says_so() -> None:
    document = replace(STRICT, carrier=replace(DOCUMENT.carrier, mode=GateMode.OBSERVE))
    with gate(Store(loaded(document))) as one, one.http() as client:
        told = client.post("/v1/decisions", json={**CALL, "called_number": "+12"}).json()
        assert (told["action"], told["observed"], told["sip"]["status"]) == ("block", True, 302)


def test_an_error_names_the_field_and_keeps_no_decision() -> None:
    with gate() as one, one.http() as client:
        assert error_of(client.post("/v1/decisions", json={**CALL, "called_number": 5})) == (400, "called_number")
        assert error_of(client.post("/v1/decisions", json={"called_number": "+1"})) == (400, "calling_number")
        assert error_of(client.post("/v1/decisions", content=b"{", headers=JSON_TYPE)) == (400, "")
        assert one.kept.decisions == []


def test_a_trunk_that_nobody_has_is_refused_by_name() -> None:
    with gate() as one, one.http() as client:
        assert error_of(client.post("/v1/decisions", json={**CALL, "trunk": "nobodys"})) == (403, "trunk")
        body = {**CALL, "trunk": "", "source_ip": "127.0.0.9"}
        assert error_of(client.post("/v1/decisions", json=body)) == (403, "source_ip")
        assert one.kept.decisions == []


def test_a_mapped_address_is_the_ipv4_address() -> None:
    with gate() as one, one.http() as client:
        body = {**CALL, "trunk": "", "source_ip": "::ffff:127.0.1.1"}
        assert client.post("/v1/decisions", json=body).status_code == 200
        assert one.decisions(1)[0].call.request.source_ip == "127.0.1.1"


def test_bodies_are_bounded_and_must_say_they_are_json() -> None:
    with gate() as one, one.http() as client:
        big = b'{"calling_number":"' + b"1" * 70_000 + b'"}'
        assert error_of(client.post("/v1/decisions", content=big, headers=JSON_TYPE)) == (413, "content-length")
        pieces = (b"1" * 10_000 for _ in range(8))
        assert client.post("/v1/decisions", content=pieces, headers=JSON_TYPE).status_code == 413
        assert error_of(client.post("/v1/decisions", data=CALL)) == (415, "content-type")


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_S_MAX", 0.2)
    with gate() as one, socket.create_connection(("127.0.0.1", int(one.url.rpartition(":")[2]))) as slow:
        slow.sendall(b"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        slow.sendall(b"Content-Length: 10\r\n\r\n{")
        slow.settimeout(2)
        assert slow.recv(1_000).startswith(b"HTTP/1.1 408")


def test_a_request_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "REQUEST_S_MAX", 0.2)
    with gate() as one, socket.create_connection(("127.0.0.1", int(one.url.rpartition(":")[2]))) as slow:
        slow.settimeout(2)
        slow.sendall(b"POST /v1/dec")
        assert slow.recv(1_000) == b""


def test_a_failure_while_judging_lets_the_call_go_on() -> None:
    with gate() as one, one.http() as client:
        one.book.fails = RuntimeError("broken book")
        told = client.post("/v1/decisions", json=CALL).json()
        assert (told["action"], told["reason"], told["sip"]["status"]) == ("allow", JUDGING_FAILED, 302)


def test_a_failure_outside_of_judging_is_an_error_in_json_and_the_next_request_is_answered() -> None:
    with gate() as one, one.http() as client:
        one.kept.put = None  # type: ignore[method-assign, assignment]
        assert error_of(client.post("/v1/decisions", json=CALL)) == (500, "")
        del one.kept.put
        assert client.post("/v1/decisions", json=CALL).status_code == 200


def test_the_end_of_a_call_is_taken() -> None:
    with gate() as one, one.http() as client:
        identity = client.post("/v1/decisions", json=CALL).json()["decision_id"]
        body = {"decision_id": identity, "duration_s": 61.5, "sip_status": 200}
        assert client.post("/v1/calls/ended", json=body).status_code == 202
        assert client.post("/v1/calls/ended", json={"call_id": "abc", "sip_status": 486}).status_code == 202
        first, second = one.kept.ended
        assert (first.decision_id, first.duration_s, first.sip_status) == (identity, 61.5, 200)
        assert (second.call_id, second.duration_s, second.sip_status) == ("abc", 0.0, 486)
        assert abs(first.at - time.time()) < 5
        assert one.worker.tally.calls_ended == 2


def test_suspensions_tell_whose_calls_are_to_be_ended() -> None:
    with gate() as one, one.http() as client:
        before = client.get("/v1/suspensions").json()
        one.book.entries = (Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0),)
        told = client.get("/v1/suspensions").json()
        same = client.get("/v1/suspensions").json()
        one.book.entries = (Enforcement(8, EnforcementKind.BLOCK, EnforcementTarget.SOURCE, "127.0.1.1", "scan", 0.0),)
        blocked = client.get("/v1/suspensions").json()
    assert (before["known_by"], before["suspended"], before["observed"]) == ([], [], False)
    assert told["suspended"] == [{"customer": "acme", "trunks": ["acme-pbx"], "known_by": ["127.0.1.1"]}]
    assert told["known_by"] == ["127.0.1.1"]
    assert told == same
    assert told["version"] != before["version"] == blocked["version"]


def test_suspensions_end_with_their_time_and_hold_where_the_gate_enforces() -> None:
    over = Enforcement(7, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0, expires_at=1.0)
    entries = (over, over._replace(number=8, value="boreal", expires_at=0.0))
    observing = replace(DOCUMENT, carrier=replace(DOCUMENT.carrier, mode=GateMode.OBSERVE))
    for document, known_by in ((DOCUMENT, ["127.0.1.2"]), (observing, [])):
        with gate(Store(loaded(document))) as one, one.http() as client:
            one.book.entries = entries
            told = client.get("/v1/suspensions").json()
            assert (told["known_by"], told["observed"]) == (known_by, document is observing)


def test_who_is_suspended_is_told_to_holders_of_a_key_only() -> None:
    with gate(api_key_hashes=frozenset([sha256(KEY.encode()).hexdigest()])) as one, one.http() as client:
        assert client.get("/v1/suspensions").status_code == 401
        assert client.get("/v1/suspensions", headers={"x-api-key": KEY}).status_code == 200


def test_a_configured_key_is_asked_for_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    """RFC 6750 sections 2.1 and 3."""
    hashes = frozenset({sha256(KEY.encode()).hexdigest()})
    with gate(api_key_hashes=hashes) as one, one.http() as client:
        for headers in ({}, {"X-Api-Key": "wrong"}, {"Authorization": f"Basic {KEY}"}, {"Authorization": "Bearer"}):
            response = client.post("/v1/decisions", json=CALL, headers=headers)
            assert error_of(response) == (401, "authorization")
            assert response.headers["www-authenticate"] == "Bearer"
        assert error_of(client.post("/v1/calls/ended", json={"call_id": "a"})) == (401, "authorization")
        for headers in ({"X-Api-Key": KEY}, {"Authorization": f"Bearer {KEY}"}, {"Authorization": f"bearer {KEY}"}):
            assert client.post("/v1/decisions", json=CALL, headers=headers).status_code == 200
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").status_code == 200
    assert KEY not in caplog.text


def test_without_a_key_only_this_machine_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.gate.keys.is_local", lambda request: False)
    with gate() as one, one.http() as client:
        for path in ("/healthz", "/metrics", "/openapi.json"):
            assert error_of(client.get(path)) == (403, "authorization")
        forged = {"X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"}
        assert error_of(client.post("/v1/decisions", json=CALL, headers=forged)) == (403, "authorization")


def test_health_tells_policy_age_and_journal() -> None:
    with gate() as one, one.http() as client:
        told = client.get("/healthz").json()
        assert told["status"] == "ok"
        assert told["policy"]["version"] == "snapshot1"
        assert 0 <= told["policy"]["age_s"] < 10
        assert (told["journal"], told["refused"]) == (0, None)


def test_health_is_503_without_a_policy() -> None:
    with gate(Store()) as one, one.http() as client:
        response = client.get("/healthz")
        assert (response.status_code, response.json()["status"]) == (503, "no policy")


def test_wrong_paths_and_methods_are_errors_in_json() -> None:
    with gate() as one, one.http() as client:
        assert error_of(client.get("/v2/decisions")) == (404, "")
        response = client.get("/v1/decisions")
        assert error_of(response) == (405, "")
        assert response.headers["allow"] == "POST"


def test_metrics_are_read_by_prometheus_and_tell_what_happened() -> None:
    store, source, other = Store(loaded(STRICT)), "127.0.1.1", "127.0.0.9"
    with (
        gate(store) as one,
        one.http() as client,
        SipClient(one.udp, source) as sbc,
        SipClient(one.udp, other) as stranger,
    ):
        sbc.ask(invite())
        sbc.ask(invite(called="+12"))
        sbc.ask(invite(more=("From: <sip:+12382001001@127.0.0.1>;tag=2",)))
        stranger.send(invite())
        client.post("/v1/decisions", json=CALL)
        client.post("/v1/decisions", json={})
        one.decisions(4)
        wait_until(lambda: one.worker.tally.unknown_source == 1)
        text = client.get("/metrics").text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    decisions = {
        (one.labels["action"], one.labels["reason"]): one.value for one in families["bellwarden_gate_decisions"].samples
    }
    assert decisions == {
        ("allow", "NO_OBJECTION"): 2,
        ("block", "CALLED_NUMBER_INVALID"): 1,
        ("block", "MALFORMED_MESSAGE"): 1,
    }
    values = {one.name: one.value for family in families.values() for one in family.samples if not one.labels}
    assert values["bellwarden_gate_unknown_source_total"] == 1
    assert values["bellwarden_gate_policy_serial"] == 1
    assert values["bellwarden_gate_journal_number"] == 0
    assert values["bellwarden_gate_spool_written_total"] == 4
    assert values["bellwarden_gate_spool_dropped_total"] == values["bellwarden_gate_spool_depth"] == 0
    assert 0 <= values["bellwarden_gate_policy_age_seconds"] < 10
    assert values["bellwarden_gate_decision_seconds_count"] == 4
    assert values["bellwarden_gate_decision_seconds_sum"] > 0
    buckets = [one for one in families["bellwarden_gate_decision_seconds"].samples if one.name.endswith("_bucket")]
    bounds = [one.labels["le"] for one in buckets]
    assert (bounds[0], bounds[-2:]) == ("0.000025", ["0.5", "+Inf"])
    assert {"0.05", "0.15", "0.2"} <= set(bounds)  # what is promised at p99, at p99.9 and at the most
    assert buckets[-1].value == 4
    [faults] = families["bellwarden_gate_parse_faults"].samples
    assert (faults.labels, faults.value) == ({"status": "400"}, 1)
    requests = {one.labels["status"]: one.value for one in families["bellwarden_gate_http_requests"].samples}
    assert requests == {"200": 1, "400": 1}
    [resident] = families["bellwarden_gate_resident_memory_bytes"].samples
    assert resident.value > 1e6
    assert 0 <= values["bellwarden_gate_journal_age_seconds"] < 5
    assert values["bellwarden_gate_workers"] == values["bellwarden_gate_workers_alive"] == 1
    assert "acme" not in text


def test_the_description_names_every_route_and_resolves() -> None:
    with gate() as one, one.http() as client:
        told = client.get("/openapi.json").json()
        routes = HttpDoor(one.worker.world, Ends(one.kept), ApiKeys(frozenset()), one.worker.tallies, {}).app().routes
        assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) == {str(getattr(route, "path", "")) for route in routes}
    named = msgspec.json.encode(told).decode().split('"#/components/schemas/')[1:]
    assert {part.partition('"')[0] for part in named} <= set(told["components"]["schemas"])
    question = told["components"]["schemas"]["DecisionQuestion"]
    assert question["required"] == ["calling_number", "called_number"]


def half_asked(one: RunningGate, source: str = "127.0.0.1") -> socket.socket:
    """A connection whose request does not end."""
    assert one.ready is not None and one.ready.http is not None
    slow = socket.create_connection((one.ready.http.host, one.ready.http.port), 2, (source, 0))
    slow.sendall(b"POST /v1/decisions HTTP/1.1\r\nhost: gate\r\n")
    return slow


def test_slow_connections_make_room_for_one_that_asks_and_are_told_so_in_json() -> None:
    with gate(http_connections_max=4) as one:
        slow = [half_asked(one) for _ in range(4)]
        with one.http() as client:
            assert client.post("/v1/decisions", json=CALL).status_code == 200
        told = select.select(slow, [], [], 2)[0]
        assert len(told) == 1
        head, _, body = told[0].recv(4096).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ") and b"application/json" in head and b"connection: close" in head
        assert json.loads(body)["error"]["reason"].startswith("too many connections")
        for each in slow:
            each.close()


def test_who_holds_most_connections_loses_one_first() -> None:
    with gate(http_connections_max=4) as one, one.http() as client:
        assert client.get("/healthz").status_code == 200  # it keeps its connection
        slow = [half_asked(one, "127.0.0.7") for _ in range(12)]
        assert client.post("/v1/decisions", json=CALL).status_code == 200
        wait_until(lambda: len(one.worker._http._server.server_state.connections) <= 4)  # type: ignore[union-attr]
        assert client.post("/v1/decisions", json=CALL).status_code == 200
        for each in slow:
            each.close()


def test_a_body_that_trickles_in_is_not_waited_for_and_one_too_big_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_S_MAX", 0.2)
    with gate() as one, one.http() as client:
        slow = half_asked(one)
        slow.sendall(b"content-type: application/json\r\ncontent-length: 60000\r\n\r\n{")
        assert slow.recv(4096).startswith(b"HTTP/1.1 408 ")
        slow.close()
        big = client.post("/v1/decisions", content=b" " * 70_000, headers=JSON_TYPE)
        assert error_of(big) == (413, "content-length")
        assert client.post("/v1/decisions", json=CALL).status_code == 200


def test_many_questions_on_one_connection() -> None:
    with gate() as one, one.http() as client:
        assert {client.post("/v1/decisions", json=CALL).status_code for _ in range(100)} == {200}
        assert len(one.decisions(100)) == 100


def test_behind_the_gate_judges_each_askers_share_of_questions_and_every_emergency() -> None:
    boreal = {**CALL, "trunk": "boreal-dialler"}
    with gate() as one, one.http() as client:
        admission = one.worker._admission
        admission.behind(0.05, time.monotonic())
        admission._share, admission._ends = 1, time.monotonic() + 60
        told = [client.post("/v1/decisions", json=asked).json() for asked in (CALL, CALL, boreal, CALL)]
        emergency = client.post("/v1/decisions", json={**CALL, "called_number": "911"}).json()
    reasons = [each["reason"] for each in told]
    assert reasons[1] == reasons[3] == OVER_FAIR_SHARE
    assert OVER_FAIR_SHARE not in (reasons[0], reasons[2])
    assert told[1]["action"] == "allow"
    assert emergency["reason"] == "EMERGENCY_CALL"
    assert one.worker.tally.shed == 2
