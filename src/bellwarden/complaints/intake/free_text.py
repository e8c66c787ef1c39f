"""A text without a mail around it: what somebody pasted, a letter that was scanned, a note.

Sees          the whole text, quoted parts told apart
Why           complaints reach staff by post, fax and chat; they paste the words
Source        our own choice
False alarms  any text is read as a complaint
"""

from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake
from bellwarden.complaints.quoting import parts_of
from bellwarden.model.complaint import Message


def fits(incoming: Incoming) -> bool:
    return bool(incoming.text.strip())


def read(incoming: Incoming) -> tuple[Message, ...]:
    parts = parts_of(incoming.text)
    return (Message("free_text", "letter", parts),) if parts else ()


INTAKE: Final = Intake(99, fits, read)
