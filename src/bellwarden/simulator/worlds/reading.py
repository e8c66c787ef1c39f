"""Reads a world's folder, ours or somebody else's: what is asked of it, and what is wrong with it, by file and field.

docs/guide/world.md tells the layout. Only `cdr/`, `world.json`, `customers.json` and the truth are needed.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple


class WorldFault(Exception):
    """The folder is no world that can be used; the text names file and field and says what is missing."""


class TrueStretch(NamedTuple):
    begin: datetime
    until: datetime


class World(NamedTuple):
    """A folder that holds everything that is needed."""

    folder: Path
    name: str
    days: float
    zone: str  # of times that carry none
    declared: Mapping[str, str]  # by customer: what it says it does
    cdr: tuple[tuple[str, tuple[Path, ...]], ...]  # format → files
    truth: Path


class WorldTruth(NamedTuple):
    """By customer."""

    classes: Mapping[str, str]
    bad: Mapping[str, tuple[TrueStretch, ...]]
    calls: Mapping[str, tuple[float, ...]]  # bad ones, seconds since 1970, in order


def open_world(folder: Path) -> World:
    """WorldFault when something needed is not there."""
    if not folder.is_dir():
        raise WorldFault(f"there is no folder {folder}; `bellwarden world --out {folder}` makes one")
    about = _object(folder / "world.json")
    begin, until = (_moment(about, key, folder / "world.json") for key in ("begin", "until"))
    if until <= begin:
        raise WorldFault(f"{folder / 'world.json'}: until does not lie behind begin")
    customers = _json(folder / "customers.json")
    if not isinstance(customers, list):
        raise WorldFault(f"{folder / 'customers.json'}: is no list of customers")
    declared = {}
    for place, one in enumerate(customers):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise WorldFault(f"{folder / 'customers.json'}: customer {place + 1} has no id")
        declared[one["id"]] = str(one.get("declared", ""))
    days = float(about.get("days") or (until - begin).total_seconds() / 86_400)
    name = f"seed {about.get('seed', '?')} {about.get('size', '')} {about.get('parameters', '')}".strip()
    return World(folder, name, days, str(about.get("zone", "")), declared, _cdr(folder), _truth_file(folder))


def _cdr(folder: Path) -> tuple[tuple[str, tuple[Path, ...]], ...]:
    found = tuple(
        (dialect.name, tuple(sorted(one for one in dialect.iterdir() if one.is_file())))
        for dialect in sorted((folder / "cdr").glob("*/"))
    )
    if not any(files for _, files in found):
        raise WorldFault(f"{folder / 'cdr'}: holds no call records; they lie in cdr/FORMAT/, as cdr/asterisk/a.csv")
    return found


def _truth_file(folder: Path) -> Path:
    for name in ("truth.jsonl", "truth.jsonl.gz"):
        if (folder / name).is_file():
            return folder / name
    raise WorldFault(f"{folder}: has no truth.jsonl, which says who did wrong; nothing can be compared without it")


def read_truth(world: World) -> WorldTruth:
    """WorldFault names line and field of what can't be read. Kinds of lines that are not known are passed over."""
    classes: dict[str, str] = {}
    bad: dict[str, tuple[TrueStretch, ...]] = {}
    calls: dict[str, list[float]] = {}
    for number, line in _lines(world.truth):
        where = f"{world.truth} line {number}"
        try:
            one = json.loads(line)
            if one["kind"] == "customer":
                classes[one["id"]] = one["class"]
                bad[one["id"]] = tuple(TrueStretch(_time(begin), _time(until)) for begin, until in one["bad"])
            elif one["kind"] == "call" and one["class"]:
                calls.setdefault(one["customer"], []).append(_time(one["at"]).timestamp())
        except KeyError as error:
            raise WorldFault(f"{where}: has no {error}") from None
        except (ValueError, TypeError, AttributeError):
            raise WorldFault(f"{where}: can't be read: {line[:80].strip()}") from None
    if not classes:
        raise WorldFault(
            f'{world.truth}: names no customer; a line reads {{"kind":"customer","id":…,"class":…,"bad":…}}'
        )
    return WorldTruth(classes, bad, {key: tuple(sorted(times)) for key, times in calls.items()})


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as file:
            for number, line in enumerate(file, 1):
                yield number, line.decode("utf-8")
    except (EOFError, gzip.BadGzipFile, UnicodeDecodeError) as error:
        raise WorldFault(f"{path}: breaks off or is damaged ({error})") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorldFault(f"{path.parent}: has no {path.name}") from None
    except ValueError as error:
        raise WorldFault(f"{path}: is no JSON ({error})") from None


def _object(path: Path) -> dict[str, Any]:
    found = _json(path)
    if not isinstance(found, dict):
        raise WorldFault(f"{path}: is no JSON object")
    return found


def _moment(about: Mapping[str, Any], key: str, path: Path) -> datetime:
    try:
        return _time(about[key])
    except KeyError:
        raise WorldFault(f"{path}: has no {key}") from None
    except (ValueError, TypeError):
        raise WorldFault(f"{path}: {key} is no time; write 2026-05-31T00:00:00Z") from None


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
