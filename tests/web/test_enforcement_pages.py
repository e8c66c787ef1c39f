"""Preview, press, second person, proof: as pages."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bellwarden.calllog import CallLog
from bellwarden.flows.office import customers
from bellwarden.flows.office.proof import Prover
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.proofs import Proofs
from bellwarden.model.customer_traffic import Counts, Coverage, CustomerTraffic, Destination, Different, HourCounts
from bellwarden.model.office.people import Role
from bellwarden.store.models import AuditEvent, Customer, Enforcement
from tests.calllog.logs import call, table, take_text
from tests.offices import HandClock
from tests.web.calls import decided, keep
from tests.web.people import Clients

WHY = {
    "reason_code": "illegal_calls",
    "evidence_class": "fact",
    "internal_text": "212 calls with caller IDs that are not theirs",
    "public_text": "Your calling is suspended.",
    "length": "7d",
}
NEW = "/enforcements/new?kind={}&value=quillmark"


@pytest.fixture
def quillmark(world: OfficeWorld, home: Home) -> Customer:
    return Customer.objects.get(pk=customers.create(world, {"key": "quillmark", "name": "Quillmark"}).id)


@pytest.fixture
def many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty days of 900 calls, one an emergency."""
    nobody = Different(0, True)
    hours = [HourCounts(1_794_000_000.0 + at * 86_400, Destination.HOME, Counts(900, 300)) for at in range(30)]
    hours.append(HourCounts(1_794_000_000.0, Destination.EMERGENCY, Counts(1, 1)))
    made = CustomerTraffic("quillmark", 0.0, 1.0, tuple(hours), (), (), nobody, nobody, Coverage((), (), (), 0.0))
    monkeypatch.setattr("bellwarden.calllog.rollups.Rollups.customer_hours", lambda *_: made)


def test_the_preview_writes_nothing_and_focus_starts_on_the_way_out(quillmark: Customer, client_of: Clients) -> None:
    text = client_of(Role.ANALYST).get(NEW.format("suspend")).content.decode()
    assert "Had this been in force for the last 30 days" in text
    assert "data-way-out" in text and "data-no-enter" in text and "always pass" in text
    assert "kind=limit" in text  # milder
    assert not Enforcement.objects.exists()
    assert client_of(Role.VIEWER, key="v").get(NEW.format("suspend")).status_code == 403
    assert client_of(Role.ANALYST).get("/enforcements/new?kind=suspend&value=nobody").status_code == 404


