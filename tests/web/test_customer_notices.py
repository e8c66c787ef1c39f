"""The console tells a customer; the customer looks, answers and appeals on its page, without an account."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bellwarden.flows.office import complaints, tokens
from bellwarden.flows.office import customers as customer_stories
from bellwarden.flows.office.customer_notices import Telling, give, suggestion
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.customer_notice import CustomerNotice
from bellwarden.model.office.people import Role
from bellwarden.store import token_key
from bellwarden.store.models import AuditEvent, Evidence
from bellwarden.store.models import CustomerNotice as Row
from tests.desks import OURS, Filer, mail
from tests.web.people import Clients


@pytest.fixture
def told(filed: Filer, world: OfficeWorld) -> Telling:
    row = filed(mail(OURS))
    customer_stories.change(world, row.customer_id, {"abuse_email": "abuse@quillmark.example"})
    complaints.confirm(world, row.id, Match.MADE_BY_CUSTOMER, row.version)
    with world.office.reading() as desk:
        return suggestion(desk, row.customer_id, row.case_id)._replace(ground_text="Acceptable use, 2")


@pytest.fixture
def given(told: Telling, world: OfficeWorld, now_is_now: None) -> CustomerNotice:
    return give(world, told, lambda ref: "https://office.example.net/notice/x")


@pytest.fixture
def now_is_now(clock: Any) -> None:
    """Pages ask the machine's clock."""
    import time

    clock.at = time.time()


@pytest.fixture
def at(given: CustomerNotice, home: Home) -> str:
    return f"/notice/{tokens.make(tokens.NOTICE, given.ref, token_key(home.path))}"


def text_of(answer: Any) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_the_page_shows_reasons_and_its_own_calls_and_nothing_of_the_reporter(at: str) -> None:
    answer = Client().get(at)
    text = text_of(answer)
    assert answer.status_code == 200 and "What was seen" in text and "Your calls, 4" in text
    assert text.count("14462000177") == 4
    assert not any(word in text.lower() for word in ("supplier", "harbor", "noc@", "quillmark", "dozens"))
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


@pytest.mark.parametrize("wrong", ["other kind", "cut", "forged", "never", "shut"])
def test_what_opens_nothing_opens_nothing_in_the_same_way(
    at: str, given: CustomerNotice, home: Home, wrong: str, world: OfficeWorld
) -> None:
    key = token_key(home.path)
    if wrong == "shut":
        customer_stories.change(world, given.customer_id, {"abuse_email": "abuse@other.example"})
    addresses = {
        "other kind": f"/notice/{tokens.make(tokens.REPORT, given.ref, key)}",
        "cut": at[:-1],
        "forged": at[:-1] + ("a" if at[-1] != "a" else "b"),
        "never": f"/notice/{tokens.make(tokens.NOTICE, 'CN-2026-999999', key)}",
        "shut": at,
    }
    answer, stranger = Client().get(addresses[wrong]), Client().get("/notice/none-such")
    assert answer.status_code == 404
    assert answer.content == stranger.content


def test_it_answers_with_a_file_and_appeals(at: str, given: CustomerNotice, client_of: Clients, home: Home) -> None:
    client = Client()
    proof = SimpleUploadedFile("<script>.html", b"<script>alert(1)</script>", "text/html")
    sent = client.post(at, {"deed": "answer", "text": "A student did.", "files": [proof]})
    assert (sent.status_code, sent["Location"]) == (302, f"{at}?done=answer")
    assert "Your answer is kept." in text_of(client.get(f"{at}?done=answer"))
    assert "there is nothing" not in text_of(client.post(at, {"deed": "appeal", "appeal": "Not us."}, follow=True))
    again = client.post(at, {"deed": "appeal", "appeal": "Not us at all."})
    assert again.status_code == 422 and "you have appealed already" in text_of(again)

    analyst = client_of(Role.ANALYST)
    shown = analyst.get(f"/notices/{given.ref}")
    assert "Its appeal waits" in text_of(shown) and b"<script>.html" not in shown.content
    words, file = Evidence.objects.filter(source=given.ref).order_by("id")
    assert "A student did." in text_of(analyst.get(f"/notices/{given.ref}/files/{words.pk}"))
    got = analyst.get(f"/notices/{given.ref}/files/{file.pk}")
    assert got.content == b"<script>alert(1)</script>"
    assert (got["Content-Type"], got["Content-Disposition"].split(";")[0]) == ("application/octet-stream", "attachment")
    assert AuditEvent.objects.filter(verb="evidence.read_cpni").count() == 2
    assert client_of(Role.VIEWER, key="wim").get(f"/notices/{given.ref}/files/{file.pk}").status_code == 403


