"""The letters about a complaint, as its page tells them: who wrote what, by which sign it belongs here."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest

from bellwarden.model.complaint import Origin
from bellwarden.model.office.letter import LetterKind
from bellwarden.store.models import Complaint, Letter
from bellwarden.web import marked

SHOWN_MAX: Final = 50
WORDS: Final = {
    LetterKind.REPORT: "Opened a complaint",
    LetterKind.REPLY: "Reply",
    LetterKind.BOUNCE: "Delivery report",
    LetterKind.AUTOMATIC: "Sent by a program",
    LetterKind.AGAIN: "The same once more",
    LetterKind.OWN: "Our own, come back",
}


def facts(request: HttpRequest, row: Complaint) -> Mapping[str, Any]:
    """Nothing where nobody wrote again."""
    kept = Letter.objects.filter(complaint=row).select_related("likely")[: SHOWN_MAX + 1]
    first = next((one for one in kept if one.kind == LetterKind.REPORT.value), None)
    later = [told(one) for one in kept if one.kind != LetterKind.REPORT.value]
    likely = first.likely if first is not None else None
    return {"letters": later, "likely": likely} if later or likely else {}


def told(row: Letter) -> dict[str, Any]:
    """A letter with its own words, marked; what it quotes stands in the mail before."""
    reading = marked.reading_of(row.reading) if row.reading else None
    texts = [] if reading is None else zip(reading.message.parts, marked.shown(reading), strict=True)
    own = [text for part, text in texts if part.origin not in (Origin.QUOTED, Origin.SUBJECT)]
    message = reading.message if reading is not None else None
    return {
        "row": row,
        "word": WORDS[LetterKind(row.kind)],
        "texts": own if row.kind == LetterKind.REPLY.value else [],
        "delivery": message.delivery if message is not None else None,
        "why": message.automatic if message is not None else "",
        "check": message.check if message is not None else None,
    }
