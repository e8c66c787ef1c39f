"""A table of complaints, CSV or spreadsheet, as a file or attached to a mail: one complaint a row.

Sees          a heading row whose labels name at least one number; every row below becomes a complaint of its own
Why           carriers, analytics services and call-blocking apps report by the hundred
Source        our own choice; labels in English, Spanish and French (`complaints/labels.py`)
False alarms  a customer list with telephone numbers looks the same; rows without a caller ID say so
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, Rows, body_of, letter_message, table_in
from bellwarden.complaints.labels import fields_of, meaning
from bellwarden.model.complaint import FieldName, Message, Origin, Part

HEADING_ROWS: Final = 10  # looked through for the heading


def fits(incoming: Incoming) -> bool:
    return bool(_tables(incoming))


def read(incoming: Incoming) -> tuple[Message, ...]:
    return tuple(_messages(incoming))


def _tables(incoming: Incoming) -> list[Rows]:
    rows = [incoming.rows] if incoming.rows else []
    if incoming.letter is not None:
        rows = [table for leaf in incoming.letter.leaves if (table := table_in(leaf, incoming.unpack))]
    return [table for table in rows if _heading(table) >= 0]


def _heading(rows: Rows) -> int:
    """Place of the heading row; -1 when there is none."""
    for place, row in enumerate(rows[:HEADING_ROWS]):
        if any(meaning(label) in (FieldName.CALLING, FieldName.CALLED) for label in row) and len(row) > 1:
            return place
    return -1


def _messages(incoming: Incoming) -> Iterator[Message]:
    item = 0
    for rows in _tables(incoming):
        at = _heading(rows)
        for row in rows[at + 1 :]:
            item += 1
            yield _message(incoming, item, fields_of(zip(rows[at], row, strict=False)))


def _message(incoming: Incoming, item: int, fields: tuple[Part, ...]) -> Message:
    """A row stands for itself: what the mail around it says is the same for all rows, and read for none of them."""
    parts = [part if part.field is not FieldName.NONE else replace(part, origin=Origin.BODY) for part in fields]
    if incoming.letter is None:
        return Message("batch", "table", tuple(parts), item)
    texts = [part for part in body_of(incoming.letter) if part.origin is Origin.SUBJECT]
    return letter_message(incoming.letter, "batch", "table", (*parts, *texts), item)


INTAKE: Final = Intake(30, fits, read)
