"""How much complaints count (`model.office.complaint_weight`)."""

from django.db import models

from bellwarden.store.fields import NAME, count, line, moment, several
from bellwarden.store.models.kept import Kept, link, unique


class ComplaintWeight(Kept):
    LASTING = ("complaint_id",)

    complaint = models.ForeignKey("Complaint", models.PROTECT, related_name="weights")
    party = line(NAME)
    customer = link("Customer")
    received_at = moment()
    called_at = moment()
    borne_out = models.BooleanField(default=False)
    weight = models.FloatField(default=0.0)
    voice = line(NAME)
    sender = line(NAME)
    decided = count()
    reasons = several()
    campaign = link("Case")

    class Meta:
        indexes = [
            models.Index(fields=["party", "received_at"], name="weight_by_party"),
            models.Index(fields=["customer", "received_at"], name="weight_by_customer"),
            models.Index(fields=["sender", "decided"], name="weight_by_sender"),
        ]
        constraints = [
            unique("weight", ("complaint",), "this complaint is weighed already", models.Q(complaint__isnull=False))
        ]
