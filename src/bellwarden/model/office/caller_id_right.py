"""The right of a customer to show numbers, and what shows it."""

from dataclasses import dataclass
from enum import Enum

from bellwarden.model.office.row import Row


class RightBasis(str, Enum):
    HELD = "held"  # a number of ours that the customer has
    LISTED = "listed"  # `caller_ids` of the policy: the operator says so
    LETTER = "letter_of_authorization"
    DELEGATE_CERTIFICATE = "delegate_certificate"  # RFC 9060; ATIS-1000092
    TEST_CALL = "test_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerIdRight(Row):
    customer_id: int
    numbers: str  # as the policy files write it: +12384460000, +1238446* or +12384460000-+12384460099
    basis: RightBasis = RightBasis.LISTED
    proof: str = ""  # where it is filed
    until_day: str = ""  # the last day on which it holds, ISO 8601; "" for no end
