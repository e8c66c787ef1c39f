"""A regulator, an attorney general, a traceback body: whoever says so in a mail.

Sees          nothing by itself: the case goes to a person, who answers through the way the authority has set up
Why           these letters have deadlines and set forms, and forged ones are a way to learn who a customer is
Source        47 CFR 1.717, 64.1200(n)(1); law 9.4
False alarms  a consumer who only mentions the regulator is of the public
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(
    Stance.SILENCE,
    (),
    "47 CFR 64.1200(n)(1); counsel",
    ("everything, until a person has confirmed who asks",),
    by_person=True,
)
