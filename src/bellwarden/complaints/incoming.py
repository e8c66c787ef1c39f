"""What came in, by its content: a mail, JSON, a table or a text; and the messages that plug-ins make of it."""

import csv
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from bellwarden.complaints.charsets import decode
from bellwarden.complaints.letter import Leaf, Letter, address_of, addresses_of, date_of, digest, read_letter
from bellwarden.complaints.limits import ROWS_MAX, TEXT_CHARS_MAX, TooMuch, check_size
from bellwarden.complaints.page_text import text_of
from bellwarden.complaints.quoting import parts_of
from bellwarden.complaints.threading import answers_of, delivery_of
from bellwarden.model.complaint import Attachment, Message, Origin, Part

Rows = tuple[tuple[str, ...], ...]
Unpack = Callable[[bytes], Rows]  # a spreadsheet to its first sheet's rows; offered by a door
JSON_DEPTH_MAX: Final = 20
CELL_CHARS_MAX: Final = 5_000
FORM_FILE: Final = "form.eml"  # the name by which its door hands on what the public form holds
_HEADER_LINE: Final = re.compile(
    rb"^(?:from|return-path|received|date|subject|to|delivered-to|message-id|mime-version|content-type|x-[\w-]+"
    rb"|reply-to|dkim-signature|arc-[\w-]+|authentication-results|sender|cc|auto-submitted|precedence|list-\w+)[ \t]*:",
    re.IGNORECASE,
)
_TO: Final = ("delivered-to", "x-original-to", "to", "cc")
ADDRESSED_MAX: Final = 20
# RFC 3834 section 2: nobody reads what is sent there; the rest is what is common.
_PROGRAM: Final = re.compile(
    r"(?:mailer-daemon|owner-[^@]+|[^@]+-request|(?:do-?)?no(?:t|t-)?-?reply[^@]*|bounces?(?:[+.-][^@]*)?)@[^@]+"
)
_SPREADSHEET: Final = b"PK\x03\x04"
_TABLE_NAMES: Final = (".csv", ".tsv")
_MAIL_NAMES: Final = (".eml", ".mbox", ".msg")
_TABLE_TYPES: Final = ("text/csv", "text/tab-separated-values", "application/csv")
_SHEET_TYPES: Final = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One of `letter`, `document`, `rows` and `text` is what it is."""

    data: bytes
    name: str
    unpack: Unpack
    letter: Letter | None = None
    document: object = None
    rows: Rows = ()
    text: str = ""


class Intake(NamedTuple):
    """A plug-in of `intake/`: who understands what. The first that fits, in their order, reads."""

    order: int
    fits: Callable[[Incoming], bool]
    read: Callable[[Incoming], tuple[Message, ...]]


def open_bytes(data: bytes, name: str, unpack: Unpack) -> Incoming:
    """TooMuch for what passes a bound; otherwise it is always something, in the end a text."""
    check_size(data)
    begin = data.lstrip()[:4096]
    if name.lower().endswith(_MAIL_NAMES) or _HEADER_LINE.match(begin):
        return Incoming(data, name, unpack, letter=read_letter(data))
    if data.startswith(_SPREADSHEET):
        return Incoming(data, name, unpack, rows=unpack(data))
    if begin[:1] in (b"{", b"["):
        document = read_json(decode(data))
        if document is not None:
            return Incoming(data, name, unpack, document=document)
    text = decode(data)
    if name.lower().endswith(_TABLE_NAMES):
        return Incoming(data, name, unpack, rows=rows_of(text))
    return Incoming(data, name, unpack, text=text[:TEXT_CHARS_MAX])


def read_json(text: str) -> object:
    """None for what is none, or is nested too deep."""
    depth = deepest = 0
    for sign in text[:TEXT_CHARS_MAX]:
        depth += (sign in "{[") - (sign in "}]")
        deepest = max(deepest, depth)
    if deepest > JSON_DEPTH_MAX:
        raise TooMuch(f"JSON nested more than {JSON_DEPTH_MAX} deep")
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def rows_of(text: str) -> Rows:
    """A delimited table; the delimiter is the one that its first line has most of."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(text.split("\n"), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(tuple(cell.strip()[:CELL_CHARS_MAX] for cell in row))
            if len(rows) > ROWS_MAX:
                raise TooMuch(f"a table of more than {ROWS_MAX:,} rows")
    except csv.Error as error:
        raise TooMuch(f"a table that can't be read: {error}") from None
    return tuple(rows)


