"""An enforcement: a measure in force against a customer, a number, a pair or a source, by a journal line."""

from enum import Enum
from typing import NamedTuple


class EnforcementKind(str, Enum):
    SUSPEND = "suspend"  # a customer places no calls except emergency calls
    LIMIT = "limit"  # a customer's calls per second are cut to `cps_max`
    BLOCK = "block"  # a number, a pair or a source is refused


class EnforcementTarget(str, Enum):
    CUSTOMER = "customer"  # value: the customer's key
    CALLING_NUMBER = "calling"  # value: E.164 digits
    CALLED_NUMBER = "called"  # value: E.164 digits
    PAIR = "pair"  # value: "calling>called", E.164 digits
    SOURCE = "source"  # value: textual IP address


class Enforcement(NamedTuple):
    """One measure. It ends when lifted, or when `expires_at` has passed (0: never)."""

    number: int  # line number in the journal that set it: its name for `lift`
    kind: EnforcementKind
    target: EnforcementTarget
    value: str
    reason: str
    set_at: float  # seconds since 1970, UTC
    expires_at: float = 0.0
    cps_max: int = 0  # for LIMIT: calls per second

    def in_force(self, now: float) -> bool:
        return self.expires_at == 0.0 or now < self.expires_at
