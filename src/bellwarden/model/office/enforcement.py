"""An enforcement as the office keeps it: proposed, approved, in force at each gate, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from bellwarden.model.office.moves import Moves
from bellwarden.model.office.row import Row
from bellwarden.model.verdict import EvidenceClass


class MeasureKind(str, Enum):
    LIMIT = "limit"  # setting: cps_max
    RESTRICT_CALLER_IDS = "restrict_caller_ids"  # setting: numbers, the only ones the customer may show
    CHALLENGE = "challenge"  # setting: by, one of captcha, voice_menu, voicemail
    BLOCK_CALLING = "block_calling"
    BLOCK_CALLED = "block_called"
    BLOCK_PAIR = "block_pair"
    BLOCK_NAME = "block_name"  # caller name (CNAM), * for any signs
    BLOCK_SOURCE = "block_source"
    BLOCK_UPSTREAM = "block_upstream"
    SUSPEND = "suspend"
    TERMINATE = "terminate"
    REINSTATE = "reinstate"  # takes a suspension back; cause and cure are written down


class MeasureState(str, Enum):
    PROPOSED = "proposed"
    AWAITING_APPROVAL = "awaiting_approval"
    PENDING_ACTIVATION = "pending_activation"  # written, not yet confirmed by every gate
    ACTIVE = "active"
    PENDING_REMOVAL = "pending_removal"
    REMOVED = "removed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    FAILED = "failed"


class ReasonCode(str, Enum):
    """Why, in one word of a short list, so that it can be counted. The text says the rest."""

    ILLEGAL_CALLS = "illegal_calls"
    TRACEBACK = "traceback"
    INVALID_CALLER_ID = "invalid_caller_id"
    UNOWNED_CALLER_ID = "unowned_caller_id"
    TRAFFIC_PATTERN = "traffic_pattern"
    TERMS = "terms"
    NETWORK_HARM = "network_harm"
    FRAUD_AGAINST_CUSTOMER = "fraud_against_customer"
    LEGAL_ORDER = "legal_order"
    DO_NOT_ORIGINATE = "do_not_originate"
    VETTING = "vetting"
    CUSTOMER_REQUEST = "customer_request"
    CURED = "cured"
    MISTAKE = "mistake"
    OTHER = "other"


MOVES: Final[Moves[MeasureState]] = {
    MeasureState.PROPOSED: {
        "ask_approval": MeasureState.AWAITING_APPROVAL,
        "activate": MeasureState.PENDING_ACTIVATION,
        "reject": MeasureState.REJECTED,
    },
    MeasureState.AWAITING_APPROVAL: {
        "activate": MeasureState.PENDING_ACTIVATION,
        "reject": MeasureState.REJECTED,
    },
    MeasureState.PENDING_ACTIVATION: {
        "confirm": MeasureState.ACTIVE,
        "remove": MeasureState.PENDING_REMOVAL,
        "expire": MeasureState.EXPIRED,
        "fail": MeasureState.FAILED,
    },
    MeasureState.ACTIVE: {"remove": MeasureState.PENDING_REMOVAL, "expire": MeasureState.EXPIRED},
    MeasureState.PENDING_REMOVAL: {"confirm": MeasureState.REMOVED},
    MeasureState.FAILED: {"activate": MeasureState.PENDING_ACTIVATION, "reject": MeasureState.REJECTED},
    MeasureState.REMOVED: {},
    MeasureState.EXPIRED: {},
    MeasureState.REJECTED: {},
}

# Only these may have no end (beside what a legal order or the do-not-originate list asks for).
ENDLESS: Final = (MeasureKind.TERMINATE, MeasureKind.REINSTATE)
ENDLESS_REASONS: Final = (ReasonCode.LEGAL_ORDER, ReasonCode.DO_NOT_ORIGINATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementRecord(Row):
    kind: MeasureKind
    value: str  # customer's key, E.164 digits, "calling>called", caller name, address
    customer_id: int = 0  # whom it is against; 0: nobody of ours
    setting: Mapping[str, object] = field(default_factory=dict)  # cps_max; numbers; by; of a reinstatement: conditions
    state: MeasureState = MeasureState.PROPOSED
    reason_code: ReasonCode = ReasonCode.OTHER
    evidence_class: EvidenceClass = EvidenceClass.FACT
    internal_text: str = ""
    public_text: str = ""
    origin: str = "analyst"  # analyst, rule, legal_order, import, customer_request
    case_id: int = 0
    finding_id: int = 0
    starts_at: float = 0.0
    expires_at: float = 0.0
    proposed_by: str = ""
    proposed_at: float = 0.0
    approved_by: str = ""  # never the one who proposed it
    approved_at: float = 0.0
    emergency: bool = False  # put in force by one person; a second one looks at it by `review_due_at`
    review_due_at: float = 0.0
    reverses_id: int = 0
    reversed_by_id: int = 0
    cause: str = ""  # of a reinstatement: what went wrong
    cure: str = ""  # and what was done about it
    pressed_at: float = 0.0  # when the person pressed
    journal_line: int = 0  # the line that put it in force; 0: it has none (or is carried by a policy)
    lift_line: int = 0
    policy_serial: int = 0  # the statement that carries it, where a policy does
    confirmed_at: float = 0.0  # when the last gate had taken it in
    last_call_at: float = 0.0  # last call let through after the press
    first_refused_at: float = 0.0
    lifted_by: str = ""
    lift_reason: str = ""
    lift_pressed_at: float = 0.0
    removed_at: float = 0.0  # when the last gate had taken in its end, or when it expired


@dataclass(frozen=True, slots=True, kw_only=True)
class GateConfirmation(Row):
    """One gate has taken in an enforcement, or its end."""

    enforcement_id: int
    gate: str  # its name; a gate of several workers confirms when the last of them has
    line: int  # journal line
    confirmed_at: float
