"""A trunk: where calls come in from, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bellwarden.model.office.row import Row
from bellwarden.model.policy import TrunkRole


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkRecord(Row):
    key: str
    role: TrunkRole = TrunkRole.CUSTOMER
    customer_id: int = 0
    addresses: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)  # the rest of its [trunk.KEY] table of the policy
