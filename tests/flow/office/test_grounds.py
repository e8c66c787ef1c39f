"""Whatever complaints come, in whatever order, and however long nobody looks: no call is stopped by them."""

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bellwarden.flows.complaint import Opened, open_complaint
from bellwarden.flows.enforcement import EnforcementWorld
from bellwarden.flows.office import cases, clocks, complaints, customer_notices, enforcement, notice_ends
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.grounds import TAKES_ALL, rests_on_more
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home
from bellwarden.home.journal_file import JournalFile
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import Envelope, Kept
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.case import Answer, Case, CaseKind, Finding, FindingState, Outcome
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import MeasureKind, MeasureState, ReasonCode
from bellwarden.model.office.people import Role, rights_of
from bellwarden.model.policy import Standing
from bellwarden.model.verdict import EvidenceClass
from bellwarden.ports.office import Conflict
from tests.complaints.desks import NOW, call, desk, document, read
from tests.flow.office.conftest import Bench
from tests.flow.office.fake_office import FakeOffice
from tests.offices import HandClock

TEXT = "He threatened me. (238) 220-0155 called my number 446-200-2001 at 1 pm today, ten times, stop it."
POLICY = document([12382200155])
HARBOR = POLICY.customers[0].key
TOUCHED = (*(MeasureState.PENDING_ACTIVATION, MeasureState.ACTIVE), MeasureState.PENDING_REMOVAL)


@cache
def opened(found: bool, words: str) -> Opened:
    """A complaint about Harbor Bay's number, with its call in the records, or with none."""
    calls = [call(NOW - timedelta(minutes=1), line=line) for line in range(3)] if found else []
    return open_complaint(read(f"{TEXT} {words}"), sha256(words.encode()).hexdigest(), desk(calls, POLICY), NOW)


@cache
def journal() -> JournalFile:
    home = Home(Path(tempfile.mkdtemp(prefix="bw-grounds-")) / "home")
    home.init()
    return home.journal()


