"""Who may show which number is written down: with what shows it, and until when."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.fields import gathered, keep, still_as_seen
from bellwarden.flows.office.telling import Put, told
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.caller_id_right import CallerIdRight, RightBasis
from bellwarden.model.office.people import Right
from bellwarden.policy.single import day_fault, numbers_fault
from bellwarden.ports.office import Desk

FIELDS: Final = ("external_id", "numbers", "basis", "proof", "until_day")
PROVEN: Final = (RightBasis.LETTER, RightBasis.DELEGATE_CERTIFICATE, RightBasis.TEST_CALL)
TEXT_MAX: Final = 200
NUMBERS_MAX: Final = 10_000  # characters; more stand in a file of numbers


def create(world: OfficeWorld, customer_id: int, values: Mapping[str, Any], country: str = "US") -> CallerIdRight:
    """Write down a right. `country`: the carrier's, in whose way numbers without plus sign are read."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return put_on(desk, customer_id, values, country).row


def change(
    world: OfficeWorld, right_id: int, values: Mapping[str, Any], version: int = 0, country: str = "US"
) -> CallerIdRight:
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        return alter(desk, desk.caller_id_rights.get(right_id), values, country, version).row


def remove(world: OfficeWorld, right_id: int, reason: str) -> None:
    """The right is no more: from the next published policy on these numbers are outside the customer's set."""
    need(world, Right.EDIT_CUSTOMERS)
    with world.office.writing(world.actor) as desk:
        row = desk.caller_id_rights.get(right_id)
        desk.caller_id_rights.delete(row)
        customer = desk.customers.get(row.customer_id)
        desk.audit("caller_id_right.remove", customer, before=told(None, row).after, reason=reason)


def put_on(desk: Desk, customer_id: int, values: Mapping[str, Any], country: str) -> Put[CallerIdRight]:
    """Enter a right, or change the one with the same name elsewhere or the same numbers, within a transaction."""
    customer = desk.customers.get(customer_id)
    row = read(CallerIdRight(customer_id=customer.id, numbers=""), values, country)
    kept = None
    if row.external_id:
        kept = desk.caller_id_rights.find(external_id=row.external_id)
        if kept is not None and kept.customer_id != customer.id:
            raise BadInput([FieldFault("external_id", f"{row.external_id} is another customer's right")])
    kept = kept or desk.caller_id_rights.find(customer_id=customer.id, numbers=row.numbers)
    if kept is not None:
        return alter(desk, kept, values, country)
    added = desk.caller_id_rights.add(row)
    desk.audit("caller_id_right.create", customer, *told(None, added))
    return Put(added, True, True)


def alter(
    desk: Desk, kept: CallerIdRight, values: Mapping[str, Any], country: str, version: int = 0
) -> Put[CallerIdRight]:
    still_as_seen(kept.numbers, kept, version)
    customer = desk.customers.get(kept.customer_id)
    return keep(desk, desk.caller_id_rights, kept, read(kept, values, country), "caller_id_right.change", customer)


def read(row: CallerIdRight, values: Mapping[str, Any], country: str) -> CallerIdRight:
    """The right with the values in it; BadInput with everything that is wrong."""
    changes, faults = gathered(FIELDS, values, lambda name, value: _field(name, value, country))
    if "numbers" in changes:
        changes["numbers"] = ", ".join(part.strip() for part in changes["numbers"].split(","))
    if not row.id and "numbers" not in values:
        faults.append(FieldFault("numbers", "is missing; write a number, a range or a prefix"))
    after = replace(row, **changes)
    if after.basis in PROVEN and not after.until_day and not faults:
        faults.append(FieldFault("until_day", f"is missing: {after.basis.value} holds until a day"))
    if faults:
        raise BadInput(faults)
    return after


def _field(name: str, value: Any, country: str) -> dict[str, Any]:
    """One field of the right out of what was handed in. ValueError: why not."""
    text = value.strip() if isinstance(value, str) else None
    fault = "write text" if text is None else _fault(name, text, country)
    if text is None or fault:
        raise ValueError(fault)
    return {name: RightBasis(text) if name == "basis" else text}


def _fault(name: str, text: str, country: str) -> str:
    most = NUMBERS_MAX if name == "numbers" else TEXT_MAX
    if len(text) > most or not text.isprintable():
        return f"write at most {most:,} printable characters"
    if name == "numbers":
        return numbers_fault(text, country)
    if name == "basis" and text not in [one.value for one in RightBasis]:
        return f"is one of {', '.join(one.value for one in RightBasis)}"
    if name == "until_day" and text:
        return day_fault(text)
    return ""
