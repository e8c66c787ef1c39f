"""How many calls somebody says there were: a number, a range, or a word such as dozens."""

import re
from typing import Final

from bellwarden.model.complaint import ClaimedCount, FieldName, Part

COUNT_MAX: Final = 100_000
_WORDS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cien": 100,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12,
    "quinze": 15, "vingt": 20, "trente": 30, "cinquante": 50, "cent": 100,
}  # fmt: skip
_ONE: Final = rf"(?:\d{{1,5}}|{'|'.join(_WORDS)})"
_UNIT: Final = (
    r"(?:(?:unwanted|missed|different|separate|harassing|spam|robo|such|or more|more) ?)*(?:times|calls|robocalls"
    r"|texts|messages|hang[- ]?ups"
    r"|voicemails|faxes|veces|llamadas|mensajes|fois|appels|messages)"
)
_RANGE: Final = re.compile(
    rf"\b(?:between |from |entre )?({_ONE})\s?(?:-|–|to|or|and|a|o|y|à|ou|et)\s?({_ONE}) {_UNIT}\b", re.IGNORECASE
)
_AT_LEAST: Final = re.compile(
    rf"\b(?:at least|more than|over|upwards of|m[aá]s de|al menos|por lo menos|plus de|au moins) ({_ONE}) {_UNIT}\b"
    rf"|\b({_ONE})\s?(?:\+|or more) ?{_UNIT}\b",
    re.IGNORECASE,
)
# Numbers without the word calls behind them: `at least thirty since Friday`, `I counted nine`.
_ALONE: Final = re.compile(
    rf"\b(at least|more than|over|al menos|m[aá]s de|au moins|plus de) ({_ONE})(?= (?:since|so far|today|this|in"
    rf"|by now|[àa] l['’]heure|hasta ahora|d[ée]j[àa]|desde"
    rf"|hoy|en|depuis|aujourd))"
    rf"|\b(?:count(?:ed)?|(?:a )?total(?: of)?|there (?:were|have been)|cont[ée]|fueron|en total"
    rf"|j['’]en ai compt[ée]|au total)"
    rf"(?: (?:of|about))? ({_ONE})(?!\s?(?:[:/]\d|[ap]\.?m|people|different people|dollars|\d))\b",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    rf"\b(?:how many(?: times| calls)?|how often|(?:number|no\.?) of (?:calls|times)|times called"
    rf"|cu[aá]ntas (?:veces|llamadas)"
    rf"|n[uú]mero de llamadas|nombre d['’]appels|combien(?: de fois| d['’]appels)?)\s*[:?]+\s*({_ONE})\b",
    re.IGNORECASE,
)
_EXACT: Final = re.compile(
    rf"\b(?:(about|around|approximately|nearly|almost|some|unas|alrededor de|casi|environ|presque) )?({_ONE}) "
    rf"{_UNIT}\b",
    re.IGNORECASE,
)
_TENS: Final = {
    "dizaine": 10, "decena": 10, "douzaine": 12, "docena": 12, "quinzaine": 15, "quincena": 15, "vingtaine": 20,
    "veintena": 20, "score": 20, "trentaine": 30, "treintena": 30, "quarantaine": 40, "cinquantaine": 50,
    "centaine": 100, "centena": 100, "centenar": 100,
}  # fmt: skip
_ABOUT_TENS: Final = re.compile(rf"\b(?:une|una|un|a) ({'|'.join(_TENS)}) (?:d['’e]|de|of)", re.IGNORECASE)
_NTH: Final = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "segunda": 2, "tercera": 3, "cuarta": 4, "quinta": 5, "sexta": 6, "séptima": 7, "octava": 8, "novena": 9,
    "décima": 10,
    "deuxième": 2, "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8,
}  # fmt: skip
_ORDINAL: Final = re.compile(
    rf"\b({'|'.join(_NTH)}|\d{{1,3}}(?:nd|rd|th|e|ème|a|ª)) (?:time|call|vez|llamada|fois|appel)\b", re.IGNORECASE
)
_PER_DAY: Final = re.compile(
    rf"\b({_ONE}) (?:in (?:one|a|the same|a single) (?:day|hour|week|morning|night|row|afternoon|evening)"
    r"|en un (?:d[ií]a|rato)|en une (?:journ[ée]e|heure))\b",
    re.IGNORECASE,
)
# Words for a number: the least that they claim, and the most where they have an end.
_VAGUE: Final[tuple[tuple[str, int, int | None], ...]] = (
    (r"hundreds of|cientos de|des centaines d[e']|centaines d", 200, None),
    (r"dozens(?: and dozens)?(?: of)?|docenas de|decenas de|des dizaines d[e']|des douzaines d[e']|douzaines", 24,
        None),
    (r"scores of", 40, None),
    (r"a dozen|una docena|une douzaine", 12, 12),
    (r"twice|dos veces|deux fois", 2, 2),
    (r"thrice|three times|tres veces|trois fois", 3, 3),
    (r"a couple(?: of)? (?:times|calls)|un par de (?:veces|llamadas)", 2, 3),
    (r"a few (?:times|calls)|unas cuantas (?:veces|llamadas)|unas pocas veces|quelques (?:fois|appels)", 3, 6),
    (r"several(?: \w+)? (?:times|calls|messages|texts)|varias (?:veces|llamadas)|plusieurs (?:fois|appels)", 3, 12),
    (r"(?:so |(?<!how ))many(?: \w+)? (?:times|calls)|muchas (?:veces|llamadas)|countless|numerous"
        r"|nombreux appels", 4, None),
    (r"multiple(?: \w+)? (?:times|calls)|repeatedly|over and over|constantly|non-?stop|all the time|every (?:day"
        r"|hour|few minutes)"
     r"|keeps? (?:on )?(?:calling|ringing|hanging)|una y otra vez|repetidamente|constantemente|todos los d[ií]as"
     r"|sans cesse|sans arr[êe]t|à r[ée]p[ée]tition|tous les jours|n['’]arr[êe]te pas", 2, None),
)  # fmt: skip
_COMPILED: Final = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?: {_UNIT})?", re.IGNORECASE), least, most) for words, least, most in _VAGUE
)