class Desk:
    """An office in memory, one person who may do everything, and a worker."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.office = FakeOffice(self.clock)
        with self.office.writing(Actor(kind=ActorKind.SYSTEM, name="test")) as rows:
            made = CustomerRecord(key=HARBOR, name="Harbor Bay", abuse_email="abuse@harbor.example")
            self.customer = rows.customers.add(made)
        self.person = self.world(Actor(kind=ActorKind.PERSON, name="arne"))
        self.worker = self.world(Actor(kind=ActorKind.SYSTEM, name="worker"))
        self.came = 0

    def world(self, actor: Actor) -> OfficeWorld:
        enforcing = lambda: EnforcementWorld(journal(), journal().refresh(), POLICY, self.clock, actor.name)  # noqa: E731
        return OfficeWorld(self.office, self.clock, actor, rights_of(frozenset(Role)), enforcing)  # type: ignore[arg-type]

    def complaint(self, found: bool) -> None:
        self.came += 1
        kept = Kept(sha256(str(self.came).encode()).hexdigest(), Envelope("lmtp", self.clock.now()))
        complaints.take_up(self.worker, kept, 100, [opened(found, "again" if found else "once more")])

    def rows(self) -> tuple[ComplaintRecord, ...]:
        with self.office.reading() as rows:
            return tuple(rows.complaints.list())

    def confirm(self, verdict: Match) -> None:
        for row in self.rows()[-1:]:
            complaints.confirm(self.person, row.id, verdict, row.version)

    def answer(self, answer: Answer) -> None:
        for row in self.rows()[-1:]:
            cases.answer(self.person, row.case_id, dict.fromkeys(cases.QUESTIONS, answer), "so it is")

    def tell(self) -> None:
        for row in self.rows()[-1:]:
            try:
                with self.office.reading() as rows:
                    asked = customer_notices.suggestion(rows, self.customer.id, row.case_id)
                customer_notices.give(self.person, asked._replace(ground_text="terms"), str)
            except Conflict:
                pass

    def wait(self, days: float) -> None:
        """The worker does all that it does by itself."""
        send_due(self.worker, lambda notice: (True, False, "250 OK"))
        self.clock.pass_by(days * 86_400)
        send_due(self.worker, lambda notice: (True, False, "250 OK"))
        clocks.run_out(self.worker)
        notice_ends.tell_of_measures(self.worker, str)
        notice_ends.remind(self.worker, str)
        notice_ends.run_out(self.worker, lambda key: 5.0)

    def press(self, kind: MeasureKind, kill: bool) -> None:
        """One person alone: proposes, and tries to approve it, too; or presses the kill switch on a complaint."""
        for row in self.rows()[-1:]:
            wish = Wish(
                kind,
                HARBOR,
                0.0 if kind is MeasureKind.TERMINATE else self.clock.now() + 86_400,
                ReasonCode.ILLEGAL_CALLS,
                EvidenceClass.FACT,
                "so many complaints",
                "you were complained of",
                case_id=row.case_id,
            )
            try:
                if kill and not rests_on_more_now(self, row.case_id):
                    enforcement.kill(self.person, wish)
                elif not kill:
                    enforcement.approve(self.person, enforcement.propose(self.person, wish).id)
            except (BadInput, Conflict, NotAllowed):
                pass


def rests_on_more_now(desk: Desk, case_id: int) -> bool:
    with desk.office.reading() as rows:
        return rests_on_more(rows, case_id, desk.customer.id)


STEPS = st.one_of(
    st.tuples(st.just("complaint"), st.booleans()),
    st.tuples(st.just("confirm"), st.sampled_from(sorted(Match, key=str))),
    st.tuples(st.just("answer"), st.sampled_from(sorted(Answer, key=str))),
    st.tuples(st.just("tell")),
    st.tuples(st.just("wait"), st.sampled_from([0.2, 2.0, 4.0, 30.0])),
    st.tuples(st.just("press"), st.sampled_from(sorted(TAKES_ALL[:2], key=str)), st.booleans()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=3, max_size=14))
def test_complaints_the_worker_and_one_person_stop_no_call(steps: list[tuple[object, ...]]) -> None:
    scene = Desk()
    for name, *arguments in steps:
        getattr(scene, str(name))(*arguments)
    with scene.office.reading() as rows:
        assert [one.ref for one in rows.enforcements.list(state__in=TOUCHED)] == []
        assert rows.customers.get(scene.customer.id).standing is Standing.ACTIVE


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=2, max_size=10))
def test_without_a_call_not_even_two_people_suspend_for_a_complaint(steps: list[tuple[object, ...]]) -> None:
    scene = Desk()
    scene.complaint(False)
    for name, *arguments in steps:
        getattr(scene, str(name))(*(False if name == "complaint" else one for one in arguments))
    with scene.office.reading() as rows:
        waiting = rows.enforcements.list(kind__in=TAKES_ALL)
    assert waiting == ()


def kept_case(bench: Bench, *rows: object) -> int:
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        case = desk.cases.add(Case(kind=CaseKind.COMPLAINT, title="calls", customer_id=bench.quillmark.id))
        return int(case.id)


def test_what_stands_beside_a_complaint(bench: Bench) -> None:
    case_id, about = kept_case(bench), bench.quillmark.id

    def holds() -> bool:
        return rests_on_more(bench.desk(), case_id, about)

    assert not holds()
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        flood = Case(
            kind=CaseKind.ALERT, title="a crowd", customer_id=about, fold_key="alert:customer:x:complaint_flood"
        )
        desk.cases.add(flood)
        assert not holds()
        alert = desk.cases.add(replace(flood, title="short calls", fold_key="alert:customer:x:short_calls"))
        assert holds()
        desk.cases.save(replace(alert, outcome=Outcome.LEGITIMATE))
        assert not holds()
        finding = desk.findings.add(Finding(case_id=case_id, statement="its own script says so"))
        assert not holds()
        desk.findings.save(replace(finding, state=FindingState.CONFIRMED))
        assert holds()


@pytest.mark.parametrize("kind", sorted(TAKES_ALL[:2], key=str))
def test_an_authority_needs_no_call(bench: Bench, kind: MeasureKind) -> None:
    wish = Wish(
        kind,
        "quillmark",
        0.0 if kind is MeasureKind.TERMINATE else bench.clock.now() + 86_400,
        ReasonCode.TRACEBACK,
        EvidenceClass.AUTHORITY,
        "named by a traceback",
        "a traceback names you",
        case_id=kept_case(bench),
    )
    with pytest.raises(BadInput, match="a complaint alone suspends nobody"):
        enforcement.propose(bench.world(), wish._replace(evidence_class=EvidenceClass.FACT))
    assert enforcement.propose(bench.world(), wish).state is MeasureState.AWAITING_APPROVAL


def test_the_scene_finds_calls_where_there_are_some() -> None:
    assert opened(True, "x").matching.verdict is Match.MADE_BY_CUSTOMER and opened(True, "x").matching.found
    assert not opened(False, "x").matching.found
    assert isinstance(NOW, datetime)
