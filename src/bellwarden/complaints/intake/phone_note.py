"""A note that staff took while somebody complained by telephone.

Sees          a text that begins with "Phone note", "Taken by" or "Caller says", labelled lines, and the words noted
Why           a third of complaints are told, not written; the note is the only record
Source        our own shape
False alarms  `Phone:` in a note is where to reach the complainant: taken as the called number unless another is given
"""

import re
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake
from bellwarden.complaints.labels import labelled
from bellwarden.complaints.quoting import parts_of
from bellwarden.model.complaint import Message

_NOTE: Final = re.compile(
    r"\A\s*(?:phone note|telephone note|taken by|caller says|nota de tel[eé]fono|nota telef[oó]nica|note "
    r"t[eé]l[eé]phonique)",
    re.IGNORECASE,
)


def fits(incoming: Incoming) -> bool:
    return bool(_NOTE.match(incoming.text))


def read(incoming: Incoming) -> tuple[Message, ...]:
    parts = parts_of(incoming.text)
    return (Message("phone_note", "phone", (*labelled(parts), *parts)),)


INTAKE: Final = Intake(80, fits, read)
