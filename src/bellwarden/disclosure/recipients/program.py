"""A program: a bounce, an absence notice, a list, a feedback loop.

Sees          nothing: two desks that answer each other never stop
Why           RFC 3834 section 2: no automatic answer to an automatic message
Source        RFC 3834; RFC 5321 section 4.5.5 (empty return path)
False alarms  people whose mail system marks every mail as bulk get no answer; staff see the complaint all the same
"""

from typing import Final

from bellwarden.disclosure.recipient import Recipient, Stance

RECIPIENT: Final = Recipient(Stance.SILENCE, (), "RFC 3834 section 2", ("everything",))
