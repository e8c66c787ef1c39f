"""What other systems have of the office: keys to its API, and webhooks to theirs."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bellwarden.model.office.moves import Moves
from bellwarden.model.office.row import Row


class ApiScope(str, Enum):
    READ = "read"
    CUSTOMERS = "customers"  # write customers, trunks, caller-ID rights
    ENFORCE = "enforce"  # propose measures; to approve one takes a person
    CASES = "cases"
    COMPLAINTS = "complaints"  # hand complaints in; reads nothing
    GATE = "gate"  # delta stream of enforcements, confirmations
    CPNI = "cpni"  # names, mail addresses, telephones of customers; each reading is an audit event
    AUDIT = "audit"  # read the audit trail


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(Row):
    name: str
    prefix: str  # the first signs, by which it is found
    digest: str  # SHA-256 of the whole key, hex; the key itself is shown once
    scopes: tuple[ApiScope, ...] = ()
    made_by: str = ""
    expires_at: float = 0.0
    revoked_at: float = 0.0
    last_used_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Row):
    url: str
    events: tuple[str, ...] = ()  # verbs of the audit trail, "*" for all
    secret: str = ""
    active: bool = True
    failing_since: float = 0.0
    seen: int = 0  # number of the last audit event that was looked at for it: the trail itself is the outbox


class DeliveryState(str, Enum):
    SCHEDULED = "scheduled"
    DELIVERED = "delivered"
    RETRYING = "retrying"
    DEAD = "dead"


DELIVERY_MOVES: Final[Moves[DeliveryState]] = {
    DeliveryState.SCHEDULED: {
        "deliver": DeliveryState.DELIVERED,
        "retry": DeliveryState.RETRYING,
        "give_up": DeliveryState.DEAD,
    },
    DeliveryState.RETRYING: {"deliver": DeliveryState.DELIVERED, "give_up": DeliveryState.DEAD},
    DeliveryState.DEAD: {"send_again": DeliveryState.SCHEDULED},
    DeliveryState.DELIVERED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery(Row):
    webhook_id: int
    event: str
    body: str
    number: int = 0  # of the audit event; 0: a trial
    state: DeliveryState = DeliveryState.SCHEDULED
    attempts: int = 0
    next_at: float = 0.0
    status: int = 0  # of the last answer; 0: none came
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRequest(Row):
    """What a request with an idempotency key was answered: the same key again gets the same answer."""

    key_id: int
    idempotency_key: str
    fingerprint: str  # SHA-256 of method, path and body, hex
    request_id: str = ""  # under which what it did stands in the trail
    status: int = 0  # 0: not answered yet
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView(Row):
    owner: str
    page: str
    name: str
    query: str  # the URL's query string
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile(Row):
    """A file of the policy folder that is no customer and no trunk, kept as it was written."""

    path: str  # below the policy folder
    content: str
    binary: bool = False  # content is base64
