"""Windows seen while they last: as they were when their 10th, 40th, … attempt was made, so that nobody has to wait for
the end of an hour.

What a look knows is what could be known then: of calls that began less than a minute before nothing but that they were
made; of those that still last how long they have lasted.
"""

from collections.abc import Sequence
from typing import Final

LOOKS: Final = (10, 40, 160, 640)  # attempts
NUMBERS: Final = 1 << 20  # looks are numbered below this: by attempts
WHOLE: Final = NUMBERS - 1  # the last one: the window as it ended
SETTLED_S: Final = 60  # after so long a call has been answered or not


def looking(rows: str, subject: str, win: str, looks: Sequence[int]) -> str:
    """`rows` with the column `look`: every row once for the whole window, and once for each look that it is part of."""
    if not looks:
        return f"(SELECT *, {WHOLE} AS look FROM {rows})"
    elapsed = "(epoch_ms(cut) - epoch_ms(began))"
    settled = f"{elapsed} >= {SETTLED_S * 1000}"
    places = ", ".join(str(one) for one in looks)
    return (
        "(WITH cuts AS (SELECT cut_subject, cut_win, place AS look, began AS cut FROM"
        f" (SELECT {subject} AS cut_subject, {win} AS cut_win, began,"
        f" row_number() OVER (PARTITION BY {subject}, {win} ORDER BY began) AS place FROM {rows}"
        f" WHERE called IS NOT NULL AND {subject} IS NOT NULL) WHERE place IN ({places}))"
        f" SELECT *, {WHOLE} AS look FROM {rows} UNION ALL"
        " SELECT * EXCLUDE (cut_subject, cut_win, cut, look) REPLACE ("
        f"CASE WHEN {settled} THEN result END AS result, CASE WHEN {settled} THEN sip_status END AS sip_status,"
        f" least(billable_ms, {elapsed}) AS billable_ms), look FROM {rows} JOIN cuts"
        f" ON {subject} = cut_subject AND {win} = cut_win AND began <= cut)"
    )
