"""A complaint passed on to another provider's desk as XARF 4 with the voice extension, and that extension's schema.

What goes out is what the complainant told; whose number it was here, and what was found, has no field.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

VERSION: Final = "4.0.0"
_NUMBER: Final = {"type": "string", "pattern": "^\\+[0-9]{3,15}$", "description": "E.164 with its plus sign"}
VOICE_SCHEMA: Final[dict[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Voice extension of XARF 4: type voice_call of category messaging",
    "description": "Beside the core fields of XARF 4. source_identifier holds the calling number as well.",
    "type": "object",
    "required": [
        "xarf_version",
        "report_id",
        "timestamp",
        "reporter",
        "sender",
        "source_identifier",
        "category",
        "type",
    ],
    "properties": {
        "xarf_version": {"type": "string", "pattern": "^4\\.[0-9]+\\.[0-9]+$"},
        "report_id": {"type": "string", "format": "uuid"},
        "timestamp": {"type": "string", "format": "date-time", "description": "the first call told"},
        "reporter": {"type": "object", "required": ["org", "contact", "domain"]},
        "sender": {"type": "object", "required": ["org", "contact", "domain"]},
        "source_identifier": {"type": "string"},
        "category": {"const": "messaging"},
        "type": {"const": "voice_call"},
        "protocol": {"const": "voice"},
        "calling_number": {**_NUMBER, "description": "what the telephone showed, E.164; absent when it was withheld"},
        "called_number": _NUMBER,
        "callback_number": {**_NUMBER, "description": "what the message asked to call"},
        "call_times": {"type": "array", "items": {"type": "string", "format": "date-time"}, "maxItems": 100},
        "call_count": {"type": "integer", "minimum": 1, "description": "how many are claimed"},
        "transcript": {"type": "string"},
        "language": {"type": "string", "description": "ISO 639-1"},
    },
}


class Passed(NamedTuple):
    """What a complainant told, as far as it is passed on. Numbers are E.164 with plus sign, "" where none is told."""

    calling: str
    called: str
    times: Sequence[datetime]  # at least one
    callback: str = ""
    claimed: int = 0  # calls
    text: str = ""


def voice_report(report_id: str, reporter: Mapping[str, str], told: Passed) -> dict[str, object]:
    """A call, by the voice extension. `reporter`: org, contact, domain."""
    moments = [_moment(at) for at in told.times]
    return _report(
        report_id,
        reporter,
        told,
        type="voice_call",
        protocol="voice",
        calling_number=told.calling,
        called_number=told.called,
        callback_number=told.callback,
        call_times=moments,
        call_count=told.claimed,
        transcript=told.text,
    )


def message_report(report_id: str, reporter: Mapping[str, str], told: Passed, protocol: str) -> dict[str, object]:
    """A text or a chat, by XARF 4 as it stands. `protocol`: sms, whatsapp, …"""
    return _report(
        report_id,
        reporter,
        told,
        type="spam",
        protocol=protocol,
        recipient=told.called,
        message_content=told.text,
    )


def _report(report_id: str, reporter: Mapping[str, str], told: Passed, **own: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "xarf_version": VERSION,
        "report_id": report_id,
        "timestamp": _moment(told.times[0]),
        "reporter": dict(reporter),
        "sender": dict(reporter),
        "source_identifier": told.calling or "anonymous",
        "category": "messaging",
        **own,
        "evidence_source": "user_complaint",
    }
    return {key: value for key, value in whole.items() if value}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
