"""What no two rows, and no row by itself, may say: refused by the database, told in words."""

from dataclasses import replace

import pytest
from django.db import OperationalError

from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import Case, CaseKind, CaseState, Clock, ClockState, Evidence, Outcome
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import (
    EnforcementRecord,
    GateConfirmation,
    MeasureKind,
    MeasureState,
    ReasonCode,
)
from bellwarden.model.office.row import Row
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.ports.office import Busy, Conflict, Desk, OutOfOrder
from bellwarden.store.refusals import trouble
from tests.offices import BEGIN

SUSPENSION = EnforcementRecord(kind=MeasureKind.SUSPEND, value="quillmark", expires_at=BEGIN + 3_600)
IN_FORCE = replace(SUSPENSION, state=MeasureState.ACTIVE)
CASE = Case(kind=CaseKind.ALERT, title="Short calls")


def add(desk: Desk, row: Row) -> Row:
    books = {
        EnforcementRecord: desk.enforcements,
        Case: desk.cases,
        Clock: desk.clocks,
        Evidence: desk.evidence,
        CustomerRecord: desk.customers,
        TrunkRecord: desk.trunks,
        GateConfirmation: desk.confirmations,
    }
    return books[type(row)].add(row)


def refused(world: OfficeWorld, row: Row, why: str) -> None:
    with world.office.writing(world.actor) as desk, pytest.raises(Conflict, match=why):
        add(desk, row)


def taken(world: OfficeWorld, *rows: Row) -> list[Row]:
    with world.office.writing(world.actor) as desk:
        return [add(desk, row) for row in rows]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (replace(SUSPENSION, expires_at=0.0), "it needs an end"),
        (replace(SUSPENSION, starts_at=BEGIN + 3_600), "it must end after it begins"),
        (replace(SUSPENSION, starts_at=BEGIN + 3_601), "it must end after it begins"),
        (replace(SUSPENSION, proposed_by="a", approved_by="a"), "whoever proposed it may not be the one who approves"),
        (replace(SUSPENSION, emergency=True), "needs a time by which a second one looks at it"),
        (replace(CASE, severity=0), "severity is 1 to 4"),
        (replace(CASE, severity=5), "severity is 1 to 4"),
        (replace(CASE, state=CaseState.RESOLVED), "a case is resolved with an outcome"),
        (Clock(kind="answer", started_at=5.0, due_at=6.0), "a clock belongs to a case or an enforcement"),
    ],
)
def test_a_row_that_can_not_be(world: OfficeWorld, row: Row, why: str) -> None:
    refused(world, row, why)


