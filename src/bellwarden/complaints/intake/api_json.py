"""A complaint as JSON: of the API, of the public form, of a letter that staff typed in.

Sees          one object or a list of them: numbers, date, time and zone, count, text, language, channel, received_at
Why           forms and programs know which number is which; nothing has to be guessed
Source        our own shape; other names of the same things are understood (`complaints/labels.py`)
False alarms  what a sender puts into the wrong field is believed over the text
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, moment_of
from bellwarden.complaints.labels import fields_of, meaning
from bellwarden.complaints.limits import ROWS_MAX
from bellwarden.model.complaint import FieldName, Medium, Message, Origin, Part

_TEXTS: Final = frozenset(
    ("text", "description", "message", "comments", "details", "what", "subject", "transcript", "statements")
)
_ABOUT: Final = frozenset(
    ("channel", "received_at", "language", "medium", "email", "contact", "id", "message_id", "taken_by", "timestamps")
)
TIMES_MAX: Final = 100
SECONDS_MAX: Final = 20_000_000_000  # more are milliseconds, which are nobody's to guess
_CHANNELS: Final = frozenset(("mail", "form", "api", "letter", "phone", "table", "report"))


def fits(incoming: Incoming) -> bool:
    return isinstance(incoming.document, dict | list)


def read(incoming: Incoming) -> tuple[Message, ...]:
    document = incoming.document
    if isinstance(document, dict):
        inside = document.get("complaints")
        if not isinstance(inside, list):
            return (message(document, 0),)
        document = inside
    if not isinstance(document, list):
        return ()
    return tuple(message(one, place) for place, one in enumerate(document[:ROWS_MAX], 1) if isinstance(one, dict))


def message(value: Mapping[str, object], item: int) -> Message:
    told = {str(key): _text(one) for key, one in value.items()}
    medium = told.get("medium", "").lower()
    channel = told.get("channel", "").lower()
    zone = next((text for key, text in told.items() if key in ("call_zone", "time_zone", "timezone", "zone")), "")
    return Message(
        intake="api_json",
        channel=channel if channel in _CHANNELS else "api",
        parts=(*_parts(told), *_moments(value.get("timestamps"))),
        item=item,
        sender=told.get("email", "") or told.get("contact", ""),
        subject=told.get("subject", ""),
        message_id=told.get("message_id", "") or told.get("id", ""),
        received_at=moment_of(_moment(value.get("received_at"))),
        language=told.get("language", "")[:2].lower(),
        zone=zone,
        medium=Medium(medium) if medium in {one.value for one in Medium} else None,
    )


def _parts(told: Mapping[str, str]) -> Iterator[Part]:
    for part in fields_of((key, text) for key, text in told.items() if key not in _ABOUT and key not in _TEXTS):
        yield part if part.field is not FieldName.NONE or meaning(part.name) else replace(part, origin=Origin.BODY)
    for key in sorted(_TEXTS):
        if told.get(key):
            yield Part(Origin.BODY, told[key], name=key)


def _moments(value: object) -> Iterator[Part]:
    """A list of moments, one for each call: texts, or seconds since 1970."""
    for one in value[:TIMES_MAX] if isinstance(value, list) else ():
        if told := _moment(one):
            yield Part(Origin.FIELD, told, FieldName.WHEN, "timestamps")


def _moment(value: object) -> str:
    if isinstance(value, int | float) and 0 < value < SECONDS_MAX:
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    return _text(value).strip() if isinstance(value, str) else ""


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value[:100])
    return str(value).replace("\0", "")[:60_000] if isinstance(value, str | int | float) else ""


INTAKE: Final = Intake(50, fits, read)
