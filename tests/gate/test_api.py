"""What may be asked over HTTP, and how an error names the field; without a socket."""

from typing import Any

import msgspec
import pytest

from bellwarden.gate.api import FieldError, read_ended, read_question
from bellwarden.model.call import CallRequest
from bellwarden.model.policy import Identification, Trunk
from tests.verdict.worlds import DOCUMENT, NOON, policy_of

CALL = {"calling_number": "+12382001000", "called_number": "+14462005555", "trunk": "acme-pbx"}
READING = policy_of(
    trunks=(Trunk("hosted", ("127.0.1.9",), identifications=(Identification("acme", header="x-group", value="7"),)),),
    customers=DOCUMENT.customers,
)


def question(policy: Any = READING, **changes: Any) -> CallRequest:
    return read_question(msgspec.json.encode({**CALL, **changes}), policy, NOON).request


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"called_number": 5}, "called_number"),
        ({"called_number": "x" * 300}, "called_number"),
        ({"called_number": None}, "called_number"),
        ({"called_nmber": "+1"}, "called_nmber"),
        ({"identity": ["a", 3]}, "identity[1]"),
        ({"identity": ["a"] * 33}, "identity"),
        ({"identity": [[[[]]]]}, "identity[0]"),
        ({"diversions": "x"}, "diversions"),
        ({"privacy": "yes"}, "privacy"),
        ({"at": "noon"}, "at"),
        ({"at": 0}, "at"),
        ({"at": NOON - 61}, "at"),
        ({"at": NOON + 3}, "at"),
        ({"source_ip": "localhost"}, "source_ip"),
        ({"source_ip": "127.1"}, "source_ip"),
        ({"headers": {"x": 1}}, "headers[...]"),
        ({"request_uri": "sip:1@a\r\nX: y"}, "request_uri"),
        ({"diversions": ["+1\n2"]}, "diversions"),
        ({"headers": {"x\r\n": "1"}}, "headers"),
        ({"headers": {"X-Group": "7", "x-group": "8"}}, "headers"),
        ({"trunk": ""}, "trunk"),
    ],
)
def test_an_error_names_the_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(FieldError) as error:
        question(**change)
    assert (error.value.field, error.value.status) == (field, 400)
    assert error.value.reason


@pytest.mark.parametrize("missing", ["calling_number", "called_number"])
def test_a_missing_field_is_named(missing: str) -> None:
    body = msgspec.json.encode({key: value for key, value in CALL.items() if key != missing})
    with pytest.raises(FieldError) as error:
        read_question(body, READING, NOON)
    assert (error.value.field, error.value.reason) == (missing, "is missing")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 60_000,
        b"[]",
        b"7",
        b"\xff",
        b'{"calling_number":"\\ud800"}',
        b'{"at":NaN}',
        b'{"headers":' * 9_000,
    ],
)
def test_broken_json_is_an_error_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(FieldError):
        read_question(body, READING, NOON)


def test_a_question_holds_what_an_invite_would() -> None:
    """The fields of CallRequest, each from its place in the JSON."""
    asked = question(
        source_ip="::ffff:127.0.1.1",
        identity=["token"],
        display_name="Acme Dental",
        diversions=["+12382001001"],
        call_id="a@b",
        at=NOON - 10,
        from_number="+12382001002",
        user_agent="sbc 1",
        privacy=True,
        spid="1234",
        request_uri="sip:+14462005555@Kestrel.example;user=phone",
        headers={"X-Group": "7", "X-Other": "8"},
        correlation="abc",
    )
    assert asked == CallRequest(
        at=NOON - 10,
        source_ip="127.0.1.1",
        called="+14462005555",
        calling="+12382001000",
        shown="+12382001002",
        display_name="Acme Dental",
        trunk="acme-pbx",
        host="kestrel.example",
        call_id="a@b",
        user_agent="sbc 1",
        diversions=("+12382001001",),
        identities=("3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0",),
        privacy=True,
        correlation="abc",
        headers=(("x-group", "7"),),
        spid="1234",
        protocol="http",
        uri="sip:+14462005555@Kestrel.example;user=phone",
    )


def test_the_time_of_arrival_stands_in_for_a_missing_one() -> None:
    assert question().at == NOON


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision_id"),
        ({"decision_id": "short"}, "decision_id"),
        ({"call_id": "a", "duration_s": -1}, "duration_s"),
        ({"call_id": "a", "sip_status": 99}, "sip_status"),
        ({"call_id": "a", "at": 1}, "at"),
        ({"call_id": "a\u0000"}, "call_id"),
        ({"call_id": "a", "duration": 1}, "duration"),
    ],
)
def test_a_wrong_end_of_a_call_names_the_field(body: dict[str, object], field: str) -> None:
    with pytest.raises(FieldError) as error:
        read_ended(msgspec.json.encode(body), NOON)
    assert error.value.field == field