def claimed_in(parts: tuple[Part, ...]) -> ClaimedCount | None:
    """A field's number before a text's; of several in a text the highest claim."""
    for place, part in enumerate(parts):
        if part.field is FieldName.COUNT:
            found = _field(place, part.text)
            if found is not None:
                return found
    told = [one for place, part in enumerate(parts) if part.field is FieldName.NONE for one in _told(place, part.text)]
    return max(told, key=lambda one: (one.least, -one.start), default=None)


def _field(place: int, text: str) -> ClaimedCount | None:
    told = list(_told(place, text))
    if told:
        return told[0]
    number = re.search(rf"({_ONE})(?:\s?(?:-|to|a|à)\s?({_ONE}))?(\+)?", text, re.IGNORECASE)
    if number is None:
        return None
    least = _value(number.group(1))
    most = None if number.group(3) else _value(number.group(2) or number.group(1))
    return ClaimedCount(place, number.start(), number.end(), number.group(), least, most)


def _told(place: int, text: str) -> list[ClaimedCount]:
    found: list[ClaimedCount] = []
    for one in _RANGE.finditer(text):
        low, high = _value(one.group(1)), _value(one.group(2))
        if low < high:
            found.append(ClaimedCount(place, one.start(), one.end(), one.group(), low, high))
    for one in _AT_LEAST.finditer(text):
        least = _value(one.group(1) or one.group(2))
        found.append(ClaimedCount(place, one.start(), one.end(), one.group(), least, None))
    covered = [(one.start, one.end) for one in found]
    for one in _EXACT.finditer(text):
        if not any(begin <= one.start() < end or begin < one.end() <= end for begin, end in covered):
            count = _value(one.group(2))
            slack = round(count * 0.2) if one.group(1) else 0
            found.append(ClaimedCount(place, one.start(), one.end(), one.group(), count - slack, count + slack))
    for one in _ALONE.finditer(text):
        least = _value(one.group(2) or one.group(3))
        found.append(ClaimedCount(place, one.start(), one.end(), one.group(), least, None if one.group(1) else least))
    for one in _ORDINAL.finditer(text):
        count = _NTH.get(one.group(1).casefold()) or int("".join(filter(str.isdigit, one.group(1))) or 0)
        found.append(ClaimedCount(place, one.start(), one.end(), one.group(), count, count))
    for one in _PER_DAY.finditer(text):
        found.append(
            ClaimedCount(place, one.start(), one.end(), one.group(), _value(one.group(1)), _value(one.group(1)))
        )
    for one in _ASKED.finditer(text):
        found.append(
            ClaimedCount(place, one.start(), one.end(), one.group(), _value(one.group(1)), _value(one.group(1)))
        )
    for one in _ABOUT_TENS.finditer(text):
        count = _TENS[one.group(1).casefold()]
        found.append(ClaimedCount(place, one.start(), one.end(), one.group(), count * 4 // 5, count * 6 // 5))
    for pattern, low, high_or_open in _COMPILED:
        found += [
            ClaimedCount(place, one.start(), one.end(), one.group(), low, high_or_open)
            for one in pattern.finditer(text)
        ]
    return [one for one in found if 2 <= one.least <= COUNT_MAX]


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.casefold()]
