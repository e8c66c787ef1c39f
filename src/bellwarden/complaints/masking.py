"""What looks like a telephone number and is none, put out of sight: same length, so that spans stay true."""

import re
from typing import Final

from bellwarden.complaints.time_words import MONTHS

MASK: Final = "\u2588"  # a sign that no number, date or word has

_ADDRESSES: Final = re.compile(
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:[:/]\d{1,5})?(?![\d.]|-\d)"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])"
)
_LINKS: Final = re.compile(
    r"\b(?:https?|ftp|mailto|cid):[^\s<>\"]+|\bwww\.[^\s<>\"]+|[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_UUIDS: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{24,64}\b", re.IGNORECASE)
_MONEY: Final = re.compile(r"[$€£]\s?\d[\d,.]*|\b\d[\d,.]*\s?(?:dollars?|USD|EUR|euros?|pesos|CAD)\b", re.IGNORECASE)
_MOMENTS: Final = re.compile(
    r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2}\b|\b\d{4}/\d{1,2}/\d{1,2}\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b"
    rf"|\b(?:{'|'.join(MONTHS)})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b"
    rf"|\b\d{{1,2}}\s+(?:de )?(?:{'|'.join(MONTHS)})"
    r"\.?\s+(?:de )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
# Numbers that a word before them says are something else.
_IDENTIFIERS: Final = re.compile(
    r"\b(?:ticket|case|account|acct|invoice|order|reference|ref|confirmation|policy|member|customer|claim|complaint"
    r"|card|ssn|social security|zip(?: code)?|badge|pin|code|extension|ext|caso|cuenta|factura|referencia|expediente"
    r"|dossier|compte|facture|r[ée]f[ée]rence|num[ée]ro de dossier|tracking|serial)(?:\s*(?:number|no|num|n[°º]|id"
    r"|ending in))?"
    r"\s*[.:#]*\s*((?=[A-Z-]{0,6}\d)[A-Z0-9][A-Z0-9-]{2,24})(?![\w-])",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """For the search of telephone numbers."""
    for pattern in (_LINKS, _UUIDS, _ADDRESSES, _MOMENTS, _MONEY):
        text = pattern.sub(lambda found: MASK * len(found.group()), text)
    return _IDENTIFIERS.sub(_identifier, text)


def without_links(text: str) -> str:
    """For the search of times: dates stay."""
    for pattern in (_LINKS, _UUIDS, _ADDRESSES):
        text = pattern.sub(lambda found: MASK * len(found.group()), text)
    return text


def _identifier(found: "re.Match[str]") -> str:
    """`case 2127365000` may name the number after all: ten and eleven digits stay."""
    digits = sum(sign.isdigit() for sign in found.group(1))
    if digits in (10, 11) and digits >= len(found.group(1)) - 3:
        return found.group()
    begin = found.start(1) - found.start()
    return found.group()[:begin] + MASK * len(found.group(1))
