"""A customer is told of its calls, with reasons and without whoever complained; it answers, appeals, or is reminded."""

from dataclasses import replace

import pytest

from bellwarden.flows.office import appeals, complaints, customer_answers, customer_notices, enforcement, executives
from bellwarden.flows.office import customers as customer_stories
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.customer_answers import File
from bellwarden.flows.office.customer_notices import Telling, give, suggestion
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.notice_ends import remind, run_out, tell_of_measures
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer, NoticeState, Visibility
from bellwarden.model.office.customer_notice import AppealState, CustomerNotice, CustomerNoticeState, FoundBy
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState, ReasonCode
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Conflict, Missing
from tests.desks import OURS, SPOOFED, STRANGER, Filer, mail
from tests.offices import HandClock, person

HOUR, DAY = 3_600.0, 86_400.0


def page(ref: str) -> str:
    return f"https://office.example.net/notice/{ref.lower()}.token"


def other(world: OfficeWorld, name: str = "berit") -> OfficeWorld:
    return world._replace(actor=person(name))


def kept(world: OfficeWorld, notice: CustomerNotice) -> CustomerNotice:
    with world.office.reading() as desk:
        return desk.customer_notices.get(notice.id)


def letters(world: OfficeWorld, template: str = "") -> list[str]:
    with world.office.reading() as desk:
        return [one.text for one in desk.notices.list() if one.customer_id and template in one.template]


@pytest.fixture
def told(filed: Filer, world: OfficeWorld) -> Telling:
    """What the office would tell Quillmark about four calls that a supplier complained of, and a person confirmed."""
    row = filed(mail(OURS))
    customer_stories.change(world, row.customer_id, {"abuse_email": "abuse@quillmark.example"})
    complaints.confirm(world, row.id, Match.MADE_BY_CUSTOMER, row.version)
    with world.office.reading() as desk:
        found = suggestion(desk, row.customer_id, row.case_id)
    return found._replace(ground_text=found.ground_text or "Acceptable use, 2")


@pytest.fixture
def given(told: Telling, world: OfficeWorld) -> CustomerNotice:
    return give(world, told, page)


def test_the_letter_gives_reasons_and_names_nobody(told: Telling, given: CustomerNotice, world: OfficeWorld) -> None:
    (text,) = letters(world)
    assert len(given.calls) == 4
    assert "Our call records show 4 calls of yours" in text
    assert page(given.ref) in text and given.address == "abuse@quillmark.example"
    assert not any(word in text.lower() for word in ("supplier", "harbor", "noc@", "dozens", "quillmark"))
    assert "The next step of our terms is a limit of your calls. People decide on it." in text
    assert given.appeal_due_at - given.told_at == 20 * DAY
    with world.office.reading() as desk:
        assert {one.kind: one.state.value for one in desk.clocks.list(case_id=told.case_id)}["notice"] == "running"
        assert desk.enforcements.count() == 0


def test_once_it_is_sent_the_same_day_is_met_and_the_reporters_answer_is_not(
    given: CustomerNotice, world: OfficeWorld, clock: HandClock
) -> None:
    clock.pass_by(HOUR)
    sent: list[str] = []
    send_due(world, lambda notice: (sent.append(notice.to) or notice.customer_id > 0, False, "250 OK"))  # type: ignore[func-returns-value]
    assert given.address in sent
    with world.office.reading() as desk:
        states = {one.kind: one.state.value for one in desk.clocks.list(case_id=given.case_id)}
    assert (states["notice"], states["answer"]) == ("met", "running")


def test_a_text_that_would_give_somebody_away_is_not_queued(told: Telling, world: OfficeWorld) -> None:
    for facts in (
        "noc@supplier.example told us of calls",
        "The same as Harbor Dental did",
        "Your script says {name}",
    ):
        with pytest.raises(BadInput, match="it would tell"):
            give(world, told._replace(facts=facts), page)
    assert letters(world) == []
    assert "it would tell" in customer_notices.draft(world, told._replace(facts="Harbor Dental"), page).held


def test_what_is_missing_is_said(told: Telling, world: OfficeWorld) -> None:
    with pytest.raises(BadInput) as refused:
        give(world, told._replace(facts=" ", ground_text=""), page)
    assert [one.field for one in refused.value.faults] == ["facts", "ground_text"]
    with pytest.raises(BadInput, match="a case or to a measure"):
        give(world, told._replace(case_id=0), page)
    customer_stories.change(world, told.customer_id, {"abuse_email": ""})
    with pytest.raises(BadInput, match="nobody can be told"):
        give(world, told, page)


