"""Somebody's lawyer.

Sees          a reference, that records of the time named are preserved, that data go out on legal process only
Why           a letter is no subpoena; preserving what is there costs nobody anything and tells nothing
Source        47 USC 222(c)(1); 18 USC 2702(c)(6)
False alarms  anybody can sign as a lawyer; nothing is given that the public is not given
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.ANSWER,
    ("received_trade", "danger", "cannot_say", "preserved", "process", "offer", "questions", "close"),
    "47 USC 222(c)(1)",
    ("whose number it is", "whether calls were found", "what was done"),
    by_person=True,
)
