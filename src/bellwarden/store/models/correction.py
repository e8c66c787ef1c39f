"""Corrections of what was read (`model.office.correction`)."""

from django.db import models

from bellwarden.model.office.correction import SpanKind
from bellwarden.store.fields import NAME, count, line, table, text, word
from bellwarden.store.models.kept import Kept


class Correction(Kept):
    LASTING = ("complaint_id", "part", "place_from", "place_to", "kind", "text", "was", "now", "made_by")

    complaint = models.ForeignKey("Complaint", models.PROTECT, related_name="corrections")
    part = count()
    place_from = count()
    place_to = count()
    kind = word(SpanKind)
    text = text()
    was = table()
    now = table()
    made_by = line(NAME)
    taken_back_by = line(NAME)
