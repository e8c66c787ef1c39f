"""[gates.NAME] of HOME/office.toml: gates on other machines, which the worker asks what they have taken in."""

import ipaddress
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bellwarden.feeds.gate_asking import Asked
from bellwarden.store.office_file import FILE, OfficeFileFault, read_office_file

GATES_MAX: Final = 64
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def gates_elsewhere(home: Path) -> tuple[Asked, ...]:
    """By name. OfficeFileFault, saying what to write, where one can't be asked."""
    tables = read_office_file(home).get("gates", {})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise OfficeFileFault(f'[gates] of {FILE} holds one table for each gate; write [gates.east] and address = "…"')
    if len(tables) > GATES_MAX:
        raise OfficeFileFault(f"[gates] of {FILE} names {len(tables)} gates; at most {GATES_MAX} are asked")
    return tuple(_gate(home, name, tables[name]) for name in sorted(tables))


def _gate(home: Path, name: str, table: dict[str, object]) -> Asked:
    where = f"[gates.{name}] of {FILE}"
    if not _NAME.fullmatch(name):
        raise OfficeFileFault(f"{where}: a gate's name has 1 to 64 of the signs A-Z a-z 0-9 . _ -")
    address = str(table.get("address", "")).rstrip("/")
    if not _usable(address):
        raise OfficeFileFault(
            f'{where}: address is "https://gate.example.net:8080", or http:// with a private address in digits, '
            "since the key can be read on the way"
        )
    try:
        key = (home / str(table.get("key_file", ""))).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key or not key.isascii() or not key.isprintable():
        raise OfficeFileFault(
            f'{where}: key_file names no file with a key; on the gate\'s machine run "bellwarden apikey create office"'
        )
    ca_file = str(table.get("ca_file", ""))
    return Asked(name, address, key, home / ca_file if ca_file else None)


def _usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.path or parts.query or parts.fragment or parts.username is not None:
        return False
    if parts.scheme != "http":
        return parts.scheme == "https"
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"
