"""Trunks are entered, changed and taken out: where calls come in from, and whose they are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bellwarden.flows.office.customers import Known, known_to
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.fields import gathered, keep, lasting_key, still_as_seen
from bellwarden.flows.office.telling import Put, told
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.people import Right
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import TrunkRole
from bellwarden.policy import forms
from bellwarden.policy.single import trunk_faults
from bellwarden.ports.office import Conflict, Desk

FIELDS: Final = ("key", "external_id", "role", "customer", "addresses", "settings")
ADDRESSES_MAX: Final = 10_000


def create(world: OfficeWorld, values: Mapping[str, Any]) -> TrunkRecord:
    """Enter a trunk. BadInput names every field that can't be."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return add(desk, values)


def change(world: OfficeWorld, trunk_id: int, values: Mapping[str, Any], version: int = 0) -> TrunkRecord:
    """Change the given fields. Conflict when `version` is older than what is kept."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return alter(desk, desk.trunks.get(trunk_id), values, version).row


def put(world: OfficeWorld, external_id: str, values: Mapping[str, Any], version: int = 0) -> Put[TrunkRecord]:
    """Enter or change the trunk that another system calls so; twice is as good as once."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return put_on(desk, external_id, values, version)


def put_on(desk: Desk, external_id: str, values: Mapping[str, Any], version: int = 0) -> Put[TrunkRecord]:
    kept = desk.trunks.find(external_id=external_id)
    given = {**values, "external_id": external_id}
    if kept is not None:
        return alter(desk, kept, given, version)
    if version:
        raise Conflict(f"there is no trunk {external_id} any more; nothing of yours was written")
    return Put(add(desk, given), True, True)


def remove(world: OfficeWorld, trunk_id: int, reason: str) -> None:
    """Take a trunk out: from the next published policy on its addresses get no answer."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        row = desk.trunks.get(trunk_id)
        desk.trunks.delete(row)
        desk.audit("trunk.remove", row, before=told(None, row).after, reason=reason)


def add(desk: Desk, values: Mapping[str, Any]) -> TrunkRecord:
    """A new trunk, within a transaction."""
    row = read(known_to(desk), TrunkRecord(key=str(values.get("key") or "").strip()), values)
    if desk.trunks.find(key=row.key) is not None:
        raise BadInput([FieldFault("key", f"trunk {row.key} is there already; choose another name")])
    kept = desk.trunks.add(row)
    desk.audit("trunk.create", kept, *told(None, kept))
    return kept


def alter(desk: Desk, kept: TrunkRecord, values: Mapping[str, Any], version: int = 0) -> Put[TrunkRecord]:
    """Change the given fields of a row; what is the same already is not written again."""
    still_as_seen(f"trunk {kept.key}", kept, version)
    return keep(desk, desk.trunks, kept, read(known_to(desk), kept, values), "trunk.change")


def read(known: Known, row: TrunkRecord, values: Mapping[str, Any]) -> TrunkRecord:
    """The row with the values in it; BadInput with everything that is wrong."""
    changes, faults = gathered(FIELDS, values, lambda name, value: _field(known, row, name, value))
    for name, why in (("key", "is missing; write the trunk's name"), ("addresses", "is missing: who may ask over it")):
        if not row.id and name not in values:
            faults.append(FieldFault(name, why))
    after = replace(row, **changes)
    faults += [
        FieldFault(field if field.startswith("addresses") else f"settings.{field}", reason)
        for field, reason in trunk_faults(after.settings, after.addresses)
        if not (field.startswith("addresses") and any(one.field == "addresses" for one in faults))
    ]
    if faults:
        raise BadInput(faults)
    return after


def _field(known: Known, row: TrunkRecord, name: str, value: Any) -> dict[str, Any]:
    if name == "settings":
        if not isinstance(value, Mapping):
            raise ValueError("is a table of settings")
        return {name: {str(key): one for key, one in value.items() if one is not None}}
    if name == "addresses":
        return {name: _addresses(value)}
    if name == "role":
        try:
            return {name: TrunkRole(value)}
        except ValueError:
            raise ValueError(f"is one of {', '.join(one.value for one in TrunkRole)}") from None
    if not isinstance(value, str) or len(value) > 120 or not value.isprintable():
        raise ValueError("write a line of at most 120 printable characters")
    text = value.strip()
    if name == "customer":
        return {"customer_id": _customer(known, text)}
    if name == "key":
        lasting_key(row.key if row.id else "", text, "gates and call log know the trunk")
    return {name: text}


def _addresses(value: Any) -> tuple[str, ...]:
    """In the spelling in which sources are compared, each once."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError("is a list of addresses")
    if not value or len(value) > ADDRESSES_MAX:
        raise ValueError(f"has {len(value):,} addresses; write 1 to {ADDRESSES_MAX:,}")
    return tuple(dict.fromkeys(forms.address(one.strip()) for one in value))


def _customer(known: Known, name: str) -> int:
    customer = known.named(name) if name else None
    if name and customer is None:
        raise ValueError(f"there is no customer {name}")
    return customer.id if customer else 0
