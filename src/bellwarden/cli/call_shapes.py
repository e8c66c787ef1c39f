"""What commands about call records answer with --json."""

from typing import Annotated

from msgspec import Meta, Struct

At = Annotated[str, Meta(description="UTC, ISO 8601")]


class RefusalJson(Struct):
    """A row that could not be kept."""

    line: Annotated[int, Meta(description="line of the decompressed file, from 1")]
    field: Annotated[str, Meta(description="field at fault; empty when it is the line as a whole")]
    reason: str
    text: Annotated[str, Meta(description="what stood there, cut")]


class ImportJson(Struct):
    """What became of one file."""

    file: str
    format: Annotated[str, Meta(description="name of the format; generic: read by the names of its columns")]
    zone: Annotated[str, Meta(description="zone of times that carry none")]
    rows: Annotated[int, Meta(description="calls taken in")]
    refused: Annotated[int, Meta(description="rows that could not be kept; all of them stand in HOME/calllog/refused")]
    since: Annotated[str, Meta(description="first call, UTC; empty without calls")]
    until: str
    known: Annotated[bool, Meta(description="the file was imported before, nothing in it is new")]
    grown: Annotated[bool, Meta(description="its beginning was imported before, only the rest was read")]
    notes: list[str]
    refusals: Annotated[list[RefusalJson], Meta(description="the first refused rows")]
    fault: Annotated[str, Meta(description="why the file could not be used at all; empty when it could")] = ""


class ColumnJson(Struct):
    """A column of a file of call records, and what it is read as."""

    name: str
    looks: Annotated[str, Meta(description="times, telephone numbers, numbers, words or empty")]
    example: str
    meaning: Annotated[str, Meta(description="field of the log that is read from it; empty: none")]
    reason: str


class FormatJson(Struct):
    """What a file of call records looks like."""

    file: str
    format: Annotated[str, Meta(description="name of the format; generic: by the names of its columns; empty: none")]
    title: str
    fit: Annotated[float, Meta(description="share of the rows looked at that are what the format says")]
    columns: list[str]
    mapping: Annotated[str, Meta(description="the draft of a mapping file")]
    details: list[ColumnJson] = []
    zone: Annotated[str, Meta(description="of times that carry none; empty: only the operator knows")] = ""
    zone_reason: str = ""


class CallJson(Struct):
    """A call of the log."""

    at: At
    calling: Annotated[str, Meta(description="E.164 digits; empty when it is no such number")]
    called: str
    calling_received: Annotated[str, Meta(description="as received, where it was written otherwise")]
    called_received: str
    result: str
    cause: str
    sip_status: int | None
    duration_s: float | None
    billable_s: float | None
    customer: str
    trunk: str
    upstream: str
    source_ip: str
    call_id: str
    name: str
    decision_id: str
    file: Annotated[str, Meta(description="file that it was imported from")]
    line: int
    rung: Annotated[
        str,
        Meta(
            description="how its decision was found: decision_id, correlation, call_id, numbers; "
            "alone: a decision without a record; empty: a record without a decision"
        ),
    ] = ""
    attestation: Annotated[str, Meta(description="A, B, C of its token; empty: unsigned or not known")] = ""
    signer: Annotated[
        str, Meta(description="service provider code in the certificate of the token that it came with")
    ] = ""
    verstat: str = ""
    ended_by: Annotated[str, Meta(description="caller, called; empty: not known")] = ""
    retention: Annotated[str, Meta(description="class of retention")] = ""


class FeatureJson(Struct):
    """One figure held against one line."""

    feature: str
    value: float
    unit: str
    part: Annotated[int, Meta(description="of whole, for a share; the count itself otherwise")]
    whole: int
    bound: Annotated[float, Meta(description="end of the 95 % interval that was held against the line")]
    line: float
    source: Annotated[str, Meta(description="where the line comes from")]
    published: Annotated[bool, Meta(description="false: Bellwarden's own proposal")]
    family: str
    score: Annotated[float, Meta(description="capped log-likelihood ratio, -2 to 3")]
    fact: bool


class AlertJson(Struct):
    """One pattern in the calls of one customer, trunk, upstream or caller ID."""

    kind: str
    subject: str
    alert: Annotated[str, Meta(description="name of the detector")]
    title: str
    first_alert_at: Annotated[str, Meta(description="when it could first be known, UTC")]
    since: Annotated[str, Meta(description="the worst window")]
    until: str
    windows: Annotated[int, Meta(description="how many windows were over a line")]
    action: Annotated[str, Meta(description="what would follow: report, case or limit")]
    score: Annotated[float, Meta(description="of all figures of the worst window together")]
    features: list[FeatureJson]
    samples: list[CallJson]
    window: Annotated[str, Meta(description="the worst window, from/to; a look at an hour ends before it")] = ""
    customer: Annotated[str, Meta(description="the subject, where it is a customer")] = ""
    trunk: Annotated[str, Meta(description="the subject, where it is a trunk")] = ""
    patterns: Annotated[list[str], Meta(description="of a combined score: detectors that see their pattern")] = []


