"""HOME/office.toml: what the office of this home is told, and the environment that may say otherwise."""

import os
import tomllib
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

DATABASE: Final = "BELLWARDEN_DATABASE"
FILE: Final = "office.toml"


class OfficeFileFault(Exception):
    """office.toml or the address of the database can't be used. The text says what to write."""


class DatabaseAddress(NamedTuple):
    """Where the rows lie; `engine` is Django's name of the kind."""

    engine: str
    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()


def read_office_file(home: Path) -> dict[str, object]:
    """The whole file; {} where there is none."""
    path = home / FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise OfficeFileFault(f"{path} can't be read: {error}") from None


def database_of(home: Path) -> DatabaseAddress:
    """HOME/office.db, unless the environment or office.toml names a PostgreSQL database."""
    table = read_office_file(home).get("database", {})
    url = os.environ.get(DATABASE) or (table.get("url", "") if isinstance(table, dict) else "")
    return read_address(str(url)) if url else DatabaseAddress("bellwarden.store.sqlite", str(home / "office.db"))


def read_address(url: str) -> DatabaseAddress:
    """postgresql://user:password@host:5432/name?sslmode=require; `?host=/run/postgresql` for a local socket."""
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise OfficeFileFault(
            f"{parts.scheme or url}: is no address of a database; write postgresql://user:password@host:5432/name"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    port = "" if parts.port is None else str(parts.port)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return DatabaseAddress(
        "django.db.backends.postgresql", name, user, password, host, port, tuple(sorted(options.items()))
    )
