"""What a supplier of numbers passes on about one of the numbers that we have from it.

Sees          words of the trade in subject or text (your DID, your end user, a ticket of an abuse desk) with labelled
              numbers, or a complaint quoted below them
Why           a small carrier's numbers are another's; complaints go to the number's holder of record first
Source        forwards as suppliers write them; our own choice of the words
False alarms  a carrier that writes about its own subscriber uses the same words; who sent it is staff's to confirm
"""

import re
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message
from bellwarden.complaints.labels import labelled
from bellwarden.model.complaint import Message

_TRADE: Final = re.compile(
    r"\b(?:your (?:DIDs?|TNs?|trunk|end[- ]user|downstream)|one of your (?:DIDs?|end[- ]users)|DIDs? (?:assigned|on"
    r"|under|in|belonging)|assigned to (?:your|you)|abuse (?:desk|team|report"
    r"|complaint|ticket)|trust (?:and|&) safety|number assigned to your account|SIP[- ]trunk)\b",
    re.IGNORECASE,
)


def fits(incoming: Incoming) -> bool:
    return incoming.letter is not None and any(_TRADE.search(part.text) for part in body_of(incoming.letter))


def read(incoming: Incoming) -> tuple[Message, ...]:
    if incoming.letter is None:
        return ()
    parts = body_of(incoming.letter)
    return (letter_message(incoming.letter, "supplier_forward", "mail", (*labelled(parts), *parts)),)


INTAKE: Final = Intake(70, fits, read)
