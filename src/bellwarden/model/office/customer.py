"""A customer or an upstream provider: who may send calls, as whom, how many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from bellwarden.model.office.moves import Moves
from bellwarden.model.office.row import Row
from bellwarden.model.policy import Standing


class CustomerKind(str, Enum):
    END_USER = "end_user"
    RESELLER = "reseller"
    PLATFORM = "platform"  # a sub-account of somebody's platform
    UPSTREAM = "upstream"  # a provider whose customers' calls we carry


# A terminated party comes back only as a new customer.
MOVES: Final[Moves[Standing]] = {
    Standing.PROSPECT: {"activate": Standing.ACTIVE, "decline": Standing.TERMINATED},
    Standing.ACTIVE: {
        "limit": Standing.LIMITED,
        "suspend": Standing.SUSPENDED,
        "terminate": Standing.TERMINATED,
    },
    Standing.LIMITED: {
        "unlimit": Standing.ACTIVE,
        "suspend": Standing.SUSPENDED,
        "terminate": Standing.TERMINATED,
    },
    Standing.SUSPENDED: {"reinstate": Standing.ACTIVE, "terminate": Standing.TERMINATED},
    Standing.TERMINATED: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord(Row):
    key: str  # its name in the policy, the call log and the journal
    name: str  # what staff call it
    kind: CustomerKind = CustomerKind.END_USER
    standing: Standing = Standing.ACTIVE
    parent_id: int = 0  # of the reseller or platform above it
    legal_name: str = ""
    country: str = ""
    # CPNI: shown to roles that may read it, each reading an audit event.
    abuse_email: str = ""
    technical_email: str = ""
    legal_email: str = ""
    billing_email: str = ""
    phone: str = ""  # day and night
    address: str = ""
    rmd_number: str = ""  # filing in the Robocall Mitigation Database, 47 CFR 64.6305
    declared: Mapping[str, object] = field(default_factory=dict)  # the calling pattern it told us: traffic.toml's words
    settings: Mapping[str, object] = field(default_factory=dict)  # its [customer.KEY] table of the policy, less `name`
    opened_at: float = 0.0
    ended_at: float = 0.0
    end_reason: str = ""
    vanished_at: float = 0.0  # since when an import that brought it before no longer does
