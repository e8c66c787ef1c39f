"""What staff bring in and what waits: a note, files, and the quarantine as a place to work at."""

import io
import json
import re
from typing import Any

import pytest
from django.test import Client

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import Envelope, MessageState
from bellwarden.model.office.people import Role
from tests.complaints.test_intake import HOSTILE
from tests.desks import CALLED, DAY, OURS, mail, take_up

TABLE = (
    f"Caller ID,Called number,Date,How many\n{OURS},{CALLED},{DAY:%Y-%m-%d},4\n238-220-0199,{CALLED},{DAY:%Y-%m-%d},1\n"
)
NOTE = {"channel": "phone", "medium": "call", "calling_number": OURS, "called_number": CALLED, "language": "en",
        "date": f"{DAY:%Y-%m-%d}", "words": "She says they hang up. She is afraid.", "email": ""}  # fmt: skip


@pytest.fixture
def staff(client_of: Any) -> Client:
    found: Client = client_of(Role.ANALYST)
    return found


def file(data: bytes, name: str) -> io.BytesIO:
    made = io.BytesIO(data)
    made.name = name
    return made


def test_a_note_of_a_call_is_taken_up_like_a_mail(
    staff: Client, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    answer = staff.post("/intake", NOTE)
    assert answer.status_code == 302
    (kept,) = carrier.mail_drop().list()
    assert kept.envelope.source == "phone:osei"
    work.take_up(world)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        (evidence,) = desk.evidence.list(case_id=row.case_id)
    assert (row.channel, row.verdict, row.notice_id) == ("phone", Match.MADE_BY_CUSTOMER, 0)
    assert (row.danger != "", evidence.source) == (True, "phone:osei")
    assert "osei" not in str(row.reading["message"]["parts"])  # type: ignore[index]


def test_a_note_s_faults_stand_beside_their_fields(staff: Client, carrier: Home) -> None:
    answer = staff.post("/intake", {**NOTE, "calling_number": "", "words": "", "count": "many"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_calling_number_error"' in shown and 'id="id_count_error"' in shown
    assert list(carrier.mail_drop().list()) == []


def test_mails_and_tables_are_handed_in_as_files(
    staff: Client, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    first = staff.post("/intake/files", {"files": [file(mail(OURS), "a.eml"), file(TABLE.encode(), "../list.csv")]})
    assert first.status_code == 302
    work.take_up(world)
    with world.office.reading() as desk:
        rows = desk.complaints.list()
    assert sorted((row.channel, row.item) for row in rows) == [("mail", 0), ("table", 1), ("table", 2)]
    assert [row.verdict for row in rows if row.item < 2] == [Match.MADE_BY_CUSTOMER] * 2
    again = staff.post("/intake/files", {"files": [file(mail(OURS), "other.eml")]}, follow=True).content.decode()
    assert "was here before" in again
    assert list(carrier.mail_drop().list()) == []


def test_no_file_an_empty_one_and_too_big_a_one_are_told(staff: Client, carrier: Home) -> None:
    assert "Choose a file first." in staff.post("/intake/files").content.decode()
    assert "a.eml is empty" in staff.post("/intake/files", {"files": [file(b"", "a.eml")]}).content.decode().lower()
    big = staff.post("/intake/files", {"files": [file(b"x" * 10_000_001, "b.eml")]}).content.decode()
    assert "10,000,001 bytes" in big
    assert list(carrier.mail_drop().list()) == []


def waiting(
    home: Home, raw: bytes = b"From: a@b.example\r\n\r\n<script>alert(1)</script> they call", why: str = ""
) -> str:
    came = Envelope("lmtp", 1_780_000_000.0, "a@b.example")
    return home.mail_drop().take(raw, came, waits=why or "200 parts").sha256


def test_what_waits_is_listed_shown_as_text_and_read_again(
    staff: Client, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    name = waiting(carrier)
    assert "1 waits unread" in staff.get("/complaints").content.decode()
    assert "200 parts" in staff.get("/intake/waiting").content.decode()
    shown = staff.get(f"/intake/waiting/{name}").content.decode()
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    assert staff.post(f"/intake/waiting/{name}/again").status_code == 302
    assert staff.get(f"/intake/waiting/{name}").status_code == 404
    work.take_up(world)
    with world.office.reading() as desk:
        assert desk.complaints.count(message=name) == 1
        assert [one.verb for one in desk.audit_events(0) if one.verb.startswith("intake")] == ["intake.read_again"]


def test_a_message_that_no_program_reads_is_opened_as_a_note(
    staff: Client, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    name = waiting(carrier, b"\x89PNG\r\n a photograph of a display")
    assert staff.post(f"/intake/waiting/{name}/note", {**NOTE, "calling_number": "", "words": ""}).status_code == 422
    assert staff.post(f"/intake/waiting/{name}/note", {**NOTE, "channel": "mail"}).status_code == 302
    work.take_up(world)
    done = carrier.mail_drop().find(name)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        kept = {one.sha256 for one in desk.evidence.list(case_id=row.case_id)}
    assert done is not None and row.reference in done.note
    assert kept == {row.message, name}


def test_a_message_is_set_aside_with_a_reason_and_its_bytes_stay(staff: Client, carrier: Home) -> None:
    name = waiting(carrier)
    assert staff.post(f"/intake/waiting/{name}/aside", {"reason": " "}).status_code == 422
    assert staff.post(f"/intake/waiting/{name}/aside", {"reason": "an advertisement"}).status_code == 302
    done = carrier.mail_drop().find(name)
    assert done is not None and (done.state, done.note) == (MessageState.DONE, "set aside by osei: an advertisement")
    assert carrier.mail_drop().raw(name)


def test_the_download_is_for_no_browser_to_open(staff: Client, carrier: Home) -> None:
    name = waiting(carrier)
    answer = staff.get(f"/intake/waiting/{name}/download")
    assert answer.content == carrier.mail_drop().raw(name)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert re.fullmatch(r'attachment; filename="[0-9a-f]{16}\.bin"', answer["Content-Disposition"])


def test_a_reader_sees_that_something_waits_and_touches_nothing(client_of: Any, carrier: Home) -> None:
    name, reader = waiting(carrier), client_of(Role.VIEWER)
    assert reader.get("/intake/waiting").status_code == 200
    assert {reader.get(f"/intake/waiting/{name}{end}").status_code for end in ("", "/download")} == {403}
    assert reader.post(f"/intake/waiting/{name}/again").status_code == 403


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"big"}))
def test_a_bomb_that_staff_hand_in_costs_one_message(
    name: str, staff: Client, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    staff.post("/intake/files", {"files": [file(HOSTILE[name], f"{name}.eml")]})
    work.take_up(world)
    drop = carrier.mail_drop()
    assert drop.count(MessageState.NEW) == 0
    if drop.count(MessageState.QUARANTINE):
        (kept,) = drop.list(MessageState.QUARANTINE)
        assert staff.get(f"/intake/waiting/{kept.sha256}").status_code == 200


def test_a_complaint_s_message_and_its_report_for_another_desk(
    staff: Client, client_of: Any, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    assert "For another desk, XARF 4" in staff.get(f"/complaints/{row.reference}").content.decode()
    assert staff.get(f"/intake/message/{row.reference}").content == mail(OURS)
    assert staff.post(f"/intake/xarf/{row.reference}").status_code == 409  # nobody to answer
    (carrier.path / "mail.toml").write_text('[send]\nhost = "h.example"\nsender = "abuse@carrier.example"\n')
    given = staff.post(f"/intake/xarf/{row.reference}")
    report = json.loads(given.content)
    assert (report["calling_number"], report["called_number"]) == (OURS, CALLED)
    assert not any(word in given.content.decode().lower() for word in ("quillmark", "made_by", "supplier"))
    assert given["Content-Disposition"] == f'attachment; filename="{row.reference}-xarf.json"'
    reader = client_of(Role.VIEWER, key="reader")
    assert reader.get(f"/intake/message/{row.reference}").status_code == 403
