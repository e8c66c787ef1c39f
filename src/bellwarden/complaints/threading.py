"""Which mails a mail answers or gives back, and what a delivery report says: from its headers and parts alone."""

import re
from typing import Final

from bellwarden.complaints.letter import Letter
from bellwarden.model.complaint import Delivery

IDS_MAX: Final = 30
_ID: Final = re.compile(r"<[^<>\s]{3,250}>")
# RFC 3464 section 2.3.3, the gravest first: a report may be about several recipients.
_ACTIONS: Final = ("failed", "delayed", "expanded", "relayed", "delivered")


def answers_of(letter: Letter) -> tuple[str, ...]:
    """Message-IDs of In-Reply-To and References, the nearest first; of a returned mail its own (RFC 5322 3.6.4)."""
    threads = [*letter.all("in-reply-to"), *reversed(letter.all("references"))]
    found = [one for value in threads for one in reversed(_ID.findall(value))]
    for headers in (*letter.inner, *(_headers(one.text) for one in letter.leaves if one.content_type == _HEADERS)):
        found += [one for name, value in headers if name == "message-id" for one in _ID.findall(value)]
    return tuple(dict.fromkeys(found))[:IDS_MAX]


def delivery_of(letter: Letter) -> Delivery | None:
    """The gravest of what a delivery report says; None for any other mail."""
    told: list[Delivery] = []
    for leaf in letter.leaves:
        if leaf.content_type != "message/delivery-status" or leaf.depth:
            continue
        one: dict[str, str] = {}
        for name, value in (*leaf.fields, ("final-recipient", "")):
            if name in one and name in ("final-recipient", "original-recipient", "action"):
                told.append(_told(one))
                one = {}
            one.setdefault(name, value)
        if "action" in one:
            told.append(_told(one))
    known = [one for one in told if one.action in _ACTIONS]
    return min(known, key=lambda one: _ACTIONS.index(one.action), default=None)


_HEADERS: Final = "text/rfc822-headers"


def _told(fields: dict[str, str]) -> Delivery:
    return Delivery(
        action=fields.get("action", "").split(" ")[0].lower(),
        status=fields.get("status", "")[:20],
        recipient=fields.get("final-recipient", "").rpartition(";")[2].strip().lower()[:200],
        told=fields.get("diagnostic-code", "").partition(";")[2].strip()[:300],
    )


def _headers(text: str) -> list[tuple[str, str]]:
    """Of a text that is nothing but headers."""
    lines = re.sub(r"\r?\n[ \t]+", " ", text[:20_000]).splitlines()
    return [(name.strip().lower(), value) for name, colon, value in (one.partition(":") for one in lines) if colon]
