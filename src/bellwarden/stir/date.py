"""The Date header, which says when a call was sent."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# All calls of a second say the same; so many texts are remembered, and none that is long.
REMEMBERED_MAX: Final = 256
REMEMBERED_LENGTH_MAX: Final = 40
_DATE: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),[ \t]+([0-9]{1,2})[ \t]+([A-Za-z]{3})[ \t]+([0-9]{4})[ \t]+"
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})[ \t]+(?:GMT|UTC)",
    re.ASCII,
)


def read_date(value: str) -> float | None:
    """RFC 3261 section 20.17: "Sat, 13 Nov 2010 23:29:00 GMT" as seconds since 1970; None for anything else."""
    return _remembered(value) if len(value) <= REMEMBERED_LENGTH_MAX else _read(value)


def _read(value: str) -> float | None:
    found = _DATE.fullmatch(value.strip())
    if found is None or found[2].title() not in _MONTHS:
        return None
    day, year, hour, minute, second = [int(digits) for digits in found.group(1, 3, 4, 5, 6)]
    try:
        return datetime(year, _MONTHS.index(found[2].title()) + 1, day, hour, minute, second, 0, UTC).timestamp()
    except ValueError:
        return None


_remembered = lru_cache(maxsize=REMEMBERED_MAX)(_read)
