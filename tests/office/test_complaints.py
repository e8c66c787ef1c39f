"""A mail becomes a case with its verdict and its answer: the founding case and its twin, in the office."""

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import cases, complaints
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import MessageState
from bellwarden.model.office.case import Answer, CaseState, Notice, NoticeState
from bellwarden.ports.office import Conflict
from tests.desks import OURS, SPOOFED, STRANGER, mail, take_up


def test_four_calls_of_dozens_are_found_and_nobody_is_named(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        case, customer = desk.cases.get(row.case_id), desk.customers.get(row.customer_id)
        notice = desk.notices.get(row.notice_id)
        assert desk.evidence.count(case_id=case.id, sha256=row.message) == 1
        assert desk.clocks.count(case_id=case.id, kind="first_look") == 1
        assert desk.enforcements.count() == 0  # a complaint alone suspends nobody
    assert (row.verdict, row.found, row.claimed_least) == (Match.MADE_BY_CUSTOMER, 4, 24)
    assert (customer.key, case.customer_id, case.state) == ("quillmark", customer.id, CaseState.OPEN)
    assert row.sender_class == "did_supplier"
    assert not any(word in notice.text.lower() for word in ("quillmark", "found", "our customer made", "suspend"))


def test_the_twin_is_answered_by_the_same_bytes(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    take_up(work, world, carrier, mail(OURS), mail(SPOOFED, called=STRANGER))
    with world.office.reading() as desk:
        ours, spoofed = sorted(desk.complaints.list(), key=lambda one: one.verdict.value)
        texts = [desk.notices.get(one.notice_id).text.replace(one.reference, "REF") for one in (ours, spoofed)]
        delays = [desk.notices.get(one.notice_id).queued_at for one in (ours, spoofed)]
    assert (ours.verdict, spoofed.verdict) == (Match.MADE_BY_CUSTOMER, Match.SPOOFED)
    assert spoofed.customer_id == 0  # a victim is not accused
    assert texts[0] == texts[1]
    assert delays[0] == delays[1]


def test_each_message_is_taken_up_once_whatever_dies(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    take_up(work, world, carrier, mail(OURS))
    drop = carrier.mail_drop()
    (done,) = drop.list(MessageState.DONE)
    drop.retry(done.sha256)  # as if the worker had died before it said so
    work.take_up(world)
    with world.office.reading() as desk:
        assert (desk.complaints.count(), desk.cases.count(), desk.notices.count()) == (1, 1, 1)
    assert [one.note for one in drop.list(MessageState.DONE)] == [done.note]


def test_further_ones_about_the_same_fold(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    take_up(work, world, carrier, mail(OURS), mail(OURS, "other@supplier.example"))
    with world.office.reading() as desk:
        (case,) = desk.cases.list()
        assert (case.folded, desk.complaints.count(case_id=case.id)) == (1, 2)


def test_what_can_not_be_read_waits_in_sight(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(500))
    take_up(work, world, carrier, b"From: a@b.example\r\n" + nested)
    (waiting,) = carrier.mail_drop().list(MessageState.QUARANTINE)
    assert waiting.note
    with world.office.reading() as desk:
        assert desk.complaints.count() == 0


def test_a_person_confirms_and_the_later_match_leaves_it(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    decided = complaints.confirm(world, row.id, Match.SPOOFED, row.version)
    assert (decided.verdict, decided.confirmed_by, decided.customer_id) == (Match.SPOOFED, "lindqvist", 0)
    with pytest.raises(Conflict):
        complaints.confirm(world, row.id, Match.NOT_OURS, row.version)
    cases.answer(world, row.case_id, {"illegal": Answer.NO})


def test_an_answer_goes_out_once_its_time_has_come(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, clock: object
) -> None:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    sent: list[str] = []

    def hand_over(notice: Notice) -> tuple[bool, bool, str]:
        sent.append(notice.to)
        return (False, True, "452 later") if len(sent) == 1 else (True, False, "250 OK")

    _released(world, row.id)
    assert send_due(world, hand_over) == 0  # the server is full
    clock.pass_by(59)  # type: ignore[attr-defined]
    assert send_due(world, hand_over) == 0 and len(sent) == 1
    clock.pass_by(2)  # type: ignore[attr-defined]
    assert send_due(world, hand_over) == 1
    clock.pass_by(86_400)  # type: ignore[attr-defined]
    assert send_due(world, hand_over) == 0
    assert sent == ["noc@supplier.example"] * 2


def _released(world: OfficeWorld, complaint_id: int) -> None:
    """Held back and sent by a person, so that it is due now."""
    with world.office.reading() as desk:
        notice = desk.notices.get(desk.complaints.get(complaint_id).notice_id)
    if notice.state is NoticeState.QUEUED:
        complaints.hold_answer(world, complaint_id)
    with pytest.raises(Conflict):
        complaints.hold_answer(world, complaint_id)
    assert complaints.send_answer(world, complaint_id).state is NoticeState.QUEUED
