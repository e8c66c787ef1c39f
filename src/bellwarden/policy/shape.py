"""From the bytes of the policy files to checked tables: TOML, joined over the files, each table against its model."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bellwarden.policy.places import Path, Place, locate
from bellwarden.policy.problem import Problem, ProblemLog, did_you_mean, dotted, no_such, shown
from bellwarden.policy.settings import table_at, write_at, written_names
from bellwarden.policy.stir_tables import StirTable
from bellwarden.policy.table import Table
from bellwarden.policy.tables import (
    NAMED,
    SINGLES,
    CarrierTable,
    CheckTable,
    ConditionTable,
    CostsTable,
    CustomerTable,
    FaultsTable,
    InventoryTable,
    ListTable,
    NumberingTable,
    RateTable,
    TrunkTable,
)

TOML_MAX = 16_000_000  # bytes of one policy file; big lists have files of their own
NAME_MAX = 64
NAME_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.")
# Within these a name's table is one unit: written in one file, not pieced together from several.
_UNITS = ("trunk", "customer", "list", "condition", "rate")

AnyTable = TypeVar("AnyTable", bound=Table)


@dataclass(slots=True)
class Tables:
    """The tables that passed, by name. `written` also names those that did not, so that they are not called unknown."""

    carrier: CarrierTable | None = None
    faults: FaultsTable = field(default_factory=FaultsTable)
    inventory: InventoryTable = field(default_factory=InventoryTable)
    numbering: NumberingTable = field(default_factory=NumberingTable)
    costs: CostsTable = field(default_factory=CostsTable)
    stir: StirTable = field(default_factory=StirTable)
    trunks: dict[str, TrunkTable] = field(default_factory=dict)
    customers: dict[str, CustomerTable] = field(default_factory=dict)
    checks: dict[str, CheckTable] = field(default_factory=dict)
    lists: dict[str, ListTable] = field(default_factory=dict)
    conditions: dict[str, ConditionTable] = field(default_factory=dict)
    rates: dict[str, RateTable] = field(default_factory=dict)
    written: dict[str, frozenset[str]] = field(default_factory=dict)
    complete: bool = True  # every policy file could be read, so what is named nowhere does not exist


def read_tables(files: Mapping[str, bytes], log: ProblemLog) -> Tables:
    """Every `*.toml` of the folder holds any of the tables; the split over files is the operator's own."""
    joined: dict[str, Any] = {}
    places: dict[Path, Place] = {}
    complete = True
    for name in sorted(files):
        if not name.endswith(".toml"):
            continue
        text = _text(name, files[name], log)
        parsed = None if text is None else _parse(name, text, log)
        if text is None or parsed is None:
            complete = False
            continue
        here = {path: Place(name, line) for path, line in locate(text).items()}
        _join(joined, parsed, (), _Joint(here, places, log))
        for path, place in here.items():
            places.setdefault(path, place)
    log.know(places)
    tables = _check(joined, log)
    tables.complete = complete
    if tables.carrier is None and "carrier" not in joined and complete:
        log.error(("carrier",), 'is missing; write a table [carrier] with at least name = "your company"')
    return tables


def _text(name: str, data: bytes, log: ProblemLog) -> str | None:
    if len(data) > TOML_MAX:
        reason = f"has {len(data):,} bytes, more than {TOML_MAX:,}; move long lists into files under lists/"
        log.put(Problem(name, 1, "", reason))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        log.put(Problem(name, line, "", reason))
        return None


def _parse(name: str, text: str, log: ProblemLog) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, where = str(error).partition(" (at ")
        line, column = _position(where, text)
        log.put(Problem(name, line, "", _toml_advice(said, column, text.split("\n")[line - 1])))
    except RecursionError:
        log.put(Problem(name, 1, "", "brackets are nested too deeply; a setting holds at most a list of texts"))
    return None


def _position(where: str, text: str) -> tuple[int, int]:
    """Line and column from tomllib's "line 3, column 5)" or "end of document)"."""
    words = where.rstrip(")").replace(",", "").split()
    if len(words) == 4 and words[1].isdigit() and words[3].isdigit():
        return int(words[1]), int(words[3])
    return max(1, text.rstrip("\n").count("\n") + 1), 0


def _toml_advice(said: str, column: int, line: str) -> str:
    where = f" in column {column}" if column else ""
    advice = ""
    if not column:
        said, advice = "the file ends too early", "; a closing bracket or quote is missing"
    elif said == "Invalid value":
        advice = '; write text in quotes: name = "text"'
    elif said.startswith(("Cannot declare", "Cannot overwrite")):
        said = "this is written twice in this file"
        advice = "; keep one of the two, and write one table's settings either all with [ ] or all with dots"
    elif said.startswith("Expected '='"):
        advice = "; a line is either [table] or setting = value; quote a name that has other signs than A-Z a-z 0-9 _ -"
    elif said.startswith(("Unclosed", "Unterminated")):
        advice = "; a closing bracket or quote is missing"
    return f"is not TOML{where}: {said[:1].lower()}{said[1:]}{advice} (the line reads: {shown(line.strip())})"


