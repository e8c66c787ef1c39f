"""An enforcement: a measure in force against a customer, a number, a pair or a source, by a journal line."""

from enum import Enum
from typing import NamedTuple

from bellwarden.model.verdict import Diversion


class EnforcementKind(str, Enum):
    SUSPEND = "suspend"  # a customer places no calls except emergency calls
    LIMIT = "limit"  # a customer's calls per second are cut to `cps_max`
    BLOCK = "block"  # a number, a pair, a name, a source or an upstream provider is refused
    RESTRICT_CALLER_IDS = "restrict_caller_ids"  # a customer may show `numbers` and what begins with `prefixes`, only
    CHALLENGE = "challenge"  # calls of a customer or a calling number are sent `by` way of a captcha, menu or voicemail


class EnforcementTarget(str, Enum):
    CUSTOMER = "customer"  # value: the customer's key
    CALLING_NUMBER = "calling"  # value: E.164 digits
    CALLED_NUMBER = "called"  # value: E.164 digits
    PAIR = "pair"  # value: "calling>called", E.164 digits
    SOURCE = "source"  # value: textual IP address
    NAME = "name"  # value: caller name, without regard to case; * for any signs
    UPSTREAM = "upstream"  # value: the key of an upstream provider


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
    numbers: tuple[str, ...] = ()  # for RESTRICT_CALLER_IDS: E.164 digits
    prefixes: tuple[str, ...] = ()  # the same: what E.164 digits may begin with
    by: Diversion | None = None  # for CHALLENGE

    def in_force(self, now: float) -> bool:
        return self.expires_at == 0.0 or now < self.expires_at
