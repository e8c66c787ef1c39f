"""Anybody who complains about a call.

Sees          a reference, what is asked back, what can be done against calls whoever makes them, whom else to turn to
Why           who has a number, and whether a call was made, is the customer's secret towards everybody
Source        47 USC 222(a), (c); 47 CFR 64.2010; law C-02, C-11
False alarms  a complainant who is our customer gets the same; their own records they get after they are authenticated
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.ANSWER,
    ("received", "danger", "cannot_say", "what_we_do", "offer", "questions", "spoofing", "advice", "close"),
    "47 USC 222(a), (c)",
    ("whose number it is", "whether calls were found", "what was done"),
)
