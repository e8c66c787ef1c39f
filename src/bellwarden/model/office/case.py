"""A case: where work happens; what was found, what it rests on, and by when it must be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from bellwarden.model.office.moves import Moves
from bellwarden.model.office.row import Row


class CaseKind(str, Enum):
    COMPLAINT = "complaint"
    ALERT = "alert"
    TRACEBACK = "traceback"
    LEGAL = "legal"
    DISPUTE = "dispute"
    OTHER = "other"


class CaseState(str, Enum):
    OPEN = "open"
    INVESTIGATING = "investigating"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Outcome(str, Enum):
    UNSET = "unset"
    ILLEGAL = "confirmed_illegal"
    TERMS = "terms_violation"
    NETWORK_HARM = "network_harm"
    SPOOFED = "spoofed"
    NOT_OURS = "not_our_number"
    UNSUBSTANTIATED = "unsubstantiated"
    LEGITIMATE = "legitimate"
    DUPLICATE = "duplicate"


class Answer(str, Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


MOVES: Final[Moves[CaseState]] = {
    CaseState.OPEN: {
        "take": CaseState.INVESTIGATING,
        "wait": CaseState.WAITING,
        "resolve": CaseState.RESOLVED,
    },
    CaseState.INVESTIGATING: {"wait": CaseState.WAITING, "resolve": CaseState.RESOLVED, "release": CaseState.OPEN},
    CaseState.WAITING: {"resume": CaseState.INVESTIGATING, "resolve": CaseState.RESOLVED},
    CaseState.RESOLVED: {"close": CaseState.CLOSED, "reopen": CaseState.OPEN},
    CaseState.CLOSED: {"reopen": CaseState.OPEN},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Row):
    kind: CaseKind
    title: str
    state: CaseState = CaseState.OPEN
    outcome: Outcome = Outcome.UNSET
    severity: int = 3  # 1 threat to life or traceback, 2 high, 3 usual, 4 low; rises, never falls
    customer_id: int = 0
    subject: str = ""  # customer's key, number, upstream or campaign
    fold_key: str = ""  # kind and subject; further ones of the same key fold into an open case
    illegal: Answer = Answer.UNKNOWN
    against_terms: Answer = Answer.UNKNOWN
    harmful: Answer = Answer.UNKNOWN
    answers_text: str = ""
    assignee: str = ""
    lease_until: float = 0.0
    snooze_until: float = 0.0
    folded: int = 0  # further ones that were folded into it
    merged_into_id: int = 0
    legal_hold: bool = False
    opened_at: float = 0.0
    resolved_at: float = 0.0
    waiting_for: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    escalated: str = ""  # why a lead is asked; "": nobody asked
    playbook: str = ""  # name of the one that goes on; "": none
    step: str = ""  # where it stands in that


class FindingState(str, Enum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


FINDING_MOVES: Final[Moves[FindingState]] = {
    FindingState.PROPOSED: {"confirm": FindingState.CONFIRMED, "reject": FindingState.REJECTED},
    FindingState.CONFIRMED: {},
    FindingState.REJECTED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Row):
    case_id: int
    statement: str
    by: str = ""  # rule with its version, or the analyst
    state: FindingState = FindingState.PROPOSED
    inputs: Mapping[str, object] = field(default_factory=dict)
    internal_text: str = ""
    public_text: str = ""


class Visibility(str, Enum):
    PUBLIC = "public"
    INTERNAL = "internal"
    CPNI = "cpni"
    PRIVILEGED = "privileged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Row):
    """Bytes lie below HOME/evidence by their hash; a row is never changed."""

    case_id: int = 0
    enforcement_id: int = 0  # for what belongs to a measure: its preview, calls still up
    kind: str  # mail, attachment, recording, call_match, call_extract, sip_trace, passport, statement, preview
    sha256: str
    size: int
    captured_at: float
    source: str = ""
    visibility: Visibility = Visibility.INTERNAL
    summary: str = ""
    legal_hold: bool = False
    gone_at: float = 0.0  # since when its bytes are kept no more; the row stays, with their hash


class ClockState(str, Enum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


CLOCK_MOVES: Final[Moves[ClockState]] = {
    ClockState.RUNNING: {"pause": ClockState.PAUSED, "meet": ClockState.MET, "breach": ClockState.BREACHED},
    ClockState.PAUSED: {"resume": ClockState.RUNNING, "meet": ClockState.MET},
    ClockState.BREACHED: {"meet": ClockState.MET},  # late: `breached_at` stays
    ClockState.MET: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Row):
    """A time by which something must be done. `due_at` can be worked out again from the rest at any time."""

    kind: str  # first_look, answer, traceback, notice, emergency_review, dispute, appeal, legal_return
    case_id: int = 0
    enforcement_id: int = 0
    state: ClockState = ClockState.RUNNING
    calendar: str = "wall"  # wall or business
    length_s: float = 0.0
    started_at: float = 0.0
    due_at: float = 0.0
    pauses: tuple[tuple[float, float, str], ...] = ()  # from, until (0.0: goes on), why
    met_at: float = 0.0
    breached_at: float = 0.0
    told: int = 0  # per cent of its time at which it was told last: 50, 80, 100
    tell_at: float = 0.0  # when it is told next; 0.0: when it runs out


class NoticeState(str, Enum):
    DRAFT = "draft"
    READY = "ready"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"  # the receiving side could not deliver it after all


NOTICE_MOVES: Final[Moves[NoticeState]] = {
    NoticeState.DRAFT: {"make_ready": NoticeState.READY, "queue": NoticeState.QUEUED},
    NoticeState.READY: {"redraft": NoticeState.DRAFT, "queue": NoticeState.QUEUED},
    NoticeState.QUEUED: {"send": NoticeState.SENT, "fail": NoticeState.FAILED, "hold": NoticeState.DRAFT},
    NoticeState.FAILED: {"queue": NoticeState.QUEUED, "redraft": NoticeState.DRAFT},
    NoticeState.SENT: {"bounce": NoticeState.BOUNCED},
    NoticeState.BOUNCED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Row):
    """What is told to a party. Composed only by `disclosure`; the rendered text is kept."""

    to: str
    case_id: int = 0
    customer_id: int = 0
    enforcement_id: int = 0
    state: NoticeState = NoticeState.DRAFT
    template: str = ""
    language: str = "en"
    subject: str = ""
    text: str = ""
    cleared: str = ""  # SHA-256 of the text that disclosure cleared; nothing else is sent
    reference: str = ""  # the outward name of what it answers
    answers: str = ""  # Message-ID of the mail that it answers
    queued_at: float = 0.0  # when it may go out, at the earliest
    attempts: int = 0
    told: str = ""  # what the mail server said last
    sent_at: float = 0.0
