"""Answers kept for requests with an idempotency key (`model.office.integration.AnsweredRequest`)."""

from django.db import models

from bellwarden.store.fields import NAME, count, line, text
from bellwarden.store.models.kept import Kept, link, own_names


class AnsweredRequest(Kept):
    key = link("ApiKey", "answered_requests")
    idempotency_key = line(NAME)
    fingerprint = line(64)
    request_id = line(100)
    status = count()
    body = text()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="answered_by_time")]
        constraints = [
            *own_names("answered"),
            models.UniqueConstraint(
                fields=["key", "idempotency_key"],
                name="answered_once",
                violation_error_message="a request with this idempotency key was sent before",
            ),
        ]
