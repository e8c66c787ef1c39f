"""Policy files taken apart into customers, trunks and everything else, and put together again, for the office's rows.

What is neither customer nor trunk stays word for word. The tables put back build the same policy; their comments are
gone, since a row has none.
"""

import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import tomli_w

from bellwarden.policy.places import locate

CUSTOMER: Final = "customer"
TRUNK: Final = "trunk"
USUAL: Final[Mapping[str, str]] = {CUSTOMER: "customers.toml", TRUNK: "trunks.toml"}


class PlacedTable(NamedTuple):
    """One customer's or trunk's table, and the file that it was written in."""

    kind: str  # "customer" or "trunk"
    key: str
    file: str
    table: dict[str, Any]


class Apart(NamedTuple):
    """`rest`: every file, less the tables; b"" for one that held nothing else."""

    rest: dict[str, bytes]
    tables: tuple[PlacedTable, ...]  # in the order in which the policy reads them


def take_apart(files: Mapping[str, bytes]) -> Apart:
    """Of files that can be read as a policy (`read_policy` without errors)."""
    rest: dict[str, bytes] = {}
    tables: list[PlacedTable] = []
    for name in sorted(files):
        data = files[name]
        rest[name] = data
        if not name.endswith(".toml"):
            continue
        text = data.decode("utf-8-sig")
        parsed = tomllib.loads(text)
        found = [kind for kind in (CUSTOMER, TRUNK) if isinstance(parsed.get(kind), dict)]
        for kind in found:
            tables += [PlacedTable(kind, key, name, table) for key, table in parsed[kind].items()]
        if found:
            rest[name] = _without(text, parsed, found).encode()
    return Apart(rest, tuple(tables))


def put_together(rest: Mapping[str, bytes], tables: Iterable[PlacedTable]) -> dict[str, bytes]:
    """The files again, the tables behind what else their file says."""
    written: dict[str, list[str]] = {}
    for one in tables:
        written.setdefault(one.file, []).append(tomli_w.dumps({one.kind: {one.key: one.table}}))
    files = dict(rest)
    for name, texts in written.items():
        before = files.get(name, b"").decode("utf-8-sig").rstrip()
        files[name] = "\n".join([*([before, ""] if before else []), *texts]).encode()
    return {name: data for name, data in sorted(files.items()) if data.strip() or not name.endswith(".toml")}


def _without(text: str, parsed: Mapping[str, Any], kinds: list[str]) -> str:
    """The text less these tables; written anew where cutting would change what else it says."""
    left = {name: value for name, value in parsed.items() if name not in kinds}
    if not left:
        return ""
    cut = _cut(text, kinds)
    try:
        same = tomllib.loads(cut) == left
    except tomllib.TOMLDecodeError:
        same = False
    return cut if same else tomli_w.dumps(left)


def _cut(text: str, kinds: list[str]) -> str:
    """Less the stretches from a header of such a table to the next header."""
    lines = text.splitlines(keepends=True)
    places: dict[int, set[str]] = {}
    for path, place in locate(text).items():
        places.setdefault(place, set()).add(str(path[0]))
    kept: list[str] = []
    leaving, remarks = False, list[str]()  # remarks above a header are its own
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("[") and number in places:
            leaving = places[number] <= set(kinds)
            kept += [] if leaving else remarks
            remarks = []
        if not leaving:
            kept.append(line)
        elif not line.strip() or line.lstrip().startswith("#"):
            remarks.append(line)
        else:
            remarks = []
    return "".join(kept).rstrip() + "\n"
