"""A mode is changed in a policy file as somebody would by hand: one line, and every comment stays."""

import re
import tomllib
from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.model.verdict import Mode
from bellwarden.policy.places import Path, locate
from bellwarden.policy.settings import toml

CHECKS_FILE: Final = "checks.toml"
KINDS: Final = ("check", "list", "condition")
_VALUE: Final = re.compile(r"""(=\s*)("[^"]*"|'[^']*')""")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


class EditFault(ValueError):
    """Why a mode can't be changed by one line; the file then has to be edited as a whole."""


class Edited(NamedTuple):
    path: str
    content: bytes


def with_mode(files: Mapping[str, bytes], kind: str, name: str, mode: Mode) -> Edited:
    """The one file that changes, with `[check.NAME] mode` (or list, condition) set for everybody.

    `files` are sound TOML. EditFault where the mode is written in a way that one line does not change.
    """
    table: Path = (kind, name)
    found: tuple[str, dict[Path, int]] | None = None
    for path in sorted(one for one in files if one.endswith(".toml")):
        lines = locate(_text(files[path]))
        if (*table, "mode") in lines:
            return Edited(path, _replaced(files[path], lines[(*table, "mode")], path, mode))
        if table in lines:
            found = found or (path, lines)
    if found is not None:
        path, lines = found
        return Edited(path, _inserted(files[path], lines[table], table, path, mode))
    if kind != "check":
        raise EditFault(f"there is no {kind} {name} in the policy files")
    path = CHECKS_FILE
    before = _text(files.get(path, b""))
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    return Edited(path, f"{before}{gap}[check.{_key(name)}]\nmode = {toml(mode)}\n".encode())


def written_modes(files: Mapping[str, bytes]) -> dict[tuple[str, str], str]:
    """The modes for everybody, by kind and name, as the files write them; files that can't be read say nothing."""
    found: dict[tuple[str, str], str] = {}
    for path, data in files.items():
        if not path.endswith(".toml"):
            continue
        try:
            tables = tomllib.loads(_text(data))
        except ValueError:
            continue
        for kind in KINDS:
            named = tables.get(kind)
            for name, table in named.items() if isinstance(named, dict) else ():
                if isinstance(table, dict) and isinstance(table.get("mode"), str):
                    found[(kind, name)] = table["mode"]
    return found


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml(name)


def _replaced(data: bytes, line: int, path: str, mode: Mode) -> bytes:
    lines = _text(data).split("\n")
    written, changed = lines[line - 1], 0
    if written.split("=")[0].strip().rpartition(".")[2] == "mode":
        written, changed = _VALUE.subn(lambda found: found[1] + toml(mode), written, count=1)
    if not changed:
        raise EditFault(f"{path}:{line} holds more than the mode; change it in the file itself")
    lines[line - 1] = written
    return "\n".join(lines).encode()


def _inserted(data: bytes, line: int, table: Path, path: str, mode: Mode) -> bytes:
    lines = _text(data).split("\n")
    header = lines[line - 1].strip()
    if not header.startswith("["):
        raise EditFault(f"{path}:{line} is no table header; change the mode in the file itself")
    kind, name = (str(part) for part in table)
    if tomllib.loads(header) == {kind: {name: {}}}:
        lines.insert(line, f"mode = {toml(mode)}")
    else:  # only a table below it is written, such as [check.NAME.customer.KEY]
        lines[line - 1 : line - 1] = [f"[{kind}.{_key(name)}]", f"mode = {toml(mode)}", ""]
    return "\n".join(lines).encode()
