"""The words in which measures are spoken of: heading, what it stops, what its button says, which are milder."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.model.office.enforcement import MeasureKind, ReasonCode


class Words(NamedTuple):
    deed: str  # "Suspend": what stands before the name
    stops: str  # what will happen, in a few words
    button: str
    value: str  # what the value is called; "" for a customer
    done: str  # "Suspended"


WORDS: Final[Mapping[MeasureKind, Words]] = {
    MeasureKind.LIMIT: Words("Limit", "calls above so many a second", "Ask for the limit", "", "Limited"),
    MeasureKind.RESTRICT_CALLER_IDS: Words(
        "Restrict caller IDs of", "calls that show any other number", "Ask for the restriction", "", "Restricted"
    ),
    MeasureKind.CHALLENGE: Words(
        "Challenge", "nobody who proves to be a person", "Ask for the challenge", "", "Challenged"
    ),
    MeasureKind.SUSPEND: Words("Suspend", "all calls", "Ask to suspend, stop all calls", "", "Suspended"),
    MeasureKind.TERMINATE: Words("Terminate", "all calls, for good", "Ask to terminate", "", "Terminated"),
    MeasureKind.REINSTATE: Words("Reinstate", "nothing: calls come back", "Ask to reinstate", "", "Reinstated"),
    MeasureKind.BLOCK_UPSTREAM: Words(
        "Block upstream", "all calls that come from this provider", "Ask to block all its calls", "", "Blocked"
    ),
    MeasureKind.BLOCK_CALLING: Words(
        "Block calls from", "all calls that show this number", "Ask for the block", "Calling number", "Blocked"
    ),
    MeasureKind.BLOCK_CALLED: Words(
        "Block calls to", "all calls to this number", "Ask for the block", "Called number", "Blocked"
    ),
    MeasureKind.BLOCK_PAIR: Words(
        "Block the pair", "calls from the one to the other", "Ask for the block", "Calling>called", "Blocked"
    ),
    MeasureKind.BLOCK_NAME: Words(
        "Block the caller name",
        "all calls that show this name",
        "Ask for the block",
        "Caller name, * for any signs",
        "Blocked",
    ),
    MeasureKind.BLOCK_SOURCE: Words(
        "Block the address", "all calls that come from this address", "Ask for the block", "Address", "Blocked"
    ),
}
EMERGENCY_BUTTON: Final = "Suspend now, stop all calls"
REASONS: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.ILLEGAL_CALLS: "illegal calls",
    ReasonCode.TRACEBACK: "named by a traceback",
    ReasonCode.INVALID_CALLER_ID: "caller IDs that cannot exist",
    ReasonCode.UNOWNED_CALLER_ID: "caller IDs that are not theirs",
    ReasonCode.TRAFFIC_PATTERN: "the way it calls",
    ReasonCode.TERMS: "against our terms",
    ReasonCode.NETWORK_HARM: "harm to the network",
    ReasonCode.FRAUD_AGAINST_CUSTOMER: "fraud against the customer itself",
    ReasonCode.LEGAL_ORDER: "legal order",
    ReasonCode.DO_NOT_ORIGINATE: "do-not-originate list",
    ReasonCode.VETTING: "vetting",
    ReasonCode.CUSTOMER_REQUEST: "the customer asked for it",
    ReasonCode.CURED: "cured",
    ReasonCode.MISTAKE: "our mistake",
    ReasonCode.OTHER: "something else",
}
REASON_WORDS: Final[Mapping[str, str]] = {code.value: words for code, words in REASONS.items()}
# Word of the choice, and how long: the value is what `bellwarden enforce --for` takes.
LENGTHS: Final = (
    ("", "choose"),
    ("1h", "1 hour"),
    ("8h", "8 hours"),
    ("1d", "1 day"),
    ("7d", "7 days"),
    ("30d", "30 days"),
    ("90d", "90 days"),
    ("52w", "a year"),
)


def milder(kind: MeasureKind) -> tuple[MeasureKind, ...]:
    """What could be done instead, and stops less."""
    if kind in (MeasureKind.SUSPEND, MeasureKind.TERMINATE):
        return (MeasureKind.LIMIT, MeasureKind.RESTRICT_CALLER_IDS, MeasureKind.CHALLENGE)
    return ()