class LearnedJson(Struct):
    """A line proposed from the past."""

    detector: str
    line: str
    value: float
    unit: str
    source: Annotated[str, Meta(description="what --write puts beside it")]
    windows: Annotated[int, Meta(description="hours that it would have alerted in")]
    subjects: Annotated[list[str], Meta(description="whose hours")]


class ProfileJson(Struct):
    """The calls of one subject in one window."""

    kind: str
    subject: str
    since: At
    until: At
    counts: Annotated[dict[str, int], Meta(description="attempts and calls, by what they are")]
    figures: Annotated[dict[str, float | None], Meta(description="shares and averages made of them; null of nothing")]


class ContributorJson(Struct):
    """A caller ID that dialler traffic comes from."""

    caller: Annotated[str, Meta(description="E.164 digits, or as received; behind it the address, if known")]
    calls: int
    dialler_calls: Annotated[float, Meta(description="of these, expected to be a dialler's")]


class BlendJson(Struct):
    """How much dialler traffic is mixed into somebody's calls."""

    kind: str
    subject: str
    calls: int
    callers: Annotated[int, Meta(description="caller IDs, each counted by the address it came from")]
    share: Annotated[float, Meta(description="of calls that are a dialler's")]
    low: Annotated[float, Meta(description="lower end of the 95 % interval")]
    high: float
    alarm: Annotated[bool, Meta(description="the lower end is 0.02 or more")]
    contributors: Annotated[list[ContributorJson], Meta(description="what adds most, first")]


class PatternJson(Struct):
    """A pattern in a review."""

    detector: str
    title: str
    windows: int
    first_at: At
    features: list[FeatureJson]
    asks: list[str]
    samples: list[CallJson]


class SubjectJson(Struct):
    """A customer, trunk, upstream or caller ID in a review."""

    subject: str
    action: Annotated[str, Meta(description="report, case, limit; empty when nothing is over a line")]
    score: float
    profile: ProfileJson
    patterns: list[PatternJson]


class ReviewJson(Struct):
    """A review of call records."""

    kind: str
    since: At
    until: At
    files: list[ImportJson]
    subjects: Annotated[list[SubjectJson], Meta(description="in order of risk")]
    outside: Annotated[int, Meta(description="calls of nobody named, or to no telephone number (extensions)")]
    left_out: Annotated[int, Meta(description="subjects without a finding that are not listed")]


class FeedJson(Struct):
    """Where records come from: a folder of files, a gate's spool, SIP messages that were copied."""

    feed: str
    format: Annotated[str, Meta(description="of its last file; decisions: a gate's spool")]
    files: int
    rows: int
    refused: int
    since: Annotated[str, Meta(description="first call")]
    until: Annotated[str, Meta(description="last call")]
    complete_up_to: Annotated[str, Meta(description="all calls that began before then and have ended are here")]
    imported_at: At


class BadFileJson(Struct):
    """A file of a watched folder that could not be taken in; a copy of it lies in HOME/calllog/quarantine."""

    file: str
    reason: str


class LogStatusJson(Struct):
    """What the call log holds."""

    calls: int
    decided: Annotated[int, Meta(description="calls with a decision of the gate")]
    undecided: Annotated[int, Meta(description="records without one: what went past the gate, or is not imported yet")]
    unrecorded: Annotated[int, Meta(description="decisions without a record: how the call ended is not known")]
    first_day: str
    last_day: str
    sources: list[FeedJson]
    holds: Annotated[int, Meta(description="in force")]
    quarantined: list[BadFileJson]


class ExpiryJson(Struct):
    """Calls of one class of a day that are over, or would be if nobody held them."""

    day: str
    retention: Annotated[str, Meta(description="class of retention: ordinary, toll")]
    rows: int
    expired: int
    held: int
    removed: Annotated[bool, Meta(description="false: they would go")]


class HoldJson(Struct):
    """Calls that may not expire: what is named counts together; an empty one is any."""

    hold: int
    number: Annotated[str, Meta(description="calling or called number, E.164 digits")]
    customer: str
    since: str
    until: str
    reason: str
    reference: str
    placed_at: At
    lifted_at: Annotated[str, Meta(description="empty while it is in force")]


ANSWERS: dict[str, type[Struct]] = {
    "calls expire": ExpiryJson,
    "calls find": CallJson,
    "calls hold add": HoldJson,
    "calls hold lift": HoldJson,
    "calls hold list": HoldJson,
    "calls import": ImportJson,
    "calls review": ReviewJson,
    "calls status": LogStatusJson,
    "calls watch": ImportJson,
    "cdr describe": FormatJson,
    "learn": LearnedJson,
    "traffic alerts": AlertJson,
    "traffic blend": BlendJson,
    "traffic profile": ProfileJson,
    "traffic watch": AlertJson,
}
MANY = frozenset(
    (
        "calls expire",
        "calls find",
        "calls hold list",
        "calls watch",
        "calls import",
        "learn",
        "traffic alerts",
        "traffic blend",
        "traffic profile",
        "traffic watch",
    )
)