def test_one_notice_a_case_waits_at_a_time(given: CustomerNotice, told: Telling, world: OfficeWorld) -> None:
    with pytest.raises(Conflict, match="waits for its answer already"):
        give(world, told, page)
    customer_notices.settle(world, given.id, "You have shown the consent.", page)
    give(world, told, page)


def test_while_an_order_forbids_it_nobody_is_told(told: Telling, world: OfficeWorld, clock: HandClock) -> None:
    first = give(world, told, page)
    customer_notices.gag(world, told.case_id, clock.now() + DAY, "order of the court")
    with world.office.reading() as desk:
        assert desk.notices.get(first.notice_id).state is NoticeState.DRAFT
    with pytest.raises(Missing):
        customer_answers.look(world, first.ref)
    with pytest.raises(Conflict, match="an order noted in C-"):
        give(world, told, page)
    clock.pass_by(2 * DAY)
    customer_notices.withdraw(world, first.id, "the order came between", page)
    assert give(world, told, page).state is CustomerNoticeState.WAITING


def test_it_can_be_taken_back_before_it_leaves_and_after(
    told: Telling, given: CustomerNotice, world: OfficeWorld, clock: HandClock
) -> None:
    customer_notices.withdraw(world, given.id, "another customer", page)
    clock.pass_by(HOUR)
    assert send_due(world, lambda notice: (notice.customer_id > 0, False, "250 OK")) == 0
    again = give(world, told, page)
    clock.pass_by(HOUR)
    assert send_due(world, lambda notice: (notice.customer_id > 0, False, "250 OK")) == 1
    customer_notices.withdraw(world, again.id, "the calls were another's", page)
    assert "It counts for nothing." in letters(world, "decision")[0]


class TestAnswers:
    def test_words_and_files_are_kept_whole_and_for_few(
        self, given: CustomerNotice, world: OfficeWorld, carrier: Home
    ) -> None:
        proof = b"%PDF-1.7 consent of 2025\0" * 10
        customer_answers.answer(
            world, given.ref, "A student called.", [File("../consent.pdf", proof)], carrier.evidence().keep
        )
        with world.office.reading() as desk:
            rows = desk.evidence.list(source=given.ref)
        assert [(one.kind, one.visibility) for one in rows] == [
            ("statement", Visibility.CPNI),
            ("consent_proof", Visibility.CPNI),
        ]
        assert carrier.evidence().read(rows[1].sha256) == proof
        now = kept(world, given)
        assert (now.state, now.answers, now.remind_at) == (CustomerNoticeState.ANSWERED, 1, 0.0)
        with world.office.reading() as desk:
            clocks = desk.clocks.list(case_id=given.case_id, kind="customer_answer")
        assert [one.state.value for one in clocks] == ["met"]

    @pytest.mark.parametrize(
        ("text", "files", "why"),
        [
            ("", [], "write something"),
            ("x" * 5_001, [], "at most 5,000"),
            ("x", [File("a", b"1")] * 6, "at most 5 files"),
            ("x", [File("a", b"")], "is empty"),
            ("x", [File("a", b"1" * 5_000_001)], "larger than 5 MB"),
        ],
    )
    def test_what_can_not_be_taken_is_said_and_nothing_kept(
        self, given: CustomerNotice, world: OfficeWorld, carrier: Home, text: str, files: list[File], why: str
    ) -> None:
        with pytest.raises(BadInput, match=why):
            customer_answers.answer(world, given.ref, text, files, carrier.evidence().keep)
        with world.office.reading() as desk:
            assert desk.evidence.count(source=given.ref) == 0
        assert not list((carrier.path / "evidence").rglob("?" * 64))

    def test_it_ends_somewhere(self, given: CustomerNotice, world: OfficeWorld, carrier: Home) -> None:
        for n in range(20):
            customer_answers.answer(world, given.ref, f"answer {n}", [], carrier.evidence().keep)
        with pytest.raises(BadInput, match="20 answers came"):
            customer_answers.answer(world, given.ref, "and more", [], carrier.evidence().keep)

    def test_not_enough_it_is_asked_again(
        self, given: CustomerNotice, world: OfficeWorld, carrier: Home, clock: HandClock
    ) -> None:
        clock.pass_by(HOUR)
        send_due(world, lambda notice: (True, False, "250 OK"))
        customer_answers.answer(world, given.ref, "We did nothing.", [], carrier.evidence().keep)
        again = customer_notices.ask_again(world, given.id, "Who placed the calls?", page)
        assert (again.state, again.answer_due_at) == (CustomerNoticeState.WAITING, clock.now() + 72 * HOUR)
        assert "Our reasons: Who placed the calls?" in letters(world, "decision")[0]


