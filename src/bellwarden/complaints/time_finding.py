"""Days, clock times, parts of the day and zones in a text, brought in order."""

import re
from dataclasses import replace
from typing import Final

from bellwarden.complaints.masking import MASK, without_links
from bellwarden.complaints.time_clocks import clocks_in
from bellwarden.complaints.time_days import days_in
from bellwarden.complaints.time_tokens import IGNORE, Kind, Token, token, words
from bellwarden.complaints.time_words import CITIES, ZONES

TOKENS_MAX: Final = 300  # looked at in one text
_ZONE: Final = re.compile(
    rf"(?<![\w'])(?:({words(ZONES)})(?:[\s-]+(?:standard|daylight)?\s*time)?|((?:America|Europe|Pacific|Atlantic"
    rf"|Africa|Asia|Australia)/[A-Za-z_]+(?:/[A-Za-z_]+)?))(?![\w'])",
    IGNORE,
)
# `Denver time`, `hora de México`, `heure de Paris`; and `we're in Denver`.
_CITY: Final = re.compile(
    rf"\b(?:hora|heure) (?:de |d['’])({words(CITIES)})\b|\b({words(CITIES)}) time\b"
    r"|\b(?:(?:we|I)(?:['’]re|['’]m| are| am| live| work| was| were)(?: \w+){0,2} in|(?:based|located|here|living"
    r"|office) in"
    rf"|vivo en|estamos en|estoy en|habite(?: [àa])?|sommes [àa]|suis [àa]) ({words(CITIES)})\b",
    IGNORE,
)
_OFFSET: Final = re.compile(
    r"(?:(?<=\d)|\b(?:UTC|GMT)\s?|(?<=\d )"
    r"|(?<=\d\d ))([+-])(\d{1,2}):?(\d{2})?(?![\d/-])",
    IGNORE,
)
_ZULU: Final = re.compile(r"(?<=\d)Z\b")
# Words that are no time: a greeting; `mon numéro`.
_GREETINGS: Final = re.compile(
    r"\bgood (?:morning|afternoon|evening|day|night)\b|\bbuen[oa]s? (?:d[ií]as?|tardes?|noches?)\b"
    r"|\bbonne (?:journ[ée]e"
    r"|soir[ée]e|nuit)\b|\bmon(?= (?!at\b|around\b|about\b|morning|afternoon|evening|night|the\b|and\b|to\b|thru"
    r"|through"
    r"|between|from\b|before|after\b)[a-zà-ÿ])",
    IGNORE,
)
_LONE: Final = frozenset(("et", "ct", "mt", "pt", "z", "est", "cst", "mst", "pst", "ast", "hne", "hae", "bst", "cet"))


def tokens_in(text: str, day_first: bool) -> tuple[Token, ...]:
    """In the order of the text, no two at the same place; the longer reading wins. `text` without its numbers."""
    hidden = _GREETINGS.sub(lambda found: MASK * len(found.group()), without_links(text))
    found = [*days_in(hidden, day_first), *clocks_in(hidden), *_zones(hidden)]
    found = sorted(found, key=lambda one: one.start)[:TOKENS_MAX]
    found.sort(
        key=lambda one: (one.kind is Kind.PART, one.start - one.end, one.kind is Kind.CLOCK and one.value[3], one.start)
    )
    taken = bytearray(len(text))
    kept: list[Token] = []
    for one in found:
        # A part of the day may stand inside a day's words: `last night`.
        mark = 2 if one.kind is Kind.PART else 1
        held = taken[one.start : one.end]
        if not any(held) or (mark == 2 and 2 not in held and _within_day(one, kept)):
            taken[one.start : one.end] = bytes((mark,)) * (one.end - one.start)
            kept.append(one)
    kept = [_with_weekday(one, kept) for one in kept if not _beside_date(one, kept)]
    return tuple(sorted(kept, key=lambda one: one.start))


def _within_day(part: Token, kept: list[Token]) -> bool:
    around = (one for one in kept if one.start < part.end and part.start < one.end)
    return all(one.kind in (Kind.RELATIVE, Kind.WEEKDAY) for one in around)


def _beside_date(weekday: Token, kept: list[Token]) -> bool:
    """`Friday, 8 May`: the date says it all."""
    return weekday.kind is Kind.WEEKDAY and any(one.kind is Kind.DAY and _touch(weekday, one) for one in kept)


def _touch(one: Token, other: Token) -> bool:
    return 0 <= one.start - other.end <= 3 or 0 <= other.start - one.end <= 3


def _with_weekday(day: Token, kept: list[Token]) -> Token:
    """The weekday that stands beside a date: it may say another day."""
    if day.kind is not Kind.DAY or len(day.value) > 4:
        return day
    beside = next((one for one in kept if one.kind is Kind.WEEKDAY and _touch(day, one)), None)
    return replace(day, value=(*day.value, beside.value[0] + 1 if beside else 0))


def _zones(text: str) -> list[Token]:
    found = []
    for one in _ZONE.finditer(text):
        word = one.group(1)
        # Short words are zones in capitals only: "est" is French, "et" and "mt" stand in any text.
        if word and (word.casefold() in _LONE or len(word) <= 4) and not word.isupper():
            continue
        if word and word.casefold() in ("eastern", "central", "mountain", "pacific", "atlantic", "alaska", "hawaii"):
            before = text[max(0, one.start() - 12) : one.start()]
            if "time" not in one.group().casefold() and not re.search(
                r"\d\s?$|[ap]\.?m\.?,?\s?\(?$|(?:zone|clock|huso|fuseau)[\s:,(]*$", before, IGNORE
            ):
                continue
        found.append(token(Kind.ZONE, one))
    for one in _CITY.finditer(text):
        found.append(replace(token(Kind.ZONE, one), text=CITIES[next(filter(None, one.groups())).casefold()]))
    found += [token(Kind.OFFSET, one, 0) for one in _ZULU.finditer(text)]
    for one in _OFFSET.finditer(text):
        minutes = int(one.group(2)) * 60 + int(one.group(3) or 0)
        if (
            minutes <= 14 * 60
            and minutes % 15 == 0
            and (one.group(3) or "UTC" in one.group().upper() or "GMT" in one.group().upper())
        ):
            found.append(token(Kind.OFFSET, one, minutes if one.group(1) == "+" else -minutes))
    return found
