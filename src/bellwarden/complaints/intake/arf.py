"""A report in the Abuse Reporting Format: a note, fields, and the message it is about.

Sees          Feedback-Type, Arrival-Date, Reported-URI (tel:, sip:, sms:), Original-Rcpt-To, fields that repeat; note
              and reported message as texts
Why           abuse desks and mail systems send it by themselves; the fields are surer than the words
Source        RFC 5965; RFC 6650 section 4 (how to report); RFC 3966 (tel URIs)
False alarms  a feedback loop's opt-out report has the same shape; its Feedback-Type is kept as a field
"""

from collections.abc import Iterator
from typing import Final

from bellwarden.complaints.incoming import Incoming, Intake, body_of, letter_message
from bellwarden.complaints.labels import fields_of
from bellwarden.complaints.letter import Leaf, Letter
from bellwarden.model.complaint import FieldName, Message, Origin, Part

_URI_SCHEMES: Final = ("tel:", "sip:", "sips:", "sms:", "callto:")


def fits(incoming: Incoming) -> bool:
    return incoming.letter is not None and _report(incoming.letter) is not None


def read(incoming: Incoming) -> tuple[Message, ...]:
    letter = incoming.letter
    report = _report(letter) if letter else None
    if letter is None or report is None:
        return ()
    return (letter_message(letter, "arf", "report", (*_fields(_lines(report)), *body_of(letter))),)


def _report(letter: Letter) -> Leaf | None:
    return next((leaf for leaf in letter.leaves if leaf.content_type == "message/feedback-report"), None)


def _lines(report: Leaf) -> tuple[tuple[str, str], ...]:
    """Its fields; a part that came encoded was no block of headers to the mail parser."""
    if report.fields:
        return report.fields
    pairs = (line.partition(":") for line in report.text.splitlines())
    return tuple((label.strip().lower(), value.strip()) for label, colon, value in pairs if colon)


def _fields(lines: tuple[tuple[str, str], ...]) -> Iterator[Part]:
    for label, value in lines:
        if label == "arrival-date":
            yield Part(Origin.FIELD, value, FieldName.WHEN, "Arrival-Date")
        elif label == "reported-uri":
            if value.lower().startswith(_URI_SCHEMES):
                number = value.split(":", 1)[1].split(";")[0].split("@")[0]
                yield Part(Origin.FIELD, number, FieldName.CALLING, "Reported-URI")
        elif label == "original-rcpt-to" and value.lower().startswith(_URI_SCHEMES):
            yield Part(Origin.FIELD, value.split(":", 1)[1], FieldName.CALLED, "Original-Rcpt-To")
        elif label == "incidents":  # RFC 5965 section 3.2: how many it stands for
            yield Part(Origin.FIELD, value, FieldName.COUNT, "Incidents")
        elif label not in ("user-agent", "version", "feedback-type", "original-mail-from", "reporting-mta"):
            yield from fields_of([(label, value)])


INTAKE: Final = Intake(20, fits, read)
