"""Days in a text: dates, weekdays, holidays, so long ago, stretches; in three languages."""

import re
from typing import Final

from bellwarden.complaints.time_tokens import IGNORE, MONTH, Kind, Token, since, small, token, words
from bellwarden.complaints.time_words import HOLIDAYS, MONTHS, ORDINALS, SMALL, WEEKDAYS

_ISO: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:20)?\d{2})(?![\d/-])")
_SHORT: Final = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTH_DAY: Final = re.compile(
    rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:|\s?(?:am|pm|a\.m|p\.m)\b)(?:,?\s+((?:19"
    rf"|20)\d{{2}}))?",
    IGNORE,
)
_DAY_MONTH: Final = re.compile(
    rf"(?<![\d:/.-])(\d{{1,2}}|1er|primero)(?:st|nd|rd|th|º|°)?(?:\s+(?:of|de|du"
    rf"|d['’]))?[\s-]+({MONTH})\b\.?(?:[,\s-]+(?:del?\s+|de l'an\s+)?((?:19|20)\d{{2}}))?",
    IGNORE,
)
_NTH: Final = rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º|°)?|{words(ORDINALS)})"
_MONTH_WORD: Final = re.compile(
    rf"\b({MONTH})\.?\s+(?:the )?({words(ORDINALS)})\b(?:,?\s+((?:19"
    rf"|20)\d{{2}}))?",
    IGNORE,
)
_WORD_MONTH: Final = re.compile(
    rf"\b({words(ORDINALS)})(?: day)?\s+(?:of |de )?({MONTH})\b(?:,?\s+((?:19"
    rf"|20)\d{{2}}))?",
    IGNORE,
)
# `12, 13 and 14 May`, `May 12, 13 and 14`: the days beside the one that has the month.
_AND: Final = r"(?:\s*,\s*(?:and|y|et)?|\s+(?:and|y|et|&)|\s*/)\s*(?:the |el |le )?"
_DAYS_MONTH: Final = re.compile(rf"(?<![\d:/.-])((?:{_NTH}{_AND})+)(?={_NTH}\s+(?:of |de |d['’])?({MONTH})\b)", IGNORE)
_MONTH_DAYS: Final = re.compile(
    rf"\b({MONTH})\.?\s+{_NTH}((?:{_AND}{_NTH}(?![\d:]|\s?(?:[ap]\.?m|times|calls|o'clock)))+)(?!\w)", IGNORE
)
# A day of the month alone: `the 14th`, `Thursday 14`, `el 18`, `le 18`, `el día 17`.
_NTH_ALONE: Final = re.compile(
    rf"\bthe ((?:\d{{1,2}}(?:st|nd|rd|th))|{words(ORDINALS)})\b"
    r"(?! (?:time|call|one|attempt|floor|day|week|month|year|caller|number|grade|person|ring|of (?!this|the month"
    r"|may\b)))",
    IGNORE,
)
_NTH_BESIDE: Final = re.compile(
    rf"\b({words(WEEKDAYS)})\.?,?\s+(?:the |d[ií]a |el |le )?(\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"(?![:/.]\d|-\d|\s?(?:[ap]\.?\s?m\b|[ap]\b|h\b|o'clock|times|calls|{MONTH}\b|(?:de|of|d['’]) ?{MONTH}\b))",
    IGNORE,
)
_NTH_ARTICLE: Final = re.compile(
    rf"\b(?:el d[ií]a|d[ií]a|el pasado|el|le|du|del)\s+(\d{{1,2}})(?![:/.]\d|[\d-]|\s?(?:%|h\b|de la|veces|fois"
    rf"|horas|heures|{MONTH}\b"
    rf"|de {MONTH}\b|[\s.-]\d))\b",
    IGNORE,
)
# `del 5 al 9 de mayo`: the first day's month is the second's.
_NTH_TO: Final = re.compile(
    rf"\b((?:the |el |le |du |del |de )?({_NTH}))(?= ?(?:to|and|through|thru|until|y|al?|au|et|-|–)(?: the| el"
    rf"| le)? {_NTH}"
    rf"\s+(?:of |de |d['’])?({MONTH})\b)",
    IGNORE,
)
_WEEKEND: Final = re.compile(
    r"\b(?:(?:last|this(?: past)?|the|over the|past|el|este|le|ce)\s+)?(?:week-?ends?"
    r"|fin(?:es)? de semana)\b",
    IGNORE,
)
_SOMEWHEN: Final = re.compile(
    rf"\b(early|beginning of|start of|first week of|mid[- ]?|middle of|late|end of|last week of|principios de"
    rf"|mediados de|finales de|d[ée]but|mi-"
    rf"|fin)\s*({MONTH})\b",
    IGNORE,
)
_HOLIDAY: Final = re.compile(rf"\b({words(HOLIDAYS)})\b", IGNORE)
_THIRDS: Final = ("early|begin|start|first|princ|d[ée]but", "mi")
_BESIDE: Final[tuple[tuple[str, int], ...]] = (
    (r"(?:the )?(?:next|following) (?:day|morning|evening|night|afternoon)|the (?:day|morning|evening"
        r"|night) after(?! t)"
        r"|al d[ií]a siguiente|el d[ií]a siguiente|le lendemain|le jour suivant", 1),
    (r"the (?:day|evening|night) before(?! yesterday)|el d[ií]a anterior|la v[íi]spera|la veille", -1),
)  # fmt: skip
_RELATIVE: Final[tuple[tuple[str, int], ...]] = (
    (r"today|this (?:morning|afternoon|evening)|tonight|hoy|esta (?:ma[ñn]ana|tarde|noche)|aujourd['’]hui|ce "
        r"(?:matin|soir)|cet apr[èe]s-midi|cette nuit|today['’]s", 0),
    (r"(?:the )?day before yesterday|night before last|anteayer|antier|anteanoche|antenoche|antes de ayer"
        r"|avant-hier", 2),
    (r"yesterday|last (?:night|evening)|ayer|anoche|hier", 1),
)  # fmt: skip
_AGO: Final = re.compile(
    rf"\b(\d{{1,3}}|{words(SMALL)}) (days?|nights?|weeks?|months?) ago\b"
    rf"|\bhace (\d{{1,3}}|{words(SMALL)}) (d[ií]as?|semanas?|meses|mes)\b"
    rf"|\bil y a (\d{{1,3}}|{words(SMALL)}) (jours?|semaines?|mois)\b",
    IGNORE,
)
_WEEKDAY: Final = re.compile(
    rf"\b(last |this past |past |el (?:pasado )?|le )?({words(WEEKDAYS)})\b\.?(?: (pasado|dernier|last week))?", IGNORE
)
_STRETCH: Final = re.compile(
    rf"\b(?:(?:for|in|over|during|within)? ?(?:the )?(?:last|past|previous) (\d{{1,3}}|{words(SMALL)})? ?(hours?"
    rf"|days?|weeks?|months?|year)"
    rf"|(\d{{1,2}}|{words(SMALL)}) (nights?|days?|mornings?|evenings?) (?:in a row|running|straight)"
    rf"|for (?:about |over |more than )?(\d{{1,3}}|{words(SMALL)}) (days?|weeks?|months?)(?: now)?"
    rf"|(all|this|last) (week|month|day|year)"
    rf"|(?:durante|en) (?:los|las) [uú]ltim[oa]s (\d{{1,3}}|{words(SMALL)})? ?(d[ií]as|semanas|meses)|(?:toda "
    rf")?(esta|la) (semana)(?: pasada)?"
    rf"|(?:depuis|ces|durant les) (?:les )?(\d{{1,3}}|{words(SMALL)})? ?(?:derniers |derni[èe]res )?(jours|semaines"
    rf"|mois)|(cette|toute la) (semaine)(?: derni[èe]re)?)\b",
    IGNORE,
)
_UNIT_DAYS: Final = {"h": 1, "d": 1, "n": 1, "j": 1, "w": 7, "s": 7, "m": 31, "y": 366}


