"""What `bellwarden complaint` answers with --json."""

from typing import Annotated

from msgspec import Meta, Struct

At = Annotated[str, Meta(description="UTC, ISO 8601")]
Place = Annotated[list[int], Meta(description="part, begin and end in its text")]


class ComplaintNumberJson(Struct):
    """A telephone number in a complaint."""

    text: str
    digits: Annotated[str, Meta(description="E.164 where it can be read, else the digits written")]
    role: Annotated[str, Meta(description="caller_id, called, callback or other")]
    reason: Annotated[str, Meta(description="why this role")]
    confidence: float
    fault: Annotated[str, Meta(description="why nobody can have this number, or empty")]
    form: Annotated[str, Meta(description="digits, words, vanity or range")]
    place: Place


class ComplaintReadingJson(Struct):
    """One way to understand a time."""

    earliest: At
    latest: At
    zone: str
    reason: str
    likely: float


class ComplaintTimeJson(Struct):
    """A time in a complaint."""

    text: str
    exact: Annotated[bool, Meta(description="a moment; false: a day, a week")]
    reason: str
    readings: Annotated[list[ComplaintReadingJson], Meta(description="likeliest first")]
    notes: list[str]
    place: Place


class ComplaintCountJson(Struct):
    """How many calls are claimed."""

    text: str
    least: int
    most: Annotated[int | None, Meta(description="null: open, as in dozens")]


class ComplaintCallJson(Struct):
    """A call of the log that was held against the complaint."""

    id: Annotated[str, Meta(description="the switch's call id, else the decision's, else its place")]
    at: At
    calling: str
    called: str
    result: str
    billable_s: float | None
    customer: str
    upstream: str
    score: float
    reasons: list[str]


class ComplaintCoverageJson(Struct):
    """How far call records reach."""

    since: At
    complete_up_to: At
    missing_days: list[str]


class ComplaintGroundJson(Struct):
    """A rule that spoke, or would."""

    rule: str
    title: str
    citation: str
    status: str
    evidence: Annotated[str, Meta(description="how its wording was learned: V, S, M, P, D")]
    verdict: str


class ComplaintAskJson(Struct):
    """A fact that would decide, and the question for it."""

    fact: str
    question: str


class ComplaintAnswerJson(Struct):
    """One of the three questions."""

    answer: Annotated[str, Meta(description="yes, no or needs_facts")]
    reason: str
    grounds: list[ComplaintGroundJson]
    ask: list[ComplaintAskJson]


class ComplaintAnswersJson(Struct):
    """The three questions."""

    illegal: ComplaintAnswerJson
    against_terms: ComplaintAnswerJson
    harmful: ComplaintAnswerJson


class ComplaintPersonJson(Struct):
    """Whether a person is needed at once."""

    needed: bool
    reason: str
    path: Annotated[str, Meta(description="what to do first")]


class ComplaintOutJson(Struct):
    """What may leave; nothing else of a complaint may."""

    recipient: Annotated[
        str, Meta(description="class: public, did_supplier, carrier, lawyer, police, authority, program")
    ]
    recipient_reason: str
    stance: Annotated[str, Meta(description="answer, acknowledge or silence")]
    to: str
    subject: str
    text: Annotated[str, Meta(description="empty when nothing goes out")]
    held: Annotated[str, Meta(description="why nothing goes out, or empty")]
    by_person: Annotated[bool, Meta(description="a person reads it before it goes")]
    delay_s: int


class ComplaintJson(Struct):
    """A complaint, opened. All of it is for staff but `outgoing`."""

    file: str
    sha256: str
    reference: str
    known: Annotated[bool, Meta(description="the same message was opened before")]
    fault: Annotated[str, Meta(description="why it could not be read, or empty")] = ""
    intake: Annotated[str, Meta(description="what read it: see reference/complaints.md")] = ""
    item: Annotated[int, Meta(description="row of a table; 0 when the message is one complaint")] = 0
    kind: str = ""
    medium: Annotated[str, Meta(description="call, text, chat, form or fax")] = ""
    language: str = ""
    numbers: list[ComplaintNumberJson] = []
    times: list[ComplaintTimeJson] = []
    count_claimed: ComplaintCountJson | None = None
    facts: Annotated[dict[str, str], Meta(description="what it tells about the calls")] = {}
    verdict: Annotated[
        str, Meta(description="made_by_customer, carried_for_upstream, spoofed, not_ours or no_data")
    ] = ""
    confidence: float = 0.0
    verdict_reasons: list[str] = []
    customer: str = ""
    holder: Annotated[str, Meta(description="customer who has the number complained about, or empty")] = ""
    matching_call_ids: list[str] = []
    matches: list[ComplaintCallJson] = []
    near_misses: list[ComplaintCallJson] = []
    fewer_than_claimed: bool = False
    coverage: ComplaintCoverageJson | None = None
    answers: ComplaintAnswersJson | None = None
    needs_person_now: ComplaintPersonJson | None = None
    sender_claims: Annotated[bool, Meta(description="the class of sender rests on its own words")] = False
    outgoing: ComplaintOutJson | None = None
    do_not_originate_request: Annotated[str, Meta(description="draft, when a number of ours is shown by others")] = ""
    notes: list[str] = []


ANSWERS: dict[str, type[Struct]] = {"complaint open": ComplaintJson}
MANY = ("complaint open",)
