"""Times of the day in a text: as clocks, in words, parts of the day, minutes ago; in three languages."""

import re
from dataclasses import replace
from typing import Final

from bellwarden.complaints.time_tokens import IGNORE, MONTH, Kind, Token, since, small, token, words
from bellwarden.complaints.time_words import CLOCK_WORDS, DAY_PARTS, HOURS, MINUTES, SMALL, WEEKDAYS

_SOME: Final = rf"(?:about |around |maybe |just |some )?(\d{{1,3}}|half an?|media|une demi|{words(SMALL)})"
_MINUTES_AGO: Final = re.compile(
    rf"\b{_SOME}[ -](min(?:ute)?s?|hours?|hrs?)(?: or so)? ago\b|\bhace (?:como |unos |unas )?{_SOME} (minutos?"
    rf"|horas?)\b"
    rf"|\bil y a (?:environ |à peine )?{_SOME}[ -](minutes?|heures?)\b|\b(just now|a moment ago|moments ago"
    rf"|ahora mismo|à l['’]instant)\b",
    IGNORE,
)
_HALF: Final = (
    r"(a\.?\s?m\b\.?|p\.?\s?m\b\.?|[ap]\b(?![.'’]?\w)|de la madrugada|de la ma[ñn]ana|de la tarde|de la noche"
    r"|du matin|de l'apr[èe]s-midi|du "
    r"soir|(?:in|of) the (?:morning|afternoon|evening)|at night)"
)
_ABOUT: Final = (
    r"(about|around|approx(?:\.|imately)?|roughly|circa|ca\.|near(?:ly)?|almost|shortly (?:after|before)"
    r"|just (?:after|before)|sobre|hacia|alrededor de|a eso de|cerca de|vers|environ|aux alentours de|autour de|~)"
)
_CLOCK_HOUR: Final = rf"(?:\d{{1,2}}|{words(HOURS)})"
_BETWEEN: Final = re.compile(
    rf"\b(?:between|from|entre|de|desde)\s+(?:las? )?({_CLOCK_HOUR})(?:[:h.](\d{{2}}))?\s?h?{_HALF}?\s*(?:and|to"
    rf"|until|till|-|–|y|a"
    rf"|et|à|hasta|jusqu['’]à)\s*(?:las? )?({_CLOCK_HOUR})(?:[:h.](\d{{2}}))?\s?h?(?:\s*{_HALF})?(?![\d/:]"
    rf"|\s*(?:times|calls"
    rf"|veces|fois|days|weeks))",
    IGNORE,
)
_DASHED: Final = re.compile(
    rf"(?<![\d:/.-])(\d{{1,2}})(?::(\d{{2}}))?\s?{_HALF}?\s?(?:[-–]|to|until|till"
    rf"|a)\s?(\d{{1,2}})(?::(\d{{2}}))?\s?{_HALF}(?!\d)",
    IGNORE,
)
_CLOCK: Final = re.compile(
    rf"(?:{_ABOUT}\s*(?:las? |at "
    rf")?)?(?<![\d:.,$/-])(\d{{1,2}})(?::|\s?h\s?)(\d{{2}})(?::(\d{{2}}))?(?:\.\d+)?(?![\d:])(?:\s*{_HALF})?",
    IGNORE,
)
_DOTTED_AT: Final = re.compile(
    rf"\b(?:at|a las?|à|{_ABOUT}(?: las?| at)?|[a-zéñ], )\s*(\d{{1,2}})\.([0-5]\d)(?![\d.,]|\s?(?:%|\$|€|dollars"
    rf"|euros|pesos|{_HALF}))",
    IGNORE,
)
_MILITARY_AT: Final = re.compile(
    r"\b(?:at|@|around|about) ([01]\d|2[0-3])([0-5]\d)\b(?!\s?(?:hrs?\b|hours"
    r"|h\b))",
    IGNORE,
)
_WHOLE_DAY: Final = re.compile(r"\b24[- ]?h|\bmilitary|\b\d{4} ?(?:hrs|hours)\b", IGNORE)
_MILITARY_BARE: Final = re.compile(r"(?<![\w:.,$/+()-])(?<!\d )([01]\d|2[0-3])([0-5]\d)(?![\w:/()-]|[.,]\d|\s\d)")
_DOTTED_SECONDS: Final = re.compile(r"(?<=\d )([01]\d|2[0-3])\.([0-5]\d)\.([0-5]\d)(?![\d.])")
_ISH: Final = re.compile(rf"(?<![\d:.,$/-])(\d{{1,2}})(?::(\d{{2}}))?\s?-?ish\b(?:\s*{_HALF})?", IGNORE)
_DOTTED: Final = re.compile(rf"(?:{_ABOUT}\s*)?(?<![\d:.,$/-])(\d{{1,2}})\.(\d{{2}})\s*{_HALF}", IGNORE)
_HOUR: Final = re.compile(
    rf"(?:{_ABOUT}\s*(?:las? |at )?)?(?<![\d:.,$/-])(\d{{1,2}})\s?(?:o'?clock)?\s*{_HALF}(?!\d)", IGNORE
)
_MILITARY: Final = re.compile(r"(?<![\d:.,$/-])([01]\d|2[0-3])([0-5]\d)\s?(?:hrs?|hours|h)\b", IGNORE)
_HOURS_FR: Final = re.compile(
    rf"(?:{_ABOUT}\s*)?(?<![\d:.,$/-])(\d{{1,2}})\s?(?:h|heures?|hrs|horas)\b(?!\s?\d)(?:\s*{_HALF})?(?!\s*(?:ago|of"
    rf"|per|por|par))",
    IGNORE,
)
_AT: Final = re.compile(
    rf"\b(?:at|a las?|à|{_ABOUT}(?: las?)?)\s+(\d{{1,2}})(?![\d:./-]|\s?(?:times|calls|people|veces|llamadas|fois"
    rf"|appels|days|weeks|months|years|st|nd|rd|th|%|{MONTH}))\b",
    IGNORE,
)
_MINUTE: Final = rf"(?:{words(MINUTES)}|\d{{1,2}}(?= (?:minutes|past|after|to|till)))"
_HOUR_WORD: Final = rf"(?:\d{{1,2}}|{words(HOURS)}|{words(CLOCK_WORDS)})"
_PAST: Final = re.compile(
    rf"(?<!from )(?<![\d:.])\b({_MINUTE})(?: minutes)? (past|after|to|before|till"
    rf"|of) ({_HOUR_WORD})(?:\s*{_HALF})?(?! (?:\w+ )?(?:times|calls|minutes|days))\b",
    IGNORE,
)
_AND_MINUTES: Final = re.compile(
    rf"\b(?:las? )({_HOUR_WORD}) (y|menos) ({_MINUTE}|\d{{1,2}})(?:\s*{_HALF})?\b"
    rf"|\b({_HOUR_WORD}) (y|menos) (media|cuarto)(?:\s*{_HALF})?\b"
    rf"|\b({_HOUR_WORD})(?:\s?h(?:eures?)?)? (et|moins)(?: le)? (demie?|quart|{_MINUTE})(?:\s*{_HALF})?\b",
    IGNORE,
)
_WORD_MINUTES: Final = re.compile(
    rf"\b({words(HOURS)})[ -](?:(oh|o)[ -])?((?:twenty|thirty|forty|fifty)[ -](?:one|two|three|four|five|six|seven"
    rf"|eight|nine)"
    rf"|{words(MINUTES)}|one|two|three|four|five|six|seven|eight|nine)(?:\s*{_HALF}| (o'?clock))(?!\w)",
    IGNORE,
)
_WORD_HOUR: Final = re.compile(
    rf"\b(?:{_ABOUT}\s*)?(?:at |a las |las |la |à )?({words(HOURS)})(?:\s*{_HALF}| (o'?clock)|(?: en punto))", IGNORE
)
_CLOCK_WORD: Final = re.compile(rf"(?<![\w-])({words(CLOCK_WORDS)})\b", IGNORE)
_DAY_PART: Final = re.compile(rf"(?<!in the )(?<!de la )(?<!du )\b({words(DAY_PARTS)})\b", IGNORE)
_PART_OF: Final = re.compile(
    rf"\b(?:in the|during the|this|that|por la|en la|dans la|ce|cet|cette|esta|last|yesterday|tomorrow"
    rf"|{words(WEEKDAYS)}|hier|ayer|le|la)\s+({words(DAY_PARTS)})\b",
    IGNORE,
)
_SIDE: Final = re.compile(
    r"(?<!just )(?<!shortly )(?<!little )(?<!right )\b(before|by|after|antes de|despu[ée]s de|avant"
    r"|apr[èe]s)(?: las?)?\s*$",
    IGNORE,
)
_FRENCH: Final = re.compile(r"\d\s?h\s?\d", IGNORE)  # 4 h 52 is by the whole day's clock
_ZERO_FIRST: Final = re.compile(r"\D*0\d")
_ALL: Final = re.compile(r"\b(?:all|both)(?: in the)? ([ap])\.?m\b", IGNORE)
_LISTED: Final = re.compile(r"\s*(?:,|;|and|y|et|&|then|,\s*(?:and|then))\s*(?:again )?(?:at |a las |à )?", IGNORE)
_TOLD_HALF: Final = re.compile(_HALF, IGNORE)


