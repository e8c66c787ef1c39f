"""Webhooks and what was sent to them (`model.office.integration`)."""

from django.db import models

from bellwarden.model.office.integration import DELIVERY_MOVES, DeliveryState
from bellwarden.store.fields import LINE, count, line, moment, several, text, word
from bellwarden.store.lifecycle import Lifecycle
from bellwarden.store.models.kept import Kept, link, own_names


class Webhook(Kept):
    PREFIX = "W"

    url = line(LINE)
    events = several()
    secret = line(200)
    active = models.BooleanField(default=True)
    failing_since = moment()
    seen = count()

    class Meta:
        constraints = own_names("webhook")


class WebhookDelivery(Kept):
    LIFECYCLE = Lifecycle("state", DELIVERY_MOVES)

    webhook = link("Webhook", "deliveries")
    event = line(100)
    body = text()
    number = count()
    state = word(DeliveryState, DeliveryState.SCHEDULED)
    attempts = count()
    next_at = moment()
    status = count()
    error = line()

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_by_due")]
        constraints = own_names("delivery")
