"""The signing and verification API's words: what a client may send, and the message ids of ATIS-1000082's errors."""

from typing import Any

import msgspec
import pytest

from bellwarden.gate.api import FieldError
from bellwarden.gate.openapi import openapi
from bellwarden.gate.stir_api import (
    NUMBERS_MAX,
    SIGNING_PATH,
    VERIFICATION_PATH,
    kept_request_id,
    presented_by,
    read_signing,
    read_verification,
    stir_error,
    verification_reply,
)
from bellwarden.model.stir import Verification, VerificationStatus
from bellwarden.stir.reason import MEANINGS, StirReason

NOON = 1_781_000_000.0
ORIGID = "de305d54-75b4-431b-adb2-eb6b9e546014"
SIGNING: dict[str, Any] = {
    "attest": "A",
    "orig": {"tn": "+1-238-200-1000"},
    "dest": {"tn": ["14462005555"]},
    "iat": int(NOON),
    "origid": ORIGID,
}
VERIFICATION: dict[str, Any] = {
    "from": {"tn": "12382001000"},
    "to": {"tn": ["14462005555"]},
    "time": int(NOON),
    "identity": "a.b.c;info=<https://certificates.example/a.pem>",
}


def body(name: str, fields: dict[str, Any], without: str = "", **changes: Any) -> bytes:
    given = {key: value for key, value in {**fields, **changes}.items() if key != without}
    return msgspec.json.encode({name: given})


def told(error: FieldError) -> tuple[str, list[str]]:
    """The message id and the variables that a client would be sent."""
    reply = stir_error(error.status, error.field, error.reason).request_error
    exception = reply.service_exception or reply.policy_exception
    assert exception is not None
    places = exception.text.count("%")
    assert len(exception.variables) == places
    return exception.message_id, exception.variables


def test_a_request_as_switches_send_it_is_read() -> None:
    # Session border controllers name the kind of token, too.
    asked = read_signing(body("signingRequest", SIGNING, ppt="shaken"), NOON)
    assert (asked.attest, asked.orig.tn, asked.dest.tn, asked.origid) == (
        "A", "+1-238-200-1000", ["14462005555"], ORIGID,
    )  # fmt: skip
    to_verify = read_verification(body("verificationRequest", VERIFICATION), NOON)
    assert (to_verify.from_.tn, to_verify.to.tn, to_verify.time) == ("12382001000", ["14462005555"], int(NOON))


@pytest.mark.parametrize("missing", sorted(SIGNING))
def test_a_missing_claim_is_named(missing: str) -> None:
    with pytest.raises(FieldError) as error:
        read_signing(body("signingRequest", SIGNING, without=missing), NOON)
    assert told(error.value) == ("SVC4001", [f"signingRequest.{missing}"])


@pytest.mark.parametrize("missing", ["from", "to", "time"])
def test_a_missing_member_of_a_verification_is_named(missing: str) -> None:
    with pytest.raises(FieldError) as error:
        read_verification(body("verificationRequest", VERIFICATION, without=missing), NOON)
    assert told(error.value) == ("SVC4001", [f"verificationRequest.{missing}"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attest": "X"}, "attest"),
        ({"attest": "AA"}, "attest"),
        ({"attest": {"type": "A"}}, "attest"),
        ({"orig": "12382001000"}, "orig"),
        ({"orig": {"tn": ["12382001000"]}}, "orig.tn"),
        ({"orig": {"tn": "+1 238 200 1000"}}, "orig.tn"),
        ({"orig": {"tn": ""}}, "orig.tn"),
        ({"orig": {"tn": "1238200100０"}}, "orig.tn"),
        ({"orig": {"tn": "1" * 41}}, "orig.tn"),
        ({"orig": {"uri": "sip:anna@acme.example"}}, "orig.uri"),
        ({"orig": {"tn": "12382001000\n"}}, "orig.tn"),
        ({"dest": {"tn": "14462005555"}}, "dest.tn"),
        ({"dest": {"tn": []}}, "dest.tn"),
        ({"dest": {"tn": ["14462005555", "14462005556"]}}, "dest.tn"),
        ({"dest": {"tn": ["x"]}}, "dest.tn[0]"),
        ({"iat": "noon"}, "iat"),
        ({"iat": -1000}, "iat"),
        ({"iat": NOON + 0.5}, "iat"),
        ({"iat": 10**30}, "iat"),
        ({"iat": int(NOON) - 61}, "iat"),
        ({"iat": int(NOON) + 3}, "iat"),
        ({"origid": "not-an-uuid"}, "origid"),
        ({"origid": ORIGID + "\n"}, "origid"),
        ({"origid": [1]}, "origid"),
        ({"ppt": "div"}, "ppt"),
        ({"mky": []}, "mky"),
    ],
)
def test_a_wrong_claim_is_named_with_its_reason(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as error:
        read_signing(body("signingRequest", SIGNING, **change), NOON)
    message_id, variables = told(error.value)
    assert (message_id, variables[0]) == ("SVC4005", f"signingRequest.{field}")
    assert variables[1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"identity": 5}, "identity"),
        ({"identity": "x" * 16_385}, "identity"),
        ({"identity": "a\r\nX: y"}, "identity"),
        ({"time": int(NOON) - 301}, "time"),
        ({"time": "1"}, "time"),
        ({"from": {"tn": "anonymous"}}, "from.tn"),
        ({"to": {"tn": []}}, "to.tn"),
        ({"to": {"tn": ["14462005555"] * (NUMBERS_MAX + 1)}}, "to.tn"),
    ],
)
def test_a_wrong_member_of_a_verification_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldError) as error:
        read_verification(body("verificationRequest", VERIFICATION, **change), NOON)
    message_id, variables = told(error.value)
    assert (message_id, variables[0]) == ("SVC4005", f"verificationRequest.{field}")
    assert variables[1]


