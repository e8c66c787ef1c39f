"""A complaint as it was received and as it was read: its texts, and the numbers, times and facts found in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

ALL_OF_IT: Final = -1  # a span's part when something was not read from one place of the text


class Medium(str, Enum):
    """What the complaint is about, not how it came."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    FORM = "form"  # somebody fills in web forms, so that others call or write
    FAX = "fax"


class ComplaintKind(str, Enum):
    """Complaints of one kind about one subject fold into one case."""

    UNWANTED = "unwanted_call"
    ROBOCALL = "robocall"
    FRAUD = "fraud"
    HARASSMENT = "harassment"
    FLOOD = "flood"  # a line is called so often that it can't be used
    SPOOF_VICTIM = "spoof_victim"  # strangers call back a number whose holder never called them
    MESSAGES = "messages"  # texts, chats and forms
    FAX = "fax"
    AUTOMATIC = "automatic"  # a bounce or an absence notice: nobody complains


class Origin(str, Enum):
    """Where in a message a text stood."""

    SUBJECT = "subject"
    BODY = "body"
    QUOTED = "quoted"  # forwarded or quoted: often the complaint itself
    FIELD = "field"  # a labelled value of a form, a report, a table


class FieldName(str, Enum):
    """What a labelled value is; `""` stands for a text that may be about anything."""

    NONE = ""
    CALLING = "calling_number"
    CALLED = "called_number"
    CALLBACK = "callback_number"
    WHEN = "call_time"  # date, time and zone as written, with blanks between
    COUNT = "count"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a message; spans count its characters."""

    origin: Origin
    text: str
    field: FieldName = FieldName.NONE
    name: str = ""  # the label as written, or an attachment's file name


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    size: int
    sha256: str


class CheckState(str, Enum):
    NONE = "none"  # nobody whom we trust says anything
    PASS = "pass"
    FAIL = "fail"  # the domain's owner says that it is not from there


@dataclass(frozen=True, slots=True)
class SenderCheck:
    """Whether a mail comes from the domain that its From names (RFC 7489 section 3.1: aligned)."""

    state: CheckState = CheckState.NONE
    by: str = ""  # the mail server that says so, or "own check"
    told: str = ""  # "dmarc pass, dkim pass, spf fail"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery report says of a mail of ours (RFC 3464)."""

    action: str  # failed, delayed, delivered, relayed, expanded
    status: str = ""  # RFC 3463: 5.1.1
    recipient: str = ""
    told: str = ""  # by the server that refused


@dataclass(frozen=True, slots=True)
class Message:
    """One complaint of one message; a table of calls is several. Nothing in it is trusted: somebody wrote it."""

    intake: str  # the plug-in that read it
    channel: str  # mail, form, api, letter, phone, table, report
    parts: tuple[Part, ...]
    item: int = 0  # place in a table; 0 when the message is one complaint
    sender: str = ""  # as its header says
    subject: str = ""
    message_id: str = ""
    sent_at: datetime | None = None  # as its header says
    sent_offset_min: int | None = None  # of the clock that wrote the header
    received_at: datetime | None = None  # as a program said; None: as it came to us
    language: str = ""  # as a form or a program said
    zone: str = ""  # IANA name that a form's sender chose
    medium: Medium | None = None  # as a form or a program said
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""  # why no answer may go out: an automatic message, a bounce, a list
    check: SenderCheck = SenderCheck()
    answers: tuple[str, ...] = ()  # Message-IDs that it answers or gives back, the nearest first
    addressed: tuple[str, ...] = ()  # to whom it is addressed
    delivery: Delivery | None = None  # it is a delivery report
    notes: tuple[str, ...] = ()  # what was odd about it


class NumberRole(str, Enum):
    CALLER_ID = "caller_id"  # what the telephone showed
    CALLED = "called"
    CALLBACK = "callback"  # what a message asked to call
    OTHER = "other"


class NumberForm(str, Enum):
    """How it was written."""

    DIGITS = "digits"
    WORDS = "words"  # two one two …
    VANITY = "vanity"  # 1-800-FLOWERS
    RANGE = "range"  # … thru 5009


@dataclass(frozen=True, slots=True)
class FoundNumber:
    part: int
    start: int
    end: int
    text: str
    digits: str  # E.164 without plus sign where it can be read; else the digits as written
    e164: int  # 0: no number of any plan, or too few digits
    role: NumberRole
    reason: str  # why this role
    confidence: float
    fault: str = ""  # why nobody can have this number; "" when somebody can
    form: NumberForm = NumberForm.DIGITS


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One way to understand a time: the zone assumed, and the interval it gives, UTC, ends included."""

    earliest: datetime
    latest: datetime
    zone: str
    reason: str
    likely: float  # 1.0 for the first reading; others less


@dataclass(frozen=True, slots=True)
class FoundTime:
    part: int
    start: int
    end: int
    text: str
    readings: tuple[TimeReading, ...]  # likeliest first; none: it can't be placed
    reason: str  # how the interval came about
    notes: tuple[str, ...] = ()  # a clock that was put forward, a doubled hour, a day that has not come yet
    exact: bool = True  # a moment; False: a stretch such as "all last week"


@dataclass(frozen=True, slots=True)
class ClaimedCount:
    part: int
    start: int
    end: int
    text: str
    least: int
    most: int | None  # None: open


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the complaint tells, as a name and a value the triage rules know."""

    name: str
    value: str
    part: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one message."""

    message: Message
    language: str
    medium: Medium
    kind: ComplaintKind
    numbers: tuple[FoundNumber, ...]
    times: tuple[FoundTime, ...]
    claimed: ClaimedCount | None
    facts: tuple[Fact, ...]
    danger: Fact | None = None  # of life: a person is needed at once

    def fact(self, name: str) -> str:
        """Its value; "" when it is not told."""
        return next((one.value for one in self.facts if one.name == name), "")

    def in_role(self, role: NumberRole) -> tuple[FoundNumber, ...]:
        return tuple(one for one in self.numbers if one.role is role)
