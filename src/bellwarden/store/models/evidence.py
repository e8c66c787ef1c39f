"""Evidence of cases (`model.office.case.Evidence`); the bytes lie below HOME/evidence."""

from django.db import models
from django.db.models import Q

from bellwarden.model.office.case import Visibility
from bellwarden.store.fields import count, line, moment, text, word
from bellwarden.store.models.kept import Kept, check, link, own_names


class Evidence(Kept):
    PREFIX = "EV"
    LASTING = ("case_id", "enforcement_id", "kind", "sha256", "size", "captured_at", "source", "visibility", "summary")

    case = link("Case", "evidence")
    enforcement = link("Enforcement", "evidence")
    kind = line(40)
    sha256 = line(64)
    size = count()
    captured_at = moment()
    source = line()
    visibility = word(Visibility, Visibility.INTERNAL)
    summary = text()
    legal_hold = models.BooleanField(default=False)
    gone_at = moment()

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="evidence_by_hash"),
            models.Index(fields=["kind", "captured_at"], name="evidence_by_age"),
            # Most evidence is of a case alone: counted together, SQLite thinks that this column tells nothing apart.
            models.Index(
                fields=["enforcement", "id"], condition=Q(enforcement__isnull=False), name="evidence_of_measure"
            ),
        ]
        constraints = [
            *own_names("evidence"),
            check(
                "evidence_has_its_hash",
                models.Q(sha256__regex="^[0-9a-f]{64}$"),
                "evidence needs the hash of its bytes",
            ),
        ]
