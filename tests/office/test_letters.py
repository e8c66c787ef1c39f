"""Mails that belong to what went before: replies, reports and repeats join; what only looks so does not."""

import re

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import cases, complaints, tokens
from bellwarden.flows.office.answering import send_due
from bellwarden.flows.office.corrections import reading_of
from bellwarden.flows.office.letters import message_id_of
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.message import Envelope
from bellwarden.model.office.case import CaseState, Notice, NoticeState, Outcome
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.letter import Letter, LetterKind
from bellwarden.store import token_key
from tests.desks import OURS, mail, take_up

pytestmark = pytest.mark.door
SENDER = "noc@supplier.example"
MX = "Authentication-Results: mx.carrier.example; {}\r\nReceived: from somewhere\r\n"
PASS, FAIL = "dmarc=pass header.from=supplier.example", "dmarc=fail header.from=supplier.example"

Opened = tuple[ComplaintRecord, Notice, str]


@pytest.fixture
def opened(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> Opened:
    """A complaint whose answer went out, and that answer's Message-ID."""
    (carrier.path / "mail.toml").write_text('[check]\nservers = ["mx.carrier.example"]\n')
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    if row.notice_id:
        complaints.hold_answer(world, row.id)
        complaints.send_answer(world, row.id)
    assert send_due(world, lambda notice: (True, False, "250 OK")) == 1
    with world.office.reading() as desk:
        notice = desk.notices.get(row.notice_id)
    return row, notice, message_id_of(notice, token_key(carrier.path), "carrier.example")


def reply(
    answers: str = "", sender: str = SENDER, text: str = "Thank you.", head: str = "", subject: str = "Re: x"
) -> bytes:
    thread = f"In-Reply-To: {answers}\r\nReferences: <first@supplier.example> {answers}\r\n" if answers else ""
    return (
        f"{head}From: Somebody <{sender}>\r\nTo: abuse@carrier.example\r\nSubject: {subject}\r\n{thread}"
        f"Message-ID: <{abs(hash((text, sender, head)))}@supplier.example>\r\n\r\n{text}\r\n"
    ).encode()


def letters(world: OfficeWorld) -> list[Letter]:
    """Without those that opened a complaint."""
    with world.office.reading() as desk:
        return [one for one in desk.letters.list() if one.kind is not LetterKind.REPORT]


def counts(world: OfficeWorld) -> tuple[int, int]:
    """Complaints, and answers to them."""
    with world.office.reading() as desk:
        return desk.complaints.count(), desk.notices.count()


def test_a_reply_joins_its_case_and_is_answered_by_nobody(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, answer_id = opened
    cases.wait(world, row.case_id, "the supplier")
    take_up(work, world, carrier, reply(answer_id, text="It rang again, from +12382003055, on November 17 at 3 pm."))
    (letter,) = letters(world)
    assert (letter.kind, letter.case_id, letter.complaint_id, letter.flag) == (
        LetterKind.REPLY,
        row.case_id,
        row.id,
        "",
    )
    assert counts(world) == (1, 1)
    with world.office.reading() as desk:
        assert desk.cases.get(row.case_id).state is CaseState.INVESTIGATING
        assert desk.evidence.count(case_id=row.case_id) == 2
        whole = reading_of(desk, row)
    assert "12382003055" in {one.digits for one in whole.numbers}
    assert all(whole.message.parts[one.part].text[one.start : one.end] == one.text for one in whole.numbers)
    assert len(whole.times) == 2


def test_a_reply_opens_what_was_resolved_and_reaches_the_case_it_was_merged_into(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, answer_id = opened
    other = cases.open_case(world, cases.Opening(cases.CaseKind.COMPLAINT, "the same", "x")).case
    cases.fold(world, [row.case_id], other.id)
    cases.answer(world, other.id, {}, "nothing more can be found")
    cases.resolve(world, other.id, Outcome.UNSUBSTANTIATED)
    take_up(work, world, carrier, reply(answer_id))
    (letter,) = letters(world)
    with world.office.reading() as desk:
        assert (letter.case_id, desk.cases.get(other.id).state) == (other.id, CaseState.OPEN)


def test_somebody_else_with_our_token_is_flagged_and_tells_nothing_to_the_matching(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, answer_id = opened
    take_up(work, world, carrier, reply(answer_id, "other@elsewhere.example", "The caller was +12382003077."))
    (letter,) = letters(world)
    assert "other@elsewhere.example" in letter.flag and SENDER in letter.flag
    with world.office.reading() as desk:
        assert "12382003077" not in {one.digits for one in reading_of(desk, row).numbers}


def test_a_forged_token_joins_nothing(work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened) -> None:
    answer_id = opened[2]
    forged = answer_id.replace(answer_id[-30], "a" if answer_id[-30] != "a" else "b")
    other = message_id_of(opened[1], bytes(32), "carrier.example")
    take_up(work, world, carrier, reply(forged, text="one"), reply(other, text="two"))
    assert [one.kind for one in letters(world)] == []
    assert counts(world)[0] == 3


@pytest.mark.parametrize(
    ("head", "sender", "joins"),
    [
        (MX.format(PASS), SENDER, True),
        (MX.format(FAIL), SENDER, False),
        ("", SENDER, False),
        ("Received: from mx\r\n" + MX.replace("mx.carrier", "mx.attacker").format(PASS), SENDER, False),
        (MX.format(PASS), "eve@elsewhere.example", False),
    ],
    ids=["proved", "forged", "nothing said", "another server says so", "somebody else"],
)
def test_a_reference_in_the_subject_takes_a_proved_sender(
    head: str, sender: str, joins: bool, work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row = opened[0]
    take_up(work, world, carrier, reply("", sender, "They called again.", head, f"calls [{row.reference}]"))
    assert ([one.complaint_id for one in letters(world)] == [row.id]) is joins
    with world.office.reading() as desk:
        last = desk.letters.list(order="-id")[0]
    assert joins or last.likely_id == (row.id if sender == SENDER else 0)


def test_the_address_that_the_answer_came_from_is_enough(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, _ = opened
    token = tokens.make(tokens.REPORT, row.reference, token_key(carrier.path))
    envelope = Envelope("lmtp", 0.0, SENDER, (f"abuse+{token}@carrier.example",))
    carrier.mail_drop().take(reply(subject="no reference"), envelope)
    work.take_up(world)
    assert [one.complaint_id for one in letters(world)] == [row.id]


def report(answer_id: str, action: str = "failed") -> bytes:
    """RFC 3464, as a mail server of the receiving side writes it."""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.supplier.example>\r\nSubject: Undelivered\r\n"
        "To: abuse@carrier.example\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.supplier.example\r\n\r\n"
        f"Final-Recipient: rfc822; {SENDER}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Re: x\r\nMessage-ID: {answer_id}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(("action", "state"), [("failed", NoticeState.BOUNCED), ("delayed", NoticeState.SENT)])
def test_a_delivery_report_stands_with_the_mail_it_is_about(
    action: str, state: NoticeState, work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, notice, answer_id = opened
    take_up(work, world, carrier, report(answer_id, action))
    (letter,) = letters(world)
    assert (letter.kind, letter.case_id, letter.notice_id) == (LetterKind.BOUNCE, row.case_id, notice.id)
    with world.office.reading() as desk:
        after = desk.notices.get(notice.id)
    assert (after.state, "no such user" in after.told) == (state, True)
    assert counts(world) == (1, 1)


def test_a_report_about_nothing_of_ours_changes_nothing_and_is_kept(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    take_up(work, world, carrier, report("<somebody.elses@mail.example>"))
    assert [(one.kind, one.case_id) for one in letters(world)] == [(LetterKind.BOUNCE, 0)]
    assert counts(world) == (1, 1)


def test_an_absence_notice_opens_no_case(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, answer_id = opened
    away = "Auto-Submitted: auto-replied\r\n"
    take_up(work, world, carrier, reply(answer_id, head=away), reply(head=away, text="I am away until June."))
    assert {one.kind for one in letters(world)} == {LetterKind.AUTOMATIC}
    assert sorted(one.case_id for one in letters(world)) == [0, row.case_id]
    assert counts(world) == (1, 1)


def test_the_same_mail_by_another_way_is_one_complaint(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    take_up(work, world, carrier, b"Received: from another way\r\n" + mail(OURS))
    take_up(work, world, carrier, b"Received: x\r\n" + mail(OURS).replace(b"dozens of", b"nine"))
    assert [one.kind for one in letters(world)] == [LetterKind.AGAIN]
    assert counts(world)[0] == 2  # other words under the same Message-ID are no repeat


def test_a_mail_of_ours_that_comes_back_is_answered_by_nobody(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    ours = reply(sender="abuse@carrier.example").replace(b"Message-ID: <", b"X-Old: <")
    take_up(work, world, carrier, f"Message-ID: {opened[2]}\r\n".encode() + ours)
    assert [one.kind for one in letters(world)] == [LetterKind.OWN]
    assert counts(world) == (1, 1)


def test_danger_in_a_reply_calls_a_person(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    row, _, answer_id = opened
    take_up(work, world, carrier, reply(answer_id, text="He said he will kill me and he knows where I live."))
    with world.office.reading() as desk:
        case = desk.cases.get(row.case_id)
        assert desk.complaints.get(row.id).danger
        assert (case.severity, desk.clocks.count(case_id=case.id, kind="life")) == (complaints.THREAT, 1)


def test_two_desks_that_answer_each_other_stop(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    """The other one takes every sign of a program and of a thread away, and answers whatever it gets."""
    rounds = 0
    raw = mail(OURS)
    while rounds < 10:
        take_up(work, world, carrier, raw)
        if send_due(_later(world), lambda notice: (True, False, "")) == 0:
            break
        rounds += 1
        with world.office.reading() as desk:
            (notice, *_) = desk.notices.list(order="-id")
        raw = re.sub(rb"Message-ID: <[^>]*>", b"Message-ID: <%d@x.example>" % rounds, mail(OURS)) + notice.text.encode()
    assert rounds == complaints.ANSWERS_MAX
    with world.office.reading() as desk:
        last = desk.notices.list(order="-id")[0]
    assert last.state is NoticeState.DRAFT and "answering each other" in last.told


def _later(world: OfficeWorld) -> OfficeWorld:
    """An hour on, when every answer is due."""
    at = world.clock.now() + 3_600
    return world._replace(clock=type("Clock", (), {"now": lambda self: at})())


def test_an_answer_to_a_forged_sender_waits_for_a_person(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    (carrier.path / "mail.toml").write_text('[check]\nservers = ["mx.carrier.example"]\n')
    take_up(work, world, carrier, MX.format(FAIL).encode() + mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        notice = desk.notices.get(row.notice_id)
    assert notice.state is NoticeState.DRAFT and "wrote nothing" in notice.told
    assert "does not come from noc@supplier.example" in row.sender_flag


AUTHORITY = '[senders]\nauthority = ["@regulator.example"]\n'


@pytest.mark.parametrize(
    ("said", "confirmed", "flag"),
    [
        ("dmarc=pass header.from=regulator.example", True, ""),
        ("dmarc=fail header.from=regulator.example", False, "does not come from"),
        ("dmarc=pass header.from=attacker.example", False, "nothing proves it"),
        ("spf=pass smtp.mailfrom=x@attacker.example", False, "nothing proves it"),
        ("dkim=pass header.d=regulator.example", True, ""),
    ],
)
def test_who_says_that_it_is_an_authority_has_to_prove_it(
    said: str, confirmed: bool, flag: str, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    (carrier.path / "mail.toml").write_text('[check]\nservers = ["mx.carrier.example"]\n')
    (carrier.path / "complaints.toml").write_text(AUTHORITY)
    take_up(work, world, carrier, MX.format(said).encode() + mail(OURS, "officer@regulator.example"))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    assert (row.sender_class, row.sender_confirmed) == ("authority", confirmed)
    assert (flag in row.sender_flag) if flag else not row.sender_flag


def test_what_is_written_on_the_complainant_s_own_page_joins(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, opened: Opened
) -> None:
    form = b'{"text": "They called again from +12382003055.", "email": "x@mail.example", "language": "en"}'
    carrier.mail_drop().take(form, Envelope(f"form:{opened[0].reference}", world.clock.now()))
    work.take_up(world)
    assert [(one.kind, one.complaint_id) for one in letters(world)] == [(LetterKind.REPLY, opened[0].id)]
