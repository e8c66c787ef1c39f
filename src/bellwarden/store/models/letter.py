"""The table of letters (`model.office.letter`)."""

from django.db import models

from bellwarden.model.office.letter import LetterKind
from bellwarden.store.fields import NAME, WORD, line, moment, table, word
from bellwarden.store.models.kept import Kept, link, own_names, unique


class Letter(Kept):
    PREFIX = "L"
    LASTING = ("message", "received_at", "sender", "subject", "message_id", "reading")

    kind = word(LetterKind)
    message = line(WORD)
    case = link("Case", "letters")
    complaint = link("Complaint", "letters")
    notice = link("Notice", "letters")
    likely = link("Complaint", "likely_letters")
    received_at = moment()
    sender = line(NAME)
    subject = line()
    message_id = line()
    joined_by = line()
    flag = line()
    reading = table()

    class Meta:
        indexes = [
            models.Index(fields=["complaint", "id"], name="letter_by_complaint"),
            models.Index(fields=["sender", "received_at"], name="letter_by_sender"),
        ]
        constraints = [*own_names("letter"), unique("letter", ("message",), "this message was taken up already")]