def clocks_in(text: str) -> list[Token]:
    found = [one for match in (*_BETWEEN.finditer(text), *_DASHED.finditer(text)) for one in _between(match)]
    for one in _CLOCK.finditer(text):
        found += _clock(one, int(one.group(2)), int(one.group(3)), one.group(5), bool(one.group(1)), one.group(4))
    for one in _DOTTED.finditer(text):
        found += _clock(one, int(one.group(2)), int(one.group(3)), one.group(4), bool(one.group(1)))
    for one in _HOUR.finditer(text):
        found += _clock(one, int(one.group(2)), None, one.group(3), bool(one.group(1)))
    for one in _MILITARY.finditer(text):
        found += _clock(one, int(one.group(1)), int(one.group(2)), "24", False)
    for one in _HOURS_FR.finditer(text):
        found += _clock(one, int(one.group(2)), None, one.group(3) or "24", bool(one.group(1)))
    for one in _AT.finditer(text):
        found += _clock(one, int(one.group(2)), None, None, bool(one.group(1)))
    for one in _DOTTED_AT.finditer(text):
        found += _clock(one, int(one.group(2)), int(one.group(3)), None, bool(one.group(1)))
    for one in _MILITARY_AT.finditer(text):
        found += _clock(one, int(one.group(1)), int(one.group(2)), "24", False)
    for one in _MILITARY_BARE.finditer(text) if _WHOLE_DAY.search(text) else ():
        found += _clock(one, int(one.group(1)), int(one.group(2)), "24", False)
    for one in _DOTTED_SECONDS.finditer(text):
        found += _clock(one, int(one.group(1)), int(one.group(2)), "24", False, one.group(3))
    for one in _ISH.finditer(text):
        found += _clock(one, int(one.group(1)), int(one.group(2) or 0), one.group(3), True)
    found += _spoken(text)
    for one in _WORD_HOUR.finditer(text):
        found += _clock(one, HOURS[one.group(2).casefold()], None, one.group(3) or one.group(4), bool(one.group(1)))
    for one in _CLOCK_WORD.finditer(text):
        found.append(
            token(Kind.CLOCK, one, CLOCK_WORDS[one.group(1).casefold()], CLOCK_WORDS[one.group(1).casefold()], 30, 0)
        )
    for one in (*_PART_OF.finditer(text), *_DAY_PART.finditer(text)):
        found.append(Token(Kind.PART, one.start(1), one.end(1), one.group(1), DAY_PARTS[one.group(1).casefold()]))
    for one in _MINUTES_AGO.finditer(text):
        found.append(token(Kind.AGO, one, _minutes_ago(one)))
    found = [_open(one, text) for one in _with_half_of_list(found, text)]
    return [since(one, text) for one in found]


