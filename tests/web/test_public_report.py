"""The public form: what it takes, what waits for a person, and that its answer can't tell whose a number is."""

import base64
import io
import json
import re
from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.test import Client

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.disclosure.form_wording import WORDS
from bellwarden.flows.office.complaints import ANSWERS_MAX
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import MessageState
from bellwarden.web import access, proof_of_work
from bellwarden.web.allowances import Allowances
from bellwarden.web.pages import public_report
from tests.complaints.test_intake import HOSTILE
from tests.desks import CALLED, DAY, OURS, SPOOFED, STRANGER

TOLD = {"calling_number": OURS, "called_number": CALLED, "text": "They hang up, dozens of times.", "count": "30",
        "date": f"{DAY:%Y-%m-%d}", "email": "ana@mail.example"}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds, and allowances of the test's own."""
    monkeypatch.setattr(proof_of_work, "ROUNDS", 1)
    monkeypatch.setattr(proof_of_work, "ATTEMPTS", (2, 4))
    for module, name in ((access, "LOOKS"), (access, "SENDS"), (public_report, "UNPROVEN")):
        monkeypatch.setattr(module, name, Allowances(lambda: 0.001, lambda: 30.0))


def solved() -> str:
    """What a browser's worker gives back."""
    challenge = Challenge.from_dict(proof_of_work.challenge())
    solution = solve_challenge(challenge)
    assert solution is not None
    return str(Payload(challenge, solution).to_base64())


def send(told: dict[str, Any], **headers: str) -> Any:
    return Client().post("/report", told, headers=headers)


def reference_in(page: Any) -> str:
    found = re.search(rb'class="reference">([^<]+)<', page.content)
    assert found, page.content
    return found[1].decode()


def page_in(page: Any) -> str:
    """Address of the report's own page."""
    found = re.search(rb'href="(/report/[^?"]+)', page.content)
    assert found, page.content
    return found[1].decode()


def blank(page: Any, own: str) -> tuple[bytes, str]:
    """What a reader gets, without the reference, its address and the form's challenge."""
    token = own.rpartition("/")[2]
    reference = token.partition(".")[0].upper()
    content = page.content.replace(token.encode(), b"TOKEN").replace(reference.encode(), b"REF")
    content = re.sub(rb'id="challenge".*?</script>|name="mark" value="[0-9a-f]+"', b"", content, flags=re.S)
    return content, str(sorted((name, one) for name, one in page.headers.items() if name != "Content-Length"))


