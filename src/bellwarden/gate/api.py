"""The words of the HTTP API: what a client may send, what it gets back, and how an error names the field."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from ipaddress import ip_address
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta, Struct

from bellwarden.gate.counts import Tally
from bellwarden.gate.sources import CallEnded
from bellwarden.model.call import CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Presented, Verification
from bellwarden.sip.fault import SipFault
from bellwarden.sip.uri import parse_uri
from bellwarden.switches.reading import CHARACTERS_MAX, IDENTITIES_MAX
from bellwarden.verdict.explain import sentence, winner_of
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.suspended import SuspendedCustomer

# A client's own time of the call: it may have queued the question, and its clock may be a little ahead of ours.
AT_PAST_S_MAX: Final = 60.0
AT_FUTURE_S_MAX: Final = 2.0
ENDED_PAST_S_MAX: Final = 7 * 86_400.0

# As long as what is read out of an INVITE (switches/reading.py).
Number = Annotated[str, Meta(max_length=CHARACTERS_MAX, description="number or SIP/tel URI, as received")]
Text = Annotated[str, Meta(max_length=CHARACTERS_MAX)]
HeaderValue = Annotated[str, Meta(max_length=8_192)]
HeaderName = Annotated[str, Meta(min_length=1, max_length=256)]
CONTROL_SIGNS: Final = re.compile(r"[\x00-\x1f\x7f]")


class FieldError(Exception):
    """Something about a request is wrong; `field` is its JSON path ("" for the body as a whole)."""

    def __init__(self, field: str, reason: str, status: int = 400) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.status = status


class DecisionQuestion(Struct, forbid_unknown_fields=True):
    """A call asked about over HTTP. `trunk` or `source_ip` must be given; all else beside the numbers may stay out."""

    calling_number: Number
    called_number: Number
    trunk: Annotated[str, Meta(max_length=256, description="key of the trunk in the policy")] = ""
    source_ip: Annotated[str, Meta(max_length=64, description="address of the asking SBC")] = ""
    identity: (
        Annotated[
            list[HeaderValue],
            Meta(max_length=32, description="Identity header values, as received (RFC 8224 section 4)"),
        ]
        | HeaderValue
    ) = msgspec.field(default_factory=list)
    to: Annotated[
        str, Meta(max_length=CHARACTERS_MAX, description="number of the To header, which the token may name as well")
    ] = ""
    date: Annotated[str, Meta(max_length=64, description="Date header, as received")] = ""
    display_name: Text = ""
    diversions: Annotated[list[Number], Meta(max_length=32, description="Diversion numbers, topmost first")] = (
        msgspec.field(default_factory=list)
    )
    call_id: Text = ""
    at: Annotated[float | None, Meta(description="seconds since 1970, UTC; the time of arrival when left out")] = None
    from_number: Annotated[
        str, Meta(max_length=CHARACTERS_MAX, description="number of the From header, where it differs")
    ] = ""
    host: Annotated[str, Meta(max_length=256, description="host part of the request line")] = ""
    user_agent: Text = ""
    privacy: Annotated[bool, Meta(description="the caller asked for it: id or user (RFC 3323 section 4.2)")] = False
    spid: Annotated[str, Meta(max_length=32, description="OCN of the calling number's provider")] = ""
    request_uri: Annotated[str, Meta(max_length=1_024, description="request line's URI, for the Contact")] = ""
    headers: Annotated[
        dict[HeaderName, HeaderValue],
        Meta(max_length=200, description="further headers; kept are those the policy reads"),
    ] = msgspec.field(default_factory=dict)
    correlation: Annotated[str, Meta(max_length=CHARACTERS_MAX, description="the asker's own id of the call")] = ""


class FindingReply(Struct):
    code: str
    detail: str
    evidence: str
    mode: str
    action: str
    won: bool
    rule: str
    source: str


class SipReply(Struct):
    """What an SBC asking over SIP would have been told."""

    status: int
    phrase: str
    contact: str
    headers: list[tuple[str, str]]


class VerificationReply(Struct):
    """What became of the call's tokens; the claims of the one that decided."""

    verstat: Annotated[str, Meta(description="TN-Validation-Passed, TN-Validation-Failed or No-TN-Validation")]
    code: Annotated[int, Meta(description="403, 428, 436, 437 or 438 (RFC 8224 section 6.2.2); 0 for none")]
    reason: Annotated[str, Meta(description="the finer reason; empty when it passed")]
    attestation: Annotated[str, Meta(description="A, B or C; empty when the token has none")]
    origid: str
    signer: Annotated[str, Meta(description="service provider code in the signer's certificate")]


