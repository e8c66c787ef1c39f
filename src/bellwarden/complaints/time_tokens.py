"""What stands for a time in a text: what was written, not yet what it means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from bellwarden.complaints.time_words import MONTHS, SMALL

IGNORE: Final = re.IGNORECASE
_SINCE: Final = re.compile(
    r"\b(?:since|desde|depuis|ever since)(?: (?:the|el|le|about|around|early|late|last))*\s*$", IGNORE
)


class Kind(Enum):
    DAY = "day"  # a date, perhaps without its year
    HOLIDAY = "holiday"
    RELATIVE = "relative"  # so many days ago
    BESIDE = "beside"  # so many days after the day told before
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    THIRD = "third"  # of a month: its beginning, middle, end
    STRETCH = "stretch"  # the last so many days
    CLOCK = "clock"  # minutes from midnight, from and to
    AGO = "ago"  # so many minutes before it was written
    PART = "part"
    ZONE = "zone"
    OFFSET = "offset"


@dataclass(frozen=True, slots=True)
class Token:
    """`value` by kind: (year, month, day, two readings, weekday beside it from 1) · as in `HOLIDAYS` · (days,) ·
    (days,) · (weekday, last) · () · (month, third) · (days,) · (from, to, slack, halves) · (minutes,) ·
    (from, to) · () · (minutes,). Years, months and weekdays are 0 where none was written."""

    kind: Kind
    start: int
    end: int
    text: str
    value: tuple[int, ...] = ()
    since: bool = False  # a day that a stretch begins with


def words(table: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, table), key=len, reverse=True))


MONTH: Final = rf"(?:{words(MONTHS)})"


def token(kind: Kind, found: "re.Match[str]", *value: int) -> Token:
    text = found.group()
    return Token(kind, found.start() + len(text) - len(text.lstrip()), found.end(), text.lstrip(), value)


def since(one: Token, text: str) -> Token:
    """`since Monday`: up to the day of writing."""
    before = _SINCE.search(text[max(0, one.start - 20) : one.start])
    return replace(one, since=True) if before else one


def small(word: str) -> int:
    return int(word) if word.isdigit() else SMALL[word.casefold()]
