"""A mail of somebody's own words.

Sees          subject, text (plain, else HTML) and quoted or forwarded text of any mail; attachments by name and hash
Why           most people write what happened, in no form at all
Source        RFC 5322, RFC 2045 to 2047; RFC 2142 section 4 (abuse@)
False alarms  a mail that is no complaint is read all the same; what it doesn't tell stays empty
"""

from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message
from bellwarden.model.complaint import Message


def fits(incoming: Incoming) -> bool:
    return incoming.letter is not None


def read(incoming: Incoming) -> tuple[Message, ...]:
    if incoming.letter is None:
        return ()
    return (letter_message(incoming.letter, "plain_mail", "mail", body_of(incoming.letter)),)


INTAKE: Final = Intake(90, fits, read)