def _open(one: Token, text: str) -> Token:
    """`before nine`, `after nine`: some hours to that side."""
    if one.kind is not Kind.CLOCK:
        return one
    found = _SIDE.search(text[max(0, one.start - 24) : one.start])
    if found is None:
        return one
    begin, end, slack, halves = one.value
    earlier = found.group(1).casefold() in ("before", "antes de", "avant", "by")
    return replace(one, value=(begin - 180, end, slack, halves) if earlier else (begin, end + 180, slack, halves))


def _minutes_ago(one: "re.Match[str]") -> int:
    count, unit = next(((one.group(at), one.group(at + 1)) for at in (1, 3, 5) if one.group(at)), ("", ""))
    if not count:
        return 2
    half = count.casefold() in ("half an", "half a", "media", "une demi")
    minutes = 30 if half else small(count) * (60 if unit[0].casefold() == "h" else 1)
    return min(minutes, 72 * 60)


def _clock(
    one: "re.Match[str]", hour: int, minute: int | None, half: str | None, about: bool, second: str | None = None
) -> list[Token]:
    """`halves` 1: no word told the half of the day, and both are possible."""
    at, open_half = _hour(hour, half)
    if at is None or (minute or 0) > 59:
        return []
    slack = _slack(minute, second is not None)
    value = at * 60 + (minute or 0)
    written = minute is not None and _ZERO_FIRST.match(one.group()) is not None  # 09:30 is no evening
    return [
        token(
            Kind.CLOCK,
            one,
            value,
            value,
            max(slack, 35 if about else 0),
            int(open_half and not written and second is None and not _FRENCH.search(one.group())),
        )
    ]


def _slack(minute: int | None, seconds: bool) -> int:
    """People round to the hour, the quarter, five minutes; whoever writes seconds copied them from somewhere."""
    if seconds:
        return 3
    if minute is None:
        return 35
    return 16 if minute % 15 == 0 else (9 if minute % 5 == 0 else 6)


