"""Pages of customers: lists with filters, one customer, forms whose faults stand beside the fields."""

import time

import pytest

from bellwarden.flows.office import caller_ids, customers, trunks
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind
from bellwarden.model.office.people import Role
from bellwarden.store.models import AuditEvent, Customer
from tests.web.people import Clients

HARBOR = {
    "key": "harbor",
    "name": "Harbor Dental",
    "abuse_email": "abuse@harbor.example",
    "external_id": "B-7",
    "settings": {"cps_max": 20, "attempts_1d_max": 5_000},
    "declared": {"use": "reminders", "calls_1d_max": 400, "from_hour": 8, "until_hour": 20},
}


@pytest.fixture
def harbor(world: OfficeWorld) -> Customer:
    row = customers.create(world, HARBOR)
    trunks.create(world, {"key": "east", "customer": "harbor", "addresses": ["192.0.2.7"]})
    caller_ids.create(world, row.id, {"numbers": "+12384460000", "basis": "held"})
    with world.office.writing(world.actor) as desk:
        desk.cases.add(Case(kind=CaseKind.ALERT, title="64 % under 6 s", customer_id=row.id, opened_at=time.time()))
        desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="a report", customer_id=row.id, severity=2))
    return Customer.objects.get(pk=row.id)


def test_the_list_filters_by_its_url(harbor: Customer, world: OfficeWorld, client_of: Clients) -> None:
    customers.create(world, {"name": "Meadowbrook", "standing": "prospect"})
    customers.create(world, {"name": "Tessera", "kind": "upstream"})
    client = client_of(Role.VIEWER)
    both = client.get("/customers").content.decode()
    assert "harbor" in both and "meadowbrook" in both and "tessera" not in both
    assert "Harbor Dental" not in both  # a viewer knows customers by their keys
    assert "tessera" in client.get("/upstreams").content.decode()
    for query, seen in (("q=B-7", True), ("standing=prospect", False), ("work=open", True), ("work=vanished", False)):
        assert ("/customers/harbor" in client.get(f"/customers?{query}").content.decode()) is seen
    named = client_of(Role.ANALYST, key="ann").get("/customers?as=csv").content.decode()
    assert "harbor" in named


def test_a_page_of_fifty_asks_the_database_a_few_times(
    world: OfficeWorld, client_of: Clients, django_assert_max_num_queries: object
) -> None:
    with world.office.writing(world.actor) as desk:
        for at in range(60):
            customers.add(desk, {"key": f"c{at}", "name": f"Customer {at}"}, world.clock.now())
    client = client_of(Role.LEAD)
    client.get("/customers")
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get("/customers").status_code == 200


def test_a_customer_says_what_is_known_of_it(harbor: Customer, client_of: Clients) -> None:
    text = client_of(Role.LEAD).get("/customers/harbor").content.decode()
    for said in (
        "No call of this customer is on record",
        "1 alert",
        "up to 20",
        "+12384460000",
        "192.0.2.7",
        "Suspend all",
    ):
        assert said in text, said
    assert "abuse@harbor.example" not in text
    assert client_of(Role.LEAD).get("/customers/harbor?as=table").status_code == 200
    assert "day_utc" in client_of(Role.LEAD).get("/customers/harbor?as=csv").content.decode()
    assert client_of(Role.LEAD).get("/customers/nobody").status_code == 404


def test_a_contact_is_shown_once_its_reading_is_on_record(harbor: Customer, client_of: Clients) -> None:
    """47 CFR 64.2010(a)."""
    told = client_of(Role.ANALYST).post(
        "/customers/harbor/reveal", {"field": "abuse_email"}, headers={"HX-Request": "1"}
    )
    assert "abuse@harbor.example" in told.content.decode()
    event = AuditEvent.objects.get(verb="customer.read_cpni")
    assert (event.actor_name, event.object_ref, event.after) == ("osei", harbor.ref, {"field": "abuse_email"})
    assert client_of(Role.ADMIN, key="adm").post("/customers/harbor/reveal", {"field": "phone"}).status_code == 403


