"""The JSON that commands answer with: every key with its meaning. The reference and the tests read this file."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct


class FindingJson(Struct):
    """What one check saw, and whether it won. The HTTP API has the same keys."""

    code: Annotated[str, Meta(description="the check's file name in capitals")]
    detail: Annotated[str, Meta(description="the value seen")]
    evidence: Annotated[str, Meta(description="fact, authority, statistics or crowd")]
    mode: Annotated[str, Meta(description="report or act")]
    action: Annotated[str, Meta(description="what it asks for: allow, block, divert or limit")]
    won: bool
    rule: Annotated[str, Meta(description="id of the rule of law or practice, or empty")]
    source: Annotated[str, Meta(description="the list, condition or journal line it came from, or empty")]


class SipJson(Struct):
    """What the SBC was told. The HTTP API has the same keys."""

    status: int
    phrase: str
    contact: Annotated[str, Meta(description="the whole Contact of a 3xx, or empty")]
    headers: Annotated[list[tuple[str, str]], Meta(description="name and value, in order")]


class VerificationJson(Struct):
    """What was found about a call's tokens; the claims are those of the one that decided."""

    verstat: Annotated[str, Meta(description="TN-Validation-Passed, TN-Validation-Failed or No-TN-Validation")]
    code: Annotated[int, Meta(description="403, 428, 436, 437 or 438; 0 for none")]
    reason: Annotated[str, Meta(description="the finer reason, or empty")]
    attestation: Annotated[str, Meta(description="A, B or C, or empty")]
    origid: str
    signer: Annotated[str, Meta(description="service provider code in the signer's certificate, or empty")]
    x5u: Annotated[str, Meta(description="where the token says that the certificate lies")]
    certificate: Annotated[str, Meta(description="SHA-256 of the certificate, or empty")]
    signature: Annotated[str, Meta(description="SHA-256 of the token's signature")]
    orig: str
    dest: list[str]
    iat: Annotated[int, Meta(description="when the token was made, seconds since 1970, UTC")]
    diverted: Annotated[list[str], Meta(description="numbers that diverted the call, by verified tokens")]


class SigningJson(Struct):
    """What was done about the Identity of a call that went on."""

    outcome: Annotated[str, Meta(description="signed, diverted, passed_on, unsigned or failed")]
    attestation: Annotated[str, Meta(description="A, B or C of a token of ours, or empty")]
    reason: Annotated[str, Meta(description="why this level, or why there is no token")]
    origid: str
    signature: Annotated[str, Meta(description="SHA-256 of our token's signature, or empty")]
    certificate: Annotated[str, Meta(description="SHA-256 of our certificate, or empty")]


class DecisionJson(Struct):
    """A call, its verdict and what the SBC was told. Keys that the HTTP API has too mean the same there."""

    decision_id: Annotated[str, Meta(description="24 hex digits; empty for a call that was only tried")]
    at: Annotated[str, Meta(description="when the question arrived, ISO 8601, UTC")]
    action: Annotated[str, Meta(description="allow, block, divert or limit")]
    reason: Annotated[str, Meta(description="code of the finding that won, or NO_OBJECTION, EMERGENCY_CALL, …")]
    outcome: Annotated[str, Meta(description="row of the dialect's table that the SBC was answered by")]
    sentence: Annotated[str, Meta(description="the verdict in one sentence")]
    goes_on: Annotated[bool, Meta(description="whether the verdict lets the call go on to its destination")]
    observed: Annotated[
        bool, Meta(description="the gate only observed: the SBC was told to go on whatever the verdict")
    ]
    customer: Annotated[str, Meta(description="key of the customer or upstream provider, or empty")]
    trunk: str
    called_customer: Annotated[str, Meta(description="key of the customer who holds the called number, or empty")]
    calling_number: Annotated[str, Meta(description="as understood: digits of E.164 without plus, or the short code")]
    called_number: Annotated[str, Meta(description="the same of the called number")]
    shown_number: Annotated[str, Meta(description="number of the From header, where it differs")]
    calling_received: Annotated[str, Meta(description="as received")]
    called_received: Annotated[str, Meta(description="as received")]
    display_name: str
    source_ip: str
    protocol: Annotated[str, Meta(description="sip or http")]
    call_id: str
    user_agent: str
    correlation: Annotated[str, Meta(description="value of the carrier's correlation header")]
    identity_headers: Annotated[int, Meta(description="how many Identity headers the call carried")]
    fault: Annotated[str, Meta(description="why the message was not sane, or empty")]
    findings: list[FindingJson]
    sip: SipJson
    customer_attempts_1s: Annotated[
        int, Meta(description="the customer's calls in the second before, this one included")
    ]
    trunk_attempts_1s: int
    policy: Annotated[str, Meta(description="id of the snapshot it was judged by")]
    journal: Annotated[int, Meta(description="number of the last enforcement journal line in force")]
    latency_us: Annotated[int, Meta(description="from message read to answer built, microseconds")]
    verification: Annotated[VerificationJson | None, Meta(description="null where nobody looked at tokens")]
    signing: Annotated[
        SigningJson | None, Meta(description="null where calls are not signed, or this one did not go on")
    ]