def test_too_much_is_refused_before_it_is_read(at: str) -> None:
    answer = Client().post(at, data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99999999")
    assert answer.status_code == 422 and "nothing was read" in text_of(answer)
    assert Evidence.objects.filter(kind="consent_proof").count() == 0


def test_an_empty_answer_keeps_what_was_typed_and_says_what_is_missing(at: str) -> None:
    answer = Client().post(at, {"deed": "answer", "text": " "})
    assert answer.status_code == 422 and "write something, or choose a file" in text_of(answer)


def test_a_text_that_was_changed_in_the_database_is_not_shown(at: str, given: CustomerNotice) -> None:
    from bellwarden.store.models import Notice

    Notice.objects.filter(pk=given.notice_id).update(text="We know who complained: noc@supplier.example")
    assert Client().get(at).status_code == 404


def test_staff_see_the_letter_before_it_goes_and_take_it_back(
    told: Telling, now_is_now: None, client_of: Clients
) -> None:
    client = client_of(Role.ANALYST)
    with_case = "/customers/quillmark/notices/new?case=C-2026-000001"
    begun = client.get(with_case)
    assert begun.status_code == 200 and "Our call records show 4 calls of yours" in text_of(begun)
    filled = {
        "facts": "Harbor Dental told us.",
        "found_by": "complaint",
        "ground": "terms",
        "ground_text": "Acceptable use, 2",
        "asks": ["stop", "consent"],
    }
    assert "name harbor-dental" in text_of(client.post(with_case, {**filled, "deed": "tell"}))
    assert Row.objects.count() == 0
    made = client.post(with_case, {**filled, "facts": "You called and hung up.", "deed": "tell"})
    ref = Row.objects.get().ref
    assert made["Location"] == f"/notices/{ref}"
    assert "You called and hung up." in text_of(client.get(f"/notices/{ref}"))
    client.post(f"/notices/{ref}/withdraw", {"text": "another customer"})
    assert Row.objects.get().state == "withdrawn"
    assert client_of(Role.VIEWER, key="wim").post(f"/notices/{ref}/settle", {"text": "x"}).status_code == 403


def test_the_pages_that_speak_of_it(given: CustomerNotice, client_of: Clients) -> None:
    client = client_of(Role.LEAD)
    assert given.ref in text_of(client.get("/notices"))
    customer = text_of(client.get("/customers/quillmark"))
    assert given.ref in customer and "a notice" in customer
    complaint = AuditEvent.objects.get(verb="complaint.take_up").object_ref
    from bellwarden.store.models import Complaint

    page = text_of(client.get(f"/complaints/{Complaint.objects.get().reference}"))
    assert "Towards the customer" in page and given.ref in page, complaint


def test_legal_notes_an_order_and_nobody_is_told(given: CustomerNotice, client_of: Clients, at: str) -> None:
    legal = client_of(Role.LEGAL)
    legal.post("/customers/quillmark/gag", {"case": "C-2026-000001", "days": "90", "reason": "order 12-34"})
    assert "An order forbids to tell this customer." in text_of(legal.get("/customers/quillmark"))
    assert Client().get(at).status_code == 404
    legal.post("/customers/quillmark/gag", {"case": "C-2026-000001", "days": "0", "reason": "lifted"})
    assert "An order forbids to tell this customer." not in text_of(legal.get("/customers/quillmark"))


def test_the_ladder_is_written_on_its_page(client_of: Clients, home: Home) -> None:
    client = client_of(Role.RULE_AUTHOR)
    asked = {
        "since": "2099-01-01",
        "steps": "notice\nlimit 7 0.5\nsuspend 30\nterminate",
        "decay_days": "365",
        "answer_hours": "48",
        "answer_hours_illegal": "12",
        "remind_hours": "24, 2",
        "appeal_days": "14",
        "page_days": "30",
    }
    wrong = client.post("/ladder", {**asked, "steps": "scold 3"})
    assert wrong.status_code == 422 and "Nothing was written" in text_of(wrong)
    assert client.post("/ladder", asked).status_code == 302
    shown = text_of(client.get("/ladder"))
    assert "From 2099-01-01 on" in shown and "to 50" in shown
    assert client_of(Role.ANALYST, key="arne").post("/ladder", asked).status_code == 403
    admin = client_of(Role.ADMIN, key="ada")
    admin.post("/ladder/executives", {"addresses": "ceo@carrier.example"})
    assert "ceo@carrier.example" in admin.get("/ladder").content.decode()
