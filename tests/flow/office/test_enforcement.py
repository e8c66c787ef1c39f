"""Measures in the office: who may, on what evidence, until when; and what of it stands in the journal."""

from typing import Any

import pytest

from bellwarden.flows.office.clocks import run_out
from bellwarden.flows.office.enforcement import approve, kill, lift, propose, reinstate, reject, review
from bellwarden.flows.office.expiring import ending_soon, expire
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.world import NotAllowed
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Case, CaseKind, ClockState
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Role
from bellwarden.model.policy import Standing
from bellwarden.model.verdict import Diversion, EvidenceClass
from bellwarden.ports.office import Conflict
from tests.flow.office.conftest import Bench
from tests.offices import BEGIN

DAY = 86_400.0
EXPIRY = BEGIN + 7 * DAY


def wish(kind: MeasureKind = MeasureKind.SUSPEND, value: str = "quillmark", **fields: Any) -> Wish:
    texts = {"internal_text": "traceback 8841", "public_text": "Your calls are stopped.", "expires_at": EXPIRY}
    return Wish(kind, value, **(texts | fields))


def in_force(bench: Bench, made: Wish) -> EnforcementRecord:
    return approve(bench.world("berit"), propose(bench.world("arne"), made).id)


def standing(bench: Bench) -> Standing:
    return bench.desk().customers.get(bench.quillmark.id).standing


def last_verbs(bench: Bench) -> list[str]:
    trail = getattr(bench.office, "trail", None)
    if trail is None:
        from bellwarden.store.audit import events

        trail = list(events())
    return [one.verb for one in trail]


def test_a_suspension_takes_two_people_and_is_a_line_of_the_journal(bench: Bench) -> None:
    proposed = propose(bench.world("arne", Role.ANALYST), wish())
    assert (proposed.state, proposed.proposed_by) == (MeasureState.AWAITING_APPROVAL, "arne")
    assert bench.refused() == []
    bench.clock.pass_by(60)
    record = approve(bench.world("berit", Role.LEAD), proposed.id)
    assert (record.state, record.approved_by, record.pressed_at) == (
        MeasureState.PENDING_ACTIVATION,
        "berit",
        BEGIN + 60,
    )
    assert bench.refused() == ["suspend quillmark"]
    line = bench.book.find(record.journal_line, bench.clock.now())
    assert line is not None
    assert (line.reason, line.expires_at) == (f"{record.ref} other: traceback 8841", EXPIRY)
    assert bench.book.authors[line.number] == "berit"
    assert standing(bench) is Standing.SUSPENDED
    assert last_verbs(bench) == [
        "enforcement.propose",
        "enforcement.approve",
        "customer.suspend",
        "enforcement.journal",
    ]


def test_nobody_approves_what_he_proposed(bench: Bench) -> None:
    proposed = propose(bench.world("arne"), wish())
    with pytest.raises(NotAllowed, match="you proposed"):
        approve(bench.world("arne"), proposed.id)
    with pytest.raises(NotAllowed, match="approve_suspend"):
        approve(bench.world("berit", Role.SENIOR_ANALYST), proposed.id)
    key = bench.of(Actor(kind=ActorKind.API_KEY, name="billing"), Role.LEAD)
    with pytest.raises(NotAllowed, match="a person's approval"):
        approve(key, proposed.id)
    with pytest.raises(NotAllowed):
        propose(bench.world("vera", Role.VIEWER), wish())
    assert bench.refused() == []