def days_in(text: str, day_first: bool) -> list[Token]:
    found = [token(Kind.DAY, one, *map(int, one.groups()), 0) for one in _ISO.finditer(text)]
    for one in _SLASHED.finditer(text):
        year = int(one.group(4))
        found += _numeric(one, year if year > 99 else 2000 + year, int(one.group(1)), int(one.group(3)), day_first)
    for one in _SHORT.finditer(text):
        found += _numeric(one, 0, int(one.group(1)), int(one.group(2)), day_first)
    found += [
        token(Kind.DAY, one, int(one.group(3) or 0), MONTHS[one.group(1).casefold()], int(one.group(2)), 0)
        for one in _MONTH_DAY.finditer(text)
    ]
    for one in _DAY_MONTH.finditer(text):
        day = 1 if not one.group(1).isdigit() else int(one.group(1))
        found.append(token(Kind.DAY, one, int(one.group(3) or 0), MONTHS[one.group(2).casefold()], day, 0))
    found += _nths(text)
    for one in _HOLIDAY.finditer(text):
        found.append(token(Kind.HOLIDAY, one, *HOLIDAYS[one.group(1).casefold().replace("’", "'")]))
    found += [token(Kind.WEEKEND, one) for one in _WEEKEND.finditer(text)]
    for one in _SOMEWHEN.finditer(text):
        third = next((at for at, telling in enumerate(_THIRDS) if re.match(telling, one.group(1), IGNORE)), 2)
        found.append(token(Kind.THIRD, one, MONTHS[one.group(2).casefold()], third))
    for telling, days in _BESIDE:
        found += [token(Kind.BESIDE, one, days) for one in re.finditer(rf"\b(?:{telling})\b", text, IGNORE)]
    for telling, days in _RELATIVE:
        found += [token(Kind.RELATIVE, one, days) for one in re.finditer(rf"\b(?:{telling})\b", text, IGNORE)]
    for one in _AGO.finditer(text):
        count, unit = next((one.group(at), one.group(at + 1)) for at in (1, 3, 5) if one.group(at))
        found.append(token(Kind.RELATIVE, one, small(count) * _UNIT_DAYS[unit[0].lower()]))
    for one in _WEEKDAY.finditer(text):
        if len(one.group(2)) > 3 or one.group(1) or one.group(2)[0].isupper():
            found.append(token(Kind.WEEKDAY, one, WEEKDAYS[one.group(2).casefold()], int(bool(one.group(3)))))
    found = [since(one, text) for one in found]
    found += [_stretch(one) for one in _STRETCH.finditer(text)]
    return [one for one in found if one.kind is not Kind.DAY or _possible(one.value)]


