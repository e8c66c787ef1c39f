"""A report in XARF version 4, as a file, a mail's JSON part, or posted; also with Bellwarden's voice extension.

Sees          core fields of any category; of messaging reports protocol and content; of voice reports (type
              `voice_call`) calling, called and callback number, times and count: docs/reference/xarf-voice.json
Why           the living standard between abuse desks. It knows SMS and chat but no call, so the extension is published
Source        XARF 4 specification, xarf-core.json and messaging types (xarf.org)
False alarms  `source_identifier` may be an address; it is a caller ID only where it reads as a telephone number
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message, moment_of, read_json
from bellwarden.model.complaint import FieldName, Medium, Message, Origin, Part

VOICE_TYPE: Final = "voice_call"
_MEDIA: Final = {"voice": Medium.CALL, "sms": Medium.TEXT, "mms": Medium.TEXT, "rcs": Medium.TEXT, "fax": Medium.FAX}
_CHATS: Final = frozenset(("whatsapp", "telegram", "signal", "messenger", "chat", "xmpp", "matrix", "discord", "slack"))
_NUMBERS: Final = {
    "calling_number": FieldName.CALLING,
    "called_number": FieldName.CALLED,
    "callback_number": FieldName.CALLBACK,
}
_TEXTS: Final = ("description", "transcript", "message_content", "subject", "notes")


def fits(incoming: Incoming) -> bool:
    return _document(incoming) is not None


def read(incoming: Incoming) -> tuple[Message, ...]:
    report = _document(incoming)
    if report is None:
        return ()
    parts = tuple(_parts(report))
    medium = _medium(report)
    sender = _text(_inside(report, "reporter").get("contact"))
    if incoming.letter is not None:
        found = letter_message(incoming.letter, "xarf", "report", (*parts, *body_of(incoming.letter)))
        return (_with(found, medium, sender or found.sender),)
    received = moment_of(_text(report.get("received_at")))
    return (Message("xarf", "report", parts, sender=sender, received_at=received, medium=medium,
                    message_id=_text(report.get("report_id")), language=_text(report.get("language"))),)  # fmt: skip


def _with(found: Message, medium: Medium | None, sender: str) -> Message:
    return replace(found, medium=medium, sender=sender)


def _document(incoming: Incoming) -> Mapping[str, object] | None:
    found = incoming.document
    if incoming.letter is not None:
        for leaf in incoming.letter.leaves:
            if leaf.content_type == "application/json" or leaf.name.lower().endswith(".json"):
                found = read_json(leaf.text)
    return found if isinstance(found, dict) and str(found.get("xarf_version", "")).startswith("4") else None


def _medium(report: Mapping[str, object]) -> Medium | None:
    protocol = _text(report.get("protocol")).lower()
    if report.get("type") == VOICE_TYPE:
        return Medium.CALL
    return Medium.CHAT if protocol in _CHATS else _MEDIA.get(protocol)


def _parts(report: Mapping[str, object]) -> Iterator[Part]:
    for key, name in _NUMBERS.items():
        if report.get(key):
            yield Part(Origin.FIELD, _text(report[key]), name, key)
    source = _text(report.get("source_identifier")).removeprefix("tel:")
    if (
        source
        and not report.get("calling_number")
        and sum(sign.isdigit() for sign in source) >= 7
        and "." not in source
    ):
        yield Part(Origin.FIELD, source, FieldName.CALLING, "source_identifier")
    target = _text(report.get("recipient")) or _text(report.get("target"))
    if target and not report.get("called_number"):
        yield Part(Origin.FIELD, target, FieldName.CALLED, "recipient")
    times = report.get("call_times")
    moments = [_text(one) for one in times] if isinstance(times, list) else []
    for moment in moments[:100] or [_text(report.get("timestamp"))]:
        if moment:
            yield Part(Origin.FIELD, moment, FieldName.WHEN, "timestamp")
    if report.get("call_count"):
        yield Part(Origin.FIELD, _text(report["call_count"]), FieldName.COUNT, "call_count")
    for key in _TEXTS:
        if report.get(key):
            yield Part(Origin.BODY, _text(report[key]), name=key)


def _inside(report: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = report.get(key)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return str(value).replace("\0", "")[:60_000] if isinstance(value, str | int | float) else ""


INTAKE: Final = Intake(10, fits, read)
