"""Words of time in English, Spanish and French: months, weekdays, parts of the day, zones, small numbers."""

from typing import Final

MONTHS: Final = {
    **{
        name: place % 12 + 1
        for place, name in enumerate(
            (
                *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
                *("november", "december"),
                *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"),
                *("noviembre", "diciembre"),
                *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"),
                *("novembre", "décembre"),
            )
        )
    },
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "setiembre": 9, "janv": 1, "févr": 2, "fevrier": 2, "avr": 4,
    "juil": 7, "aout": 8, "déc": 12, "decembre": 12,
}  # fmt: skip
WEEKDAYS: Final = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "sabado": 5,
    "domingo": 6,
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
# Minutes from midnight; the night goes on into the next day.
DAY_PARTS: Final = {
    "early morning": (240, 480), "morning": (360, 720), "late morning": (570, 720), "noontime": (690, 810),
    "lunchtime": (690, 840), "afternoon": (720, 1080), "late afternoon": (900, 1110), "evening": (1020, 1320),
    "night": (1140, 1620), "middle of the night": (1380, 1740), "dinner time": (1020, 1200), "dinnertime": (1020, 1200),
    "dinner": (1020, 1260), "supper": (1020, 1260), "breakfast": (360, 600), "tonight": (1020, 1620),
    "anoche": (1140, 1620),
    "madrugada": (0, 360), "mañana": (360, 720), "manana": (360, 720), "mediodía": (690, 810), "mediodia": (690, 810),
    "tarde": (720, 1200), "noche": (1140, 1620),
    "matin": (300, 720), "matinée": (300, 720), "midi": (690, 810), "après-midi": (720, 1080),
    "apres-midi": (720, 1080), "soir": (1020, 1320), "soirée": (1020, 1320), "nuit": (1260, 1740),
}  # fmt: skip
CLOCK_WORDS: Final = {
    "noon": 720, "midday": 720, "midnight": 1440, "medianoche": 1440, "mediodía": 720, "mediodia": 720,
    "midi": 720, "minuit": 1440,
}  # fmt: skip
_HOURS: Final = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    ("una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
)
HOURS: Final = {word: hour for words in _HOURS for hour, word in enumerate(words, 1)}
SMALL: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "couple of": 2, "few": 4, "several": 5,
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "unos": 3,
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "quelques": 4,
}  # fmt: skip
_ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh",
    "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
ORDINALS: Final = {word: day for day, word in enumerate(_ORDINALS, 1)} | {"1er": 1, "premier": 1, "primero": 1}
MINUTES: Final = {
    "five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25,
    "half": 30,
    "cinco": 5, "diez": 10, "cuarto": 15, "veinte": 20, "veinticinco": 25, "media": 30,
    "cinq": 5, "dix": 10, "quart": 15, "vingt": 20, "vingt-cinq": 25, "demie": 30, "demi": 30,
    "fifteen": 15, "thirty": 30, "thirty-five": 35, "forty": 40, "forty-five": 45, "fifty": 50, "fifty-five": 55,
}  # fmt: skip
# Days that have a name: month and day; 0 as the day: the (weekday, which) of the month.
HOLIDAYS: Final[dict[str, tuple[int, int, int, int]]] = {
    **dict.fromkeys(("new year's eve", "new years eve", "nochevieja", "fin de año", "saint-sylvestre"), (12, 31, 0, 0)),
    **dict.fromkeys(("new year's day", "new years day", "año nuevo", "jour de l'an", "nouvel an"), (1, 1, 0, 0)),
    **dict.fromkeys(("christmas eve", "nochebuena", "réveillon de noël"), (12, 24, 0, 0)),
    **dict.fromkeys(("christmas day", "christmas", "navidad", "noël"), (12, 25, 0, 0)),
    **dict.fromkeys(("independence day", "fourth of july", "4th of july"), (7, 4, 0, 0)),
    **dict.fromkeys(("valentine's day", "valentines day", "san valentín", "saint-valentin"), (2, 14, 0, 0)),
    **dict.fromkeys(("halloween",), (10, 31, 0, 0)),
    **dict.fromkeys(("memorial day",), (5, 0, 0, -1)),
    **dict.fromkeys(("mother's day", "mothers day"), (5, 0, 6, 2)),
    **dict.fromkeys(("father's day", "fathers day"), (6, 0, 6, 3)),
    **dict.fromkeys(("labor day", "labour day"), (9, 0, 0, 1)),
    **dict.fromkeys(("thanksgiving day", "thanksgiving"), (11, 0, 3, 4)),
}