def test_many_calls_want_their_number_typed(quillmark: Customer, many_calls: None, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    text = client.get(NEW.format("suspend")).content.decode()
    assert "Type the number of calls this stops in 30 days: 27,000" in text
    told = client.post(NEW.format("suspend"), {**WHY, "asked": "27000", "count": "27"})
    assert told.status_code == 422 and "so many calls it would have stopped" in told.content.decode()
    assert "212 calls" in told.content.decode()
    assert not Enforcement.objects.exists()
    assert client.post(NEW.format("suspend"), {**WHY, "asked": "27000", "count": "27,000"}).status_code == 302
    assert Enforcement.objects.get().state == "awaiting_approval"


@pytest.fixture
def called_yesterday(home: Home, tmp_path: Path) -> None:
    """Twenty calls of Quillmark's by twenty numbers, half of them with a name."""
    noon = datetime.now(UTC).replace(hour=12, minute=0) - timedelta(days=1)
    rows = [call(one, noon, name="Warranty Desk" if one % 2 else "") for one in range(20)]
    take_text(CallLog(home.path / "calllog"), tmp_path, table(*rows), now=datetime.now(UTC))


def test_a_restriction_is_counted_by_the_numbers_that_were_shown(
    quillmark: Customer, called_yesterday: None, client_of: Clients
) -> None:
    client = client_of(Role.ANALYST)
    assert (
        "write the numbers that it may show" in client.get(NEW.format("restrict_caller_ids")).content.decode().lower()
    )
    look = {**WHY, "setting": "+12382000001\n+1238200001*", "look": "yes"}
    text = client.post(NEW.format("restrict_caller_ids"), look).content.decode()
    assert figure(text) == "9" and "45 % of this customer" in text.replace("\u202f", " ")
    assert "+1238200001*" in text and "212 calls with caller IDs" in text  # what was typed stays
    assert not Enforcement.objects.exists()


def test_a_name_and_an_address_are_looked_for_in_the_log(called_yesterday: None, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    text = client.get("/enforcements/new?kind=block_name&value=warranty*").content.decode()
    assert figure(text) == "≥ 10" and "50% of the records tell a caller&#x27;s name" in text and "quillmark" in text
    text = client.get("/enforcements/new?kind=block_source&value=192.0.2.7").content.decode()
    assert "How many calls it would stop is not known" in text
    assert "No call record of this time tells where it came from" in text


def figure(text: str) -> str:
    """The first one of the preview."""
    return re.search(r'<span class="value">([^<]*)</span>', text)[1]  # type: ignore[index]


def test_faults_of_the_story_stand_beside_their_fields(quillmark: Customer, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    told = client.post(NEW.format("limit"), {**WHY, "length": "", "setting": "none"})
    text = told.content.decode()
    assert told.status_code == 422
    assert "cps_max is 1 to" in text and "is missing: only a termination" in text
    assert "Choose one." in client.post(NEW.format("limit"), {}).content.decode()


def test_an_emergency_is_pressed_by_one_and_reviewed_by_another(quillmark: Customer, client_of: Clients) -> None:
    first = client_of(Role.ANALYST)
    pressed = first.post(NEW.format("suspend"), {**WHY, "emergency": "yes"})
    row = Enforcement.objects.get()
    assert pressed["Location"] == f"/enforcements/{row.ref}"
    assert (row.state, row.emergency, row.journal_line) == ("pending_activation", True, 1)
    assert Customer.objects.get().standing == "suspended"
    proof = first.get(f"/enforcements/{row.ref}").content.decode()
    assert "pressed Suspend, emergency" in re.sub(r"<[^>]+>", "", proof)
    assert "somebody else decides" in proof and "no gate is heard" in proof
    assert first.post(f"/enforcements/{row.ref}/review", {"upheld": "yes", "reason": "seen"}).status_code == 403
    second = client_of(Role.LEAD, key="lindqvist", name="J. Lindqvist")
    assert "Uphold" in second.get(f"/enforcements/{row.ref}").content.decode()
    second.post(f"/enforcements/{row.ref}/review", {"upheld": "yes", "reason": "looked at 20 of the calls"})
    assert Enforcement.objects.get().approved_by == "lindqvist"


def test_two_people_limit_and_lift(quillmark: Customer, client_of: Clients) -> None:
    first, second = client_of(Role.ANALYST), client_of(Role.SENIOR_ANALYST, key="lindqvist", name="J. Lindqvist")
    first.post(NEW.format("limit"), {**WHY, "evidence_class": "statistics", "setting": "2"})
    row = Enforcement.objects.get()
    assert (row.state, row.setting) == ("awaiting_approval", {"cps_max": 2})
    assert "Waits for a second person" in first.get("/enforcements").content.decode()
    first.post(f"/enforcements/{row.ref}/approve")
    assert Enforcement.objects.get().state == "awaiting_approval"
    second.post(f"/enforcements/{row.ref}/approve")
    assert Enforcement.objects.get().state == "pending_activation"
    part = second.get(f"/enforcements/{row.ref}", headers={"HX-Request": "1"}).content.decode()
    assert part.startswith('<div id="proof" hx-get') and "<html" not in part
    second.post(f"/enforcements/{row.ref}/lift", {"reason": "calls as declared again"})
    assert Enforcement.objects.get().state == "pending_removal"
    assert "/customers/quillmark" in first.get("/enforcements?state=live").content.decode()


def test_calls_come_back_by_two_people(quillmark: Customer, client_of: Clients) -> None:
    first, second = client_of(Role.ANALYST), client_of(Role.LEAD, key="lindqvist", name="J. Lindqvist")
    first.post(NEW.format("suspend"), {**WHY, "emergency": "yes"})
    told = first.post("/customers/quillmark/reinstate", {"cause": "a stolen password", "cure": ""})
    assert told.status_code == 422 and "a stolen password" in told.content.decode()
    made = first.post("/customers/quillmark/reinstate", {"cause": "a stolen password", "cure": "changed, with TOTP"})
    assert made.status_code == 302
    second.post(f"{made['Location']}/approve")
    assert Customer.objects.get().standing == "active"


def test_a_proposal_is_rejected_with_a_reason(quillmark: Customer, client_of: Clients) -> None:
    client_of(Role.ANALYST).post("/enforcements/new?kind=block_calling", {**WHY, "value": "+12384460000"})
    row = Enforcement.objects.get()
    second = client_of(Role.LEAD, key="lindqvist", name="J. Lindqvist")
    second.post(f"/enforcements/{row.ref}/reject", {"reason": ""})
    assert Enforcement.objects.get().state == "awaiting_approval"
    second.post(f"/enforcements/{row.ref}/reject", {"reason": "the number is a school's"})
    assert Enforcement.objects.get().state == "rejected"


def test_the_proof_draws_the_seconds_and_lists_the_calls_that_go_on(
    quillmark: Customer, home: Home, world: OfficeWorld, clock: HandClock, client_of: Clients
) -> None:
    clock.at = now = time.time()
    keep(home, [decided(one, at=now - 20 + one / 10) for one in range(3)])
    first = client_of(Role.ANALYST)
    first.post(NEW.format("suspend"), {**WHY, "emergency": "yes"})
    row = Enforcement.objects.get()
    page = f"/enforcements/{row.ref}"
    assert "New calls per second" not in first.get(page).content.decode()  # no worker has looked
    prover = Prover(home.calls_seen(), home.evidence(), Proofs(home.path))
    clock.at = now + 15
    prover.step(world)
    text = first.get(page).content.decode()
    assert "New calls per second from this customer" in text and "pressed</text>" in text
    assert "-20 s: 3 let through, 0 refused" in text or "-21 s" in text
    assert "not read yet" in text and "no gate kept a decision yet" in text
    assert "3 still go on" in text
    part = first.get(f"{page}?part=seconds", headers={"HX-Request": "1"}).content.decode()
    assert part.startswith('<div id="seconds" hx-get') and 'hx-swap-oob="true"' in part
    seconds = [line.split(",") for line in first.get(f"{page}?as=csv").content.decode().splitlines()[1:]]
    assert sum(int(passed) for _, passed, refused in seconds if passed) == 3  # within a second, or two
    listed = first.post(f"{page}/calls").content.decode()
    assert listed.count("Goes on") == 3 and "446-200-0150" in listed
    assert AuditEvent.objects.filter(verb="evidence.read_cpni").count() == 1
    assert client_of(Role.VIEWER, key="v").post(f"{page}/calls").status_code == 403
