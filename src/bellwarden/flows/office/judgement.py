"""One sentence on a customer: does it call as it declared, like others do, and what have we done about it.

Pure: its standing, what is open against it, and its days of traffic go in, a sentence comes out.
"""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from bellwarden.model.office.declared import DeclaredPattern
from bellwarden.model.policy import Standing

RECENT_DAYS: Final = 14
CALLS_MIN: Final = 100  # of a day, under which shares say nothing
OVER: Final = 1.05  # a twentieth above what was declared is no news
_SATURDAY: Final = 5


class Tone(str, Enum):
    """How the sentence is marked: by colour and shape of the part that shows it."""

    QUIET = "quiet"
    WATCH = "limit"
    STOPPED = "block"


class Day(NamedTuple):
    """A whole day of a customer's calls; shares are None where nothing tells them."""

    day: str  # ISO 8601
    calls: int
    answered_share: float | None = None
    short_share: float | None = None  # of answered calls, at most 6 s
    caller_ids: int | None = None
    outside_share: float | None = None  # outside the declared hours


class Sentence(NamedTuple):
    tone: Tone
    said: str  # the finding
    more: str  # what it rests on


class Sign(NamedTuple):
    """One figure that is not as declared: what it is called, and on which of the recent days."""

    words: str
    days: tuple[str, ...]


def declared_calls(pattern: DeclaredPattern, day: str) -> int:
    """How many calls were declared for a day; 0: nothing was."""
    weekend = date.fromisoformat(day).weekday() >= _SATURDAY
    return (pattern.calls_weekend_1d_max if weekend else 0) or pattern.calls_1d_max


def signs(days: Sequence[Day], pattern: DeclaredPattern) -> tuple[Sign, ...]:
    """Every figure that was outside what was declared on one of the days."""
    found = (
        ("more calls than declared", lambda one: 0 < declared_calls(pattern, one.day) * OVER < one.calls),
        ("fewer calls answered than declared", lambda one: _below(one, one.answered_share, pattern.answered_share_min)),
        ("more short calls than declared", lambda one: _above(one, one.short_share, pattern.short_share_max)),
        ("more caller IDs than declared", lambda one: 0 < pattern.caller_ids_max < (one.caller_ids or 0)),
        ("calls outside the declared hours", lambda one: _above(one, one.outside_share, 0.02)),
    )
    seen = (Sign(words, tuple(one.day for one in days if is_outside(one))) for words, is_outside in found)
    return tuple(one for one in seen if one.days)


def _below(day: Day, share: float | None, line: float) -> bool:
    return day.calls >= CALLS_MIN and share is not None and line > 0 and share < line


def _above(day: Day, share: float | None, line: float) -> bool:
    return day.calls >= CALLS_MIN and share is not None and line > 0 and share > line


def judge(standing: Standing, days: Sequence[Day], pattern: DeclaredPattern, alerts: int) -> Sentence:
    """The sentence at the head of a customer's page. `days` are whole ones, oldest first, days without a call left
    out; `alerts` are those that nobody has answered yet."""
    if standing is Standing.TERMINATED:
        return Sentence(Tone.STOPPED, "This customer is terminated.", "It comes back only as a new customer.")
    if standing is Standing.SUSPENDED:
        more = "Only emergency calls pass. Two people give calls back, with cause and cure written down."
        return Sentence(Tone.STOPPED, "All calls of this customer are stopped.", more)
    if standing is Standing.PROSPECT:
        return Sentence(
            Tone.WATCH, "This customer is not admitted yet.", "Its calls are refused until somebody admits it."
        )
    recent = days[-RECENT_DAYS:]
    if not recent:
        return Sentence(Tone.QUIET, "No call of this customer is on record.", "Nothing is known of how it calls.")
    found = signs(recent, pattern)
    if found:
        return _outside(found, recent, alerts)
    if alerts:
        said = f"{_counted(alerts, 'alert')} {'waits' if alerts == 1 else 'wait'} for somebody to look."
        return Sentence(Tone.WATCH, said, _as_declared(pattern))
    if not pattern.calls_1d_max:
        more = "Nobody wrote down how many calls it would make; its figures are held against its peers alone."
        return Sentence(Tone.QUIET, "No alert, and no calling pattern is declared.", more)
    return Sentence(
        Tone.QUIET, "This customer calls as it declared.", f"No sign in {_counted(len(recent), 'day')} with calls."
    )


def _outside(found: Sequence[Sign], recent: Sequence[Day], alerts: int) -> Sentence:
    begin = min(sign.days[0] for sign in found)
    words = [sign.words for sign in found]
    said = f"Since {_day(begin)} this customer does not call as it declared."
    listed = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
    on = max(len(sign.days) for sign in found)
    more = f"{listed[:1].upper()}{listed[1:]}, on up to {on} of {_counted(len(recent), 'day')}."
    if alerts:
        more += f" {_counted(alerts, 'alert')} open."
    return Sentence(Tone.WATCH, said, more)


def _as_declared(pattern: DeclaredPattern) -> str:
    return "Its calls are as declared otherwise." if pattern.calls_1d_max else "No calling pattern is declared."


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class Risk(str, Enum):
    """How soon somebody has to look, from what is open and what was proven before."""

    NONE = "none"
    RAISED = "raised"
    HIGH = "high"


def risk(worst_open: int, alerts: int, strikes: int) -> Risk:
    """`worst_open`: severity of the worst open case, 1 to 4; 0: none is open. `strikes`: measures that still count."""
    if worst_open in (1, 2) or strikes >= 2:
        return Risk.HIGH
    return Risk.RAISED if worst_open or alerts or strikes else Risk.NONE
