"""The audit trail (`model.office.audit_event`). Triggers refuse every change of a line."""

from typing import Any

from django.db import models

from bellwarden.model.office.audit_event import ActorKind
from bellwarden.store.fields import NAME, TEXT, ExactJsonField, line, text, word


class AuditEvent(models.Model):
    number = models.BigIntegerField(primary_key=True)
    at: "models.DateTimeField[Any, Any]" = models.DateTimeField()
    actor_kind = word(ActorKind)
    actor_name = line(NAME)
    on_behalf_of = line(NAME)
    address = line(100)
    request_id = line(100)
    verb = line(100)
    object_kind = line(40)
    object_ref = line(NAME)
    before = ExactJsonField(max_length=TEXT, default=dict)
    after = ExactJsonField(max_length=TEXT, default=dict)
    reason = text()
    previous = line(64)
    hash = line(64)

    class Meta:
        indexes = [
            models.Index(fields=["object_ref", "number"], name="audit_by_object"),
            models.Index(fields=["verb", "number"], name="audit_by_verb"),
            models.Index(fields=["actor_name", "number"], name="audit_by_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]
