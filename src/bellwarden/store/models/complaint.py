"""The table of complaints (`model.office.complaint`)."""

from django.db import models

from bellwarden.model.complaint_match import Match
from bellwarden.store.fields import NAME, WORD, count, line, moment, named, table, word
from bellwarden.store.models.kept import Kept, link, unique


class Complaint(Kept):
    LASTING = ("reference", "message", "item", "received_at", "channel", "sender", "subject", "reading")

    case = models.ForeignKey("Case", models.PROTECT, related_name="complaints")
    reference = line(WORD)
    message = named(WORD)
    item = count()
    received_at = moment()
    channel = line(WORD)
    kind = line(WORD)
    medium = line(WORD)
    language = line(WORD)
    sender = line(NAME)
    sender_class = line(WORD)
    sender_confirmed = models.BooleanField(default=False)
    sender_flag = line()
    subject = line()
    customer = link("Customer", "complaints")
    verdict = word(Match, Match.NO_DATA)
    suggested = word(Match, Match.NO_DATA)
    confidence = models.FloatField(default=0.0)
    claimed_least = count()
    claimed_most = count()
    found = count()
    danger = line()
    confirmed_by = line(NAME)
    confirmed_at = moment()
    matched_at = moment()
    notice = link("Notice")
    held = line()
    rejected = line()
    split_from = link("Case", "split")
    decided = table()
    reading = table()
    matching = table()
    triage = table()

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="complaint_by_case"),
            models.Index(fields=["reference"], name="complaint_by_reference"),
            models.Index(fields=["sender", "received_at"], name="complaint_by_sender"),
            models.Index(fields=["customer", "received_at"], name="complaint_by_customer"),
            models.Index(fields=["confirmed_by", "received_at"], name="complaint_by_confirmed"),
            models.Index(fields=["received_at"], name="complaint_by_received"),
            # All that the figures of a month ask: its rows are far apart, and each is long.
            models.Index(
                fields=["confirmed_at", "rejected", "confirmed_by", "suggested", "verdict", "received_at"],
                name="complaint_by_decision",
            ),
            models.Index(fields=["updated_at", "id"], name="complaint_by_change"),
        ]
        constraints = [unique("complaint", ("message", "item"), "this message was taken up already")]