def test_a_report_becomes_a_case_by_the_worker(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    page = send({**TOLD, "proof": solved(), "said_silent": "yes", "threatened": "yes"})
    assert page.status_code == 200 and page["Cache-Control"] == "no-store" and not page.cookies
    work.take_up(world)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        notice = desk.notices.get(row.notice_id)
    assert (row.reference, row.channel, row.verdict) == (reference_in(page), "form", Match.MADE_BY_CUSTOMER)
    assert (row.sender_class, notice.to, row.danger != "") == ("public", "ana@mail.example", True)
    assert row.claimed_least == 30


def test_the_answer_is_the_same_bytes_whosever_the_number_is(carrier: Home) -> None:
    """Ours, spoofed, nobody's, one that can't be: one answer but for the reference, and one page of the report. No
    database can be asked here: the test has none.
    """
    answers, looks, adds = set(), set(), set()
    for number in (OURS, SPOOFED, "+14465550100", "000-000-0000"):
        told = {**TOLD, "calling_number": number, "proof": solved()}
        page = send(told)
        own = page_in(page)
        answers.add(blank(page, own))
        looks.add(blank(Client().get(own), own))
        adds.add(blank(Client().post(own, {"text": "and again today", "proof": solved()}), own))
    assert (len(answers), len(looks), len(adds)) == (1, 1, 1)


def test_the_mail_that_answers_it_is_the_same_bytes_at_the_same_time(
    work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    for number, called in ((OURS, CALLED), (SPOOFED, STRANGER), ("+14462009199", STRANGER)):
        send({**TOLD, "calling_number": number, "called_number": called, "proof": solved()})
    work.take_up(world)
    with world.office.reading() as desk:
        rows = desk.complaints.list()
        told = [(desk.notices.get(row.notice_id), row.reference) for row in rows]
    assert {row.verdict for row in rows} == {Match.MADE_BY_CUSTOMER, Match.SPOOFED, Match.NOT_OURS}
    answers = {(one.subject.replace(mark, ""), one.text.replace(mark, ""), one.queued_at, one.to) for one, mark in told}
    assert len(answers) == 1


def test_hostile_files_cost_the_form_nothing(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    """Nobody opens them: the words are read, the files lie there."""
    names = sorted(set(HOSTILE) - {"big"})
    for some in (names[:4], names[4:]):
        files = [io.BytesIO(HOSTILE[name]) for name in some]
        assert send({**TOLD, "text": f"with {len(some)} files", "proof": solved(), "files": files}).status_code == 200
    work.take_up(world)
    with world.office.reading() as desk:
        kept = [len(row.reading["message"]["attachments"]) for row in desk.complaints.list()]  # type: ignore[index]
    assert sorted(kept) == [len(names[4:]), 4]


def test_the_same_form_sent_twice_is_one_report(carrier: Home) -> None:
    told = {**TOLD, "proof": solved()}
    first, second = send(told), send(told)
    assert reference_in(first) == reference_in(second)
    assert len(list(carrier.mail_drop().list())) == 1


def test_a_calculation_is_good_for_one_report(carrier: Home) -> None:
    proof = solved()
    send({**TOLD, "proof": proof})
    send({**TOLD, "proof": proof, "text": "another one"})
    drop = carrier.mail_drop()
    assert [len(list(drop.list(state))) for state in (MessageState.NEW, MessageState.QUARANTINE)] == [1, 1]


def forged() -> dict[str, str]:
    told = json.loads(base64.b64decode(solved()))
    told["challenge"]["parameters"]["nonce"] = "0" * 32
    return {
        "none": "",
        "of another secret": base64.b64encode(json.dumps(told).encode()).decode(),
        "no JSON": "x" * 300,
        "long": "A" * 100_000,
        "deep": base64.b64encode(b"[" * 2_900).decode(),
    }


@pytest.mark.parametrize("name", sorted(("none", "of another secret", "no JSON", "long", "deep")))
def test_without_a_calculation_a_person_looks_first(name: str, carrier: Home) -> None:
    page = send({**TOLD, "proof": forged()[name]})
    (waiting,) = carrier.mail_drop().list(MessageState.QUARANTINE)
    assert page.status_code == 200 and "without its calculation" in waiting.note


@pytest.mark.parametrize("tongue", sorted(WORDS))
def test_the_form_speaks_the_reader_s_language(tongue: str, carrier: Home) -> None:
    shown = (
        Client().get("/report", headers={"Accept-Language": f"{tongue}-XX,{tongue};q=0.9,de;q=0.5"}).content.decode()
    )
    assert f'<html lang="{tongue}"' in shown
    assert WORDS[tongue]["report_title"] in shown
    assert "csrf" not in shown and "/cases" not in shown  # nothing of the office around it


@pytest.mark.parametrize("tongue", sorted(WORDS))
def test_ticked_statements_are_facts_in_every_language(tongue: str) -> None:
    from bellwarden.complaints.facts import facts_in
    from bellwarden.model.complaint import Origin, Part

    expected = {
        "recorded": ("origin", "prerecorded"), "silent": ("silent", "yes"), "sales": ("purpose", "telemarketing"),
        "fraud": ("purpose", "fraud"), "harassment": ("harassment", "yes"), "stop": ("consent", "revoked"),
        "consent": ("consent", "none"), "dnc": ("dnc", "national"), "spoofed": ("spoof_victim", "yes"),
        "withheld": ("caller_id", "withheld"), "threatened_yes": ("feels_threatened", "yes"),
        "threatened_no": ("feels_threatened", "no"),
    }  # fmt: skip
    found = {}
    for name in expected:
        facts = facts_in([Part(Origin.BODY, WORDS[tongue][f"said_{name}"])])
        found[name] = next(((one.name, one.value) for one in facts if one.name == expected[name][0]), None)
    assert found == expected


@pytest.mark.parametrize(
    ("field", "written"),
    [("email", "ana@"), ("email", "a@b.example\r\nBcc: c@d.example"), ("date", "31/31/2026"), ("time", "25:00"),
     ("count", "many"), ("call_zone", "../../etc/passwd"), ("medium", "smoke"), ("text", "x" * 20_001)],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_taken(field: str, written: str, carrier: Home) -> None:
    page = send({**TOLD, field: written, "proof": solved()})
    assert page.status_code == 422
    assert f'href="#{field}"' in page.content.decode()
    assert [*carrier.mail_drop().list(), *carrier.mail_drop().list(MessageState.QUARANTINE)] == []


def test_what_was_typed_stands_there_again_and_is_only_text(carrier: Home) -> None:
    page = send({**TOLD, "calling_number": '"><script>alert(1)</script>', "count": "x"}).content.decode()
    assert "<script>alert" not in page and "&quot;&gt;&lt;script&gt;" in page


def test_files_are_kept_and_not_opened(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    bomb = io.BytesIO(b"PK\x03\x04" + b"\0" * 2_000)
    bomb.name = "../../calls.xlsx"
    page = send({**TOLD, "proof": solved(), "files": [bomb]})
    work.take_up(world)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    assert row.reference == reference_in(page)
    (file,) = row.reading["message"]["attachments"]  # type: ignore[index]
    assert (file["name"], file["size"]) == ("calls.xlsx", 2_004)


def test_too_many_or_too_big_files_are_refused(carrier: Home) -> None:
    many = [io.BytesIO(b"x") for _ in range(6)]
    assert "files-fault" in send({**TOLD, "files": many}).content.decode()
    assert "files-fault" in send({**TOLD, "files": [io.BytesIO(b"x" * 6_000_001)]}).content.decode()


def test_who_asks_too_often_waits_and_others_do_not(carrier: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "SENDS", Allowances(lambda: 0.001, lambda: 2.0))
    assert [send(TOLD).status_code for _ in range(3)] == [200, 200, 429]
    late = Client().post("/report", TOLD, REMOTE_ADDR="2001:db8::1")
    assert late.status_code == 200
    again = Client().post("/report", TOLD, REMOTE_ADDR="2001:db8::ffff")  # the same subscriber's network
    assert (again.status_code, Client().post("/report", TOLD, REMOTE_ADDR="2001:db8::2").status_code) == (200, 429)


def test_a_full_disk_is_told_and_nothing_is_lost_in_silence(carrier: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from bellwarden.home import mail_drop

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mail_drop, "write_whole", full)
    page = send({**TOLD, "proof": solved()})
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert WORDS["en"]["not_taken"][:30] in page.content.decode()


def test_a_report_s_page_takes_more_and_says_for_whom_it_is(carrier: Home) -> None:
    own = page_in(send({**TOLD, "proof": solved()}))
    assert Client().post(own, {"text": " "}).status_code == 422
    added = Client().post(own, {"text": "They called again.", "proof": solved()})
    assert WORDS["en"]["portal_added"] in added.content.decode()
    sources = {one.envelope.source for one in carrier.mail_drop().list()}
    assert sources == {"form", f"form:{own.rpartition('/')[2].partition('.')[0].upper()}"}


def test_what_is_added_joins_the_case_of_the_report(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    own = page_in(send({**TOLD, "proof": solved()}))
    work.take_up(world)
    Client().post(own, {"text": "They called again at noon.", "proof": solved()})
    work.take_up(world)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
        (added,) = desk.letters.list(complaint_id=row.id, kind="reply")
    assert (added.case_id, added.flag) == (row.case_id, "")


def test_nobody_s_mailbox_is_filled_by_the_form(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> None:
    """An address that is typed in may be anybody's."""
    for number in range(ANSWERS_MAX + 2):
        send({**TOLD, "text": f"call {number}", "proof": solved()})
    work.take_up(world)
    with world.office.reading() as desk:
        states = sorted(one.state.value for one in desk.notices.list(to="ana@mail.example"))
    assert states == ["draft"] * 2 + ["queued"] * ANSWERS_MAX


@pytest.mark.parametrize("token", ["c-00000000", "c-00000000.aaaaaaaaaaaaaaaaaaaaaaaa", "x" * 500, "%00", "."])
def test_a_token_that_opens_nothing_is_one_page_for_all(token: str, carrier: Home) -> None:
    page = Client().get(f"/report/{token}")
    assert page.status_code == 404
    assert page.content == Client().get("/report/none-such").content
