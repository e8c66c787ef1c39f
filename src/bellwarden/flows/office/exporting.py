"""Customers, trunks and numbers go out as sheets, in the columns in which they come in again."""

from collections.abc import Iterator, Mapping
from enum import Enum

from bellwarden.flows.office.every import every
from bellwarden.flows.office.import_plan import Sheet
from bellwarden.flows.office.sheet_columns import COLUMNS, DECLARED, Kind
from bellwarden.flows.office.telling import VEILED
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.people import Right
from bellwarden.model.office.row import Row
from bellwarden.ports.office import Desk


def export(world: OfficeWorld, kinds: tuple[Kind, ...], *, personal: bool = False) -> tuple[Sheet, ...]:
    """The sheets of these kinds. `personal`: with mail addresses, telephone and address, which takes the right to read
    them; the reading is one event of the audit trail (47 CFR 64.2010(a))."""
    need(world, Right.READ)
    if personal:
        need(world, Right.READ_CPNI)
    with world.office.reading() as desk:
        keys = {row.id: row.key for row in every(desk.customers)}
        sheets = tuple(_sheet(desk, kind, keys, personal) for kind in kinds)
    with world.office.writing(world.actor) as desk:
        counts: dict[str, object] = {sheet.name: len(sheet.rows) for sheet in sheets}
        desk.audit("customer.export_cpni" if personal else "customer.export", after=counts)
    return sheets


def _sheet(desk: Desk, kind: Kind, keys: Mapping[int, str], personal: bool) -> Sheet:
    header = tuple(name for name in COLUMNS[kind].names if personal or name not in VEILED)
    rows = tuple((at, tuple(_cell(row, name, keys) for name in header)) for at, row in enumerate(_rows(desk, kind), 2))
    return Sheet(kind.value, header, rows)


def _rows(desk: Desk, kind: Kind) -> Iterator[Row]:
    if kind is Kind.CUSTOMERS:
        yield from every(desk.customers)
    elif kind is Kind.TRUNKS:
        yield from every(desk.trunks)
    else:
        yield from every(desk.caller_id_rights)


def _cell(row: Row, name: str, keys: Mapping[int, str]) -> str:
    if name == "customer":
        return keys.get(getattr(row, "customer_id", 0), "")
    if name == "parent" and isinstance(row, CustomerRecord):
        return keys.get(row.parent_id, "")
    if name.startswith(DECLARED) and isinstance(row, CustomerRecord):
        return _text(row.declared.get(name.removeprefix(DECLARED)))
    if hasattr(row, name):
        return _text(getattr(row, name))
    return _text(getattr(row, "settings", {}).get(name))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return str(value)
