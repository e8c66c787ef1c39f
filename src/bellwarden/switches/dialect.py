"""What a dialect is: a table from the outcome of a verdict to a SIP answer, and what that SBC does with each answer."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.model.policy import IdentityPlace
from bellwarden.model.verdict import Outcome

# The gate has no objection, or no opinion: the SBC is to go on to the carrier.
GOES_ON: Final = frozenset((Outcome.CONTINUE, Outcome.OVERLOADED))
# The SBC is to send the call elsewhere.
DIVERTS: Final = frozenset((Outcome.CAPTCHA, Outcome.VOICE_MENU, Outcome.VOICEMAIL))
# The call must end here: never an answer on which this SBC goes on.
REFUSES: Final = frozenset(Outcome) - GOES_ON - DIVERTS


class StatusLine(NamedTuple):
    status: int
    phrase: str


# RFC 3261 section 21.3.1: the call goes to one of the Contacts; we name one.
MULTIPLE_CHOICES: Final = StatusLine(300, "Multiple Choices")
# RFC 3261 section 21.3.3: the call goes where Contact says.
MOVED_TEMPORARILY: Final = StatusLine(302, "Moved Temporarily")
# RFC 3261 section 21.4.1.
BAD_REQUEST: Final = StatusLine(400, "Bad Request")
# RFC 3261 section 21.4.4: understood, and not to be tried again.
FORBIDDEN: Final = StatusLine(403, "Forbidden")
# RFC 3261 section 21.4.5.
NOT_FOUND: Final = StatusLine(404, "Not Found")
# RFC 3261 section 21.5.4.
SERVICE_UNAVAILABLE: Final = StatusLine(503, "Service Unavailable")
# RFC 3261 section 21.6.2: no other route is to be tried.
DECLINE: Final = StatusLine(603, "Decline")
# ATIS-1000099: the phrase that tells a 603+ from a 603. No other outcome may show it (rules: us/G-05).
NETWORK_BLOCKED: Final = StatusLine(603, "Network Blocked")

# SBCs that hunt along a list of routes may take nearly any failure for a failed route; which ones, somebody's profile
# says. 401 and 407 ask for credentials instead, and a 6xx ends the search (RFC 3261 sections 16.7 and 21.6).
ROUTE_ADVANCED: Final = frozenset(range(400, 600)) - {401, 407}


class Switch(NamedTuple):
    """One kind of SBC.

    `continues_on` holds every final status on which that SBC, set up as its recipe says, sends the call on; no refusal
    may use one of them. Its choices are those that a trunk may pick from by `continue_status`.
    """

    name: str
    title: str
    table: Mapping[Outcome, StatusLine]
    continues_on: frozenset[int]
    continue_choices: frozenset[int] = frozenset()
    decision_in_contact: bool = False  # the decision id also stands as a parameter of a 302's Contact
    limit_retry_after_s: int = 0  # Retry-After of a 503 for a limit; 0: none
    # The redirect by which a call with Identity headers of ours goes on where the usual answer is none; None: this SBC
    # follows redirects only where a trunk's `continue_status` says so.
    carries_identity_on: StatusLine | None = MOVED_TEMPORARILY
    identity_in: IdentityPlace = IdentityPlace.HEADER  # unless the trunk says otherwise
    notes: str = ""


def answer_table(
    goes_on: StatusLine,
    refuses: StatusLine,
    overloaded: StatusLine,
    exceptions: Mapping[Outcome, StatusLine],
) -> dict[Outcome, StatusLine]:
    """A full table: what goes on, what is diverted (302), what is refused, and the outcomes that differ."""
    table: dict[Outcome, StatusLine] = {}
    for outcome in Outcome:
        if outcome in DIVERTS:
            table[outcome] = MOVED_TEMPORARILY
        elif outcome in GOES_ON:
            table[outcome] = goes_on
        else:
            table[outcome] = refuses
    table[Outcome.OVERLOADED] = overloaded
    table[Outcome.ANALYTICS] = NETWORK_BLOCKED
    table.update(exceptions)
    return table


# What a recipe of ours does with an answer: on upon 302, 503 and its own timeout; everything else ends the call.
RECIPE_GOES_ON: Final = frozenset((302, 503))
RECIPE_TABLE: Final = answer_table(
    goes_on=MOVED_TEMPORARILY,
    refuses=DECLINE,
    overloaded=SERVICE_UNAVAILABLE,
    exceptions={Outcome.MALFORMED: BAD_REQUEST},
)