def _hour(hour: int, half: str | None) -> tuple[int | None, bool]:
    """Hour of the day, and whether the other half of the day is as possible."""
    if hour > 24:
        return None, False
    told = (half or "").casefold().replace(".", "").replace(" ", "")
    if told in ("oclock", "o'clock"):
        told = ""
    if told == "24":
        return hour % 24, False
    if told.startswith("p") or told in (
        "delatarde",
        "delanoche",
        "del'après-midi",
        "dusoir",
        "intheafternoon",
        "intheevening",
        "atnight",
    ):
        return (hour + 12 if hour < 12 else hour) % 24, False
    if told:
        return (0 if hour == 12 else hour), False
    return hour % 24, 1 <= hour <= 12


def _between(one: "re.Match[str]") -> list[Token]:
    low_half = one.group(3) or one.group(6)
    low, low_open = _hour(_hours(one.group(1)), low_half)
    high, open_half = _hour(_hours(one.group(4)), one.group(6) or one.group(3))
    if low is None or high is None:
        return []
    begin, end = low * 60 + int(one.group(2) or 0), high * 60 + int(one.group(5) or 0)
    if begin > end and not one.group(3):
        begin -= 720  # 11-1 pm
    if begin < 0 or end > 1440:
        return []
    end += 1440 if end < begin else 0
    return [token(Kind.CLOCK, one, begin, end, 5, int(open_half and low_open))]


def _past(one: "re.Match[str]", minute: str, sign: str, hour: str, half: str | None) -> list[Token]:
    """`ten to eight`, `las tres y cuarto`, `midi et demi`."""
    if sign.casefold() in ("of", "before") and "quarter" not in minute.casefold() and "minutes" not in one.group():
        return []
    named = CLOCK_WORDS.get(hour.casefold())
    at, open_half = (named // 60 % 24, False) if named is not None else _hour(_hours(hour), half)
    if at is None:
        return []
    shift = int(minute) if minute.isdigit() else MINUTES[minute.casefold()]
    back = sign.casefold() in ("to", "before", "till", "of", "menos", "moins")
    value = (at * 60 + (-shift if back else shift)) % 1440
    return [token(Kind.CLOCK, one, value, value, 16 if shift in (15, 30) else 11, int(open_half))]


def _hours(word: str) -> int:
    return int(word) if word.isdigit() else HOURS[word.casefold()]


def _spoken(text: str) -> list[Token]:
    found = []
    for one in _PAST.finditer(text):
        found += _past(one, one.group(1), one.group(2), one.group(3), one.group(4))
    for one in _AND_MINUTES.finditer(text):
        first = next(at for at in (1, 5, 9) if one.group(at))
        hour, sign, minute, half = one.group(first, first + 1, first + 2, first + 3)
        found += _past(one, minute, sign, hour, half)
    for one in _WORD_MINUTES.finditer(text):
        words = re.split(r"[ -]", one.group(3).casefold())
        minute = sum(MINUTES.get(word, 0) or HOURS.get(word, 0) for word in words)
        if minute > 9 or one.group(2):
            found += _clock(one, HOURS[one.group(1).casefold()], minute, one.group(4) or one.group(5), False)
    return found


def _with_half_of_list(found: list[Token], text: str) -> list[Token]:
    """`10:15, 10:55 and 11:20 am`: what stands behind the last one is said of all; `all AM` too."""
    ordered = sorted(found, key=lambda one: one.start)
    for told in _ALL.finditer(text):
        for place, one in enumerate(ordered):
            if one.kind is Kind.CLOCK and one.value[3] and 0 <= told.start() - one.end < 60:
                late = told.group(1).casefold() == "p"
                shift = 720 if late and one.value[0] < 720 else 0
                ordered[place] = replace(one, value=(one.value[0] + shift, one.value[1] + shift, one.value[2], 0))
    for place in range(len(ordered) - 2, -1, -1):
        one, behind = ordered[place], ordered[place + 1]
        if one.kind is not Kind.CLOCK or behind.kind is not Kind.CLOCK or not one.value[3] or behind.value[3]:
            continue
        if _LISTED.fullmatch(text, one.end, behind.start) and _TOLD_HALF.search(behind.text):
            late = behind.value[0] >= 720
            shift = 720 if late and one.value[0] < 720 else (-720 if not late and one.value[0] >= 720 else 0)
            ordered[place] = replace(
                one, value=(one.value[0] + shift, one.value[1] + shift, one.value[2], 0), text=f"{one.text}"
            )
            ordered[place + 1] = behind
    return ordered
