"""A message as it reached us, before anybody has read it: its name is the SHA-256 of its bytes."""

from enum import Enum
from typing import NamedTuple


class MessageState(str, Enum):
    NEW = "new"  # nobody has read it yet
    QUARANTINE = "quarantine"  # it can't be read, and waits for a person
    DONE = "done"


class Envelope(NamedTuple):
    """What came with a message, apart from its bytes."""

    source: str  # door and the place there: "lmtp", "imap:abuse/INBOX/1700000000/17", "form", "api:KEY"
    received_at: float  # seconds since 1970, UTC
    sender: str = ""  # the address given to the transport, RFC 5321 MAIL FROM; "" for the null path or none
    recipients: tuple[str, ...] = ()
    peer: str = ""  # address of the host that delivered it
    name: str = ""  # of the file it came as
    about: str = ""  # SHA-256 of the message that this note tells of

    @property
    def door(self) -> str:
        """lmtp, smtp, imap, file, form, api, phone, upload or note."""
        return self.source.partition(":")[0]


class Kept(NamedTuple):
    """A message that is on disk, and where it stands."""

    sha256: str
    envelope: Envelope
    state: MessageState = MessageState.NEW
    note: str = ""  # why it is in quarantine, or what became of it
