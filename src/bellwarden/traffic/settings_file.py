"""Reads traffic.toml: every fault with line, field, reason and what to do."""

import re
import tomllib
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from bellwarden.policy.places import Path, locate
from bellwarden.policy.problem import Problem, and_list, did_you_mean, dotted
from bellwarden.traffic.conditions import check, compiled
from bellwarden.traffic.detector import Detector, Line
from bellwarden.traffic.settings import Condition, Declared, TrafficSettings

TABLES: Final = ("line", "lists", "declared", "condition")
LISTS: Final = ("policy", "dnc", "reserved", "zones", "hot_blocks", "high_cost")


class SettingsFault(Exception):
    """What is wrong with the file; `problems` name line and field."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    value: float
    source: str


class _Declared(msgspec.Struct, forbid_unknown_fields=True):
    profile: Declared
    consent: str


class _Condition(msgspec.Struct, forbid_unknown_fields=True):
    when: str
    title: str = ""
    case: bool = False


class _Reading:
    """One file being read: its places, and what is wrong so far."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = locate(text)
        self.problems: list[Problem] = []

    def wrong(self, path: Path, reason: str) -> None:
        lines = (self._lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self._lines)
        self.problems.append(Problem(self._name, next(lines, 1), dotted(path), reason))

    def table(self, path: Path, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.wrong(path, f"is no table; write it as [{dotted(path)}]")
        return {}

    def take(self, path: Path, value: Any, kind: type[Any]) -> Any:
        """The value as a struct, or None with a problem noted."""
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            said, _, where = str(error).partition(" - at `$")
            inner = tuple(one for one in where.rstrip("`").split(".") if one)
            self.wrong((*path, *inner), f"{said[:1].lower()}{said[1:]}; it has {_fields(kind)}")
        return None


def read_settings(data: bytes, detectors: Mapping[str, Detector], name: str = "traffic.toml") -> TrafficSettings:
    """SettingsFault with all that is wrong."""
    try:
        text = data.decode("utf-8-sig")
        tables = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsFault([Problem(name, _line_of(str(error)), "", f"is no TOML: {error}")]) from None
    reading = _Reading(name, text)
    for table in tables.keys() - set(TABLES):
        reading.wrong(
            (table,), f"there is no such table{did_you_mean(table, TABLES) or f'; there are {and_list(list(TABLES))}'}"
        )
    found = TrafficSettings(
        lines=_lines(reading, tables.get("line", {}), detectors),
        conditions=_conditions(reading, tables.get("condition", {})),
        declared=_declared(reading, tables.get("declared", {})),
        lists=_lists(reading, tables.get("lists", {})),
    )
    if reading.problems:
        raise SettingsFault(sorted(reading.problems))
    return found


def _lines(reading: _Reading, value: Any, detectors: Mapping[str, Detector]) -> dict[str, Line]:
    found = {}
    for detector, lines in reading.table(("line",), value).items():
        known = detectors.get(detector)
        if known is None:
            reading.wrong(("line", detector), f"there is no such detector{_names(detector, detectors)}")
            continue
        for name, written in reading.table(("line", detector), lines).items():
            path = ("line", detector, name)
            if name not in known.lines:
                reading.wrong(path, f"{detector} has no such line{_names(name, known.lines)}")
            elif (line := reading.take(path, written, _Line)) is not None:
                if 0 < known.lines[name].value < 1 and not 0 < line.value < 1:
                    reading.wrong((*path, "value"), "is a share; write it between 0 and 1, as 0.2 for 20 %")
                if not line.source.strip():
                    reading.wrong((*path, "source"), "is empty; say who decided it, when, from what")
                found[f"{detector}.{name}"] = Line(line.value, known.lines[name].unit, line.source)
    return found


def _conditions(reading: _Reading, value: Any) -> tuple[Condition, ...]:
    found = []
    for name, written in reading.table(("condition",), value).items():
        taken = reading.take(("condition", name), written, _Condition)
        if taken is None:
            continue
        faults = check(taken.when)
        for fault in faults:
            reading.wrong(("condition", name, "when"), fault)
        if not faults:
            found.append(Condition(name, taken.when, taken.title or name, compiled(taken.when), taken.case))
    return tuple(found)


def _declared(reading: _Reading, value: Any) -> dict[str, Declared]:
    found = {}
    for name, written in reading.table(("declared",), value).items():
        taken = reading.take(("declared", name), written, _Declared)
        if taken is not None and not taken.consent.strip():
            reading.wrong(("declared", name, "consent"), "is empty; say where the proof of consent is on file")
        elif taken is not None:
            found[name] = taken.profile
    return found


def _lists(reading: _Reading, value: Any) -> dict[str, str]:
    found = {}
    for name, written in reading.table(("lists",), value).items():
        if name not in LISTS:
            reading.wrong(("lists", name), f"there is no such list{_names(name, LISTS)}")
        elif not isinstance(written, str) or not written:
            reading.wrong(("lists", name), "is no path; write one in quotes, below the home or absolute")
        else:
            found[name] = written
    return found


def _names(wrong: str, known: Collection[str]) -> str:
    return did_you_mean(wrong, known) or f"; there are {and_list(sorted(known))}"


def _fields(kind: type[Any]) -> str:
    return and_list(list(kind.__struct_fields__))


def _line_of(said: str) -> int:
    """From tomllib's "… (at line 3, column 5)"."""
    found = re.search(r"line (\d+)", said)
    return int(found.group(1)) if found else 1
