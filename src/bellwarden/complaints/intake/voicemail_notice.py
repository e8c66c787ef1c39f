"""A notice of a voicemail system that somebody forwards: who rang, which mailbox, when, how long, often what was said.

Sees          "New voicemail from …" in subject or text, labels From, To or Mailbox, Received, Duration, a transcription
Why           many complaints are nothing but such a notice with "make it stop" above it
Source        the notices of common hosted PBXs, as their manuals show them
False alarms  From and To of the notice are numbers; those of the mail around it are addresses and are not read
"""

import re
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message
from bellwarden.complaints.labels import labelled
from bellwarden.model.complaint import Message

_NOTICE: Final = re.compile(
    r"\b(?:voice ?mail|voice message|mensaje de voz|buz[oó]n de voz|messages? vocal|messagerie vocale)\b", re.IGNORECASE
)


def fits(incoming: Incoming) -> bool:
    if incoming.letter is None:
        return False
    parts = body_of(incoming.letter)
    return any(_NOTICE.search(part.text) for part in parts) and len(labelled(parts)) >= 2


def read(incoming: Incoming) -> tuple[Message, ...]:
    if incoming.letter is None:
        return ()
    parts = body_of(incoming.letter)
    return (letter_message(incoming.letter, "voicemail_notice", "mail", (*labelled(parts), *parts)),)


INTAKE: Final = Intake(60, fits, read)
