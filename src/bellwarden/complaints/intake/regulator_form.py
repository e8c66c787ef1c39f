"""Complaints that a regulator or a bureau passes on in a form of its own: FCC, FTC, BBB.

Sees          a ticket or complaint number of the FCC, the FTC's complaint fields, a case number of a Better Business
              Bureau; their labels for caller ID, called number, date, time and kind of call
Why           they come with deadlines (47 CFR 1.717: 30 days), and their labels are known
Source        the FCC's consumer complaint form, the FTC's file of reported calls (its column names),
    BBB complaint pages
False alarms  a mail that only mentions a ticket number of the FCC is read as free text when no label follows
"""

import re
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message
from bellwarden.complaints.labels import labelled
from bellwarden.complaints.quoting import parts_of
from bellwarden.model.complaint import Message, Part

_FORMS: Final = re.compile(
    r"\b(?:Federal Communications Commission|FCC (?:ticket|complaint|informal)|consumer complaint center"
    r"|Federal Trade Commission|Do Not Call (?:complaint|reported)|Violation[ _]Date|Company[ _]Phone[ _]Number"
    r"|Better Business Bureau|BBB (?:case|complaint))\b",
    re.IGNORECASE,
)
LABELS_MIN: Final = 2


def fits(incoming: Incoming) -> bool:
    parts = _texts(incoming)
    return any(_FORMS.search(part.text) for part in parts) and len(labelled(parts)) >= LABELS_MIN


def read(incoming: Incoming) -> tuple[Message, ...]:
    parts = _texts(incoming)
    found = (*labelled(parts), *parts)
    if incoming.letter is None:
        return (Message("regulator_form", "form", found),)
    return (letter_message(incoming.letter, "regulator_form", "form", found),)


def _texts(incoming: Incoming) -> tuple[Part, ...]:
    if incoming.letter is not None:
        return body_of(incoming.letter)
    return parts_of(incoming.text)


INTAKE: Final = Intake(40, fits, read)