def _nths(text: str) -> list[Token]:
    """Days of the month told by words, in lists, or without a month."""
    found = [
        token(Kind.DAY, one, int(one.group(3) or 0), MONTHS[one.group(1).casefold()], _nth(one.group(2)), 0)
        for one in _MONTH_WORD.finditer(text)
    ]
    for one in _WORD_MONTH.finditer(text):
        number = MONTHS[one.group(2).casefold()]
        found.append(token(Kind.DAY, one, int(one.group(3) or 0), number, _nth(one.group(1)), 0))
    for one, month, days in (
        *((one, one.group(2), 1) for one in _DAYS_MONTH.finditer(text)),
        *((one, one.group(1), 2) for one in _MONTH_DAYS.finditer(text)),
    ):
        for nth in re.finditer(_NTH, one.group(days), IGNORE):
            start = one.start(days) + nth.start()
            value = (0, MONTHS[month.casefold()], _nth(nth.group()), 0)
            found.append(Token(Kind.DAY, start, start + len(nth.group()), nth.group(), value))
    for one in _NTH_TO.finditer(text):
        start = one.start(1)
        found.append(
            Token(
                Kind.DAY, start, one.end(1), one.group(1), (0, MONTHS[one.group(3).casefold()], _nth(one.group(2)), 0)
            )
        )
    found += [token(Kind.DAY, one, 0, 0, _nth(one.group(1)), 0) for one in _NTH_ALONE.finditer(text)]
    for one in _NTH_BESIDE.finditer(text):
        found.append(token(Kind.DAY, one, 0, 0, _nth(one.group(2)), 0, WEEKDAYS[one.group(1).casefold()] + 1))
    found += [token(Kind.DAY, one, 0, 0, _nth(one.group(1)), 0) for one in _NTH_ARTICLE.finditer(text)]
    return found


def _nth(word: str) -> int:
    return ORDINALS.get(word.casefold()) or int("".join(filter(str.isdigit, word)) or 0)


def _numeric(one: "re.Match[str]", year: int, first: int, second: int, day_first: bool) -> list[Token]:
    """`5/12` may be read both ways; the fourth value says that the other reading is possible."""
    month, day = (second, first) if day_first else (first, second)
    if month > 12 >= day:
        month, day = day, month
        return [token(Kind.DAY, one, year, month, day, 0)]
    both = int(month != day and day <= 12)
    return [token(Kind.DAY, one, year, month, day, both)]


def _possible(value: tuple[int, ...]) -> bool:
    return 0 <= value[1] <= 12 and 1 <= value[2] <= 31


def _stretch(one: "re.Match[str]") -> Token:
    groups = [group for group in one.groups() if group]
    unit = groups[-1].casefold() if groups else "day"
    count = small(groups[0]) if len(groups) > 1 and (groups[0].isdigit() or groups[0].casefold() in SMALL) else 1
    days = count * _UNIT_DAYS.get(unit[0], 1)
    last = "last week" in one.group().casefold() or "pasada" in one.group() or "derni" in one.group()
    return token(Kind.STRETCH, one, days * (2 if last and len(groups) < 3 and days == 7 else 1))