@pytest.mark.parametrize(
    ("data", "message_id"),
    [
        (b"", "SVC4000"),
        (b" \r\n", "SVC4000"),
        (b"{", "SVC4006"),
        (b"[]", "SVC4006"),
        (b"\xff", "SVC4006"),
        (b"[" * 60_000, "SVC4006"),
        (b'{"signingRequest":' * 9_000, "SVC4005"),
        (b"{}", "SVC4001"),
        (b'{"signingRequest":null}', "SVC4005"),
    ],
)
def test_a_body_that_is_no_request_is_an_error_and_nothing_worse(data: bytes, message_id: str) -> None:
    with pytest.raises(FieldError) as error:
        read_signing(data, NOON)
    assert told(error.value)[0] == message_id


@pytest.mark.parametrize(
    ("status", "message_id"),
    [
        (401, "POL4010"),
        (403, "POL4030"),
        (404, "SVC4003"),
        (405, "POL4050"),
        (406, "SVC4002"),
        (408, "SVC4006"),
        (413, "SVC4006"),
        (415, "SVC4004"),
        (500, "POL5000"),
        (503, "POL5030"),
    ],
)
def test_every_status_has_a_message_of_the_right_kind(status: int, message_id: str) -> None:
    assert told(FieldError("trunk", "why", status))[0] == message_id
    sent = msgspec.json.decode(msgspec.json.encode(stir_error(status, "trunk", "why")))
    kind = "serviceException" if message_id.startswith("SVC") else "policyException"
    assert set(sent) == {"requestError"}
    assert set(sent["requestError"]) == {kind}
    assert set(sent["requestError"][kind]) == {"messageId", "text", "variables"}


def test_several_identities_come_apart_as_they_would_in_a_header() -> None:
    several = 'a.b.c;info=<https://one.example/a,b>;q="x,y" , d.e.f;info=<https://two.example/>'
    asked = read_verification(body("verificationRequest", VERIFICATION, identity=several), NOON)
    presented = presented_by(asked)
    assert [value[:5] for value in presented.identities] == [b"a.b.c", b"d.e.f"]
    assert presented.to == "14462005555"
    assert presented.date == "Tue, 09 Jun 2026 10:13:20 GMT"


@pytest.mark.parametrize("identity", ["", "  "])
def test_no_identity_is_none(identity: str) -> None:
    asked = read_verification(body("verificationRequest", VERIFICATION, identity=identity), NOON)
    assert presented_by(asked).identities == ()


def test_what_is_no_list_is_left_to_the_verification() -> None:
    asked = read_verification(body("verificationRequest", VERIFICATION, identity="<b,a"), NOON)
    assert presented_by(asked).identities == (b"<b,a",)


def test_a_passed_verification_tells_no_reason() -> None:
    sent = msgspec.json.encode(verification_reply(Verification(VerificationStatus.PASSED)))
    assert sent == b'{"verificationResponse":{"verstat":"TN-Validation-Passed"}}'


def test_a_failed_verification_tells_code_name_and_reason() -> None:
    reply = verification_reply(Verification(VerificationStatus.FAILED, 438, "signature_invalid")).verification_response
    assert (reply.verstat, reply.reasoncode, reply.reasontext) == (
        "TN-Validation-Failed", 438, "Invalid Identity Header",
    )  # fmt: skip
    word, _, meaning = reply.reasondesc.partition(": ")
    assert (word, meaning) == ("signature_invalid", MEANINGS[StirReason.SIGNATURE_INVALID].sentence)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["AA97B177-9383-4934-8543-0F91A7A02836"], "AA97B177-9383-4934-8543-0F91A7A02836"),
        ([], ""),
        (["a", "b"], ""),
        (["x" * 129], ""),
        (["\xe9"], ""),
    ],
)
def test_a_request_id_comes_back_where_a_header_may_hold_it(values: list[str], kept: str) -> None:
    assert kept_request_id(values) == kept


def test_the_description_says_what_is_read_and_sent() -> None:
    told = openapi()
    schemas = told["components"]["schemas"]
    assert schemas["SigningQuestion"]["required"] == ["signingRequest"]
    assert schemas["SigningFields"]["required"] == ["attest", "dest", "iat", "orig", "origid"]
    assert schemas["VerificationFields"]["required"] == ["from", "to", "time"]
    assert set(schemas["VerificationFieldsReply"]["properties"]) == {
        "verstat",
        "reasoncode",
        "reasontext",
        "reasondesc",
    }
    assert set(schemas["RequestError"]["properties"]) == {"serviceException", "policyException"}
    assert set(schemas["StirException"]["required"]) == {"messageId", "text", "variables"}
    for path in (SIGNING_PATH, VERIFICATION_PATH):
        operation = told["paths"][path]["post"]
        assert set(operation["responses"]) == {"200", "400", "401", "403", "408", "413", "415", "500", "503"}
        assert operation["parameters"][0]["name"] == "trunk"
        bad = operation["responses"]["400"]["content"]["application/json"]["schema"]
        assert bad == {"$ref": "#/components/schemas/StirErrorReply"}
