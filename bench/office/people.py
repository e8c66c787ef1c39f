"""People of a measured office, and the cookies by which they are logged in already."""

import argparse
from pathlib import Path
from typing import Final

from bellwarden.model.office.people import Role
from bellwarden.store import configure

SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's second factor: nobody outside logs in here


def logged_in(home: Path, key: str, roles: tuple[Role, ...] = tuple(Role)) -> str:
    """Cookie (name=value) of a new person with these roles. The database must be there."""
    configure(home)
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from bellwarden.store.models import Person

    person, new = Person.objects.get_or_create(key=key, defaults={"name": key, "roles": [role.value for role in roles]})
    if new:
        person.set_unusable_password()
        person.save()
        TOTP.activate(person, SECRET)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> None:
    options = argparse.ArgumentParser(description="Prints the cookie of somebody who may do everything.")
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--key", default="everybody")
    chosen = options.parse_args()
    print(logged_in(chosen.home, chosen.key))


if __name__ == "__main__":
    main()