class PolicyReply(Struct):
    version: str
    serial: int
    age_s: Annotated[float, Meta(description="since it was pushed")]


class DecisionReply(Struct):
    decision_id: str
    action: Annotated[str, Meta(description="allow, block, divert or limit")]
    reason: str
    sentence: str
    findings: list[FindingReply]
    sip: SipReply
    observed: Annotated[bool, Meta(description="the gate only observes: `sip` continues whatever `action` says")]
    policy: PolicyReply
    journal: Annotated[int, Meta(description="number of the last enforcement journal line in force")]
    verification: Annotated[
        VerificationReply | None, Meta(description="null where the call brought no token or nobody looked at it")
    ]
    identities: Annotated[list[str], Meta(description="Identity header values that the call is to go on with")]


class EndedQuestion(Struct, forbid_unknown_fields=True):
    """The end of a call. `decision_id` or `call_id` must be given; only by the former its place is free again."""

    decision_id: Annotated[str, Meta(max_length=24, pattern="^([0-9a-f]{24})?$")] = ""
    call_id: Text = ""
    duration_s: Annotated[float, Meta(ge=0, le=ENDED_PAST_S_MAX)] = 0.0
    sip_status: Annotated[int, Meta(ge=100, le=699)] = 200
    at: Annotated[float | None, Meta(description="seconds since 1970, UTC; the time of arrival when left out")] = None


class EndedReply(Struct):
    accepted: bool


class SuspendedReply(Struct):
    customer: str
    trunks: Annotated[list[str], Meta(description="trunks over which its next call would be refused")]
    known_by: Annotated[
        list[str],
        Meta(description="addresses and values of identifying headers that stand for suspended customers only"),
    ]


class SuspensionsReply(Struct):
    """Whose calls an SBC is to end: customers suspended, terminated or not accepted yet, by journal or by standing."""

    version: Annotated[str, Meta(description="changes when anything in here does")]
    observed: Annotated[bool, Meta(description="the gate only observes: nobody's calls are to be ended")]
    known_by: Annotated[list[str], Meta(description="of all of them together")]
    suspended: list[SuspendedReply]


class CountsReply(Struct):
    """Everything counted since the gate started, worker by worker: what `bellwarden top` takes differences of."""

    now: Annotated[float, Meta(description="the clock that each worker's `at` is read from, in seconds")]
    workers: list[Tally]


class ErrorDetail(Struct):
    field: Annotated[str, Meta(description="JSON path of the field, a header's name, or empty for the body as a whole")]
    reason: str


class ErrorReply(Struct):
    error: ErrorDetail


_question_decoder: Final = msgspec.json.Decoder(DecisionQuestion)
_ended_decoder: Final = msgspec.json.Decoder(EndedQuestion)


class Question(NamedTuple):
    """A question over HTTP, in the values that a SIP INVITE is read into."""

    request: CallRequest
    presented: Presented


def read_question(body: bytes, policy: Policy, now: float) -> Question:
    """The same values that a SIP INVITE is read into. Raises FieldError."""
    try:
        asked = _question_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise field_error(error) from error
    if not asked.trunk and not asked.source_ip:
        raise FieldError("trunk", "give trunk or source_ip")
    _refuse_control_signs(asked)
    headers = {name.lower(): value[:CHARACTERS_MAX] for name, value in asked.headers.items()}
    if len(headers) != len(asked.headers):
        raise FieldError("headers", "holds one name twice")
    carrier = policy.carrier
    values = [asked.identity] if isinstance(asked.identity, str) else asked.identity
    # RFC 8224 section 4.1: what was signed are octets; text that is none of UTF-8 is nobody's token.
    identities = tuple(value.strip(" ").encode("utf-8", "replace") for value in values if value.strip(" "))
    presented = Presented(identities[:IDENTITIES_MAX], asked.to, asked.date)
    request = CallRequest(
        at=_bounded_at(asked.at, now, AT_PAST_S_MAX),
        source_ip=_canonical_address(asked.source_ip),
        called=asked.called_number,
        calling=asked.calling_number,
        shown=asked.from_number,
        display_name=asked.display_name,
        trunk=asked.trunk,
        host=asked.host.lower() or _host_of(asked.request_uri),
        call_id=asked.call_id,
        user_agent=asked.user_agent,
        diversions=tuple(asked.diversions),
        identities=tuple(sha256(value).hexdigest() for value in identities),
        privacy=asked.privacy,
        correlation=asked.correlation or headers.get(carrier.correlation_header.lower(), ""),
        headers=tuple((name, headers[name]) for name in sorted(policy.headers_read) if name in headers),
        spid=asked.spid or headers.get(carrier.spid_header.lower(), ""),
        protocol="http",
        uri=asked.request_uri,
    )
    return Question(request, presented)


