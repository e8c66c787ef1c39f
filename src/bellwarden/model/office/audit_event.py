"""One line of the audit trail. Never changed, never deleted; each holds the hash of the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class ActorKind(str, Enum):
    PERSON = "person"
    API_KEY = "api_key"
    RULE = "rule"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts; the name is copied into whatever is written, so that it outlives the account."""

    kind: ActorKind
    name: str
    on_behalf_of: str = ""
    address: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    number: int  # 1, 2, 3 … without a gap
    at: float  # seconds since 1970, UTC
    actor: Actor
    verb: str  # "enforcement.activate", "customer.read_cpni", "session.begin"
    object_kind: str = ""
    object_ref: str = ""
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    previous: str = ""  # SHA-256 of the event before, hex
    hash: str = ""  # SHA-256 of this one, hex
