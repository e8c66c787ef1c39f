"""What `bellwarden replay --json` answers with."""

from typing import Annotated

from msgspec import Meta, Struct

from bellwarden.cli.call_shapes import At

STANDINGS = "passed, stopped, limited or diverted"


class EndsJson(Struct):
    """What became of all calls under one policy."""

    passed: int
    stopped: int
    limited: int
    diverted: int


class TurnJson(Struct):
    """Calls that would have ended otherwise."""

    live: Annotated[str, Meta(description=f"what became of them: {STANDINGS}")]
    candidate: Annotated[str, Meta(description="what would have become of them")]
    calls: int


class ReasonJson(Struct):
    """A reason with the list or condition it stands on."""

    reason: str
    calls: int


class TollJson(Struct):
    """What it means for one customer, or for one destination."""

    name: Annotated[str, Meta(description="customer; or area code, country, short code; empty: nobody known")]
    calls: int
    held_live: Annotated[int, Meta(description="stopped, limited or diverted by the policy in force")]
    held_candidate: int
    newly_held: Annotated[int, Meta(description="held by the candidate alone")]
    released: Annotated[int, Meta(description="held by the policy in force alone")]
    answered_lost: Annotated[int, Meta(description="of the newly held, calls that were answered")]
    minutes_lost: Annotated[float, Meta(description="and how long they lasted together")]


class GapJson(Struct):
    """What the past does not tell."""

    what: str
    calls: int
    percent: Annotated[float, Meta(description="of all calls of the time")]


class ComplaintsJson(Struct):
    """Complaints held against the calls."""

    told: int
    of_other_times: int
    matched: Annotated[int, Meta(description="with at least one call of that number within an hour")]
    prevented: Annotated[int, Meta(description="whose calls passed, and none of which would have passed")]


class SampleJson(Struct):
    """A call that would have ended otherwise."""

    at: At
    customer: str
    calling: str
    called: str
    live: str
    live_reason: str
    candidate: str
    candidate_reason: str
    answered_s: Annotated[float | None, Meta(description="how long it lasted; null: no record tells")]
    decision_id: str
    call_id: str


class ReplayJson(Struct):
    """A candidate tried on what happened."""

    live: Annotated[str, Meta(description="snapshot in force; empty: none, every call passed")]
    live_observes: Annotated[bool, Meta(description="the gate only observes: nothing was really held")]
    candidate: str
    since: At
    until: At
    first_call: Annotated[str, Meta(description="UTC; empty: none was judged")]
    last_call: str
    calls: Annotated[int, Meta(description="judged under both policies")]
    decisions: Annotated[int, Meta(description="of them by the recorded decision, the others by the switch's record")]
    unjudged: Annotated[int, Meta(description="calls that neither policy can be asked about, see gaps")]
    changed: int
    other_reason: Annotated[int, Meta(description="calls that end the same, for another reason")]
    live_ends: EndsJson
    candidate_ends: EndsJson
    turns: list[TurnJson]
    reasons: Annotated[list[ReasonJson], Meta(description="of calls newly held")]
    reasons_gone: Annotated[list[ReasonJson], Meta(description="of calls no longer held so")]
    total: TollJson
    unknown_answers: Annotated[
        int, Meta(description="newly held calls of which no record tells whether they were answered")
    ]
    customers: Annotated[list[TollJson], Meta(description="whose calls change, most first")]
    destinations: Annotated[list[TollJson], Meta(description="to which calls change, most first")]
    known_good: Annotated[list[TollJson], Meta(description="known good ones whose calls would be newly held")]
    known_bad: list[TollJson]
    known_bad_untouched: Annotated[int, Meta(description="known bad ones with calls, none of them held")]
    emergency_calls: int
    emergency_held: Annotated[int, Meta(description="always 0; anything else is a fault of Bellwarden")]
    complaints: ComplaintsJson
    gaps: list[GapJson]
    samples: list[SampleJson]