def read_ended(body: bytes, now: float) -> CallEnded:
    """Raises FieldError."""
    try:
        told = _ended_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise field_error(error) from error
    if not told.decision_id and not told.call_id:
        raise FieldError("decision_id", "give decision_id or call_id")
    _refuse_control_signs(told)
    at = _bounded_at(told.at, now, ENDED_PAST_S_MAX)
    return CallEnded(at, told.decision_id, told.call_id, told.duration_s, told.sip_status)


def decision_reply(decision: Decision, serial: int, age_s: float) -> DecisionReply:
    """The decision as an HTTP client is told."""
    verdict = decision.verdict
    winner = winner_of(verdict)
    return DecisionReply(
        decision_id=decision.id,
        action=verdict.action.value,
        reason=verdict.reason,
        sentence=sentence(verdict, decision.observed),
        findings=[
            FindingReply(
                code=one.finding.code,
                detail=one.finding.detail,
                evidence=one.finding.evidence.value,
                mode=one.mode.value,
                action=one.action.value,
                won=one is winner,
                rule=one.finding.rule,
                source=one.finding.source,
            )
            for one in verdict.weighed
        ],
        sip=SipReply(
            decision.answer.status, decision.answer.phrase, decision.answer.contact, list(decision.answer.headers)
        ),
        observed=decision.observed,
        policy=PolicyReply(decision.policy, serial, age_s),
        journal=decision.journal,
        verification=verification_reply(decision.call.verification),
        identities=[value for name, value in decision.answer.headers if name == "Identity"],
    )


def verification_reply(found: Verification | None) -> VerificationReply | None:
    """What was found about a call's tokens, as clients are told."""
    if found is None:
        return None
    return VerificationReply(
        found.status.value, found.code, found.reason, found.attestation, found.origid, found.signer
    )


def suspensions_reply(suspended: Sequence[SuspendedCustomer], observes: bool) -> SuspensionsReply:
    """The suspended customers as an SBC is told that has their calls up."""
    told = [SuspendedReply(one.customer, list(one.trunks), list(one.known_by)) for one in suspended]
    known_by = sorted({known for one in suspended for known in one.known_by})
    version = sha256(msgspec.json.encode((observes, told))).hexdigest()[:16]
    return SuspensionsReply(version, observes, known_by, told)


def field_error(error: Exception) -> FieldError:
    """msgspec says the path at the end of its message, or the field's name in backquotes."""
    text = str(error)
    reason, found, path = text.partition(" - at `")
    if "required field `" in reason or "unknown field `" in reason:
        name = reason.rpartition(" field `")[2].rstrip("`")
        verb = "is missing" if "required" in reason else "is no field of this request"
        return FieldError(_named(path, name), verb)
    if found:
        return FieldError(_named(path, ""), reason)
    if isinstance(error, RecursionError):
        return FieldError("", "the JSON is nested too deeply")
    return FieldError("", reason)


def _named(path: str, name: str) -> str:
    return ".".join(part for part in (path.rstrip("`").removeprefix("$").removeprefix("."), name) if part)


def _refuse_control_signs(asked: Struct) -> None:
    """No value may carry a line end into a header that a client makes of our answer."""
    for field in asked.__struct_fields__:
        if _has_control_sign(getattr(asked, field)):
            raise FieldError(field, "holds a control character")


def _has_control_sign(value: object) -> bool:
    if isinstance(value, str):
        return CONTROL_SIGNS.search(value) is not None
    if isinstance(value, list):
        return any(map(_has_control_sign, value))
    if isinstance(value, Mapping):
        return any(_has_control_sign(key) or _has_control_sign(one) for key, one in value.items())
    return False


def _bounded_at(at: float | None, now: float, past_s: float) -> float:
    if at is None:
        return now
    if not now - past_s <= at <= now + AT_FUTURE_S_MAX:
        raise FieldError(
            "at", f"must lie between {past_s:.0f} s before and {AT_FUTURE_S_MAX:.0f} s after the gate's clock"
        )
    return at


def _host_of(uri: str) -> str:
    """The host part of a request URI, as an INVITE's would be read; "" when it has none."""
    try:
        return parse_uri(uri.encode()).host
    except SipFault:
        return ""


def _canonical_address(text: str) -> str:
    if not text:
        return ""
    try:
        parsed = ip_address(text)
    except ValueError as error:
        raise FieldError("source_ip", "is no IPv4 or IPv6 address") from error
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)
