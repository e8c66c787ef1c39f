"""The words of the signing and verification API of ATIS-1000082: what an STI client may send and what it gets back.

The report describes the reference point between an SBC or application server and the servers that sign and verify
(STI-AS and STI-VS). Names of members and message ids are the report's; what it has no id for (no key, no such trunk, no
key to sign with) is told as a policy exception whose number follows the same rule, the HTTP status and a zero.
"""

from collections.abc import Sequence
from email.utils import formatdate
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from bellwarden.gate.api import CONTROL_SIGNS, FieldError, field_error
from bellwarden.model.stir import Presented, Verification, VerificationStatus
from bellwarden.sip.fault import SipFault
from bellwarden.sip.headers import split_list
from bellwarden.stir.reason import MEANINGS, StirReason

# A client's clock and its queue: as much as its time of a call over HTTP may be off (gate/api.py).
IAT_PAST_S_MAX: Final = 60.0
IAT_FUTURE_S_MAX: Final = 2.0
TIME_PAST_S_MAX: Final = 300.0  # an old Date is for the verification to judge, an absurd one is the client's mistake
NUMBERS_MAX: Final = 2  # of the request line, and of To where it differs
IDENTITY_BYTES_MAX: Final = 16_384
REQUEST_ID_MAX: Final = 128
STIR_PREFIX: Final = "/stir/"
SIGNING_PATH: Final = "/stir/v1/signing"
VERIFICATION_PATH: Final = "/stir/v1/verification"

# RFC 8224 section 6.2.2.
CODE_TEXTS: Final = {
    403: "Stale Date",
    428: "Use Identity Header",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
}
# Digits with the signs that RFC 8224 section 8.3 lets a number be written with before it is made canonical. `$` alone
# would let a line end pass.
NUMBER_PATTERN: Final = r"^\+?[0-9*#.()-]{1,40}$(?!\n)"
UUID_PATTERN: Final = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$(?!\n)"

Tn = Annotated[str, Meta(pattern=NUMBER_PATTERN, description="telephone number")]


class OneTn(Struct, forbid_unknown_fields=True):
    tn: Tn


class SeveralTns(Struct, forbid_unknown_fields=True):
    tn: Annotated[list[Tn], Meta(min_length=1, max_length=NUMBERS_MAX)]


class SignedTn(Struct, forbid_unknown_fields=True):
    """One number: a token for several would be good for calls to each of them."""

    tn: Annotated[list[Tn], Meta(min_length=1, max_length=1)]


class SigningFields(Struct, forbid_unknown_fields=True):
    """The claims asked for. A member that we would not sign is refused: no token may hold less than was asked for."""

    attest: Annotated[Literal["A", "B", "C"], Meta(description="the level asked for; the policy may grant a lower one")]
    dest: SignedTn
    iat: Annotated[int, Meta(ge=0, le=2**53, description="seconds since 1970, UTC, when the call came")]
    orig: OneTn
    origid: Annotated[str, Meta(pattern=UUID_PATTERN, description="UUID (RFC 8588 section 5)")]
    ppt: Annotated[Literal["shaken"], Meta(description="the only kind of token signed here")] = "shaken"


class SigningQuestion(Struct, forbid_unknown_fields=True, rename="camel"):
    signing_request: SigningFields


class SigningFieldsReply(Struct):
    identity: Annotated[str, Meta(description="value for the Identity header (RFC 8224 section 4)")]


class SigningReply(Struct, rename="camel"):
    signing_response: SigningFieldsReply


class VerificationFields(Struct, forbid_unknown_fields=True, rename={"from_": "from"}):
    from_: OneTn
    to: SeveralTns
    time: Annotated[
        int, Meta(ge=0, le=2**53, description="the call's Date, else when it came; seconds since 1970, UTC")
    ]
    identity: Annotated[
        str, Meta(max_length=IDENTITY_BYTES_MAX, description="Identity header value as received; several by commas")
    ] = ""


class VerificationQuestion(Struct, forbid_unknown_fields=True, rename="camel"):
    verification_request: VerificationFields


class VerificationFieldsReply(Struct, omit_defaults=True):
    verstat: Literal["TN-Validation-Passed", "TN-Validation-Failed", "No-TN-Validation"]
    reasoncode: Annotated[int, Meta(description="403, 428, 436, 437 or 438 (RFC 8224 section 6.2.2)")] = 0
    reasontext: Annotated[str, Meta(description="what that code is called")] = ""
    reasondesc: Annotated[str, Meta(description="the finer reason; docs/reference/stir.md explains each")] = ""


class VerificationReply(Struct, rename="camel"):
    verification_response: VerificationFieldsReply


class StirException(Struct, rename={"message_id": "messageId"}):
    message_id: str
    text: Annotated[str, Meta(description="%1, %2 stand for the variables")]
    variables: list[str]


class RequestError(Struct, rename="camel", omit_defaults=True):
    """One of the two: the request was wrong, or the policy (or the server's state) does not allow it."""

    service_exception: StirException | None = None
    policy_exception: StirException | None = None


class StirErrorReply(Struct, rename="camel"):
    request_error: RequestError


