"""Keys of the HTTP API on disk: HOME/keys/api-keys holds names and SHA-256 digests, never a key."""

import os
import secrets
import string
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.cli.console import columns, emit, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.shapes import ApiKeyJson
from bellwarden.home.files import locked, write_whole

FILE: Final = "api-keys"
NAME_MAX: Final = 64
NAME_SIGNS: Final = frozenset(string.ascii_letters + string.digits + "-_.")
HEAD: Final = "# name <tab> SHA-256 of the key <tab> created; written by `bellwarden apikey`\n"
DIGITS_SHOWN: Final = 12
MARK: Final = "bw_"  # what a key begins with, so that a leaked one is recognised


class ApiKey(NamedTuple):
    name: str
    digest: str  # SHA-256 of the key, hexadecimal
    created: str  # ISO 8601, UTC


class KeyFile:
    """One home's keys. Writers wait for each other; readers see the file before or after a change, never between."""

    def __init__(self, keys: Path) -> None:
        self._path = keys / FILE
        self._lock = keys / f".{FILE}.lock"

    def seen(self) -> tuple[int, ...]:
        """Tells one state of the file from another; () while there is none. OSError."""
        try:
            about = os.stat(self._path)
        except FileNotFoundError:
            return ()
        return about.st_ino, about.st_mtime_ns, about.st_size

    def list(self) -> tuple[ApiKey, ...]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        except UnicodeDecodeError:
            raise CommandFault(
                Exit.HOME, f"{self._path} is damaged; restore it or remove it and make new keys"
            ) from None
        found = []
        for place, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                fields = line.split("\t")
                if len(fields) != 3 or len(fields[1]) != 64:
                    raise CommandFault(Exit.HOME, f"{self._path}:{place} is no key line; remove the line")
                found.append(ApiKey(*fields))
        return tuple(found)

    def create(self, name: str, now: float) -> tuple[ApiKey, str]:
        """A new key under a name; the key itself is returned once and kept nowhere."""
        if not name or len(name) > NAME_MAX or not all(sign in NAME_SIGNS for sign in name):
            raise CommandFault(
                Exit.USAGE, f"{name!r} is no name for a key; letters, digits, - _ . and at most {NAME_MAX}"
            )
        with locked(self._lock):
            known = self.list()
            if any(one.name == name for one in known):
                raise CommandFault(
                    Exit.HELD_BACK,
                    f"there is a key named {name} already; revoke it first (bellwarden apikey revoke {name}) or choose "
                    "another name",
                )
            key = MARK + secrets.token_urlsafe(32)
            created = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            made = ApiKey(name, sha256(key.encode()).hexdigest(), created)
            self._write((*known, made))
        return made, key

    def revoke(self, name: str) -> ApiKey:
        with locked(self._lock):
            known = self.list()
            left = tuple(one for one in known if one.name != name)
            if len(left) == len(known):
                raise CommandFault(Exit.NOT_FOUND, f"there is no key named {name}; `bellwarden apikey list` shows them")
            self._write(left)
            return next(one for one in known if one.name == name)

    def _write(self, keys: tuple[ApiKey, ...]) -> None:
        write_whole(self._path, (HEAD + "".join("\t".join(key) + "\n" for key in keys)).encode())


def create_key(place: Path, name: str, as_json: bool) -> None:
    made, key = KeyFile(open_home(place).keys).create(name, time.time())
    if as_json:
        emit(_json_of(made, key))
        return
    say(key)
    note(f"The key of {name}, shown this once: only its SHA-256 is kept. A running gate knows it within a second.")
    note(f"To use it: curl -H 'Authorization: Bearer {key}' …")


def list_all(place: Path, as_json: bool) -> None:
    file = KeyFile(open_home(place).keys)
    keys = file.list()
    if as_json:
        emit([_json_of(one) for one in keys])
        return
    if not keys and file.seen():
        say("No key is left: the HTTP API answers nobody. To make one: bellwarden apikey create NAME")
    elif not keys:
        say(
            "No key: the HTTP API answers programs on the gate's own machine only. "
            "To make one: bellwarden apikey create NAME"
        )
    for line in columns([(one.name, one.created, one.digest[:DIGITS_SHOWN]) for one in keys]):
        say(line)


def revoke_key(place: Path, name: str, as_json: bool) -> None:
    gone = KeyFile(open_home(place).keys).revoke(name)
    if as_json:
        emit(_json_of(gone))
        return
    say(f"Revoked: {name}. A running gate refuses it within a second.")


def _json_of(one: ApiKey, key: str = "") -> ApiKeyJson:
    return ApiKeyJson(one.name, one.created, one.digest[:DIGITS_SHOWN], key)
