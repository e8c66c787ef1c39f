"""Profiles counted from a world's calls, call by call, in plain Python: what the call log makes of the same records.

Needs nothing but the calls, so that months of many customers can be had without writing a file. Features that need more
than one window or an operator's list stay 0, except those that the numbers themselves tell.
"""

from typing import Final

from bellwarden.model.call_record import CallResult
from bellwarden.traffic.high_cost import HIGH_COST

_HOME: Final = range(10_000_000_000, 20_000_000_000)
_BY_LENGTH: Final = tuple(
    (length, frozenset(one for one in HIGH_COST if len(one) == length))
    for length in sorted({*map(len, HIGH_COST)})[::-1]
)
_RESULT_FIELDS: Final = {
    CallResult.NO_ANSWER: "no_answer",
    CallResult.BUSY: "busy",
    CallResult.CANCELLED: "cancelled",
    CallResult.VACANT: "vacant",
    CallResult.REJECTED: "rejected",
    CallResult.FAILED: "failed",
}
