"""Every setting of the policy files as a table: the reference, the starter's comments and the messages read it."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo

from bellwarden.policy.places import Path
from bellwarden.policy.table import Table
from bellwarden.policy.tables import NAMED, SINGLES

KEY = "NAME"  # stands for a name that the operator chooses


class Setting(NamedTuple):
    """One setting. `path` has NAME where the operator chooses a name; `default` is TOML, "" for one to be written."""

    path: str  # trunk.NAME.cps_max
    kind: str  # whole number, number, text, day, true or false, list of texts, or the words it takes
    default: str
    meaning: str
    write: str  # what to write there, as the messages say it


def settings() -> tuple[Setting, ...]:
    """All of them, in the order in which the starter writes them."""
    found: list[Setting] = []
    for name, table in SINGLES.items():
        found += settings_of(name, table)
    for name, table in NAMED.items():
        found += settings_of(f"{name}.{KEY}", table)
    return tuple(found)


def settings_of(path: str, table: type[Table]) -> Iterator[Setting]:
    """The settings of one table, those of its tables after its own."""
    inner: list[tuple[str, type[Table]]] = []
    for name, field in table.model_fields.items():
        written = field.alias or name
        below = table_below(field)
        if below is None:
            yield Setting(
                f"{path}.{written}", _kind(field.annotation), _default(field), field.description or "", _write(field)
            )
        else:
            named = get_origin(field.annotation) is dict
            inner.append((f"{path}.{written}.{KEY}" if named else f"{path}.{written}", below))
    for inner_path, below in inner:
        yield from settings_of(inner_path, below)


def reference() -> str:
    """All settings as a table in Markdown, for the reference."""
    lines = ["| setting | takes | default | meaning |", "| --- | --- | --- | --- |"]
    for setting in settings():
        default = f"`{setting.default}`" if setting.default else ""
        lines.append(f"| `{setting.path}` | {setting.kind} | {default} | {setting.meaning} |")
    return "\n".join(lines) + "\n"


def table_at(path: Path) -> type[Table] | None:
    """The model of the table at a path of the files; None where there is none."""
    if not path or not isinstance(path[0], str):
        return None
    table, rest = SINGLES.get(path[0]), path[1:]
    if table is None:
        table, rest = NAMED.get(path[0]), path[2:]
    for part in rest:
        if table is None:
            return None
        if isinstance(part, int):
            continue
        field = field_of(table, part)
        if field is not None:
            table = table_below(field)
    return table


def field_of(table: type[Table], written: str) -> FieldInfo | None:
    """The field behind a setting's written name."""
    for name, field in table.model_fields.items():
        if (field.alias or name) == written:
            return field
    return None


def own_settings_of(table: type[Table]) -> list[str]:
    """Written names of a table's plain settings, those of its tables left out."""
    return [field.alias or name for name, field in table.model_fields.items() if table_below(field) is None]


def written_names(table: type[Table]) -> list[str]:
    return [field.alias or name for name, field in table.model_fields.items()]


def write_at(path: Path) -> str:
    """What to write at a path, or ""."""
    parts = list(path)
    while parts and isinstance(parts[-1], int):
        parts.pop()
    if not parts or not isinstance(parts[-1], str):
        return ""
    table = table_at(tuple(parts[:-1]))
    field = None if table is None else field_of(table, parts[-1])
    return "" if field is None else _write(field)


def table_below(field: FieldInfo) -> type[Table] | None:
    """The table that a field holds, one or many; None for a plain setting."""
    for candidate in (field.annotation, *get_args(field.annotation)):
        if isinstance(candidate, type) and issubclass(candidate, Table):
            return candidate
    return None


def _write(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("write", "")) if isinstance(extra, dict) else ""


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is UnionType:
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is list:
        return "list of texts"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(word.value for word in annotation)
    return {int: "whole number", float: "number", bool: "true or false", date: "day"}.get(annotation, "text")


def _default(field: FieldInfo) -> str:
    """As TOML; "" where something has to be written or nothing is the default."""
    if field.is_required() or field.default is None:
        return ""
    return toml(field.default)


def toml(value: object) -> str:
    """A plain value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return toml(value.value)
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, str):
        if '"' in value and "'" not in value:
            return f"'{value}'"
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