class TokenJson(Struct):
    """What a token says of itself. Nothing of it is proven by its being readable."""

    ppt: str
    orig: str
    dest: list[str]
    iat: Annotated[int, Meta(description="when it was made, seconds since 1970, UTC")]
    attest: Annotated[str, Meta(description="A, B or C, or empty")]
    x5u: str


class FoundCallJson(Struct):
    """A kept call that a token was with."""

    decision_id: str
    at: Annotated[str, Meta(description="ISO 8601, UTC")]
    customer: str
    trunk: str
    calling_number: str
    called_number: str
    call_id: str
    signed: Annotated[str, Meta(description="what we did about its Identity and why, in words; or empty")]
    verified: Annotated[str, Meta(description="what was found about the tokens it came with, in words; or empty")]
    policy: Annotated[str, Meta(description="id of the snapshot it was judged by; empty for a call of the call log")]
    calling_received: Annotated[str, Meta(description="as received; empty for a call of the call log")] = ""
    called_received: str = ""


class StirFindJson(Struct):
    """`stir find`: one object a token."""

    whose: Annotated[str, Meta(description="signed, seen, altered, not_kept or never")]
    sentence: str
    origid: str
    signature: Annotated[str, Meta(description="SHA-256 of the token's signature; empty when only an origid was given")]
    token: Annotated[TokenJson | None, Meta(description="null where none was given or it can't be read")]
    calls: Annotated[list[FoundCallJson], Meta(description="newest first, at most 20")]


class StepJson(Struct):
    """One step of the chain as it went for one call."""

    code: str
    mode: str
    names: Annotated[list[str], Meta(description="lists or condition looked at")]
    seen: Annotated[str, Meta(description="empty when the check had nothing to say")]
    result: Annotated[str, Meta(description="won; lost, reported or allows, and why; nothing seen")]


class ExplanationJson(Struct):
    """A decision with its steps."""

    decision: DecisionJson
    steps: list[StepJson]
    judged_again: Annotated[
        bool, Meta(description="the recorded facts were judged again by the same snapshot; false when it is gone")
    ]
    note: Annotated[str, Meta(description="what the reader should know about this explanation, or empty")]


class ProblemJson(Struct):
    """What is wrong with a policy file."""

    file: str
    line: int
    field: str
    reason: str
    severity: Annotated[str, Meta(description="error or warning")]


class CheckJson(Struct):
    """`policy check`."""

    ok: bool
    errors: int
    warnings: int
    problems: list[ProblemJson]


class InitJson(Struct):
    """`policy init`."""

    folder: str
    dialect: str
    files: list[str]


class BuildJson(Struct):
    """`policy build`: what the snapshot holds."""

    snapshot: Annotated[str, Meta(description="id: SHA-256 over its content")]
    current: Annotated[bool, Meta(description="whether it is the one in force")]
    trunks: int
    customers: int
    lists: int
    conditions: int
    listed_numbers: Annotated[int, Meta(description="exact numbers on lists")]
    layers_bytes: int
    problems: Annotated[list[ProblemJson], Meta(description="warnings")]


class MoveJson(Struct):
    """A customer whose calls a new policy would judge otherwise."""

    customer: str
    calls: int
    refused_before: int
    refused_after: int


class GuardJson(Struct):
    """What the last decisions would get under the new policy."""

    decisions: Annotated[int, Meta(description="judged again, at most 10,000")]
    refused_before: int
    refused_after: int
    share_before: Annotated[float, Meta(description="0 to 1")]
    share_after: float
    emergencies_refused: Annotated[int, Meta(description="emergency calls that would not continue; 0 unless forced")]
    customers: Annotated[list[MoveJson], Meta(description="those whose calls are moved most")]