def table_in(leaf: Leaf, unpack: Unpack) -> Rows:
    """The rows of an attached table; () when it is none."""
    if leaf.data.startswith(_SPREADSHEET) and (
        leaf.content_type in _SHEET_TYPES or leaf.name.lower().endswith(".xlsx")
    ):
        return unpack(leaf.data)
    if leaf.content_type in _TABLE_TYPES or leaf.name.lower().endswith(_TABLE_NAMES):
        return rows_of(leaf.text or decode(leaf.data))
    return ()


def body_of(letter: Letter, depth: int | None = None) -> tuple[Part, ...]:
    """Subject and texts. Of texts that say the same in several ways the plain one. `depth`: of mails inside only."""
    parts: list[Part] = []
    seen: set[str] = set()
    subject = letter.header("subject")
    if subject and not depth:
        parts.append(Part(Origin.SUBJECT, subject))
    plain = {leaf.depth for leaf in letter.leaves if leaf.content_type == "text/plain" and leaf.text.strip()}
    for leaf in letter.leaves:
        if (leaf.attached and leaf.name) or (depth is not None and leaf.depth != depth):
            continue
        if leaf.content_type == "text/html" and leaf.depth not in plain:
            text = text_of(leaf.text)
        elif leaf.content_type == "text/plain":
            text = leaf.text
        else:
            continue
        for part in parts_of(text):
            origin = Origin.QUOTED if leaf.depth else part.origin
            if " ".join(part.text.split()) not in seen:
                seen.add(" ".join(part.text.split()))
                parts.append(Part(origin, part.text, part.field, part.name))
    return tuple(parts)


def letter_message(letter: Letter, intake: str, channel: str, parts: Sequence[Part], item: int = 0) -> Message:
    sent_at, offset = date_of(letter.header("date"))
    return Message(
        intake=intake,
        channel=channel,
        parts=tuple(parts),
        item=item,
        sender=address_of(letter.header("from")),
        subject=letter.header("subject"),
        message_id=letter.header("message-id")[:300],
        sent_at=sent_at,
        sent_offset_min=offset,
        attachments=tuple(
            Attachment(leaf.name, leaf.content_type, len(leaf.data), digest(leaf.data))
            for leaf in letter.leaves
            if leaf.attached and leaf.name
        ),
        automatic=automatic(letter),
        answers=answers_of(letter),
        addressed=addresses_of(value for name in _TO for value in letter.all(name))[:ADDRESSED_MAX],
        delivery=delivery_of(letter),
        notes=letter.notes,
    )


def automatic(letter: Letter) -> str:
    """Why no answer may go to it; "" when one may. RFC 3834 section 2; RFC 5321 section 4.5.5."""
    return next(
        (why for name in ("from", "sender", "resent-from") if (why := of_a_program(letter.header(name)))), ""
    ) or (_automatic(letter))


def of_a_program(address: str) -> str:
    """Why nobody reads what is written to this address; "" when somebody may."""
    found = _PROGRAM.match(address_of(address))
    return f"sent by a program ({found.group()[:60]})" if found else ""


def _automatic(letter: Letter) -> str:
    submitted = letter.header("auto-submitted").lower()
    if submitted and submitted != "no":
        return f"sent by a program (Auto-Submitted: {submitted[:40]})"
    if letter.content_type == "multipart/report" and ("report-type", "delivery-status") in letter.parameters:
        return "a delivery report"
    if letter.header("return-path").strip() == "<>":
        return "sent with an empty return path"
    precedence = letter.header("precedence").lower()
    if precedence in ("bulk", "junk", "list", "auto_reply") or letter.header("list-id"):
        return f"sent to a list or in bulk ({precedence or 'List-Id'})"
    for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress"):
        if letter.header(name):
            return f"sent by a program ({name})"
    return ""


def moment_of(text: str) -> datetime | None:
    """An ISO 8601 moment with a zone, as UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
