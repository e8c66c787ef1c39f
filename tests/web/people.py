"""Somebody logged in, with a second factor: what tests of pages begin with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bellwarden.model.office.people import Role

__all__ = ["client_of", "plain_files"]

Clients = Callable[..., Client]


@pytest.fixture(autouse=True)
def plain_files(settings: Any) -> None:
    """Nothing is hashed and compressed for a test that shows a page; scrypt would take most of the time."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def client_of(db: None) -> Clients:
    """`client_of(Role.LEAD, key="osei")`: a browser of somebody with these roles, logged in."""
    from allauth.mfa.models import Authenticator

    from bellwarden.store.models import Person

    def made(*roles: Role, key: str = "osei", name: str = "M. Osei", second_factor: bool = True) -> Client:
        person, _ = Person.objects.get_or_create(
            key=key, defaults={"name": name, "roles": [role.value for role in roles]}
        )
        if second_factor:
            Authenticator.objects.get_or_create(
                user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
            )
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return made
