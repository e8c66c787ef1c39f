from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind, Evidence
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.ports.office import Conflict
from bellwarden.store import models
from bellwarden.store.models.kept import Kept
from bellwarden.store.triggers import all_triggers


@pytest.fixture
def filled(world: OfficeWorld) -> OfficeWorld:
    with world.office.writing(world.actor) as desk:
        customer = desk.customers.add(CustomerRecord(key="quillmark", name="Quillmark"))
        case = desk.cases.add(Case(kind=CaseKind.ALERT, title="Short calls", opened_at=world.clock.now()))
        desk.evidence.add(Evidence(case_id=case.id, kind="statement", sha256="a" * 64, size=3, captured_at=5.0))
        desk.audit("customer.create", customer)
    return world


def refused(statement: str) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE office_auditevent SET verb = 'x'", "append-only: a row never changes"),
        ("DELETE FROM office_auditevent", "append-only: no row is taken out"),
        ("UPDATE office_evidence SET size = 4", "never change"),
        ("DELETE FROM office_evidence", "append-only: no row is taken out"),
        ("UPDATE office_case SET ref = 'C-1'", "never change"),
        ("UPDATE office_case SET state = 'closed'", "no move leads from that state"),
        ("UPDATE office_customer SET standing = 'prospect'", "no move leads from that standing"),
        ("UPDATE office_customer SET key = 'x'", "never change"),
    ],
)
def test_the_tables_refuse_it(filled: OfficeWorld, statement: str, why: str) -> None:
    assert why in refused(statement)


@pytest.mark.parametrize("table", ["office_auditevent", "office_evidence"])
def test_truncate_is_refused(filled: OfficeWorld, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or it is refused for what is still to be checked
    assert "no row is taken out" in refused(f"TRUNCATE {table} CASCADE")


def test_the_orm_is_refused_too(filled: OfficeWorld) -> None:
    for change in (
        lambda: models.AuditEvent.objects.update(reason="x"),
        lambda: models.AuditEvent.objects.all().delete(),
        lambda: models.Evidence.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_hold_on_evidence_may_change(filled: OfficeWorld) -> None:
    with filled.office.writing(filled.actor) as desk:
        kept = desk.evidence.list()[0]
        held = desk.evidence.save(replace(kept, legal_hold=True))
        assert held.legal_hold
        with pytest.raises(Conflict, match="sha256 of EV-2026-000001 never changes"):
            desk.evidence.save(replace(held, sha256="b" * 64))


def test_every_table_with_states_or_lasting_fields_has_its_triggers() -> None:
    names = {one.name for one in all_triggers()}
    for model in Kept.__subclasses__():
        table = model._meta.db_table
        assert f"{table}_lasting" in names
        assert (f"{table}_moves" in names) == (model.LIFECYCLE is not None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_tables_are_emptied_after_a_test_that_commits(filled: OfficeWorld, turn: int) -> None:
    assert models.AuditEvent.objects.count() == 1
    assert "append-only" in refused("DELETE FROM office_auditevent")