def test_a_rejected_measure_never_reaches_the_journal(bench: Bench) -> None:
    withdrawn = propose(bench.world("arne", Role.ANALYST), wish())
    assert reject(bench.world("arne", Role.ANALYST), withdrawn.id, "my error").state is MeasureState.REJECTED
    other = propose(bench.world("arne"), wish())
    with pytest.raises(NotAllowed):
        reject(bench.world("vera", Role.ANALYST), other.id, "not mine")
    reject(bench.world("berit", Role.LEAD), other.id, "no evidence")
    with pytest.raises(MoveRefused):
        approve(bench.world("berit"), other.id)


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (wish(value="quilmark"), "value"),
        (wish(value=""), "value"),
        (wish(MeasureKind.BLOCK_CALLED, "911"), "value"),
        (wish(MeasureKind.BLOCK_PAIR, "12384460000>988"), "value"),
        (wish(MeasureKind.BLOCK_PAIR, "12384460000"), "value"),
        (wish(MeasureKind.BLOCK_SOURCE, "12384460000"), "value"),
        (wish(MeasureKind.BLOCK_CALLING, "twelve"), "value"),
        (wish(MeasureKind.BLOCK_NAME, "**"), "value"),
        (wish(MeasureKind.BLOCK_UPSTREAM), "value"),
        (wish(MeasureKind.LIMIT), "setting"),
        (wish(MeasureKind.LIMIT, setting={"cps_max": 0}), "setting"),
        (wish(MeasureKind.RESTRICT_CALLER_IDS, setting={"numbers": []}), "setting"),
        (wish(MeasureKind.RESTRICT_CALLER_IDS, setting={"numbers": ["12"]}), "setting"),
        (wish(MeasureKind.CHALLENGE, setting={"by": "riddle"}), "setting"),
        (wish(MeasureKind.CHALLENGE, setting={"by": "voicemail"}), "setting"),
        (wish(internal_text=" "), "internal_text"),
        (wish(public_text=""), "public_text"),
        (wish(expires_at=0.0), "expires_at"),
        (wish(expires_at=BEGIN), "expires_at"),
        (wish(MeasureKind.TERMINATE), "expires_at"),
        (wish(evidence_class=EvidenceClass.STATISTICS), "evidence_class"),
        (wish(MeasureKind.BLOCK_CALLING, "12384460000", evidence_class=EvidenceClass.STATISTICS), "evidence_class"),
        (wish(MeasureKind.LIMIT, setting={"cps_max": 2}, evidence_class=EvidenceClass.CROWD), "evidence_class"),
        (wish(MeasureKind.CHALLENGE, setting={"by": "captcha"}, evidence_class=EvidenceClass.CROWD), "evidence_class"),
        (wish(MeasureKind.REINSTATE, expires_at=0.0), "kind"),
    ],
)
def test_what_says_too_little_is_refused_by_its_field(bench: Bench, made: Wish, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        propose(bench.world(), made)
    assert [one.field for one in refused.value.faults] == [field]
    assert bench.desk().enforcements.count() == 0


CROWD_ASKED = {"evidence_class": EvidenceClass.CROWD, "reason_code": ReasonCode.CUSTOMER_REQUEST}


@pytest.mark.parametrize(
    ("made", "kind", "target", "value"),
    [
        (wish(MeasureKind.LIMIT, setting={"cps_max": 2}, evidence_class=EvidenceClass.STATISTICS),
         EnforcementKind.LIMIT, EnforcementTarget.CUSTOMER, "quillmark"),
        (wish(MeasureKind.CHALLENGE, setting={"by": "captcha"}, **CROWD_ASKED),
         EnforcementKind.CHALLENGE, EnforcementTarget.CUSTOMER, "quillmark"),
        (wish(MeasureKind.CHALLENGE, "+1 238 446 0000", setting={"by": "captcha"}),
         EnforcementKind.CHALLENGE, EnforcementTarget.CALLING_NUMBER, "12384460000"),
        (wish(MeasureKind.BLOCK_CALLING, "238-446-0000"),
         EnforcementKind.BLOCK, EnforcementTarget.CALLING_NUMBER, "12384460000"),
        (wish(MeasureKind.BLOCK_CALLED, "+12384460000"),
         EnforcementKind.BLOCK, EnforcementTarget.CALLED_NUMBER, "12384460000"),
        (wish(MeasureKind.BLOCK_PAIR, "+12384460000>+14462000100"),
         EnforcementKind.BLOCK, EnforcementTarget.PAIR, "12384460000>14462000100"),
        (wish(MeasureKind.BLOCK_NAME, " *Gold  Card* "), EnforcementKind.BLOCK, EnforcementTarget.NAME, "*Gold Card*"),
        (wish(MeasureKind.BLOCK_SOURCE, "192.0.2.44"), EnforcementKind.BLOCK, EnforcementTarget.SOURCE, "192.0.2.44"),
        (wish(MeasureKind.BLOCK_UPSTREAM, "northstar"),
         EnforcementKind.BLOCK, EnforcementTarget.UPSTREAM, "northstar"),
        (wish(MeasureKind.TERMINATE, expires_at=0.0), EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "quillmark"),
    ],
)  # fmt: skip
def test_every_kind_is_a_line_that_gates_know(
    bench: Bench, made: Wish, kind: EnforcementKind, target: EnforcementTarget, value: str
) -> None:
    record = in_force(bench, made)
    (line,) = bench.book.in_force(bench.clock.now())
    assert (line.kind, line.target, line.value, line.number) == (kind, target, value, record.journal_line)
    if made.kind is MeasureKind.CHALLENGE:
        assert line.by is Diversion.CAPTCHA


def test_a_restriction_carries_its_numbers(bench: Bench) -> None:
    numbers = ["+12384460000", "+1446200*", "+12384461000-+12384461099"]
    in_force(bench, wish(MeasureKind.RESTRICT_CALLER_IDS, setting={"numbers": numbers}))
    (line,) = bench.book.in_force(bench.clock.now())
    assert (line.numbers, line.prefixes) == (("12384460000",), ("1446200", "123844610"))
    assert standing(bench) is Standing.LIMITED


def test_the_same_twice_is_refused(bench: Bench) -> None:
    in_force(bench, wish(MeasureKind.BLOCK_SOURCE, "192.0.2.44"))
    with pytest.raises(Conflict, match="does the same already"):
        propose(bench.world(), wish(MeasureKind.BLOCK_SOURCE, "192.0.2.44"))


def test_a_kill_switch_needs_one_person_and_a_review_within_a_day(bench: Bench) -> None:
    record = kill(bench.world("arne", Role.ANALYST), wish(public_text=""))
    assert bench.refused() == ["suspend quillmark"]
    assert (record.emergency, record.approved_by, record.review_due_at) == (True, "", BEGIN + DAY)
    assert standing(bench) is Standing.SUSPENDED
    again = kill(bench.world("cleo", Role.ANALYST), wish())
    assert (again.id, bench.book.number) == (record.id, 1)
    with pytest.raises(NotAllowed, match="you proposed"):
        review(bench.world("arne"), record.id, True, "I am sure")
    bench.clock.pass_by(3_600)
    upheld = review(bench.world("berit", Role.LEAD), record.id, True, "the traceback names it")
    assert (upheld.approved_by, upheld.approved_at) == ("berit", BEGIN + 3_600)
    (clock,) = bench.desk().clocks.list(enforcement_id=record.id, kind="emergency_review")
    assert (clock.state, clock.met_at, clock.due_at) == (ClockState.MET, BEGIN + 3_600, BEGIN + DAY)
    with pytest.raises(BadInput, match="waits for no review"):
        review(bench.world("berit"), record.id, True, "again")


def test_a_kill_switch_takes_a_fact_and_only_suspends(bench: Bench) -> None:
    with pytest.raises(BadInput, match="statistics alone"):
        kill(bench.world(), wish(evidence_class=EvidenceClass.STATISTICS))
    with pytest.raises(BadInput, match="second person"):
        kill(bench.world(), wish(MeasureKind.TERMINATE, expires_at=0.0))
    with pytest.raises(NotAllowed):
        kill(bench.world("vera", Role.VETTING), wish())


def test_a_kill_switch_that_is_not_upheld_ends_at_once(bench: Bench) -> None:
    record = kill(bench.world("arne"), wish())
    reversal = review(bench.world("berit"), record.id, False, "it was another customer")
    assert bench.refused() == []
    assert standing(bench) is Standing.ACTIVE
    ended = bench.desk().enforcements.get(record.id)
    assert (ended.state, ended.reversed_by_id, ended.lifted_by) == (
        MeasureState.PENDING_REMOVAL,
        reversal.id,
        "berit",
    )
    assert ended.lift_line == 2


def test_a_review_that_nobody_made_is_noted_and_the_suspension_stays(bench: Bench) -> None:
    record = kill(bench.world("arne"), wish())
    bench.clock.pass_by(DAY + 1)
    assert expire(bench.system()) == ()
    assert run_out(bench.system()) == 2  # the review, and telling the customer
    (clock,) = bench.desk().clocks.list(enforcement_id=record.id, kind="emergency_review")
    assert clock.state is ClockState.BREACHED
    assert last_verbs(bench)[-1] == "clock.breach"
    assert bench.refused() == ["suspend quillmark"]


def test_lifting_a_limit_gives_the_customer_back_its_standing(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    other = in_force(bench, wish(MeasureKind.CHALLENGE, setting={"by": "captcha"}))
    with pytest.raises(NotAllowed):
        lift(bench.world("vera", Role.ANALYST), record.id, "cured")
    lifted = lift(bench.world("berit", Role.SENIOR_ANALYST), record.id, "cured")
    assert (lifted.state, lifted.lift_line, lifted.lift_reason) == (MeasureState.PENDING_REMOVAL, 3, "cured")
    assert standing(bench) is Standing.LIMITED
    lift(bench.world("berit"), other.id, "cured")
    assert standing(bench) is Standing.ACTIVE
    assert bench.refused() == []
    with pytest.raises(BadInput):
        lift(bench.world("berit"), other.id, " ")


def suspended(bench: Bench) -> EnforcementRecord:
    record = in_force(bench, wish())
    with pytest.raises(BadInput, match="reinstated, with cause and cure"):
        lift(bench.world("cleo"), record.id, "enough")
    return record


def test_a_suspended_customer_comes_back_with_cause_cure_and_two_people(bench: Bench) -> None:
    record = suspended(bench)
    for cause, cure in (("", "new caller IDs"), ("a reseller's client", " ")):
        with pytest.raises(BadInput):
            reinstate(bench.world("arne"), bench.quillmark.id, cause, cure)
    asked = reinstate(
        bench.world("arne", Role.ANALYST),
        bench.quillmark.id,
        "a reseller's client",
        "its contract ended",
        "You may call again.",
        probation_cps=2,
        probation_until=EXPIRY,
    )
    assert bench.refused() == ["suspend quillmark"]
    with pytest.raises(NotAllowed):
        approve(bench.world("arne"), asked.id)
    given = approve(bench.world("berit", Role.LEAD), asked.id)
    assert bench.refused() == ["limit quillmark"]
    assert standing(bench) is Standing.LIMITED
    desk = bench.desk()
    assert desk.enforcements.get(record.id).reversed_by_id == given.id
    probation = desk.enforcements.find(kind=MeasureKind.LIMIT)
    assert probation is not None
    assert (probation.origin, probation.setting, probation.expires_at) == ("probation", {"cps_max": 2}, EXPIRY)
    # The limit is set before the suspension is lifted: no second without either.
    assert probation.journal_line < desk.enforcements.get(record.id).lift_line


def test_only_a_suspended_customer_is_reinstated_and_once(bench: Bench) -> None:
    with pytest.raises(MoveRefused, match="active"):
        reinstate(bench.world(), bench.quillmark.id, "cause", "cure")
    suspended(bench)
    reinstate(bench.world(), bench.quillmark.id, "cause", "cure")
    with pytest.raises(Conflict, match="asks for the same already"):
        reinstate(bench.world(), bench.quillmark.id, "cause", "cure")


def test_a_suspension_that_the_policy_says_itself_ends_with_the_next_publication(bench: Bench) -> None:
    with bench.office.writing(Actor(kind=ActorKind.SYSTEM, name="test")) as desk:  # type: ignore[attr-defined]
        row = CustomerRecord(
            key="heron", name="Heron", standing=Standing.SUSPENDED, settings={"standing": "suspended", "cps_max": 5}
        )
        heron = desk.customers.add(row)
    asked = reinstate(bench.world("arne"), heron.id, "unpaid", "paid")
    approve(bench.world("berit"), asked.id)
    kept = bench.desk().customers.get(heron.id)
    assert (kept.standing, kept.settings) == (Standing.ACTIVE, {"cps_max": 5})


def test_a_terminated_party_never_comes_back(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.TERMINATE, expires_at=0.0))
    assert standing(bench) is Standing.TERMINATED
    with pytest.raises(BadInput, match="only as a new customer"):
        lift(bench.world(), record.id, "please")
    with pytest.raises(MoveRefused):
        reinstate(bench.world(), bench.quillmark.id, "cause", "cure")


def test_a_measure_is_over_when_its_time_is(bench: Bench) -> None:
    record = in_force(bench, wish())
    with bench.office.writing(Actor(kind=ActorKind.SYSTEM, name="test")) as desk:  # type: ignore[attr-defined]
        desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="calls at night", customer_id=bench.quillmark.id))
    bench.clock.at = EXPIRY - 3_600
    assert [(one.id, cases) for one, cases in ending_soon(bench.desk(), bench.clock.now())] == [(record.id, 1)]
    assert expire(bench.system()) == ()
    bench.clock.at = EXPIRY
    assert [one.state for one in expire(bench.system())] == [MeasureState.EXPIRED]
    assert standing(bench) is Standing.ACTIVE
    assert bench.refused() == []
    assert expire(bench.system()) == ()


def test_what_was_proposed_for_a_time_that_has_passed_is_not_approved(bench: Bench) -> None:
    proposed = propose(bench.world("arne"), wish())
    bench.clock.at = EXPIRY + 1
    with pytest.raises(BadInput, match="passed meanwhile"):
        approve(bench.world("berit"), proposed.id)


def test_every_deed_stands_in_the_trail(bench: Bench) -> None:
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    lift(bench.world("berit"), record.id, "cured")
    assert last_verbs(bench) == [
        "enforcement.propose",
        "enforcement.approve",
        "customer.limit",
        "enforcement.journal",
        "enforcement.lift",
        "customer.unlimit",
        "enforcement.journal",
    ]
