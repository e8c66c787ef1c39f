"""The verdict on a call: what was seen, what won, what is to be done."""

from enum import Enum
from typing import NamedTuple


class Action(str, Enum):
    ALLOW = "allow"
    BLOCK = "block"
    DIVERT = "divert"
    LIMIT = "limit"  # refused now because a limit is reached; the same call may pass later


class Diversion(str, Enum):
    """Where a suspicious call is sent instead of its destination."""

    CAPTCHA = "captcha"
    VOICE_MENU = "voice_menu"
    VOICEMAIL = "voicemail"


class EvidenceClass(str, Enum):
    """Fact and authority may block; statistics may limit or divert; a crowd score may only flag, or divert where the
    called customer asked for it. The one exception is analytics blocking, which answers 603+ with a redress contact.
    """

    FACT = "fact"
    AUTHORITY = "authority"
    STATISTICS = "statistics"
    CROWD = "crowd"


class Mode(str, Enum):
    """What a check's finding may do."""

    OFF = "off"
    REPORT = "report"
    ACT = "act"


class Outcome(str, Enum):
    """Why a call is answered as it is, as far as the SBC is concerned: the rows of every dialect's table."""

    CONTINUE = "continue"
    CAPTCHA = "captcha"
    VOICE_MENU = "voice_menu"
    VOICEMAIL = "voicemail"
    MALFORMED = "malformed"  # the message can't be understood or is ambiguous
    CALLED_NUMBER = "called_number"  # no such called number can exist
    CALLER_ID = "caller_id"  # caller ID invalid, emergency, unallocated, unused or do-not-originate
    CALLER_ID_RIGHT = "caller_id_right"  # outside the customer's set
    SUSPENDED = "suspended"  # customer, number or pair under enforcement
    UPSTREAM = "upstream"  # upstream provider not accepted
    LIST = "list"  # operator's block list or condition
    VERIFICATION = "verification"  # its token was found bad, or none came where one is required
    CALLED_PARTY = "called_party"  # the called customer asked for it
    LIMIT = "limit"
    ANALYTICS = "analytics"  # 603+ Network Blocked, 47 CFR 64.1200(k)(9)
    OVERLOADED = "overloaded"


class Finding(NamedTuple):
    """What one check saw. `code` equals the check's file name in capitals."""

    code: str
    detail: str  # the value seen
    evidence: EvidenceClass
    rule: str = ""  # id of the rule of law or practice in rules/, e.g. "us/G-01"
    source: str = ""  # the list, condition or enforcement it came from
    outcome: Outcome | None = None  # overrides the check's own row where one check has several
    action: Action | None = None  # overrides the check's decisive action (lists and conditions name their own)


class Weighed(NamedTuple):
    """A finding with the mode it was weighed under and whether it won."""

    finding: Finding
    mode: Mode
    action: Action  # what it asks for


class Verdict(NamedTuple):
    """`weighed` holds every finding, winner included; `reason` is the winner's code or one of the reasons below."""

    action: Action
    reason: str
    outcome: Outcome
    weighed: tuple[Weighed, ...] = ()


EMERGENCY_CALL = "EMERGENCY_CALL"
NO_OBJECTION = "NO_OBJECTION"
UNKNOWN_SOURCE = "UNKNOWN_SOURCE"
OVERLOADED = "OVERLOADED"  # asked too late
OVER_FAIR_SHARE = "OVER_FAIR_SHARE"  # asked for more than its share of a gate that was behind
JUDGING_FAILED = "JUDGING_FAILED"  # something inside failed
POLICY_FAULT = "POLICY_FAULT"  # snapshot or journal can't be followed, and the policy wants calls refused then

# Reasons of calls that nobody judged, in words.
NOT_JUDGED = {
    OVERLOADED: "the gate was asked too late",
    OVER_FAIR_SHARE: "the gate was behind, and this asker had had its share of it",
    JUDGING_FAILED: "judging it failed",
}

CALL_CONTINUES = Verdict(Action.ALLOW, NO_OBJECTION, Outcome.CONTINUE)
EMERGENCY_CONTINUES = Verdict(Action.ALLOW, EMERGENCY_CALL, Outcome.CONTINUE)
