"""People who log in (`model.office.person.Person`): Django's user; and the links by which one comes in first."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db.models import Q

from bellwarden.model.office.people import Right, Role, rights_of
from bellwarden.model.office.person import LinkKind
from bellwarden.store.fields import NAME, line, moment, several, table, word
from bellwarden.store.models.kept import Kept, link, own_names, unique


class PersonManager(BaseUserManager["Person"]):
    """Finds by key, as the log-in asks."""


class Person(AbstractBaseUser, Kept):
    """Password and last log-in are columns of the log-in's own. Roles say what a person may do, nothing else does."""

    PREFIX = "P"
    LASTING = ("key",)
    USERNAME_FIELD = "key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    key = line(100)
    name = line(NAME)
    email = line(NAME)
    roles = several()
    disabled_at = moment()
    settings = table()
    left_at = moment()
    seen_at = moment()

    objects = PersonManager()

    class Meta:
        constraints = [
            *own_names("person"),
            unique("person", ("key",), "somebody has this name for logging in already", Q()),
        ]

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.disabled_at is None

    @property
    def rights(self) -> frozenset[Right]:
        """What the person may do; nothing while the account is switched off."""
        return rights_of(frozenset(Role(role) for role in self.roles)) if self.is_active else frozenset()


class EntryLink(Kept):
    LASTING = ("kind", "digest", "person_id")

    kind = word(LinkKind)
    digest = line(64)
    person = link("Person", "entry_links")
    roles = several()
    made_by = line(NAME)
    expires_at = moment()
    used_at = moment()
    revoked_at = moment()

    class Meta:
        constraints = [*own_names("entry_link"), unique("entry_link", ("digest",), "the link is there already")]