# Zone words: the region's civil zone, and the offset in minutes that the word means by the letter.
ZONES: Final[dict[str, tuple[str, int | None]]] = {
    **dict.fromkeys(("est",), ("America/New_York", -300)),
    **dict.fromkeys(("edt",), ("America/New_York", -240)),
    **dict.fromkeys(("et", "eastern"), ("America/New_York", None)),
    **dict.fromkeys(("cst",), ("America/Chicago", -360)),
    **dict.fromkeys(("cdt",), ("America/Chicago", -300)),
    **dict.fromkeys(("ct", "central"), ("America/Chicago", None)),
    **dict.fromkeys(("mst",), ("America/Denver", -420)),
    **dict.fromkeys(("mdt",), ("America/Denver", -360)),
    **dict.fromkeys(("mt", "mountain"), ("America/Denver", None)),
    **dict.fromkeys(("pst",), ("America/Los_Angeles", -480)),
    **dict.fromkeys(("pdt",), ("America/Los_Angeles", -420)),
    **dict.fromkeys(("pt", "pacific"), ("America/Los_Angeles", None)),
    "akst": ("America/Anchorage", -540), "akdt": ("America/Anchorage", -480), "alaska": ("America/Anchorage", None),
    "hst": ("Pacific/Honolulu", -600), "hawaii": ("Pacific/Honolulu", None),
    "ast": ("America/Halifax", -240), "adt": ("America/Halifax", -180), "atlantic": ("America/Halifax", None),
    "nst": ("America/St_Johns", -210), "ndt": ("America/St_Johns", -150),
    "utc": ("UTC", 0), "gmt": ("UTC", 0), "zulu": ("UTC", 0), "z": ("UTC", 0),
    "bst": ("Europe/London", 60), "cet": ("Europe/Paris", 60), "cest": ("Europe/Paris", 120),
    "hora del este": ("America/New_York", None), "hora del centro": ("America/Chicago", None),
    "hora del pacífico": ("America/Los_Angeles", None), "hora de la montaña": ("America/Denver", None),
    "hne": ("America/Toronto", -300), "hae": ("America/Toronto", -240), "heure de l'est": ("America/Toronto", None),
    "heure avancée de l'est": ("America/Toronto", -240), "heure du pacifique": ("America/Los_Angeles", None),
    "heure du centre": ("America/Chicago", None),
}  # fmt: skip
CITIES: Final = {
    city: zone
    for zone, cities in {
        "America/New_York": ("new york", "nueva york", "boston", "miami", "atlanta", "florida", "georgia", "ohio"),
        "America/Chicago": ("chicago", "dallas", "houston", "texas", "illinois"),
        "America/Denver": ("denver", "colorado"),
        "America/Phoenix": ("phoenix", "arizona"),
        "America/Los_Angeles": ("los angeles", "los ángeles", "california", "seattle"),
        "America/Toronto": ("montréal", "montreal", "toronto", "québec", "quebec"),
        "America/Mexico_City": ("méxico", "mexico", "la ciudad de méxico"),
        "America/Puerto_Rico": ("puerto rico",),
        "Europe/Paris": ("paris", "france"),
        "Europe/Madrid": ("madrid", "españa"),
        "Europe/London": ("london", "londres", "uk"),
    }.items()
    for city in cities
}
