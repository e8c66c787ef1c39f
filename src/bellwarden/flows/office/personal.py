"""A customer's contacts are read one field at a time, and each reading stands in the trail (47 CFR 64.2010(a))."""

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.telling import VEILED
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.people import Right


def read_field(world: OfficeWorld, customer_id: int, field: str) -> str:
    """The field's text. The event is written first: what could not be recorded is not shown."""
    need(world, Right.READ_CPNI)
    if field not in VEILED:
        raise BadInput([FieldFault("field", f"{field[:40]} is no personal field")])
    with world.office.writing(world.actor) as desk:
        row = desk.customers.get(customer_id)
        desk.audit("customer.read_cpni", row, after={"field": field})
    return str(getattr(row, field))


def read_personal(world: OfficeWorld, customer_id: int) -> None:
    """All that is personal of a customer is about to be told to a program; the event is written before."""
    need(world, Right.READ_CPNI)
    with world.office.writing(world.actor) as desk:
        desk.audit("customer.read_cpni", desk.customers.get(customer_id), after={"field": "all"})