class PushJson(Struct):
    """`policy push` and `policy rollback`: what is in force now."""

    snapshot: str
    serial: Annotated[int, Meta(description="number of the signed statement that makes it current")]
    kind: Annotated[str, Meta(description="push or rollback")]
    mode: Annotated[str, Meta(description="observe or enforce")]
    changed: Annotated[bool, Meta(description="false when this snapshot was current already")]
    forced: bool
    guard: GuardJson | None


class ChangeJson(Struct):
    """One difference between two policies."""

    kind: Annotated[str, Meta(description="added, removed or changed")]
    what: Annotated[str, Meta(description="carrier, trunk, customer, mode, list, condition, inventory, numbering, …")]
    name: str
    field: Annotated[str, Meta(description="empty where the thing as a whole came or went")]
    before: Annotated[str, Meta(description="for people")]
    after: str


class DiffJson(Struct):
    """`policy diff`."""

    same: bool
    new: Annotated[str, Meta(description="folder or snapshot")]
    old: Annotated[str, Meta(description="folder, snapshot, or `nothing in force`")]
    changes: list[ChangeJson]


class EnforcementJson(Struct):
    """A measure in force, or lifted just now."""

    line: Annotated[int, Meta(description="number of its journal line; its name for `enforce lift`")]
    kind: Annotated[str, Meta(description="suspend, limit, block, restrict_caller_ids or challenge")]
    target: Annotated[str, Meta(description="customer, calling, called, pair, source, name or upstream")]
    value: str
    reason: str
    author: str
    set_at: Annotated[str, Meta(description="ISO 8601, UTC")]
    expires_at: Annotated[str, Meta(description="ISO 8601, UTC; empty: until lifted")]
    cps_max: Annotated[int, Meta(description="for limit: calls per second; else 0")]
    caller_ids: Annotated[list[str], Meta(description="for restrict_caller_ids: numbers, and prefixes with *")]
    by: Annotated[str, Meta(description="for challenge: captcha, voice_menu or voicemail")]


class EnforceJson(Struct):
    """`enforce suspend`, `limit`, `block`, `lift`: the line written and what it is about."""

    done: Annotated[str, Meta(description="set or lifted")]
    journal: Annotated[int, Meta(description="number of the line written")]
    measure: EnforcementJson
    gate_mode: Annotated[str, Meta(description="observe or enforce, by the current policy; empty without one")]


class EnforceListJson(Struct):
    """`enforce list`."""

    journal: Annotated[int, Meta(description="number of the last line")]
    gate_mode: str
    measures: list[EnforcementJson]


class LossJson(Struct):
    """One customer in a summary."""

    customer: str
    name: str
    calls: int
    refused: int
    share: Annotated[float, Meta(description="refused of its calls, 0 to 1")]
    reasons: Annotated[dict[str, int], Meta(description="refused calls by reason")]


class SummaryJson(Struct):
    """`decisions summary`. Refused counts what was refused or diverted, or would have been while the gate observed."""

    calls: int
    refused: int
    share: Annotated[float, Meta(description="refused of all calls, 0 to 1")]
    observed: Annotated[int, Meta(description="calls judged while the gate only observed")]
    emergency: int
    first_at: Annotated[str, Meta(description="ISO 8601, UTC; empty without calls")]
    last_at: str
    reasons: dict[str, int]
    reported: Annotated[dict[str, int], Meta(description="findings that did not decide, by code")]
    customers: list[LossJson]
    unjudged: Annotated[
        int, Meta(description="besides: calls that went on without a verdict; asked too late, or judging failed")
    ]
    damaged: Annotated[int, Meta(description="places in the spool that could not be read")]


class TlsJson(Struct):
    """The gate's certificate, as it would be served."""

    certificate: Annotated[str, Meta(description="its file")]
    key: Annotated[str, Meta(description="its key's file")]
    client_ca: Annotated[str, Meta(description="the file of the CAs of clients; empty: clients show no certificate")]
    names: Annotated[list[str], Meta(description="the host names that it stands for")]
    expires_at: Annotated[str, Meta(description="when the first of certificate and client CAs ends, UTC")]
    days_left: float


