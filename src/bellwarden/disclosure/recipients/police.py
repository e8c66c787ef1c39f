"""Police, without legal process.

Sees          a reference, which instrument is needed for which data, how an emergency request is made, preservation
Why           a mail from an address is no proof of office, and an officer's question no warrant
Source        18 USC 2702(c)(4), 2703; law 9.4
False alarms  a real emergency: the text says how to reach a person at once, and one is told anyway
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.ANSWER,
    ("received_trade", "emergency_request", "instruments", "preservation", "close"),
    "18 USC 2703; 47 USC 222(c)(1)",
    ("whose number it is", "whether calls were found", "subscriber", "records"),
    by_person=True,
)
