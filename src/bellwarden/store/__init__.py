"""The office's database: Django's settings and models, and what stands behind `ports/office.py`."""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HOME: Final = "BELLWARDEN_HOME"
SETTINGS: Final = "bellwarden.store.settings"


def configure(home: Path) -> None:
    """Set Django up for the office of this home, once a process. Its secret is made where there is none."""
    os.environ[HOME] = str(home.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    make_secret(home)
    import django

    django.setup()


def make_secret(home: Path) -> None:
    """HOME/keys/office.secret, readable by its owner alone, unless it is there already."""
    path = _secret(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))


def read_secret(home: Path) -> str:
    """What signs the office's cookies and links; "" where there is none."""
    try:
        return _secret(home).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def token_key(home: Path) -> bytes:
    """The key of `flows.office.tokens`. RFC 5869 over the office's secret, which is made where there is none."""
    make_secret(home)
    return HKDF(SHA256(), 32, None, b"tokens in letters and links").derive(read_secret(home).encode())


def _secret(home: Path) -> Path:
    return home / "keys" / "office.secret"
