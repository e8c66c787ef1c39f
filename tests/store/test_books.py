from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from django.db import connection

from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Conflict, Missing, Unfit
from bellwarden.store import models
from bellwarden.store.office import DjangoDesk, DjangoOffice


def books() -> dict[str, object]:
    return {name: book for name, book in vars(DjangoDesk(None, None)).items() if not name.startswith("_")}


@pytest.mark.parametrize("name", books())
def test_columns_are_the_fields_of_the_record(name: str) -> None:
    book = books()[name]
    columns = {field.attname for field in book._model._meta.concrete_fields}
    assert columns - {"password", "last_login"} == {field.name for field in fields(book._record)}


def add(world: OfficeWorld, **values: object) -> CustomerRecord:
    with world.office.writing(world.actor) as desk:
        return desk.customers.add(CustomerRecord(**{"key": "quillmark", "name": "Quillmark", **values}))


def test_a_row_comes_back_as_it_was_kept(world: OfficeWorld) -> None:
    kept = add(world, declared={"cps_max": 2.5, "hours": [8, 17]}, opened_at=1_700_000_000.123456)
    assert kept.ref == "CU-2026-000001"
    assert (kept.version, kept.created_at, kept.updated_at) == (1, world.clock.now(), world.clock.now())
    with world.office.reading() as desk:
        assert desk.customers.get(kept.id) == kept
        assert desk.customers.find(key="quillmark") == kept
        with pytest.raises(Missing, match="there is no customer 77"):
            desk.customers.get(77)


def test_a_change_counts_the_version(world: OfficeWorld) -> None:
    kept = add(world)
    world.clock.pass_by(60)
    with world.office.writing(world.actor) as desk:
        changed = desk.customers.save(replace(kept, name="Quillmark Ltd"))
        assert (changed.version, changed.updated_at - kept.updated_at) == (2, 60)
        assert desk.customers.get(kept.id) == changed
        with pytest.raises(Conflict, match="CU-2026-000001 was changed by somebody else meanwhile"):
            desk.customers.save(replace(kept, name="Quill"))


def test_a_reference_key_and_begin_never_change(world: OfficeWorld) -> None:
    kept = add(world)
    with world.office.writing(world.actor) as desk:
        for changed in (replace(kept, key="other"), replace(kept, ref="CU-1"), replace(kept, created_at=5.0)):
            with pytest.raises(Conflict, match="of CU-2026-000001 never changes"):
                desk.customers.save(changed)


def test_a_state_changes_by_a_move_only(world: OfficeWorld) -> None:
    kept = add(world)
    with world.office.writing(world.actor) as desk:
        gone = desk.customers.save(replace(kept, standing=Standing.TERMINATED))
        with pytest.raises(MoveRefused, match="is terminated and can't become active; possible: nothing further"):
            desk.customers.save(replace(gone, standing=Standing.ACTIVE))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "Quill\0mark"}, "name holds a NUL sign"),
        ({"declared": {"use": "a\0b"}}, "declared holds a NUL sign"),
        ({"name": "x" * 201}, "name is 201 characters long; at most 200"),
        ({"name": "\ud800"}, "half a character"),
        ({"opened_at": float("nan")}, "opened_at is no usable number"),
        ({"declared": {"a": float("inf")}}, "declared holds a number that is none"),
        ({"parent_id": 2**63}, "parent_id is too large"),
    ],
)
def test_what_only_one_database_takes_is_refused_by_both(
    world: OfficeWorld, values: dict[str, object], why: str
) -> None:
    with pytest.raises(Unfit, match=why):
        add(world, **values)


def test_a_refusal_leaves_the_transaction_usable(world: OfficeWorld) -> None:
    add(world)
    with world.office.writing(world.actor) as desk:
        with pytest.raises(Conflict, match="there is a customer of this key already"):
            desk.customers.add(CustomerRecord(key="quillmark", name="Another"))
        assert desk.customers.add(CustomerRecord(key="tarn", name="Tarn")).ref == "CU-2026-000002"


def test_none_comes_first_and_is_asked_for_as_zero(world: OfficeWorld) -> None:
    first, second = add(world), add(world, key="tarn", opened_at=world.clock.now())
    with world.office.reading() as desk:
        assert desk.customers.list(order="opened_at") == (first, second)
        assert desk.customers.list(order="-opened_at") == (second, first)
        assert desk.customers.list(opened_at=0.0) == desk.customers.list(parent_id=0, opened_at=0.0) == (first,)
        assert desk.customers.list(opened_at__lte=world.clock.now()) == (second,)
        assert desk.customers.list(standing__in=[Standing.ACTIVE], limit=1, offset=1) == (second,)
        assert desk.customers.count(key__startswith="quill") == 1


def test_a_desk_that_reads_does_not_write(office: DjangoOffice) -> None:
    with office.reading() as desk, pytest.raises(RuntimeError, match="only reads"):
        desk.customers.add(CustomerRecord(key="a", name="A"))


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (lambda: models.Case.objects.filter(ref="C-2026-000001"), "case_ref"),
        (lambda: models.Case.objects.filter(external_id="T-7"), "case_external_id"),
        (lambda: models.Case.objects.filter(fold_key="k", state__in=["open"]), "case_by_fold_key"),
        (lambda: models.Customer.objects.filter(key="quillmark"), "customer_key"),
        (lambda: models.Complaint.objects.filter(reference="C-7F3K9Q2M"), "complaint_by_reference"),
        (lambda: models.Evidence.objects.filter(enforcement=7).order_by("id"), "evidence_of_measure"),
        (
            lambda: models.Case.objects.filter(state="closed", merged_into__isnull=True).order_by("-id").values("pk"),
            "age",
        ),
    ],
)
def test_what_pages_ask_first_stands_in_an_index(db: None, question: Callable[[], Any], index: str) -> None:
    """PostgreSQL reads an empty table whole, whatever there is."""
    if connection.vendor == "sqlite":
        assert index in question().explain()


def test_a_name_is_found_and_an_empty_one_is_nobodys(world: OfficeWorld) -> None:
    with world.office.writing(world.actor) as desk:
        first = desk.cases.add(Case(kind=CaseKind.OTHER, title="one", external_id="T-7"))
        desk.cases.add(Case(kind=CaseKind.OTHER, title="two"))
        assert desk.cases.find(external_id="T-7") == first
        assert desk.cases.find(external_id="T-8") is None
        assert desk.cases.count(external_id="") == 1
        assert models.Case.objects.exclude(external_id="T-7").count() == 1
