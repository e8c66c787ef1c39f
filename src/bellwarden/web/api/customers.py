"""Customers and upstream providers. Billing keeps them by its own names: PUT /customers/by-external-id/{id}."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import customers as stories
from bellwarden.flows.office.personal import read_personal
from bellwarden.model.office.customer import CustomerKind, CustomerRecord
from bellwarden.model.office.integration import ApiScope
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Desk
from bellwarden.web.api import entrance
from bellwarden.web.api.entrance import READERS, open_to, told, world_of
from bellwarden.web.api.looking_up import names, wanted
from bellwarden.web.api.shapes import (
    After,
    Given,
    Limit,
    Moment,
    Page,
    Words,
    errors,
    moment,
    page_of,
    read_cursor,
)

ROUTER: Final = Router(tags=["customers"])
Key = Annotated[str, Field(max_length=128, description="its name in the policy, the call log and the journal")]
Personal = Annotated[bool, Field(description="with names and addresses: takes the scope cpni, and is recorded")]


class PersonalOut(Schema):
    """What is personal of a customer (CPNI): who it is and how it is reached."""

    name: str
    legal_name: str
    abuse_email: str
    technical_email: str
    legal_email: str
    billing_email: str
    phone: str
    address: str


class CustomerOut(Schema):
    key: Key
    ref: str
    external_id: Annotated[str, Field(description="its name in your system; empty for none")]
    version: Annotated[int, Field(description="counts the changes; the ETag")]
    kind: CustomerKind
    standing: Standing
    parent: Annotated[str | None, Field(description="key of the reseller or platform above it")]
    country: str
    rmd_number: str
    declared: Annotated[dict[str, Any], Field(description="the calling pattern that it told about")]
    settings: Annotated[dict[str, Any], Field(description="its limits and rules, in the words of the policy files")]
    opened_at: Moment
    ended_at: Moment
    end_reason: str
    vanished_at: Annotated[Moment, Field(description="since when a complete import lacks it")]
    updated_at: Moment
    personal: Annotated[PersonalOut | None, Field(description="null unless asked for with ?personal=true")] = None


class CustomerIn(Given):
    """A field that is left out stays as it is; of a new customer it has its usual value."""

    key: Key | None = None
    external_id: Words | None = None
    name: Words | None = None
    kind: CustomerKind | None = None
    standing: Annotated[Standing | None, Field(description="of a new one: prospect or active; else what it is")] = None
    parent: Annotated[str | None, Field(max_length=128, description="key or external_id")] = None
    legal_name: Words | None = None
    country: Words | None = None
    abuse_email: Words | None = None
    technical_email: Words | None = None
    legal_email: Words | None = None
    billing_email: Words | None = None
    phone: Words | None = None
    address: Annotated[str | None, Field(max_length=500)] = None
    rmd_number: Words | None = None
    declared: dict[str, Any] | None = None
    settings: dict[str, Any] | None = None


class AdmissionIn(Given):
    move: Annotated[Words, Field(description="activate or decline")]
    reason: Words = ""


class Shown:
    """Records as the API shows them; the keys of those above are asked for once a page."""

    def __init__(self, desk: Desk, rows: Iterable[CustomerRecord]) -> None:
        self._above = names(desk.customers, (row.parent_id for row in rows), "key")

    def __call__(self, row: CustomerRecord, personal: bool = False) -> CustomerOut:
        return CustomerOut(
            key=row.key,
            ref=row.ref,
            external_id=row.external_id,
            version=row.version,
            kind=row.kind,
            standing=row.standing,
            parent=self._above.get(row.parent_id),
            country=row.country,
            rmd_number=row.rmd_number,
            declared=dict(row.declared),
            settings=dict(row.settings),
            opened_at=moment(row.opened_at),
            ended_at=moment(row.ended_at),
            end_reason=row.end_reason,
            vanished_at=moment(row.vanished_at),
            updated_at=moment(row.updated_at),
            personal=PersonalOut(**{name: getattr(row, name) for name in PersonalOut.model_fields})
            if personal
            else None,
        )


def named(desk: Desk, key: str) -> CustomerRecord:
    """By key. Missing when there is none."""
    return wanted(desk.customers, "customer", key=key)


def _answer(request: HttpRequest, row: CustomerRecord, status: int = 200, personal: bool = False) -> HttpResponse:
    world = world_of(request)
    if personal:
        if not entrance.may(request, ApiScope.CPNI):
            raise entrance.ScopeLacking("what is personal takes a key with the scope cpni; the reading is recorded")
        read_personal(world, row.id)
    with world.office.reading() as desk:
        return told(Shown(desk, (row,))(row, personal), status, row.version)


def _again(request: HttpRequest, ref: str, status: int = 201) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        return _answer(request, wanted(desk.customers, "customer", ref=ref), status)


@ROUTER.get(
    "/customers",
    auth=open_to(*READERS),
    response={200: Page[CustomerOut], **errors()},
    operation_id="listCustomers",
    summary="Customers, in the order they were entered",
)
def list_customers(
    request: HttpRequest,
    limit: Limit = 100,
    after: After = "",
    standing: Standing | None = None,
    vanished: bool = False,
) -> dict[str, Any]:
    """`vanished=true`: those that the last complete import lacked."""
    where: dict[str, Any] = {"id__gt": read_cursor(after)}
    if standing is not None:
        where["standing"] = standing
    if vanished:
        where["vanished_at__gt"] = 0.000001
    with world_of(request).office.reading() as desk:
        rows = desk.customers.list(limit=limit + 1, **where)
        return page_of(rows, limit, Shown(desk, rows))


@ROUTER.post(
    "/customers",
    auth=open_to(ApiScope.CUSTOMERS),
    response={201: CustomerOut, **errors(409, 413)},
    operation_id="enterCustomer",
    summary="Enter a customer",
)
@entrance.once(_again)
def enter_customer(request: HttpRequest, body: CustomerIn) -> HttpResponse:
    return _answer(request, stories.create(world_of(request), body.values()), 201)


@ROUTER.get(
    "/customers/by-external-id/{path:external_id}",
    auth=open_to(*READERS),
    response={200: CustomerOut, **errors(404)},
    operation_id="getCustomerByExternalId",
    summary="The customer that your system calls so",
)
def get_by_external_id(request: HttpRequest, external_id: str, personal: Personal = False) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = wanted(desk.customers, "customer with the external id", external_id=external_id)
    return _answer(request, row, personal=personal)


@ROUTER.put(
    "/customers/by-external-id/{path:external_id}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: CustomerOut, 201: CustomerOut, **errors(409, 412, 413)},
    operation_id="putCustomerByExternalId",
    summary="Enter or change the customer that your system calls so",
)
def put_by_external_id(request: HttpRequest, external_id: str, body: CustomerIn) -> HttpResponse:
    """The same body twice changes nothing: no new version, no second line of the audit trail."""
    values = {name: one for name, one in body.values().items() if name != "external_id"}
    done = stories.put(world_of(request), external_id, values, entrance.version_wanted(request))
    return _answer(request, done.row, 201 if done.created else 200)


@ROUTER.get(
    "/customers/{key}",
    auth=open_to(*READERS),
    response={200: CustomerOut, **errors(404)},
    operation_id="getCustomer",
    summary="One customer",
)
def get_customer(request: HttpRequest, key: str, personal: Personal = False) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        row = named(desk, key)
    return _answer(request, row, personal=personal)


@ROUTER.patch(
    "/customers/{key}",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: CustomerOut, **errors(404, 409, 412, 413)},
    operation_id="changeCustomer",
    summary="Change the given fields",
)
def change_customer(request: HttpRequest, key: str, body: CustomerIn) -> HttpResponse:
    world = world_of(request)
    with world.office.reading() as desk:
        row = named(desk, key)
    return _answer(request, stories.change(world, row.id, body.values(), entrance.version_wanted(request)))


@ROUTER.post(
    "/customers/{key}/admission",
    auth=open_to(ApiScope.CUSTOMERS),
    response={200: CustomerOut, **errors(404, 409, 413)},
    operation_id="admitCustomer",
    summary="Admit or decline a prospect",
)
@entrance.once(partial(_again, status=200))
def admit_customer(request: HttpRequest, key: str, body: AdmissionIn) -> HttpResponse:
    """Everything else that moves a standing is an enforcement: propose it at /enforcements."""
    world = world_of(request)
    with world.office.reading() as desk:
        row = named(desk, key)
    return _answer(request, stories.admit(world, row.id, body.move, body.reason))