class TestThePage:
    def test_it_is_shut_when_the_contact_changes_and_when_its_time_is_over(
        self, given: CustomerNotice, world: OfficeWorld, clock: HandClock
    ) -> None:
        customer_answers.look(world, given.ref)
        customer_stories.change(world, given.customer_id, {"abuse_email": "abuse@other.example"})
        with pytest.raises(Missing):
            customer_answers.look(world, given.ref)
        customer_stories.change(world, given.customer_id, {"abuse_email": given.address})
        clock.pass_by(51 * DAY)
        with pytest.raises(Missing):
            customer_answers.look(world, given.ref)

    def test_looks_are_counted_and_stand_in_the_trail(
        self, given: CustomerNotice, world: OfficeWorld, clock: HandClock
    ) -> None:
        for _ in range(3):
            customer_answers.look(world, given.ref)
        clock.pass_by(HOUR)
        assert customer_answers.look(world, given.ref).views == 2

    def test_whose_life_may_be_in_danger_is_not_named_to_the_customer(self, filed: Filer, world: OfficeWorld) -> None:
        raw = mail(OURS).replace(b"Can you tell", b"He said he will come and kill her, she is afraid.\r\nCan you tell")
        row = filed(raw)
        customer_stories.change(world, row.customer_id, {"abuse_email": "abuse@quillmark.example"})
        assert row.danger
        with world.office.reading() as desk:
            found = suggestion(desk, row.customer_id, row.case_id)._replace(ground_text="Acceptable use, 1")
        given = give(world, found, page)
        assert {one.called for one in given.calls} == {"1446200…"}
        with pytest.raises(BadInput, match="it would tell: number 14462000177"):
            customer_notices.withdraw(world, given.id, "x", page)
            give(world, found._replace(facts="You called +1 446 200 0177."), page)


def wish(clock: HandClock, kind: MeasureKind = MeasureKind.LIMIT, **fields: object) -> Wish:
    usual: dict[str, object] = {
        "expires_at": 0.0 if kind is MeasureKind.TERMINATE else clock.now() + 30 * DAY,
        "reason_code": ReasonCode.ILLEGAL_CALLS,
        "internal_text": "four hang-ups",
        "public_text": "You called one number again and again and hung up.",
        "setting": {"cps_max": 2} if kind is MeasureKind.LIMIT else {},
    }
    return Wish(kind, "quillmark", **(usual | fields))  # type: ignore[arg-type]


def in_force(world: OfficeWorld, wanted: Wish) -> EnforcementRecord:
    return enforcement.approve(other(world), enforcement.propose(world, wanted).id)


class TestMeasures:
    def test_the_customer_is_told_of_each_once(self, told: Telling, world: OfficeWorld, clock: HandClock) -> None:
        record = in_force(world, wish(clock))
        assert (tell_of_measures(world, page), tell_of_measures(world, page)) == (1, 0)
        (text,) = letters(world)
        assert "Your calls are limited to 2 calls a second, since" in text
        assert "You called one number again and again and hung up." in text
        with world.office.reading() as desk:
            notice = desk.customer_notices.find(enforcement_id=record.id)
        assert notice is not None and notice.found_by is FoundBy.OWN_RECORDS and notice.rung == 2

    def test_a_legal_order_a_kill_switch_without_words_and_old_ones_wait_for_a_person(
        self, told: Telling, world: OfficeWorld, clock: HandClock
    ) -> None:
        in_force(world, wish(clock, reason_code=ReasonCode.LEGAL_ORDER))
        enforcement.kill(world, wish(clock, MeasureKind.SUSPEND, public_text=""))
        assert tell_of_measures(world, page) == 0
        clock.pass_by(2 * DAY)
        assert tell_of_measures(world, page) == 0

    def test_executives_hear_of_it_and_of_nobodys_name(
        self, told: Telling, world: OfficeWorld, clock: HandClock
    ) -> None:
        with pytest.raises(BadInput, match="is no mail address"):
            executives.write_addresses(world, ("board",))
        executives.write_addresses(world, ("ceo@carrier.example", "coo@carrier.example"))
        in_force(world, wish(clock))
        assert executives.tell(world, page) == 0
        record = in_force(world, wish(clock, MeasureKind.SUSPEND))
        assert (executives.tell(world, page), executives.tell(world, page)) == (2, 0)
        with world.office.reading() as desk:
            texts = [one.text for one in desk.notices.list(template="executive-1")]
        assert all(record.ref in one and "quillmark" not in one.lower() for one in texts)


