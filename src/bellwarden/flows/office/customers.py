"""Customers and upstream providers are entered, changed and admitted: by a screen, the API or an import, all alike.

The same values twice change nothing. A standing changes by its table of moves alone (model/office/customer.py): here
a prospect is admitted or declined; what takes calls away or gives them back is an enforcement.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.fields import gathered, keep, lasting_key, still_as_seen
from bellwarden.flows.office.telling import Put, told
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.customer import MOVES, CustomerKind, CustomerRecord
from bellwarden.model.office.declared import declared_fault
from bellwarden.model.office.moves import moved
from bellwarden.model.office.people import Right
from bellwarden.model.policy import Standing
from bellwarden.policy import forms
from bellwarden.policy.shape import NAME_MAX
from bellwarden.policy.single import CUSTOMER_KEPT, Fault, customer_faults
from bellwarden.ports.office import Conflict, Desk

TEXTS: Final[Mapping[str, int]] = {"name": 200, "legal_name": 200, "address": 500, "external_id": 120}
MAILS: Final = ("abuse_email", "technical_email", "legal_email", "billing_email")
FIELDS: Final = (
    *("key", "external_id", "name", "kind", "standing", "parent", "legal_name", "country", *MAILS, "phone", "address"),
    *("rmd_number", "declared", "settings"),
)
ENTRY_STANDINGS: Final = (Standing.PROSPECT, Standing.ACTIVE)
ADMISSIONS: Final = ("activate", "decline")  # the moves that are no enforcement
REASON_LENGTH_MAX: Final = 500
PARENTS_MAX: Final = 20  # of a chain of resellers

_RMD: Final = re.compile(r"RMD[0-9]{7,10}")
_NO_KEY_SIGN: Final = re.compile(r"[^a-z0-9]+")


class Known(NamedTuple):
    """Where a customer is looked up: in the database, or among the rows of a sheet as well."""

    named: Callable[[str], CustomerRecord | None]  # by key or external id
    numbered: Callable[[int], CustomerRecord | None]  # by row id


def create(world: OfficeWorld, values: Mapping[str, Any]) -> CustomerRecord:
    """Enter a customer. BadInput names every field that can't be; nothing is written then."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return add(desk, values, world.clock.now())


def change(world: OfficeWorld, customer_id: int, values: Mapping[str, Any], version: int = 0) -> CustomerRecord:
    """Change the given fields and no other. Conflict when `version` is older than what is kept; 0: whatever is kept."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return alter(desk, desk.customers.get(customer_id), values, version).row


def put(world: OfficeWorld, external_id: str, values: Mapping[str, Any], version: int = 0) -> Put[CustomerRecord]:
    """Enter or change the customer that another system calls so. Any number of times with the same result."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return put_on(desk, external_id, values, world.clock.now(), version)


def put_on(
    desk: Desk, external_id: str, values: Mapping[str, Any], now: float, version: int = 0
) -> Put[CustomerRecord]:
    """The same within a transaction of somebody else's, such as an import's batch."""
    kept = desk.customers.find(external_id=external_id)
    given = {**values, "external_id": external_id}
    if kept is not None:
        return alter(desk, kept, given, version)
    if version:
        raise Conflict(f"there is no customer {external_id} any more; nothing of yours was written")
    return Put(add(desk, given, now), True, True)


def admit(world: OfficeWorld, customer_id: int, move: str, reason: str = "") -> CustomerRecord:
    """Activate or decline a prospect. Everything else that moves a standing is an enforcement."""
    need(world, Right.EDIT_CUSTOMERS)
    if move not in ADMISSIONS:
        raise BadInput([FieldFault("move", f"{move} is an enforcement: propose it there")])
    with world.office.writing(world.actor) as desk:
        return step(desk, desk.customers.get(customer_id), move, reason, world.clock.now())


def step(desk: Desk, customer: CustomerRecord, move: str, reason: str, now: float) -> CustomerRecord:
    """The one place where a standing changes, within the transaction of the deed that moves it. MoveRefused if not."""
    standing = moved(MOVES, customer.standing, move)
    after = replace(customer, standing=standing)
    if standing is Standing.TERMINATED:
        after = replace(after, ended_at=now, end_reason=reason[:REASON_LENGTH_MAX])
    kept = desk.customers.save(after)
    desk.audit(f"customer.{move}", kept, *told(customer, kept), reason=reason)
    return kept


def vanish(desk: Desk, customer: CustomerRecord, now: float) -> CustomerRecord:
    """An import that brought it before no longer does. Nothing else happens by that: a person decides."""
    kept = desk.customers.save(replace(customer, vanished_at=now))
    desk.audit("customer.vanish", kept, *told(customer, kept))
    return kept


def add(desk: Desk, values: Mapping[str, Any], now: float) -> CustomerRecord:
    """A new customer, within a transaction."""
    key = str(values.get("key") or "").strip() or _free_key(desk, str(values.get("name") or ""))
    blank = CustomerRecord(key=key, name="", opened_at=now)
    row = read(known_to(desk), blank, {**values, "key": key})
    taken = desk.customers.find(key=row.key)
    if taken is not None:
        raise BadInput([FieldFault("key", f"is taken by {taken.name} ({taken.ref}); choose another")])
    kept = desk.customers.add(row)
    desk.audit("customer.create", kept, *told(None, kept))
    return kept


