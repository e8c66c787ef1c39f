"""Counter readings, taken before a call is judged and kept with the decision."""

from typing import NamedTuple


class Usage(NamedTuple):
    """What was counted up to `at`, this call included. Emergency calls are never counted; refused calls are attempts.

    A reading that no limit of the policy asked for was not taken and is 0. Windows slide: "1h" is the last hour.
    """

    at: float = 0.0
    customer_attempts_1s: int = 0
    trunk_attempts_1s: int = 0
    customer_attempts_1m: int = 0
    customer_attempts_1h: int = 0
    customer_attempts_1d: int = 0
    customer_caller_ids_1h: int = 0  # different ones; exact up to the limit, one more beyond it
    customer_calls_up: int = 0  # at the same time: calls let through whose end has not come yet
    trunk_calls_up: int = 0
    customer_spend_1d: int = 0  # millionths of the currency unit; 0 for a call that costs nothing
    call_cost: int = 0  # what this call was charged with, millionths
    caller_id_calls: int = 0  # of this customer with this caller ID, in the window of `rate.caller_id_rate`
    pair_calls: int = 0  # of this customer from this caller ID to this called number, `rate.pair_rate`
    called_side_calls: int = 0  # of this caller ID to any number of the called customer, `rate.spam_detective`
    burst_calls: int = 0  # of this customer to this called number, `rate.called_burst`


NO_USAGE = Usage()
