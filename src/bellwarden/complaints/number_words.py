"""Telephone numbers in words: spoken digits (English, Spanish, French) and letters of the keypad (1-800-FLOWERS)."""

import re
from collections.abc import Iterator
from typing import Final

_COUNTED: Final = (
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
)
_DIGITS: Final = {
    **{word: str(value) for words in _COUNTED for value, word in enumerate(words)},
    "oh": "0",
    "o": "0",
    "niner": "9",
}
_TENS: Final = {"hundred": "00", "thousand": "000"}
_REPEATS: Final = {"double": 2, "triple": 3}
_WORD: Final = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_BETWEEN: Final = re.compile(r"[\s,.\-–]{1,4}")
SPOKEN_MIN: Final = 7
SPOKEN_MAX: Final = 15

_KEYS: Final = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))
_VANITY: Final = re.compile(
    r"(?<![\w-])(?:\+?1[-. ]?)?\(?([2-9]\d{2})\)?[-. ]((?=[\w-]*[A-Z]{3})[A-Z0-9][A-Z0-9-]{5,13})(?![\w-])"
)


def spoken(text: str) -> Iterator[tuple[int, int, str]]:
    """Runs of words for digits: begin, end, digits. Digits among the words count (`eight 0 0`)."""
    run = ""
    begin = end = 0
    worded = 0
    repeat = 1
    for found in _WORD.finditer(text):
        word = found.group().casefold()
        value = _DIGITS.get(word) or _TENS.get(word) or (word if word.isdigit() and len(word) <= 4 else "")
        joined = not run or _BETWEEN.fullmatch(text, end, found.start())
        if (not value and word not in _REPEATS) or not joined:
            if worded >= SPOKEN_MIN - 2 and SPOKEN_MIN <= len(run) <= SPOKEN_MAX:
                yield begin, end, run
            run, worded, repeat = "", 0, 1
        if word in _REPEATS and value == "":
            repeat = _REPEATS[word]
            if not run:
                begin = found.start()
            end = found.end()
            continue
        if value:
            if not run and repeat == 1:
                begin = found.start()
            run += value * repeat
            worded += not word.isdigit()
            repeat, end = 1, found.end()
    if worded >= SPOKEN_MIN - 2 and SPOKEN_MIN <= len(run) <= SPOKEN_MAX:
        yield begin, end, run


def vanity(text: str) -> Iterator[tuple[int, int, str]]:
    """Area code and capitals: begin, end, ten digits. Letters behind the tenth digit are for the eye only."""
    for found in _VANITY.finditer(text):
        keys = "".join(_KEYS.get(sign, sign) for sign in found.group(2) if sign != "-")
        if len(keys) >= SPOKEN_MIN and keys.isdigit():
            yield found.start(), found.end(), found.group(1) + keys[:7]
