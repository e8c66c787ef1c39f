"""Sheets of customers, trunks and numbers: planned first, told by cell, carried out in short transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bellwarden.flows.office import customers, exporting, importing
from bellwarden.flows.office.import_plan import ImportPlan, Sheet, Step
from bellwarden.flows.office.sheet_columns import Kind
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.people import Right
from bellwarden.store import models
from bellwarden.web.sheets import csv_bytes, read_sheets, workbook_bytes

PEOPLE = """\
external_id,key,name,parent,phone,cps max,Telemarketer,declared.calls_1d_max,colour
b-2,below,Below Ltd,b-1,+12382000101,5,yes,,red
b-1,above,Above Ltd,,,20,,14000,blue
"""


def sheet(text: str) -> Sheet:
    (found,) = read_sheets("in.csv", text.encode())
    return found


def carry_out(world: OfficeWorld, *sheets: Sheet, complete: bool = False) -> ImportPlan:
    made = importing.plan(world, sheets, complete=complete)
    assert [one for step in importing.apply(world, made) for one in step.refused] == []
    return made


def test_a_plan_says_what_would_be_written_and_writes_nothing(world: OfficeWorld) -> None:
    made = importing.plan(world, [sheet(PEOPLE)])
    assert [(row.name, row.step) for row in made.rows] == [("b-1", Step.ADD), ("b-2", Step.ADD)]  # the reseller first
    assert made.unread == ("colour",)
    assert not made.faults
    assert not models.Customer.objects.exists()


def test_the_same_sheet_twice_changes_nothing(world: OfficeWorld) -> None:
    carry_out(world, sheet(PEOPLE))
    below = models.Customer.objects.get(key="below")
    assert (below.parent.key, below.phone, below.settings) == (
        "above",
        "+12382000101",
        {"cps_max": 5, "telemarketer": True},
    )
    events = models.AuditEvent.objects.count()
    again = carry_out(world, sheet(PEOPLE))
    assert [row.step for row in again.rows] == [Step.SAME, Step.SAME]
    assert models.AuditEvent.objects.count() == events


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone(world: OfficeWorld) -> None:
    carry_out(world, sheet(PEOPLE))
    made = carry_out(world, sheet("external_id,name,phone,cps_max\nb-2,Below Ltd,,7\n"))
    assert [(one.field, one.before, one.after) for one in made.rows[0].moves] == [
        ("phone", "set before", ""),
        ("settings.cps_max", "5", "7"),
    ]
    below = models.Customer.objects.get(key="below")
    assert (below.phone, below.settings) == ("", {"cps_max": 7, "telemarketer": True})


def test_every_fault_is_told_by_its_cell(world: OfficeWorld) -> None:
    made = importing.plan(
        world,
        [
            sheet("key,name,abuse_email,cps_max,kind\na b,Ada,nobody,many,friend\nok,Bea,,3,\nok,Cyd,,3,\n"),
            sheet("key,addresses,customer\neast,192.0.2.300,ok\nwest,192.0.2.1,nobody\n"),
            sheet(
                "customer,numbers,basis\nok,12,held\nnobody,+12384460000,\nok,+12384460000,letter_of_authorization\n"
            ),
            sheet("what,is,this\n1,2,3\n"),
        ],
    )
    assert {(one.line, one.column) for one in made.faults} == {
        *((2, "key"), (2, "abuse_email"), (2, "cps_max"), (2, "kind"), (4, "")),
        *((2, "addresses"), (3, "customer"), (2, "numbers"), (3, "customer"), (4, "until_day"), (0, "")),
    }
    assert made.count(Step.FAULTY) == 7
    assert [row.name for row in made.rows if row.step is Step.ADD] == ["ok"]


def test_trunks_and_numbers_come_with_their_customers(world: OfficeWorld) -> None:
    book = workbook_bytes(
        [
            Sheet("Numbers", ("customer", "numbers", "basis"), ((2, ("b-1", "+12384460000-+12384460099", "held")),)),
            Sheet("Trunks", ("key", "customer", "addresses"), ((2, ("east", "above", "192.0.2.7 192.0.2.8")),)),
            sheet(PEOPLE),
        ]
    )
    carry_out(world, *read_sheets("all.xlsx", book))
    owner = models.Customer.objects.get(key="above")
    assert models.Trunk.objects.get().addresses == ["192.0.2.7", "192.0.2.8"]
    assert models.CallerIdRight.objects.get().customer_id == owner.id
    again = carry_out(world, *read_sheets("all.xlsx", book))
    assert {row.step for row in again.rows} == {Step.SAME}


def test_who_a_complete_list_lacks_has_vanished_and_may_come_back(world: OfficeWorld) -> None:
    customers.create(world, {"name": "By hand"})
    carry_out(world, sheet(PEOPLE))
    rest = "external_id,name\nb-1,Above Ltd\n"
    assert importing.plan(world, [sheet(rest)]).vanished == ()
    made = carry_out(world, sheet(rest), complete=True)
    assert [row.key for row in made.vanished] == ["below"]
    assert models.Customer.objects.get(key="below").vanished_at is not None
    assert importing.plan(world, [sheet(rest)], complete=True).vanished == ()
    carry_out(world, sheet(PEOPLE))
    assert models.Customer.objects.get(key="below").vanished_at is None


def test_a_row_changed_meanwhile_is_refused_and_the_others_go_on(world: OfficeWorld) -> None:
    carry_out(world, sheet(PEOPLE))
    made = importing.plan(world, [sheet("external_id,name\nb-1,Above Inc\nb-2,Below Inc\nb-3,New Inc\n")])
    customers.put(world, "b-1", {"name": "Above GmbH"})
    (step,) = importing.apply(world, made)
    assert [(one.line, "somebody else" in one.reason) for one in step.refused] == [(2, True)]
    assert set(models.Customer.objects.values_list("name", flat=True)) == {"Above GmbH", "Below Inc", "New Inc"}


def test_writers_find_room_between_the_batches(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"b-{at},Customer {at}\n" for at in range(35))
    made = importing.plan(world, [sheet("external_id,name\n" + rows)])
    taken = []
    write = world.office.writing

    @contextmanager
    def counted(actor: object) -> Iterator[object]:
        taken.append(actor)
        with write(actor) as desk:
            yield desk

    monkeypatch.setattr(world.office, "writing", counted)
    assert [step.done for step in importing.apply(world, made)] == [10, 20, 30, 35]
    assert len(taken) == 5  # four batches and the event that tells of the whole


def test_what_goes_out_comes_in_again_unchanged(world: OfficeWorld) -> None:
    carry_out(world, sheet(PEOPLE), sheet("key,customer,addresses\neast,above,192.0.2.7\n"))
    customers.create(world, {"name": "=HYPERLINK(1)", "declared": {"use": "@SUM"}, "settings": {"spend_1d_max": 2.5}})
    out = exporting.export(world, tuple(Kind), personal=True)
    for sheets in (
        read_sheets("out.xlsx", workbook_bytes(out)),
        tuple(found for one in out for found in read_sheets(one.name, csv_bytes(one.header, [r for _, r in one.rows]))),
    ):
        made = importing.plan(world, sheets, complete=True)
        assert (made.faults, made.vanished) == ((), ())
        assert {row.step for row in made.rows} == {Step.SAME}


def test_contacts_leave_only_by_their_own_right_and_on_record(world: OfficeWorld) -> None:
    carry_out(world, sheet(PEOPLE))
    (plain,) = exporting.export(world, (Kind.CUSTOMERS,))
    assert "phone" not in plain.header
    with pytest.raises(NotAllowed):
        exporting.export(world._replace(rights=frozenset((Right.READ,))), (Kind.CUSTOMERS,), personal=True)
    exporting.export(world, (Kind.CUSTOMERS,), personal=True)
    assert models.AuditEvent.objects.filter(verb="customer.export_cpni").count() == 1
