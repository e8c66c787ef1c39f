"""What to ask the call log for a complaint: numbers and times, widened by what people get wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bellwarden.complaints.times import UNDATED
from bellwarden.model.complaint import FoundTime, NumberRole, Reading

BLUNDER: Final = timedelta(hours=26)  # the wrong day, or the wrong zone
UNTIMED: Final = timedelta(days=31)  # before the complaint, when it tells no time
NUMBERS_MAX: Final = 6  # of each role
WINDOWS_MAX: Final = 6
LIKELY_MIN: Final = 0.2
_WANTED: Final = (NumberRole.CALLED, NumberRole.CALLER_ID, NumberRole.CALLBACK)


class Search(NamedTuple):
    """Calls by or to a number within a window."""

    number: int
    since: datetime
    until: datetime


def searches(reading: Reading, written: datetime) -> tuple[Search, ...]:
    """`written`: when the complaint was written, or came. () when it names no number."""
    numbers: dict[int, None] = {}
    for role in _WANTED:
        found = dict.fromkeys(one.e164 for one in reading.in_role(role) if one.e164)
        numbers.update(dict.fromkeys(list(found)[:NUMBERS_MAX]))
    return tuple(Search(number, since, until) for number in numbers for since, until in windows(reading, written))


def windows(reading: Reading, written: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Disjoint, in order; the last month for a complaint without times."""
    spans = [
        (one.earliest - BLUNDER, one.latest + BLUNDER)
        for time in clock_times(reading.times)
        for one in time.readings
        if one.likely >= LIKELY_MIN
    ]
    if _goes_on(reading):
        spans.append((written - UNTIMED, written + timedelta(hours=1)))
    if not spans:
        return ((written - UNTIMED, written + timedelta(hours=1)),)
    joined: list[tuple[datetime, datetime]] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return tuple(joined[-WINDOWS_MAX:])


def _goes_on(reading: Reading) -> bool:
    """Many calls, and no day: `every day around three`."""
    if reading.claimed is None or reading.claimed.least < 2:
        return False
    return all(UNDATED in one.reason for time in reading.times for one in time.readings)


def clock_times(times: Sequence[FoundTime]) -> Sequence[FoundTime]:
    """Moments where there are any; a day or a week beside them only says which."""
    return [one for one in times if one.exact] or times
