"""A complaint as the office keeps it: what came in, what was read in it, what the call log says, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bellwarden.model.complaint_match import Match
from bellwarden.model.office.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRecord(Row):
    """One complaint of one message. The message itself lies in the mail drop under its SHA-256 and is never changed."""

    case_id: int
    reference: str  # the only name that is used towards outsiders
    message: str  # SHA-256 of the bytes
    item: int = 0  # place in a table; 0 when the message is one complaint
    received_at: float = 0.0
    channel: str = ""  # mail, form, api, letter, phone, table, report
    kind: str = ""
    medium: str = ""
    language: str = ""
    sender: str = ""
    sender_class: str = ""  # class of disclosure/recipients
    sender_confirmed: bool = False
    sender_flag: str = ""  # what a person has to know before believing who wrote it
    subject: str = ""
    customer_id: int = 0
    verdict: Match = Match.NO_DATA
    suggested: Match = Match.NO_DATA  # what the call log says, whatever a person said since
    confidence: float = 0.0
    claimed_least: int = 0  # 0: no count is claimed
    claimed_most: int = 0  # 0: open
    found: int = 0  # calls
    danger: str = ""  # why a person is needed at once
    confirmed_by: str = ""
    confirmed_at: float = 0.0
    matched_at: float = 0.0
    notice_id: int = 0  # the answer; 0: none goes out
    held: str = ""  # why no answer goes out by itself
    rejected: str = ""  # why it was put aside unread by the desk, such as spam; "": it was not
    split_from_id: int = 0  # the case it was taken out of by a person; 0: it stands where it came
    decided: Mapping[str, object] = field(default_factory=dict)  # what a decision changed, so that it can be undone
    reading: Mapping[str, object] = field(default_factory=dict)  # texts, and what was found where in them
    matching: Mapping[str, object] = field(default_factory=dict)
    triage: Mapping[str, object] = field(default_factory=dict)
