"""What every table of the office has (`model.office.row.Row`)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from bellwarden.store.fields import moment, named
from bellwarden.store.lifecycle import Lifecycle


class Kept(models.Model):
    """A row that a book keeps. Columns are the fields of its record; times are NULL where the record has 0.0.

    Pages read through `objects`; nothing is written but through a book.
    """

    PREFIX: ClassVar[str] = ""  # of its human reference; "" for rows that nobody speaks of
    LASTING: ClassVar[tuple[str, ...]] = ()  # fields that never change once the row is kept; triggers see to it, too
    LIFECYCLE: ClassVar[Lifecycle | None] = None

    id = models.BigAutoField(primary_key=True)
    version = models.BigIntegerField(default=1)
    ref = named(24)
    external_id = named(200)
    created_at = moment()
    updated_at = moment()

    class Meta:
        abstract = True


def own_names(noun: str) -> list[models.BaseConstraint]:
    """Neither a reference nor another system's name is given twice."""
    return [
        unique(noun, ("ref",), "the reference is taken"),
        unique(noun, ("external_id",), "the external id is taken"),
    ]


def unique(noun: str, fields: tuple[str, ...], message: str, when: models.Q | None = None) -> models.UniqueConstraint:
    """`fields` together are unique; without `when`, among those whose first field is not empty."""
    condition = ~models.Q(**{fields[0]: ""}) if when is None else when
    name = f"{noun}_{'_'.join(fields)}"[:60]
    return models.UniqueConstraint(fields=fields, condition=condition, name=name, violation_error_message=message)


def check(name: str, condition: models.Q, message: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=message)


def link(to: str, name: str = "+", **keywords: Any) -> "models.ForeignKey[Any, Any]":
    """A row of another table, or none. What others point to is never deleted."""
    return models.ForeignKey(to, models.PROTECT, null=True, blank=True, related_name=name, **keywords)


def either(field: str, words: Iterable[object]) -> models.Q:
    return models.Q(**{f"{field}__in": [str(getattr(one, "value", one)) for one in words]})