def form_of(**changes: str) -> dict[str, str]:
    return {"name": "Harbor Dental", "kind": "end_user", "external_id": "B-7", "settings.cps_max": "20", **changes}


def test_a_form_changes_a_customer_and_keeps_hidden_contacts(harbor: Customer, client_of: Clients) -> None:
    client = client_of(Role.VETTING)
    assert "abuse@harbor.example" not in client.get("/customers/harbor/edit").content.decode()
    changed = form_of(**{"settings.cps_max": "35", "phone": "+12382000101", "declared.calls_1d_max": "900"})
    assert client.post("/customers/harbor/edit", {**changed, "version": "1"}).status_code == 302
    row = Customer.objects.get(pk=harbor.pk)
    assert (row.settings, row.declared) == ({"cps_max": 35}, {"calls_1d_max": 900})
    assert (row.abuse_email, row.phone) == ("abuse@harbor.example", "+12382000101")
    client.post("/customers/harbor/edit", {**changed, "version": "2", "abuse_email": "-"})
    assert Customer.objects.get(pk=harbor.pk).abuse_email == ""


def test_faults_stand_beside_their_fields_and_the_text_stays(harbor: Customer, client_of: Clients) -> None:
    wrong = form_of(**{"settings.cps_max": "many", "phone": "12", "declared.from_hour": "x", "name": "New name"})
    told = client_of(Role.VETTING).post("/customers/harbor/edit", {**wrong, "version": "1"})
    text = told.content.decode()
    assert told.status_code == 422
    assert "is no whole number" in text and "New name" in text and "write a number" in text
    assert Customer.objects.get(pk=harbor.pk).name == "Harbor Dental"


def test_whoever_was_slower_keeps_what_was_typed(harbor: Customer, world: OfficeWorld, client_of: Clients) -> None:
    customers.change(world, harbor.pk, {"name": "Harbor by another"})
    client = client_of(Role.VETTING)
    told = client.post("/customers/harbor/edit", form_of(name="Harbor by me", version="1"))
    text = told.content.decode()
    assert told.status_code == 422
    assert "lindqvist saved this while you wrote" in text and "Harbor by me" in text and 'value="2"' in text
    assert client.post("/customers/harbor/edit", form_of(name="Harbor by me", version="2")).status_code == 302


def test_a_customer_a_trunk_and_a_right_are_entered(client_of: Clients, world: OfficeWorld) -> None:
    client = client_of(Role.LEAD)
    made = client.post("/customers-new", {"name": "Juniper", "kind": "end_user", "standing": "prospect"})
    assert made["Location"] == "/customers/juniper"
    client.post("/customers/juniper/admit", {"move": "activate"})
    assert Customer.objects.get().standing == "active"
    trunk = {"key": "west", "addresses": "192.0.2.9\n192.0.2.10", "role": "customer", "settings.cps_max": "3"}
    assert client.post("/customers/juniper/trunks/new", trunk).status_code == 302
    assert client.get("/customers/juniper/trunks/west").status_code == 200
    assert client.post("/customers/juniper/trunks/west", {**trunk, "addresses": "nowhere"}).status_code == 422
    right = {"numbers": "+12384460000", "basis": "letter_of_authorization"}
    assert "holds until a day" in client.post("/customers/juniper/caller-ids", right).content.decode()
    assert client.post("/customers/juniper/caller-ids", {**right, "until_day": "2027-06-30"}).status_code == 302
    kept = Customer.objects.get().caller_id_rights.get()
    client.post(f"/customers/juniper/caller-ids/{kept.pk}/end", {})
    assert not Customer.objects.get().caller_id_rights.exists()
    assert client_of(Role.VIEWER, key="v").get("/customers-new").status_code == 403