def send_all(world: OfficeWorld, clock: HandClock) -> None:
    """Every letter goes out, when it may."""
    clock.pass_by(HOUR)
    send_due(world, lambda notice: (True, False, "250 OK"))


class TestWithoutAnAnswer:
    def test_silence_means_nothing_while_the_letter_did_not_leave(
        self, given: CustomerNotice, world: OfficeWorld, clock: HandClock
    ) -> None:
        clock.at = given.answer_due_at
        run_out(world, lambda key: 40.0)
        waiting = kept(world, given)
        assert (waiting.state, waiting.answer_due_at) == (CustomerNoticeState.WAITING, clock.now() + DAY)
        assert remind(world, page) == 1 and waiting.reminders == 0 and letters(world, "reminder") == []
        with world.office.reading() as desk:
            assert desk.enforcements.count() == 0

    def test_it_is_reminded_and_then_the_next_step_is_proposed_and_nothing_done(
        self, given: CustomerNotice, world: OfficeWorld, clock: HandClock
    ) -> None:
        send_all(world, clock)
        clock.at = given.answer_due_at - 24 * HOUR
        assert (remind(world, page), remind(world, page)) == (1, 0)
        clock.at = given.answer_due_at - 4 * HOUR
        assert remind(world, page) == 1
        assert len(set(letters(world, "reminder"))) == 1 and kept(world, given).reminders == 2
        with world.office.reading() as desk:
            references = [one.reference for one in desk.notices.list(template="customer-reminder-1")]
        assert references == [f"{given.ref}-R1", f"{given.ref}-R2"]
        clock.at = given.answer_due_at
        assert (run_out(world, lambda key: 40.0), run_out(world, lambda key: 40.0)) == (1, 0)
        with world.office.reading() as desk:
            (asked,) = desk.enforcements.list()
            assert desk.customers.get(given.customer_id).standing is Standing.ACTIVE
        assert (asked.kind, asked.state, asked.origin) == (
            MeasureKind.LIMIT,
            MeasureState.AWAITING_APPROVAL,
            "ladder",
        )
        assert (asked.setting["cps_max"], asked.case_id) == (10, given.case_id)
        assert kept(world, given).state is CustomerNoticeState.OVERDUE

    def test_step_by_step_to_the_end_of_the_service_always_by_two_people(
        self, given: CustomerNotice, world: OfficeWorld, clock: HandClock
    ) -> None:
        climbed, notice = [], given
        while notice is not None:
            send_all(world, clock)
            clock.at = notice.answer_due_at
            run_out(world, lambda key: 40.0)
            with world.office.reading() as desk:
                waiting = desk.enforcements.list(state=MeasureState.AWAITING_APPROVAL)
            if not waiting:
                break
            climbed.append(waiting[0].kind)
            with pytest.raises(NotAllowed):
                enforcement.approve(
                    world._replace(actor=replace(world.actor, name=waiting[0].proposed_by)), waiting[0].id
                )
            enforcement.approve(other(world), waiting[0].id)
            tell_of_measures(world, page)
            with world.office.reading() as desk:
                found = desk.customer_notices.find(enforcement_id=waiting[0].id)
            assert found is not None
            notice = found
        assert climbed == [MeasureKind.LIMIT, MeasureKind.SUSPEND, MeasureKind.TERMINATE]

    def test_illegal_calls_give_less_time(self, told: Telling, world: OfficeWorld) -> None:
        from bellwarden.flows.office import cases

        cases.answer(world, told.case_id, {"illegal": Answer.YES})
        given = give(world, told, page)
        assert given.answer_due_at - given.told_at == 24 * HOUR

    def test_a_late_answer_is_taken(
        self, given: CustomerNotice, world: OfficeWorld, carrier: Home, clock: HandClock
    ) -> None:
        send_all(world, clock)
        clock.at = given.answer_due_at + HOUR
        run_out(world, lambda key: 0.0)
        assert kept(world, given).state is CustomerNoticeState.OVERDUE
        late = customer_answers.answer(world, given.ref, "Late, but here.", [], carrier.evidence().keep)
        assert late.state is CustomerNoticeState.ANSWERED


