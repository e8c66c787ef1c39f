"""The trail is read by people who see no contacts, and nothing is ever taken out of it: so it names no customer."""

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import alert_cases, cases, customers, importing, webhooks
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.enforcement import kill
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.webhooks import body_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.audit_event import AuditEvent
from bellwarden.model.office.enforcement import MeasureKind, ReasonCode
from bellwarden.web.sheets import read_sheets
from tests.desks import OURS, mail, take_up
from tests.office.test_webhooks import SECRET, URL, Receivers, deliveries

SECRETS = {
    "name": "Zanzibar Nine",
    "legal_name": "Zanzibar Nine Holdings",
    "abuse_email": "zanzibar@nine.example",
    "technical_email": "noc@nine.example",
    "legal_email": "law@nine.example",
    "billing_email": "bills@nine.example",
    "phone": "+12384460991",
    "address": "9 Zanzibar Quay",
}
CALLED = "+14462000991"


def events(world: OfficeWorld) -> tuple[AuditEvent, ...]:
    with world.office.reading() as desk:
        return desk.audit_events(0, 10_000)


def leaks(world: OfficeWorld, *more: str) -> list[str]:
    """Events that say what nobody finds in the trail."""
    said = [f"{one.verb} {body_of(one)} {one.before} {one.after} {one.reason}" for one in events(world)]
    return [one for one in said for secret in (*SECRETS.values(), *more) if secret in one]


@pytest.fixture
def row_id(world: OfficeWorld) -> int:
    made = customers.create(world, {"key": "z9", **SECRETS}).id
    customers.change(world, made, {name: f"{value}9" for name, value in SECRETS.items() if name != "address"})
    customers.change(world, made, SECRETS)
    return made


def test_a_customer_is_entered_changed_imported_and_suspended(world: OfficeWorld, row_id: int) -> None:
    header, cells = ",".join(SECRETS), ",".join(SECRETS.values())
    sheets = read_sheets("in.csv", f"key,external_id,{header}\nz9,b-9,{cells}\nz8,b-8,{cells}\n".encode())
    list(importing.apply(world, importing.plan(world, sheets)))
    sheets = read_sheets("in.csv", b"external_id,name\nb-7,Other\n")
    list(importing.apply(world, importing.plan(world, sheets, complete=True)))
    wish = Wish(
        kind=MeasureKind.SUSPEND,
        value="z9",
        expires_at=world.clock.now() + 3_600,
        reason_code=ReasonCode.OTHER,
        internal_text="a burst",
    )
    kill(world, wish)
    assert {"customer.create", "customer.change", "customer.vanish", "customer.suspend"} <= {
        one.verb for one in events(world)
    }
    assert leaks(world) == []


def test_an_alert_becomes_a_case_and_its_calls_stay_there(world: OfficeWorld, row_id: int) -> None:
    calls = {"calls": [{"at": 1.0, "calling": "+12384460100", "called": CALLED}]}
    opened = alert_cases.open_from(world, alert_cases.Seen("customer", "z9", "pace", "Too fast", "case", calls))
    cases.take(world, opened.case.id)
    assert opened.case.details == calls
    assert leaks(world, CALLED) == []


def test_a_complaint_is_told_to_webhooks_by_its_reference(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    net = Receivers()
    webhooks.make(world, URL, ["complaint.*", "notice.*"], SECRET, net)
    take_up(work, world, carrier, mail(OURS))
    world.clock.pass_by(7 * 86_400)  # type: ignore[attr-defined]
    send_due(world, lambda notice: (True, False, "250 taken"))
    webhooks.send_due(world, net)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        (case,) = desk.cases.list()
    told = {one.event: one.body for one in deliveries(world)}
    assert set(told) == {"complaint.take_up", "notice.sent"}
    assert row.reference in told["complaint.take_up"] and case.ref in told["complaint.take_up"]
    for secret in (row.sender, "Harbor Numbers", "supplier.example", "Quillmark Surveys"):
        assert secret not in "".join(told.values()), secret
