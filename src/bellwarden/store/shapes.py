"""Between a record and its row: a record's fields are the row's columns, told apart by their types."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple, get_type_hints

import msgspec
from django.db import models

from bellwarden.flows.office.audit_chain import exact_json
from bellwarden.model.office.row import Row
from bellwarden.ports.office import Unfit
from bellwarden.store.fields import JSON_MAX

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGER_MAX: Final = 2**63 - 1

Converted = Callable[[Any], Any]


class Column(NamedTuple):
    """One field both ways. `kept` raises Unfit for what no database may hold."""

    name: str  # in the record, and Django's name of the column
    kept: Converted
    read: Converted


def moment_of(at: float) -> datetime | None:
    """A time as it is kept: to the microsecond; 0.0 is none."""
    return _EPOCH + timedelta(microseconds=round(at * 1_000_000)) if at else None


def seconds_of(at: datetime | None) -> float:
    return 0.0 if at is None else (at - _EPOCH) / timedelta(seconds=1)


@cache
def columns_of(record: type[Row], model: type[models.Model]) -> tuple[Column, ...]:
    """The columns of a record, in the order of its fields. Both must have exactly the same, see tests/store."""
    hints = get_type_hints(record)
    kept = {field.attname: field for field in model._meta.concrete_fields}
    return tuple(_column(one.name, hints[one.name], kept[one.name]) for one in fields(record))


def _column(name: str, hint: Any, field: "models.Field[Any, Any]") -> Column:
    if isinstance(field, models.DateTimeField):
        return Column(name, lambda value: moment_of(_finite(name, value)), seconds_of)
    if isinstance(field, models.ForeignKey):
        return Column(name, lambda value: _whole(name, value) or None, lambda value: value or 0)
    if isinstance(field, models.JSONField):
        return Column(name, lambda value: fit_json(name, value), lambda value: msgspec.convert(value, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Column(name, lambda value: hint(value).value, hint)
    if hint is str:
        longest = field.max_length
        return Column(name, lambda value: fit_text(name, value, longest), _same)
    if hint is int:
        return Column(name, lambda value: _whole(name, value), _same)
    if hint is float:
        return Column(name, lambda value: _finite(name, value), _same)
    return Column(name, _same, _same)


def fit_text(name: str, value: str, longest: int | None) -> str:
    """SQLite keeps NUL and any length, PostgreSQL neither: both are refused here, so that a home can move."""
    if "\0" in value:
        raise Unfit(f"{name} holds a NUL sign; take it out")
    if longest is not None and len(value) > longest:
        raise Unfit(f"{name} is {len(value)} characters long; at most {longest} are kept")
    if not value.isascii():
        _encodable(name, value)
    return str(value)


def _encodable(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unfit(f"{name} holds half a character (a lone surrogate); write it again") from None


def fit_json(name: str, value: Any) -> Any:
    """What JSON can say, as plain lists, dicts and texts."""
    built = msgspec.to_builtins(value, enc_hook=_plain)
    try:
        text = exact_json(built)
    except ValueError:
        raise Unfit(f"{name} holds a number that is none (infinite or not a number)") from None
    fit_text(name, text, JSON_MAX)
    if "\\u0000" in text:
        raise Unfit(f"{name} holds a NUL sign; take it out")
    return built


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} is no JSON")


def _whole(name: str, value: int) -> int:
    if not -_INTEGER_MAX <= value <= _INTEGER_MAX:
        raise Unfit(f"{name} is too large a number")
    return int(value)


def _finite(name: str, value: float) -> float:
    if not -1e18 < value < 1e18:
        raise Unfit(f"{name} is no usable number: {value}")
    return float(value)


def _same(value: Any) -> Any:
    return value
