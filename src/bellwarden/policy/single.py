"""One customer's or trunk's table looked at alone, as a form or a row of a sheet hands it in.

What needs the other tables (doubly held numbers, shared addresses, files) is looked at when the whole policy is read.
"""

from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, get_args, get_origin

from bellwarden.policy.entries import EntryError, read_owned_entry
from bellwarden.policy.problem import ProblemLog, shown
from bellwarden.policy.settings import field_of, own_settings_of, table_below
from bellwarden.policy.shape import validate
from bellwarden.policy.table import Table
from bellwarden.policy.tables import NAMED, CustomerTable

# What the office keeps in columns and rows of their own, and not among a table's other settings.
CUSTOMER_COLUMNS: Final = frozenset(("name", "upstream", "numbers", "caller_ids"))
# Written in a policy file before the office became its author, and kept as they were: no form or sheet touches them.
CUSTOMER_KEPT: Final = frozenset(("standing", "proof"))
TRUNK_COLUMNS: Final = frozenset(("addresses", "role", "customer"))

_TRUE: Final = frozenset(("true", "yes", "on", "1"))
_FALSE: Final = frozenset(("false", "no", "off", "0"))


class Fault(NamedTuple):
    """`field` is the setting's name, `identify[1].header` where it lies deeper."""

    field: str
    reason: str


def customer_faults(settings: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What is wrong with a customer's settings, its columns left out."""
    return _faults("customer", {**settings, "name": "-"}, CUSTOMER_COLUMNS & settings.keys())


def trunk_faults(settings: Mapping[str, Any], addresses: tuple[str, ...]) -> tuple[Fault, ...]:
    """What is wrong with a trunk's settings and addresses."""
    return _faults("trunk", {**settings, "addresses": list(addresses)}, TRUNK_COLUMNS & settings.keys())


def revived(table: type[Table], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as they were kept in JSON, which has no days, as the policy's readers and writers take them."""
    made: dict[str, Any] = {}
    for name, value in settings.items():
        field = field_of(table, name)
        below = None if field is None else table_below(field)
        if below is not None and isinstance(value, Mapping):
            value = revived(below, value)
        elif below is not None and isinstance(value, list):
            value = [revived(below, one) if isinstance(one, Mapping) else one for one in value]
        elif field is not None and field.annotation is date and isinstance(value, str) and not day_fault(value):
            value = date.fromisoformat(value)
        made[name] = value
    return made


def _faults(kind: str, settings: Mapping[str, Any], misplaced: frozenset[str]) -> tuple[Fault, ...]:
    log, table = ProblemLog(), NAMED[kind]
    validate(table, (kind, "-"), revived(table, settings), log)
    faults = [Fault(one.field.removeprefix(f"{kind}.-."), one.reason) for one in log.all()]
    faults += [Fault(name, "has a column of its own; it can't stand among the settings") for name in sorted(misplaced)]
    return tuple(faults)


def numbers_fault(text: str, country: str) -> str:
    """Why numbers, ranges or prefixes, with commas between, can't be somebody's; "" when they can."""
    for part in text.split(","):
        try:
            read_owned_entry(part.strip(), country)
        except EntryError as error:
            return str(error)
    return ""


def plain_settings(table: type[Table]) -> tuple[str, ...]:
    """The settings of a table that a single cell or field can hold, its columns left out."""
    left_out = CUSTOMER_COLUMNS | CUSTOMER_KEPT if table is CustomerTable else TRUNK_COLUMNS
    return tuple(name for name in own_settings_of(table) if name not in left_out)


def typed(table: type[Table], name: str, text: str) -> Any:
    """A setting out of a cell's text; None when nothing is written. ValueError says what was wanted."""
    field = field_of(table, name)
    if field is None or table_below(field) is not None:
        raise ValueError("there is no setting of this name")
    written = text.strip()
    if not written:
        return None
    annotation = field.annotation
    if get_origin(annotation) is UnionType:
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is list:
        return [part for part in written.replace(";", " ").replace(",", " ").split() if part]
    if annotation is bool:
        return _switch(written)
    if annotation is int:
        return _whole(written)
    if annotation is float:
        return _amount(written)
    return written


def _switch(text: str) -> bool:
    lower = text.lower()
    if lower in _TRUE | _FALSE:
        return lower in _TRUE
    raise ValueError(f"{shown(text)} is neither yes nor no; write true or false")


def _whole(text: str) -> int:
    plain = text.replace(",", "").removesuffix(".0")
    if plain.isascii() and plain.removeprefix("-").isdigit() and len(plain) <= 18:
        return int(plain)
    raise ValueError(f"{shown(text)} is no whole number; write one such as 30")


def _amount(text: str) -> float:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        raise ValueError(f"{shown(text)} is no number; write one such as 0.35") from None
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(f"{shown(text)} is no number; write one such as 0.35")
    return number


def day_fault(text: str) -> str:
    """Why a text is no day; "" when it is one."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"{shown(text)} is no day; write year-month-day, such as 2027-06-30"
    return ""
