"""A provider from whom we have numbers, passing on a complaint.

Sees          a reference and that it is handled; what to pass on to the person called
Why           being told that calls were found, or that somebody was suspended, names the customer to who can look it up
Source        47 USC 222(a), (c); desk practice
False alarms  a supplier in the path of the call may learn that call's facts (47 USC 222(d)(2)): a person decides that
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.ACKNOWLEDGE,
    ("received_trade", "handled", "pass_on", "danger", "offer", "questions", "advice", "close"),
    "47 USC 222(a), (c)",
    ("whose number it is", "whether calls were found", "what was done"),
)
