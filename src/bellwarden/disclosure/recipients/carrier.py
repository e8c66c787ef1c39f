"""Another provider, for a subscriber of its own.

Sees          a reference and that it is handled; where tracebacks go
Why           only a provider in the path of the very call may learn that call's facts, and by the traceback desk
Source        47 USC 222(d)(2); 47 CFR 64.1200(n)(1)
False alarms  a provider in the path is answered the same way at first; a person goes on from there
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.ACKNOWLEDGE,
    ("received_trade", "handled", "in_path", "pass_on", "danger", "offer", "questions", "advice", "close"),
    "47 USC 222(a), (c), (d)(2)",
    ("whose number it is", "whether calls were found", "what was done"),
)
