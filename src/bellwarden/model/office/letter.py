"""A mail that came to the desk: what it is about, by which sign it was joined to what went before, what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bellwarden.model.office.row import Row


class LetterKind(str, Enum):
    REPORT = "report"  # it opened a complaint
    REPLY = "reply"
    BOUNCE = "bounce"  # a delivery report about a mail of ours
    AUTOMATIC = "automatic"  # an absence notice and the like: nobody complains
    AGAIN = "again"  # the same as before, in other bytes
    OWN = "own"  # a mail of ours that came back


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Row):
    """The bytes lie in the mail drop under their SHA-256. `case_id` 0: it belongs to nothing that is known."""

    kind: LetterKind
    message: str
    case_id: int = 0
    complaint_id: int = 0
    notice_id: int = 0  # the mail of ours that it answers or gives back
    likely_id: int = 0  # the complaint that it may belong to: a person decides
    received_at: float = 0.0
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    joined_by: str = ""  # the sign by which it was joined, in words
    flag: str = ""  # what a person has to know before believing it
    reading: Mapping[str, object] = field(default_factory=dict)  # texts, and what was found where in them