class TestAppeals:
    def test_who_took_part_does_not_decide(self, given: CustomerNotice, world: OfficeWorld) -> None:
        filed = customer_answers.appeal(world, given.ref, "The number was forged.")
        assert filed.state is AppealState.FILED
        with pytest.raises(BadInput, match="you have appealed already"):
            customer_answers.appeal(world, given.ref, "Once more.")
        with pytest.raises(Conflict, match="waits for the decision on its appeal"):
            customer_notices.withdraw(world, given.id, "x", page)
        with pytest.raises(NotAllowed, match="you took part"):
            appeals.decide(world, filed.id, True, "right", page)
        decided = appeals.decide(other(world), filed.id, False, "The records are whole.", page)
        assert (decided.state, decided.reviewer) == (AppealState.UPHELD, "berit")
        assert "What was done\nstands" in letters(world, "decision")[0] or "stands." in letters(world, "decision")[0]

    def test_too_late_it_waits_for_a_person(self, given: CustomerNotice, world: OfficeWorld, clock: HandClock) -> None:
        clock.at = given.appeal_due_at + 1
        filed = customer_answers.appeal(world, given.ref, "We were away.")
        assert filed.state is AppealState.LATE
        assert appeals.admit(world, filed.id, "they were").state is AppealState.FILED

    def test_overturned_a_limit_ends_and_no_longer_counts(
        self, told: Telling, world: OfficeWorld, clock: HandClock
    ) -> None:
        record = in_force(world, wish(clock))
        tell_of_measures(world, page)
        with world.office.reading() as desk:
            notice = desk.customer_notices.find(enforcement_id=record.id)
        assert notice is not None
        filed = customer_answers.appeal(world, notice.ref, "It was our test day, as declared.")
        for name in ("lindqvist", "berit"):
            with pytest.raises(NotAllowed):
                appeals.decide(other(world, name), filed.id, True, "declared", page)
        appeals.decide(other(world, "cato"), filed.id, True, "The day was declared.", page)
        with world.office.reading() as desk:
            after = desk.enforcements.get(record.id)
            assert desk.customers.get(record.customer_id).standing is Standing.ACTIVE
        assert after.state is MeasureState.PENDING_REMOVAL and after.lift_line
        assert kept(world, notice).state is CustomerNoticeState.WITHDRAWN

    def test_overturned_a_suspension_is_given_back_by_two_people_with_cause_and_cure(
        self, told: Telling, world: OfficeWorld, clock: HandClock
    ) -> None:
        record = in_force(world, wish(clock, MeasureKind.SUSPEND))
        tell_of_measures(world, page)
        with world.office.reading() as desk:
            notice = desk.customer_notices.find(enforcement_id=record.id)
        assert notice is not None
        filed = customer_answers.appeal(world, notice.ref, "Another customer did it.")
        decided = appeals.decide(other(world, "cato"), filed.id, True, "The trunk was another's.", page)
        with world.office.reading() as desk:
            asked = desk.enforcements.get(decided.reversal_id)
            assert desk.customers.get(record.customer_id).standing is Standing.SUSPENDED
        assert asked.cause and asked.cure == "The trunk was another's."
        with pytest.raises(NotAllowed):
            enforcement.approve(other(world, "cato"), asked.id)
        enforcement.approve(other(world, "berit"), asked.id)
        with world.office.reading() as desk:
            assert desk.customers.get(record.customer_id).standing is Standing.ACTIVE


class TestAComplaintAlone:
    def test_suspends_nobody_whoever_asks(self, filed: Filer, world: OfficeWorld, clock: HandClock) -> None:
        row = filed(mail(SPOOFED, called=STRANGER))
        for kind in (MeasureKind.SUSPEND, MeasureKind.TERMINATE):
            with pytest.raises(BadInput, match="a complaint alone suspends nobody"):
                enforcement.propose(world, wish(clock, kind, case_id=row.case_id))
        with pytest.raises(BadInput, match="a complaint alone suspends nobody"):
            enforcement.kill(world, wish(clock, MeasureKind.SUSPEND, case_id=row.case_id))

    def test_a_verdict_taken_back_stops_a_suspension_that_waits(
        self, told: Telling, world: OfficeWorld, clock: HandClock
    ) -> None:
        asked = enforcement.propose(world, wish(clock, MeasureKind.SUSPEND, case_id=told.case_id))
        with world.office.reading() as desk:
            (row,) = desk.complaints.list()
        complaints.confirm(world, row.id, Match.SPOOFED, row.version)
        with pytest.raises(BadInput, match="a complaint alone suspends nobody"):
            enforcement.approve(other(world), asked.id)