@pytest.mark.parametrize(
    "row",
    [
        replace(SUSPENSION, kind=MeasureKind.TERMINATE, expires_at=0.0),
        replace(SUSPENSION, reason_code=ReasonCode.LEGAL_ORDER, expires_at=0.0),
        replace(SUSPENSION, reason_code=ReasonCode.DO_NOT_ORIGINATE, expires_at=0.0),
        replace(SUSPENSION, origin="journal", expires_at=0.0),  # adopted: it is in force until somebody lifts it
        replace(SUSPENSION, proposed_by="a", approved_by="b"),
        replace(SUSPENSION, emergency=True, review_due_at=BEGIN + 86_400),
        replace(CASE, state=CaseState.CLOSED, outcome=Outcome.SPOOFED),
    ],
)
def test_a_row_that_can_be(world: OfficeWorld, row: Row) -> None:
    assert taken(world, row)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (IN_FORCE, IN_FORCE, "the same is in force already"),
        (IN_FORCE, replace(SUSPENSION, state=MeasureState.PENDING_ACTIVATION), "the same is in force already"),
        (replace(CASE, fold_key="k"), replace(CASE, fold_key="k"), "there is an open case about the same already"),
        (replace(CASE, external_id="b-1"), replace(CASE, external_id="b-1"), "the external id is taken"),
        (CustomerRecord(key="a", name="A"), CustomerRecord(key="a", name="B"), "a customer of this key already"),
        (TrunkRecord(key="a"), TrunkRecord(key="a"), "there is a trunk of this key already"),
    ],
)
def test_two_rows_that_can_not_both_be(world: OfficeWorld, one: Row, other: Row, why: str) -> None:
    taken(world, one)
    refused(world, other, why)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (IN_FORCE, SUSPENSION),  # a proposal beside it
        (IN_FORCE, replace(IN_FORCE, value="tarn")),
        (IN_FORCE, replace(IN_FORCE, kind=MeasureKind.LIMIT)),
        # A gate that lags with an end must not keep anybody from pressing the kill switch again.
        (replace(SUSPENSION, state=MeasureState.PENDING_REMOVAL), IN_FORCE),
        (replace(IN_FORCE, kind=MeasureKind.REINSTATE), replace(IN_FORCE, kind=MeasureKind.REINSTATE)),
        (replace(CASE, fold_key="k", state=CaseState.CLOSED, outcome=Outcome.SPOOFED), replace(CASE, fold_key="k")),
        # After a repair of the journal numbers are given anew.
        (replace(SUSPENSION, journal_line=7), replace(SUSPENSION, journal_line=7)),
    ],
)
def test_two_rows_that_can_both_be(world: OfficeWorld, one: Row, other: Row) -> None:
    assert len(taken(world, one, other)) == 2


def test_what_hangs_on_another_row(world: OfficeWorld) -> None:
    case, measure = taken(world, CASE, SUSPENSION)
    refused(world, replace(CASE, merged_into_id=case.id, id=case.id, severity=9), "severity is 1 to 4")
    met = Clock(kind="answer", case_id=case.id, state=ClockState.MET, started_at=5.0, due_at=6.0)
    refused(world, met, "a clock that was met says when")
    refused(world, replace(met, state=ClockState.BREACHED), "a clock that ran out says when")
    refused(world, replace(met, state=ClockState.RUNNING, due_at=4.0), "a clock is due after it starts")
    refused(world, Evidence(case_id=case.id, kind="x", sha256="A" * 64, size=1, captured_at=5.0), "hash of its bytes")
    said = GateConfirmation(enforcement_id=measure.id, gate="north", line=3, confirmed_at=9.0)
    taken(world, said, replace(said, gate="south"))
    refused(world, said, "this gate has confirmed it already")
    with world.office.writing(world.actor) as desk, pytest.raises(Conflict, match="a case can't be merged into itself"):
        desk.cases.save(replace(case, merged_into_id=case.id))
    with world.office.writing(world.actor) as desk, pytest.raises(Conflict, match="other rows point to it"):
        desk.enforcements.delete(measure)


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("55P03", "canceling statement due to lock timeout", Busy),
        ("40P01", "deadlock detected", Busy),
        ("", "database is locked", Busy),
        ("", "table office_webhook has no column named seen", OutOfOrder),
        ("42703", 'column "seen" does not exist', OutOfOrder),
        ("", "disk I/O error", OutOfOrder),
        ("", "", OutOfOrder),
    ],
)
def test_trouble_of_the_database_is_told_apart(code: str, text: str, kind: type[Exception]) -> None:
    class Cause(Exception):
        sqlstate = code

    error = OperationalError(text)
    error.__cause__ = Cause()
    told = trouble(error)
    assert type(told) is kind
    assert ("office init" in str(told)) == ("seen" in text)


@pytest.mark.django_db(transaction=True)
def test_a_link_to_nowhere_is_told_when_the_transaction_ends(world: OfficeWorld) -> None:
    with pytest.raises(Conflict, match="a row that it points to is not there any more; nothing was written"):
        taken(world, replace(CASE, customer_id=77))
    with world.office.reading() as desk:
        assert desk.cases.count() == 0
