"""Late call records: a complaint is matched anew by itself, and its case says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from bellwarden.cli import main
from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.cli.office_rematching import RematchWork
from bellwarden.flows.office import cases, complaints
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer, CaseState, Outcome
from bellwarden.model.office.complaint import ComplaintRecord
from tests.calllog.logs import HEAD, call
from tests.desks import DAY, SPOOFED, STRANGER, mail, take_up

pytestmark = pytest.mark.door


@pytest.fixture
def late(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> RematchWork:
    """A complaint about a number of ours of which there is no call, and all that the log has was looked at."""
    take_up(work, world, carrier, mail(SPOOFED, called=STRANGER))
    made = RematchWork(carrier)
    assert sweep(made, world) == []
    return made


def sweep(late: RematchWork, world: OfficeWorld) -> list[str]:
    """Until all was looked at."""
    return [told for told in (late.late(world), late.late(world), late.late(world)) if told]


def bring(home: Home, tmp_path: Path, calls: int = 3) -> None:
    """A switch delivers what it had kept back."""
    records = tmp_path / f"late-{calls}.csv"
    at = DAY + timedelta(hours=15)
    rows = (call(n, at + timedelta(minutes=n), calling=SPOOFED, called=STRANGER, billable_s=2) for n in range(calls))
    records.write_text(HEAD + "".join(rows))
    assert main(["calls", "import", str(records), "--home", str(home.path)]) == 0


def only(world: OfficeWorld) -> ComplaintRecord:
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    return row


def events(world: OfficeWorld, verb: str) -> list[str]:
    with world.office.reading() as desk:
        return [one.reason for one in desk.audit_events(0) if one.verb == verb]


def test_late_records_change_the_verdict_and_the_case_says_so(
    late: RematchWork, world: OfficeWorld, carrier: Home, tmp_path: Path
) -> None:
    before = only(world)
    assert before.verdict is Match.SPOOFED
    bring(carrier, tmp_path)
    assert sweep(late, world) == ["1 complaint matched otherwise"]
    row = only(world)
    with world.office.reading() as desk:
        case, customer = desk.cases.get(row.case_id), desk.customers.get(row.customer_id)
        kept = desk.evidence.find(case_id=case.id, kind="call_match")
        notice = desk.notices.get(row.notice_id)
    assert (row.verdict, row.found, customer.key) == (Match.MADE_BY_CUSTOMER, 3, "quillmark")
    assert (case.customer_id, case.subject, case.fold_key) == (
        customer.id,
        "quillmark",
        case.fold_key.rpartition(":")[0] + ":quillmark",
    )
    assert "made by our customer" in case.title
    (told,) = events(world, "case.late_records")
    assert f"{row.reference}: made by our customer, 3 calls found" in told and told.endswith("0 before")
    assert kept is not None and carrier.evidence().read(kept.sha256)
    assert notice.subject and not any(word in notice.text for word in ("found", "Quillmark"))  # as it was
    assert sweep(late, world) == []  # and once


def test_nothing_is_told_where_nothing_changed(
    late: RematchWork, world: OfficeWorld, carrier: Home, tmp_path: Path
) -> None:
    records = tmp_path / "other.csv"
    records.write_text(HEAD + call(1, DAY + timedelta(hours=3), calling="+12382001001", called="+14462000999"))
    assert main(["calls", "import", str(records), "--home", str(carrier.path)]) == 0
    before = only(world)
    assert sweep(late, world) == [] and only(world) == before
    assert events(world, "case.late_records") == []


def test_a_persons_word_stands_and_the_ended_case_opens_again(
    late: RematchWork, world: OfficeWorld, carrier: Home, tmp_path: Path
) -> None:
    row = only(world)
    complaints.confirm(world, row.id, Match.SPOOFED, row.version)
    cases.answer(world, row.case_id, dict.fromkeys(cases.QUESTIONS, Answer.NO), "spoofed elsewhere")
    cases.resolve(world, row.case_id, Outcome.SPOOFED)
    bring(carrier, tmp_path)
    sweep(late, world)
    row = only(world)
    with world.office.reading() as desk:
        case = desk.cases.get(row.case_id)
    assert (row.verdict, row.customer_id, row.found) == (Match.SPOOFED, 0, 3)
    assert (case.state, case.outcome) == (CaseState.OPEN, Outcome.UNSET)
    (told,) = events(world, "case.late_records")
    assert "lindqvist decided “our number, but spoofed” before they came: look again" in told


def test_a_worker_that_dies_begins_anew_and_tells_once(
    late: RematchWork, world: OfficeWorld, carrier: Home, tmp_path: Path
) -> None:
    bring(carrier, tmp_path)
    assert late.late(world) == "1 complaint matched otherwise"  # and dies before the sweep is over
    assert sweep(RematchWork(carrier), world) == []
    assert len(events(world, "case.late_records")) == 1


def test_the_case_of_several_stays_where_it_is(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, tmp_path: Path
) -> None:
    other = mail(SPOOFED, "second@supplier.example", "+14462044555")
    take_up(work, world, carrier, mail(SPOOFED, called=STRANGER), other)
    late = RematchWork(carrier)
    sweep(late, world)
    bring(carrier, tmp_path)
    assert sweep(late, world) == ["1 complaint matched otherwise"]
    with world.office.reading() as desk:
        (case,) = desk.cases.list()
        assert (case.customer_id, desk.complaints.count(case_id=case.id)) == (0, 2)
    assert len(events(world, "case.late_records")) == 1