class UnjudgedJson(Struct):
    """One line of `decisions unjudged`: a call that nobody judged, or an interval whose decisions were not kept."""

    begin: Annotated[str, Meta(description="ISO 8601, UTC")]
    end: str
    count: Annotated[int, Meta(description="calls; 1 for a line that names one")]
    reason: Annotated[str, Meta(description="OVERLOADED, OVER_FAIR_SHARE, JUDGING_FAILED, or NOT_KEPT of an interval")]
    why: str
    call_id: str
    calling_number: Annotated[str, Meta(description="canonical digits, else as received")]
    called_number: str
    source_ip: str
    trunk: str
    customer: str
    decision_id: str


class ApiKeyJson(Struct):
    """A key of the HTTP API. `key` is there at its creation only."""

    name: str
    created: str
    digest: Annotated[str, Meta(description="first 12 digits of the key's SHA-256")]
    key: str = ""


class PartyJson(Struct):
    """A customer or a trunk in `top`. Refused counts diverted calls too, and those an observing gate let go on."""

    key: Annotated[str, Meta(description="empty: calls of which no customer was found")]
    per_s: float
    refused_per_s: float
    share: Annotated[float, Meta(description="refused of its calls in the window, 0 to 1")]
    reason: Annotated[str, Meta(description="most frequent reason of refusals in the window, or empty")]
    calls: Annotated[int, Meta(description="since the gate started")]
    refused: Annotated[int, Meta(description="since the gate started")]
    history: Annotated[list[float], Meta(description="calls a second at the last readings, oldest first")]


class ReasonJson(Struct):
    """How often a verdict fell."""

    action: str
    reason: str
    per_s: float
    calls: Annotated[int, Meta(description="since the gate started")]


class WorkerJson(Struct):
    """One worker of the gate."""

    number: int
    pid: int
    state: Annotated[
        str,
        Meta(description="well; late (OPTIONS gets 503); leaving (finishes what is open); silent (for 3 s)"),
    ]
    per_s: Annotated[float, Meta(description="calls a second")]
    up_s: Annotated[float, Meta(description="since it was started")]
    delay_ms: Annotated[float, Meta(description="how long a call had to wait for it, at worst in the last second")]
    resident_bytes: int
    descriptors: int
    descriptors_max: int
    policy_serial: int
    journal: Annotated[int, Meta(description="number of the last enforcement journal line in force")]


class TopJson(Struct):
    """`top`: one reading. Rates, shares and latency are those of the window, the last seconds before it."""

    at: Annotated[str, Meta(description="ISO 8601, UTC")]
    up: Annotated[
        bool, Meta(description="whether a gate answers; when not, `problem` says what to do, all else is empty")
    ]
    problem: Annotated[str, Meta(description="what is wrong now, or empty")]
    gate: Annotated[str, Meta(description="where it listens")]
    version: str = ""
    mode: Annotated[str, Meta(description="observe or enforce; empty without a policy")] = ""
    policy: Annotated[str, Meta(description="id of the snapshot in force")] = ""
    policy_serial: int = 0
    policy_age_s: Annotated[float, Meta(description="since it was pushed")] = 0.0
    journal: int = 0
    window_s: Annotated[float, Meta(description="length of the window; 0: no rates yet")] = 0.0
    per_s: float = 0.0
    refused_per_s: float = 0.0
    share: float = 0.0
    emergency_per_s: float = 0.0
    unjudged_per_s: float = 0.0
    shed_per_s: float = 0.0
    unknown_source_per_s: float = 0.0
    p50_ms: Annotated[float | None, Meta(description="from message read to answer built; null without calls")] = None
    p99_ms: float | None = None
    spool_waiting: int = 0
    spool_dropped: Annotated[int, Meta(description="since the gate started")] = 0
    connections: Annotated[int, Meta(description="SIP connections open, TCP and TLS")] = 0
    deaths: Annotated[int, Meta(description="workers that died and were replaced, since the gate started")] = 0
    workers: list[WorkerJson] = msgspec.field(default_factory=list)
    customers: Annotated[list[PartyJson], Meta(description="busiest first")] = msgspec.field(default_factory=list)
    trunks: Annotated[list[PartyJson], Meta(description="busiest first")] = msgspec.field(default_factory=list)
    reasons: Annotated[list[ReasonJson], Meta(description="most frequent first")] = msgspec.field(default_factory=list)
