"""A crowd of complaints against a clean customer: read, answered, and nothing but one alert."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bellwarden.complaints.quoting import parts_of
from bellwarden.complaints.reading import read_message
from bellwarden.flows.complaint import ComplaintWorld, open_complaint
from bellwarden.flows.office import complaints, customers, enforcement, weighing
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.weighing import Interests
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.complaint import Message
from bellwarden.model.complaint_match import Coverage, Match
from bellwarden.model.message import Envelope, Kept
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.complaint_weight import ComplaintWeight
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.policy import Standing
from tests.complaints.desks import CALLED, CALLER, Book, around, call, desk
from tests.offices import BEGIN, HandClock

pytestmark = pytest.mark.door
NOW = datetime.fromtimestamp(BEGIN, UTC)
FORGED = 120  # a thousand, by mail and worker: tests/load
WORDS = ("calls me", "rings us", "keeps phoning", "hangs up on me", "bothers my mother", "will not stop calling")


class Desk:
    """Takes complaints up as the worker does, on calls in memory."""

    def __init__(self, world: OfficeWorld, calls: ComplaintWorld) -> None:
        self.world, self.calls = world, calls
        self.upto = weighing.BEGIN

    def take(self, *told: tuple[str, str], at: float = BEGIN) -> None:
        """Texts with their senders, in one transaction."""
        came = datetime.fromtimestamp(at, UTC)
        digest = sha256(f"{told}{at}".encode()).hexdigest()
        opened = []
        for item, (text, sender) in enumerate(told, 1):
            message = Message("plain_mail", "mail", parts_of(text), item=item, sender=sender, received_at=came)
            opened.append(open_complaint(read_message(message, around(), came), digest, self.calls, came))
        complaints.take_up(self.world, Kept(digest, Envelope("lmtp", at)), 1, opened)

    def weigh(self, *competitors: str) -> int:
        """Until nothing is left; how many alerts came of it."""
        alerts, gains = 0, Interests(frozenset(competitors))
        while (turn := weighing.weigh_changed(self.world, self.upto, gains)).upto != self.upto:
            self.upto = turn.upto
            alerts += turn.alerts
        return alerts

    def weights(self) -> tuple[ComplaintWeight, ...]:
        with self.world.office.reading() as rows:
            return rows.complaint_weights.list(limit=5_000)


@pytest.fixture
def clean(world: OfficeWorld) -> Iterator[Desk]:
    """A customer with one call in complete records."""
    customers.create(world, {"key": "harbor-bay", "name": "Harbor Bay Associates"})
    whole = Coverage(NOW - timedelta(days=60), NOW + timedelta(days=2))
    yield Desk(world, desk([], book=Book([call(NOW - timedelta(hours=3))], whole)))


def told(number: int, called: int, shown: int = CALLER) -> str:
    when = NOW - timedelta(days=1 + number % 3)
    return (
        f"Complaint {number * 7919 % 997}: a company {WORDS[number % 6]}, on {when:%B} {when.day}, 2026 at"
        f" {1 + number % 11}:{number % 6}5 pm. My number is +{called}, the caller ID was +{shown}. Cut them off."
    )


def test_a_crowd_of_forged_complaints_is_one_alert_and_suspend_nobody(clean: Desk) -> None:
    for first in range(0, FORGED, 60):
        crowd = range(first, first + 60)
        clean.take(*((told(one, 14462100000 + 37 * one), f"writer{one}@gmail.com") for one in crowd), at=BEGIN + first)
        clean.weigh()
    with clean.world.office.reading() as rows:
        alerts = rows.cases.list(kind=CaseKind.ALERT)
        customer, folded = rows.customers.find(key="harbor-bay"), rows.cases.list(kind=CaseKind.COMPLAINT)[0]
        assert rows.complaints.count() == rows.notices.count() == FORGED  # each is read, and answered
        assert rows.complaints.count(verdict=Match.SPOOFED) == FORGED
        assert rows.enforcements.count() == 0
    assert [(one.fold_key, one.folded) for one in alerts] == [("alert:customer:harbor-bay:complaint_flood", 0)]
    assert customer is not None and (customer.standing, alerts[0].customer_id) == (Standing.ACTIVE, customer.id)
    wish = Wish(MeasureKind.SUSPEND, "harbor-bay", internal_text="x", public_text="x", case_id=folded.id)
    with pytest.raises(BadInput, match="a complaint alone suspends nobody"):
        enforcement.propose(clean.world, wish._replace(expires_at=BEGIN + 9e4))  # nor does the alert about them
    weights = clean.weights()
    assert sum(one.weight for one in weights) < 1 and not any(one.borne_out for one in weights)
    details = alerts[0].details
    assert details["borne_out"] == 0 and isinstance(details["complaints"], int) and details["complaints"] >= FORGED / 2


def test_the_alert_grows_with_the_crowd_and_is_told_again_only_for_a_new_one(clean: Desk) -> None:
    def crowd(first: int, at: float) -> None:
        numbers = range(first, first + weighing.FLOOD_LEAST)
        clean.take(*((told(one, 14462100000 + one), f"writer{one}@gmail.com") for one in numbers), at=at)

    crowd(0, BEGIN)
    assert clean.weigh() == 1
    crowd(100, BEGIN + 600)
    assert clean.weigh() == 0
    with clean.world.office.reading() as rows:
        (case,) = rows.cases.list(kind=CaseKind.ALERT)
        grown = [one for one in rows.audit_events(0) if one.verb == "case.grow"]
    assert case.details["complaints"] == 2 * weighing.FLOOD_LEAST and len(grown) == 1


def test_whose_call_is_in_the_log_counts_and_a_competitor_says_so(clean: Desk) -> None:
    told_right = (
        f"On {NOW:%B} {NOW.day}, 2026 at {(NOW - timedelta(hours=8)).strftime('%I:%M %p')} eastern +{CALLER} called me"
        f" at +{CALLED} and hung up."
    )
    clean.take((told_right, "ana@mail.example"))
    clean.take((told(1, 14462177777), "sales@rival.example"), at=BEGIN + 60)
    clean.weigh("rival.example")
    right, rival = sorted(clean.weights(), key=lambda one: one.received_at)
    assert (right.borne_out, right.weight, right.reasons) == (True, 1.0, ())
    assert [code for code, _ in rival.reasons] == ["not_borne_out", "interested"]
    assert rival.customer_id == right.customer_id != 0


def test_what_a_person_decided_is_the_senders_record(clean: Desk, clock: HandClock) -> None:
    for number in range(4):
        clean.take((told(number, 14462100000 + number), "often@mail.example"), at=BEGIN + number * 40 * 86_400)
    clean.weigh()
    clock.pass_by(60)
    with clean.world.office.reading() as rows:
        decided = rows.complaints.list(limit=3)
    for one in decided:
        complaints.confirm(clean.world, one.id, Match.SPOOFED, one.version)
    clean.weigh()
    clean.take((told(9, 14462100009), "often@mail.example"), at=BEGIN + 300 * 86_400)
    clean.weigh()
    last = max(clean.weights(), key=lambda one: one.received_at)
    assert [code for code, _ in last.reasons][-1] == "record"