def alter(desk: Desk, kept: CustomerRecord, values: Mapping[str, Any], version: int = 0) -> Put[CustomerRecord]:
    """Change the given fields of a row, within a transaction. What is the same already is not written again."""
    still_as_seen(kept.name, kept, version)
    return keep(desk, desk.customers, kept, altered(known_to(desk), kept, values), "customer.change")


def altered(known: Known, kept: CustomerRecord, values: Mapping[str, Any]) -> CustomerRecord:
    """A kept row as these values would make it. One that its own system names again has not vanished."""
    return replace(read(known, kept, values), vanished_at=0.0 if "external_id" in values else kept.vanished_at)


def known_to(desk: Desk) -> Known:
    return Known(
        lambda name: desk.customers.find(key=name) or desk.customers.find(external_id=name),
        lambda row_id: desk.customers.find(id=row_id),
    )


def read(known: Known, row: CustomerRecord, values: Mapping[str, Any]) -> CustomerRecord:
    """The row with the values in it; BadInput with everything that is wrong."""
    changes, faults = gathered(FIELDS, values, lambda name, value: _field(known, row, name, value))
    if not row.id and "name" not in values:
        faults.append(FieldFault("name", "is missing; write the customer's name"))
    if faults:
        raise BadInput(faults)
    return replace(row, **changes)


def _field(known: Known, row: CustomerRecord, name: str, value: Any) -> dict[str, Any]:
    """One field of the row out of what was handed in. ValueError, BadInput: why not."""
    if name == "settings":
        return {name: _settings(row, value)}
    if name == "declared":
        return {name: _declared(value)}
    if name == "standing":
        return {name: _standing(row, value)}
    if name == "kind":
        return {name: _word(CustomerKind, value)}
    text = _text(name, value)
    if name == "parent":
        return {"parent_id": _parent(known, row, text)}
    return {name: _CHECKED[name](row, text) if name in _CHECKED else text}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("write text")
    text = value.strip()
    most = TEXTS.get(name, 200)
    lines = text.splitlines() if name == "address" else [text]
    if len(text) > most or not all(line.isprintable() for line in lines):
        raise ValueError(f"write at most {most} printable characters")
    if name == "name" and not text:
        raise ValueError("is empty; write the customer's name")
    return text


def _key(row: CustomerRecord, text: str) -> str:
    return lasting_key(row.key if row.id else "", text, "gates, call log and journal know the customer")


def _rmd(_row: CustomerRecord, text: str) -> str:
    upper = text.upper().replace(" ", "")
    if upper and not _RMD.fullmatch(upper):
        raise ValueError("is no number of the Robocall Mitigation Database; write it like RMD0001234")
    return upper


_CHECKED: Final[Mapping[str, Callable[[CustomerRecord, str], str]]] = {
    "key": _key,
    "rmd_number": _rmd,
    "phone": lambda _row, text: forms.telephone(text.translate(str.maketrans("", "", " -.()"))),
    "country": lambda _row, text: forms.country(text) if text else "",
    **{name: lambda _row, text: forms.mail_address(text) for name in MAILS},
}


def _word(words: type[CustomerKind], value: Any) -> CustomerKind:
    try:
        return words(value)
    except ValueError:
        raise ValueError(f"is one of {', '.join(one.value for one in words)}") from None


def _standing(row: CustomerRecord, value: Any) -> Standing:
    try:
        standing = Standing(value)
    except ValueError:
        raise ValueError(f"is one of {', '.join(one.value for one in Standing)}") from None
    if row.id and standing is not row.standing:
        raise ValueError(f"is {row.standing.value} and changes by a decision or an enforcement, never by an edit")
    if not row.id and standing not in ENTRY_STANDINGS:
        raise ValueError("of a new customer is prospect or active")
    return standing


def _parent(known: Known, row: CustomerRecord, name: str) -> int:
    if not name:
        return 0
    parent = known.named(name)
    if parent is None:
        raise ValueError(f"there is no customer {name}")
    above: CustomerRecord | None = parent
    for _ in range(PARENTS_MAX):
        if above is None:
            return parent.id
        if row.id and above.id == row.id:
            raise ValueError(f"{name} is below this customer itself")
        above = known.numbered(above.parent_id) if above.parent_id else None
    raise ValueError(f"more than {PARENTS_MAX} resellers stand above each other")


def _settings(row: CustomerRecord, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("is a table of settings")
    settings = {str(name): one for name, one in value.items() if one is not None}
    kept = {name: row.settings[name] for name in CUSTOMER_KEPT if name in row.settings}
    faults = [
        Fault(name, "is not changed here") for name in CUSTOMER_KEPT if settings.get(name) not in (None, kept.get(name))
    ]
    settings |= kept
    faults += customer_faults(settings)
    if faults:
        raise BadInput(FieldFault(f"settings.{field}", reason) for field, reason in faults)
    return settings


def _declared(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("is a table: what the customer told about its calling")
    declared = {str(name): one for name, one in value.items() if one not in (None, "", 0, 0.0)}
    faults = [
        FieldFault(f"declared.{name}", fault) for name, one in declared.items() if (fault := declared_fault(name, one))
    ]
    if faults:
        raise BadInput(faults)
    return declared


def _free_key(desk: Desk, name: str) -> str:
    """A key made of the name; with a number behind it where another has it."""
    plain = _NO_KEY_SIGN.sub("-", name.lower()).strip("-")[: NAME_MAX - 6] or "customer"
    if desk.customers.find(key=plain) is None:
        return plain
    return next(key for at in range(2, 100_000) if desk.customers.find(key=(key := f"{plain}-{at}")) is None)
