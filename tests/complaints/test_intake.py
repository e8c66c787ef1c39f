"""Each way in: what its plug-in makes of a message, by the corpus of tests/data/complaints."""

import io
from typing import NamedTuple

import openpyxl
import pytest

from bellwarden.complaints.incoming import open_bytes
from bellwarden.complaints.letter import read_letter
from bellwarden.complaints.limits import TooMuch, check_mail
from bellwarden.mail.tables import unpack
from bellwarden.model.complaint import Medium, NumberRole, Reading
from tests.complaints.desks import DATA, messages, readings


class Told(NamedTuple):
    intake: str
    caller: str = "12382200155"
    called: str = "14462002001"
    hour: int = 19  # UTC, of one of the times' first readings
    callback: str = ""
    medium: Medium = Medium.CALL


TOLD = {
    "plain.eml": Told("plain_mail"),
    "html.eml": Told("plain_mail", hour=13),
    "charset.eml": Told("plain_mail"),
    "arf.eml": Told("arf"),
    "xarf_voice.json": Told("xarf", callback="18005550199"),
    "xarf_sms.json": Told("xarf", medium=Medium.TEXT),
    "xarf.eml": Told("xarf", callback="18005550199"),
    "voicemail.eml": Told("voicemail_notice"),
    "supplier.eml": Told("supplier_forward"),
    "fcc.eml": Told("regulator_form", callback="18005550199"),
    "ftc.txt": Told("regulator_form"),
    "bbb.eml": Told("regulator_form", hour=4),
    "batch.csv": Told("batch"),
    "note.txt": Told("phone_note"),
    "api.json": Told("api_json"),
    "bidi.eml": Told("plain_mail"),
}


def in_role(reading: Reading, role: NumberRole) -> str:
    return " ".join(dict.fromkeys(one.digits for one in reading.in_role(role)))


@pytest.mark.parametrize("name", sorted(TOLD))
def test_what_a_way_in_understands(name: str) -> None:
    told, (reading, *_) = TOLD[name], readings((DATA / name).read_bytes(), name)
    assert reading.message.intake == told.intake
    assert told.caller in in_role(reading, NumberRole.CALLER_ID).split()
    assert in_role(reading, NumberRole.CALLED) == told.called
    assert in_role(reading, NumberRole.CALLBACK) == told.callback
    assert reading.medium is told.medium
    firsts = [one.readings[0] for one in reading.times if one.readings]
    assert any(one.earliest.hour <= told.hour <= one.latest.hour for one in firsts), firsts


def test_rows_of_a_table_are_complaints_of_their_own() -> None:
    found = readings((DATA / "batch.csv").read_bytes(), "batch.csv")
    assert [one.message.item for one in found] == [1, 2, 3]
    assert [in_role(one, NumberRole.CALLER_ID) for one in found] == ["12382200155", "12382200156", "19115550100"]
    assert [one.claimed.least if one.claimed else 0 for one in found] == [3, 1, 12]
    assert found[2].times[0].readings[0].zone == "America/Chicago"


def test_a_spreadsheet_is_read_like_a_table() -> None:
    book = openpyxl.Workbook()
    for row in (["Caller ID", "Called number", "Date", "Time"], ["2382200155", "446-200-2001", "2026-05-13", "15:15"]):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    (found,) = readings(kept.getvalue(), "calls.xlsx")
    assert (found.message.intake, in_role(found, NumberRole.CALLER_ID)) == ("batch", "12382200155")


def test_a_form_s_own_words_count_before_the_text() -> None:
    first, second = readings((DATA / "api.json").read_bytes(), "api.json")
    assert (first.language, first.message.channel, second.medium) == ("es", "form", Medium.TEXT)
    assert second.claimed is not None and (second.claimed.least, second.claimed.most) == (5, 10)


def test_programs_are_not_answered() -> None:
    (found,) = messages((DATA / "absence.eml").read_bytes(), "absence.eml")
    assert "Auto-Submitted" in found.automatic


def test_no_text_holds_a_nul_or_turns_around() -> None:
    (found,) = messages((DATA / "charset.eml").read_bytes(), "charset.eml")
    assert "\0" not in "".join(part.text for part in found.parts) + found.subject
    assert "llamó" in found.parts[-1].text
    (found,) = messages((DATA / "bidi.eml").read_bytes(), "bidi.eml")
    assert not {"\u202e", "\u200b"} & set("".join(part.text for part in found.parts))


HEAD = b"From: a@b.example\r\nSubject: x\r\n"
HOSTILE = {
    "parts": HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 5000,
    "nested": b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000)),
    "addresses": b"To: " + b", ".join(b"a%d@b.example" % n for n in range(20_000)) + b"\r\n\r\nx",
    "words": b"Subject: " + b" ".join(b"=?utf-8?b?eA==?=" for _ in range(400)) + b"\r\n\r\nx",
    "headers": b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\nx",
    "header": b"Subject: " + b"x" * 10_000 + b"\r\n\r\nx",
    "comments": b"From: " + b"(" * 5000 + b"\r\n\r\nx",
    "big": HEAD + b"\r\n" + b"x" * 10_000_001,
}


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"comments"}))
def test_a_mail_bomb_is_refused_before_it_is_parsed(name: str) -> None:
    with pytest.raises(TooMuch):
        check_mail(HOSTILE[name])


def test_a_header_that_recursive_parsers_fall_over_is_only_text() -> None:
    assert read_letter(HOSTILE["comments"]).header("from").startswith("(((")


def test_a_spreadsheet_that_grows_too_much_is_refused() -> None:
    import zipfile

    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(TooMuch):
        open_bytes(kept.getvalue(), "calls.xlsx", unpack)


def test_json_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(TooMuch):
        open_bytes(b"[" * 1000 + b"]" * 1000, "x.json", unpack)
