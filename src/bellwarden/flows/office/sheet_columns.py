"""The columns of sheets of customers, trunks and numbers: which there are, and what a cell's text means."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, Final, NamedTuple

from bellwarden.flows.office import caller_ids, customers, trunks
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.declared import DeclaredPattern
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.policy.single import plain_settings, typed
from bellwarden.policy.table import Table
from bellwarden.policy.tables import CustomerTable, TrunkTable

CELL_MAX: Final = 20_000  # characters
DECLARED: Final = "declared."
# In these an empty cell says nothing; elsewhere it empties the field.
_LEFT_ALONE: Final = frozenset(
    ("key", "name", "kind", "standing", "basis", "role", "addresses", "numbers", "external_id")
)


class Kind(str, Enum):
    """What a sheet holds, in the order in which sheets are taken in."""

    CUSTOMERS = "customers"
    TRUNKS = "trunks"
    NUMBERS = "numbers"


class Columns(NamedTuple):
    """`needed`: a sheet of this kind has the first of these; the kinds are told apart by them."""

    needed: tuple[str, ...]
    plain: tuple[str, ...]
    table: type[Table] | None = None  # whose settings are columns, too
    declared: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every column, in the order of an export."""
        settings = plain_settings(self.table) if self.table is not None else ()
        return (*self.plain, *settings, *(DECLARED + name for name in self.declared))

    def name_of(self, header: str) -> str | None:
        """The column that a header means: "CPS max" is cps_max."""
        plain = header.strip().lower().replace(" ", "_").replace("-", "_")
        return plain if plain in self.names else None

    def column_of(self, field: str) -> str:
        """The column that a fault's field stands in."""
        name = field.removeprefix("settings.").partition("[")[0]
        return name if name in self.names else field


COLUMNS: Final[Mapping[Kind, Columns]] = {
    Kind.CUSTOMERS: Columns(
        ("name",),
        tuple(name for name in customers.FIELDS if name not in ("settings", "declared")),
        CustomerTable,
        tuple(field.name for field in fields(DeclaredPattern)),
    ),
    Kind.TRUNKS: Columns(("addresses",), tuple(name for name in trunks.FIELDS if name != "settings"), TrunkTable),
    Kind.NUMBERS: Columns(("numbers", "customer"), ("customer", *caller_ids.FIELDS)),
}
_DECLARED_KINDS: Final = {field.name: field.type for field in fields(DeclaredPattern)}


class Cells(NamedTuple):
    """A row's values by field. In `settings` and `declared` None stands for an emptied cell."""

    kind: Kind
    values: Mapping[str, Any]
    settings: Mapping[str, Any]
    declared: Mapping[str, Any]
    owner: str = ""  # of numbers: the customer

    @property
    def name(self) -> str:
        """By which people know the row, and by which a second one of the same is seen."""
        if self.kind is Kind.NUMBERS:
            return f"{self.owner} {self.values.get('numbers', '')}"
        return str(self.values.get("external_id") or self.values.get("key") or self.values.get("name") or "")

    @property
    def whole(self) -> dict[str, Any]:
        """What a new row is made of."""
        made = dict(self.values)
        if self.settings:
            made["settings"] = _less_nothing(self.settings)
        if self.declared:
            made["declared"] = _less_nothing(self.declared)
        return made

    def onto(self, kept: CustomerRecord | TrunkRecord) -> dict[str, Any]:
        """What a kept row is changed by: settings whose column is not there stay as they are."""
        made = dict(self.values)
        if self.settings:
            made["settings"] = _less_nothing({**kept.settings, **self.settings})
        if self.declared and isinstance(kept, CustomerRecord):
            made["declared"] = _less_nothing({**kept.declared, **self.declared})
        return made


def _less_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def kind_of(header: Sequence[str]) -> Kind | None:
    """What a sheet with this header holds."""
    for kind in (Kind.NUMBERS, Kind.TRUNKS, Kind.CUSTOMERS):
        columns = COLUMNS[kind]
        if set(columns.needed) <= {columns.name_of(name) for name in header}:
            return kind
    return None


def read_cells(kind: Kind, header: Sequence[str], texts: Sequence[str]) -> tuple[Cells, list[tuple[str, str]]]:
    """A row, and what is wrong with single cells as column and reason."""
    columns = COLUMNS[kind]
    values: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    declared: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for at, written in enumerate(header):
        name = columns.name_of(written)
        if name is None:
            continue
        text = texts[at].strip() if at < len(texts) else ""
        if len(text) > CELL_MAX:
            faults.append((name, f"has {len(text):,} characters, more than {CELL_MAX:,}"))
            continue
        try:
            if name in columns.plain:
                if text or name not in _LEFT_ALONE:
                    values[name] = _plain(name, text)
            elif name.startswith(DECLARED):
                declared[name.removeprefix(DECLARED)] = _declared(name.removeprefix(DECLARED), text)
            elif columns.table is not None:
                settings[name] = typed(columns.table, name, text)
        except ValueError as error:
            faults.append((name, str(error)))
    owner = str(values.pop("customer", "")) if kind is Kind.NUMBERS else ""
    return Cells(kind, values, settings, declared, owner), faults


def _plain(name: str, text: str) -> str | list[str]:
    if name == "addresses":
        return [part for part in text.replace(";", " ").replace(",", " ").split() if part]
    return text.lower() if name in ("kind", "standing", "basis", "role") else text


def _declared(name: str, text: str) -> Any:
    if not text:
        return None
    kind = _DECLARED_KINDS[name]
    if kind is str:
        return text
    # A share may be written as 0.3; counts are whole.
    table = CustomerTable
    return typed(table, "spend_1d_max" if kind is float else "cps_max", text)