@dataclass(frozen=True, slots=True)
class _Joint:
    """What joining one file into the others needs to know."""

    here: Mapping[Path, Place]  # places of this file
    places: Mapping[Path, Place]  # places of everything joined before it
    log: ProblemLog


def _join(into: dict[str, Any], table: dict[str, Any], path: Path, joint: _Joint) -> None:
    for key, value in table.items():
        inner = (*path, key)
        known = into.get(key)
        whole = len(inner) >= 2 and inner[0] in _UNITS
        if key not in into:
            into[key] = value
        elif isinstance(known, dict) and isinstance(value, dict) and not whole:
            _join(known, value, inner, joint)
        else:
            first, second = joint.places[inner], joint.here[inner]
            reason = f"is already written in {first.file}:{first.line}; keep one of the two"
            joint.log.put(Problem(second.file, second.line, dotted(inner), reason))


def _check(joined: dict[str, Any], log: ProblemLog) -> Tables:
    tables = Tables()
    known = [*SINGLES, *NAMED]
    for name, value in joined.items():
        if name not in known:
            log.error((name,), no_such(f"table [{name}]", name, known))
        elif not isinstance(value, dict):
            log.error((name,), f"is {_kind(value)}; write it as a table [{name}{'.NAME' if name in NAMED else ''}]")
        elif name in NAMED:
            tables.written[name] = frozenset(value)
    tables.carrier = _single(CarrierTable, "carrier", joined, log)
    tables.faults = _single(FaultsTable, "faults", joined, log) or tables.faults
    tables.inventory = _single(InventoryTable, "inventory", joined, log) or tables.inventory
    tables.numbering = _single(NumberingTable, "numbering", joined, log) or tables.numbering
    tables.costs = _single(CostsTable, "costs", joined, log) or tables.costs
    tables.stir = _single(StirTable, "stir", joined, log) or tables.stir
    tables.trunks = _named(TrunkTable, "trunk", joined, log)
    tables.customers = _named(CustomerTable, "customer", joined, log)
    tables.checks = _named(CheckTable, "check", joined, log)
    tables.lists = _named(ListTable, "list", joined, log)
    tables.conditions = _named(ConditionTable, "condition", joined, log)
    tables.rates = _named(RateTable, "rate", joined, log)
    return tables


def _single(model: type[AnyTable], name: str, joined: dict[str, Any], log: ProblemLog) -> AnyTable | None:
    value = joined.get(name)
    return validate(model, (name,), value, log) if isinstance(value, dict) else None


def _named(model: type[AnyTable], name: str, joined: dict[str, Any], log: ProblemLog) -> dict[str, AnyTable]:
    found: dict[str, AnyTable] = {}
    tables = joined.get(name)
    for key, value in tables.items() if isinstance(tables, dict) else ():
        path = (name, key)
        if not isinstance(value, dict):
            log.error(path, f"is {_kind(value)}; write the settings under a table [{name}.NAME]")
        elif not key or len(key) > NAME_MAX or not NAME_SIGNS.issuperset(key):
            log.error(path, f"a name has 1 to {NAME_MAX} of the signs A-Z a-z 0-9 _ - . and this one has others")
        else:
            table = validate(model, path, value, log)
            if table is not None:
                found[key] = table
    return found


def validate(model: type[AnyTable], path: Path, value: Mapping[str, Any], log: ProblemLog) -> AnyTable | None:
    """One table against its model; None when it has errors, which the log then has."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            inner: Path = (*path, *detail["loc"])
            log.error(inner, _reason(inner, detail))
    return None


def _reason(path: Path, detail: ErrorDetails) -> str:
    """One of pydantic's errors in the operator's words."""
    kind, value = detail["type"], detail["input"]
    context: dict[str, Any] = detail.get("ctx", {})
    write = write_at(path)
    wanted = f"; write {write}" if write else ""
    match kind:
        case "missing":
            return f"is missing{wanted}"
        case "extra_forbidden":
            table = table_at(path[:-1])
            known = written_names(table) if table is not None else []
            return no_such("setting of this name here", str(path[-1]), known)
        case "greater_than_equal":
            return f"{shown(value)} is below {context['ge']:g}{wanted}"
        case "less_than_equal":
            return f"{shown(value)} is above {context['le']:g}{wanted}"
        case "enum":
            words = str(context["expected"]).replace("'", '"')
            known = [word.strip('" ') for word in words.replace(" or ", ",").split(",")]
            return f"{shown(value)} is not {words}{did_you_mean(str(value), known)}"
        case "value_error":
            return str(context["error"])
        case "string_too_short" | "too_short":
            return f"is empty{wanted}"
        case "string_too_long" | "too_long":
            return f"is longer than {context['max_length']:,}{wanted}"
    return f"{shown(value)} is {_kind(value)}{wanted or '; write a table'}"


def _kind(value: object) -> str:
    for kind, words in (
        (bool, "true or false"),
        (int, "a whole number"),
        (float, "a number with a point"),
        (str, "text"),
        (list, "a list"),
        (dict, "a table"),
    ):
        if isinstance(value, kind):
            return words
    return "a date or time"
