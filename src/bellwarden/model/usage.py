"""Counter readings, taken before a call is judged and kept with the decision."""

from typing import NamedTuple


class Usage(NamedTuple):
    """Attempts in the second before `at`, this one included. Emergency calls are never counted; refused calls are."""

    at: float = 0.0
    customer_attempts_1s: int = 0
    trunk_attempts_1s: int = 0


NO_USAGE = Usage()