_signing_decoder: Final = msgspec.json.Decoder(SigningQuestion)
_verification_decoder: Final = msgspec.json.Decoder(VerificationQuestion)
MISSING: Final = "is missing"
NO_BODY: Final = "there is none"

# By HTTP status. What a request is told of a 400 depends on what is wrong, see `stir_error`.
_EXCEPTIONS: Final = {
    401: ("POL4010", "Error: %1."),
    403: ("POL4030", "Error: The policy does not allow '%1': %2."),
    404: ("SVC4003", "Error: Requested resource was not found."),
    405: ("POL4050", "Error: Method not allowed."),
    406: ("SVC4002", "Error: Requested response body type '%1' is not supported."),
    408: ("SVC4006", "Error: Failed to parse received message body: %1."),
    413: ("SVC4006", "Error: Failed to parse received message body: %1."),
    415: ("SVC4004", "Error: Unsupported request body type, expected '%1'."),
    503: ("POL5030", "Error: Service unavailable: %1."),
}
_INTERNAL: Final = ("POL5000", "Error: Internal Server Error. Please try again later.")


def read_signing(body: bytes, now: float) -> SigningFields:
    """Raises FieldError."""
    try:
        asked = _signing_decoder.decode(_some(body)).signing_request
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise field_error(error) from error
    if not now - IAT_PAST_S_MAX <= asked.iat <= now + IAT_FUTURE_S_MAX:
        raise FieldError(
            "signingRequest.iat",
            f"must lie between {IAT_PAST_S_MAX:.0f} s before and {IAT_FUTURE_S_MAX:.0f} s after the gate's clock",
        )
    return asked


def read_verification(body: bytes, now: float) -> VerificationFields:
    """Raises FieldError."""
    try:
        asked = _verification_decoder.decode(_some(body)).verification_request
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise field_error(error) from error
    if CONTROL_SIGNS.search(asked.identity):
        raise FieldError("verificationRequest.identity", "holds a control character")
    if abs(asked.time - now) > TIME_PAST_S_MAX:
        raise FieldError("verificationRequest.time", f"is more than {TIME_PAST_S_MAX:.0f} s off the gate's clock")
    return asked


def presented_by(asked: VerificationFields) -> Presented:
    """What an INVITE with these headers would have brought. RFC 8224 section 4.1 lets commas part several values."""
    value = asked.identity.strip().encode()
    try:
        identities = tuple(split_list(value)) if value else ()
    except SipFault:
        identities = (value,)  # too many, or brackets that don't close: for the verification to refuse
    # The Date header's form, RFC 3261 section 20.17.
    return Presented(identities, asked.to.tn[-1], formatdate(asked.time, usegmt=True))


def verification_reply(verification: Verification) -> VerificationReply:
    """What is told of a verification; nothing about a reason when there is none."""
    code = verification.code
    status: Literal["TN-Validation-Passed", "TN-Validation-Failed", "No-TN-Validation"]
    if verification.status is VerificationStatus.PASSED:
        status = "TN-Validation-Passed"
    elif verification.status is VerificationStatus.FAILED:
        status = "TN-Validation-Failed"
    else:
        status = "No-TN-Validation"
    return VerificationReply(
        VerificationFieldsReply(status, code, CODE_TEXTS.get(code, ""), _described(verification.reason))
    )


def _described(reason: str) -> str:
    """The reason's word, which the reference explains, and its sentence."""
    return f"{reason}: {MEANINGS[StirReason(reason)].sentence}" if reason else ""


def signing_reply(identity: str) -> SigningReply:
    return SigningReply(SigningFieldsReply(identity))


def stir_error(status: int, field: str, reason: str) -> StirErrorReply:
    """An error in the report's form: always one of its message ids, with field and reason among the variables."""
    if status == 400:
        message = _bad_request(field, reason)
    elif status in _EXCEPTIONS:
        message_id, text = _EXCEPTIONS[status]
        message = StirException(message_id, text, _variables(text, field, reason))
    else:
        message = StirException(*_INTERNAL, [])
    if message.message_id.startswith("SVC"):
        return StirErrorReply(RequestError(service_exception=message))
    return StirErrorReply(RequestError(policy_exception=message))


def _bad_request(field: str, reason: str) -> StirException:
    if reason == NO_BODY:
        return StirException("SVC4000", "Error: Missing request body.", [])
    if not field:
        return StirException("SVC4006", "Error: Failed to parse received message body: %1.", [reason])
    if reason == MISSING:
        return StirException("SVC4001", "Error: Missing mandatory parameter '%1'.", [field])
    return StirException("SVC4005", "Error: Invalid '%1' parameter value: %2.", [field, reason])


def _variables(text: str, field: str, reason: str) -> list[str]:
    """As many as the text has places for."""
    if "%2" in text:
        return [field, reason]
    return [reason] if "%1" in text else []


def _some(body: bytes) -> bytes:
    if not body.strip():
        raise FieldError("", NO_BODY)
    return body


def kept_request_id(values: Sequence[str]) -> str:
    """The client's X-RequestID, which its answer repeats; "" when it gave none that a header may hold."""
    if len(values) != 1 or not 0 < len(values[0]) <= REQUEST_ID_MAX:
        return ""
    return values[0] if values[0].isascii() and values[0].isprintable() else ""
