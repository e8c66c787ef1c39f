"""English, Spanish or French, by the small words of a text."""

import re
from collections.abc import Sequence
from typing import Final

from bellwarden.model.complaint import FieldName, Part

DEFAULT: Final = "en"
_WORDS: Final = {
    "en": frozenset(
        (
            "the",
            "my",
            "i",
            "and",
            "was",
            "they",
            "from",
            "is",
            "to",
            "this",
            "number",
            "phone",
            "call",
            "called",
            "please",
            "me",
            "not",
            "have",
            "been",
            "on",
            "it",
            "for",
        )
    ),
    "es": frozenset(
        (
            "el",
            "la",
            "los",
            "las",
            "que",
            "de",
            "del",
            "mi",
            "me",
            "una",
            "un",
            "por",
            "con",
            "número",
            "numero",
            "teléfono",
            "telefono",
            "llamada",
            "llamó",
            "llamo",
            "y",
            "no",
            "se",
            "es",
            "en",
            "para",
            "llamaron",
        )
    ),
    "fr": frozenset(
        (
            "le",
            "la",
            "les",
            "des",
            "du",
            "de",
            "mon",
            "ma",
            "je",
            "un",
            "une",
            "est",
            "et",
            "pas",
            "au",
            "à",
            "sur",
            "numéro",
            "numero",
            "téléphone",
            "appel",
            "appelé",
            "j'ai",
            "qui",
            "ce",
            "cette",
            "pour",
            "m'a",
            "il",
        )
    ),
}
_SURE: Final = frozenset(("llamó", "número", "teléfono", "numéro", "téléphone", "j'ai", "m'a", "appelé", "recibí", "à"))
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
TEXT_MAX: Final = 4_000


def language_of(parts: Sequence[Part], said: str = "") -> str:
    """What a form said, where it is one of the three; else the language with most small words."""
    if said in _WORDS:
        return said
    text = " ".join(part.text for part in parts if part.field is FieldName.NONE)[:TEXT_MAX]
    counts = dict.fromkeys(_WORDS, 0)
    for found in _WORD.findall(text.casefold()):
        word = found.replace("’", "'")
        for language, words in _WORDS.items():
            if word in words:
                counts[language] += 3 if word in _SURE else 1
    return max(counts, key=lambda one: (counts[one], one == DEFAULT))
