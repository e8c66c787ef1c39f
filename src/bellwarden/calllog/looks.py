"""Windows seen while they last: as they were when their 10th, 40th, … attempt was made, so that nobody has to wait for
the end of an hour.

What a look knows is what could be known then: of calls that began less than a minute before nothing but that they were
made; of those that still last how long they have lasted.
"""

from collections.abc import Sequence
from typing import Final

import duckdb

from bellwarden.calllog.kinds import KIND, Bits, Length

PLACES: Final = 16  # numbers of looks in a window's number
WHOLE: Final = PLACES - 1  # the last one: the window as it ended
SETTLED_MS: Final = 60_000  # after so long a call has been answered or not
_OUTCOME: Final = (
    *(KIND.result, KIND.length, KIND.short_ring, KIND.statused, KIND.analytics, KIND.ended, KIND.hung_up),
    KIND.fruitless,
)


def window_number(win: str, looks: Sequence[int]) -> str:
    """A window's number in `base`, while it is not looked at before its end."""
    return f"({win}) * {PLACES} + {WHOLE}" if looks else win


def add_looks(connection: duckdb.DuckDBPyConnection, looks: Sequence[int]) -> None:
    """Put the calls of every look into `base`, beside those of the whole window."""
    numbers = ", ".join(f"({place}, {look})" for place, look in enumerate(looks))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cuts AS SELECT key, ms AS cut, look FROM"
        " (SELECT key, ms, row_number() OVER (PARTITION BY key ORDER BY ms, place) AS number FROM base)"
        f" JOIN (VALUES {numbers}) AS looks(look, after) ON number = after"
    )
    settled = f"cut - ms >= {SETTLED_MS}"
    mask = ~sum(_mask(part) for part in _OUTCOME)
    # Of a call that lasts longer than the look: so far no more than two minutes.
    shorter = f"kind - {(Length.LONG - Length.TO_120_S) << KIND.length.shift}"
    lasting = f"(kind >> {KIND.length.shift}) & {(1 << KIND.length.width) - 1} = {Length.LONG:d}"
    connection.execute(
        f"INSERT INTO base SELECT key - {WHOLE} + look, ms, place, calling, called,"
        f" (CASE WHEN NOT ({settled}) THEN kind & {mask} WHEN {lasting} AND cut - ms <= 120000 THEN {shorter}"
        " ELSE kind END)::INTEGER, duration_ms, least(billable_ms, cut - ms)::UINTEGER"
        " FROM base JOIN cuts USING (key) WHERE ms <= cut"
    )


def _mask(part: Bits) -> int:
    return ((1 << part.width) - 1) << part.shift
