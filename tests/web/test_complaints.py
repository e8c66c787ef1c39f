"""The page of one complaint: marked text, verdict, answers, and what leaves the house."""

import re
import time

import pytest
from django.test import Client

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office import cases, playbooks, second_looks
from bellwarden.flows.office.usual_playbooks import COMPLAINT
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.case import CaseKind
from bellwarden.model.office.people import Role
from bellwarden.web import standing_work
from tests.desks import OURS, SPOOFED, STRANGER, mail, take_up
from tests.offices import HandClock
from tests.web.people import Clients


@pytest.fixture
def reference(work: ComplaintWork, world: OfficeWorld, carrier: Home) -> str:
    take_up(work, world, carrier, mail(OURS))
    with world.office.reading() as desk:
        return desk.complaints.list()[0].reference


def test_the_page_says_all_that_is_needed_to_decide(reference: str, client_of: Clients) -> None:
    client = client_of(Role.LEAD)
    listed = client.get("/complaints").content.decode()
    assert reference in listed
    shown = client.get(f"/complaints/{reference}").content.decode()
    assert "Made by our customer: 4 calls found, fewer than claimed." in shown
    assert re.search(r"<mark class=\"caller_id\">.*?caller ID", shown, re.S)
    assert re.search(r"<mark class=\"count\">.*?24 or more", shown, re.S)
    assert "Leaves the house" in shown


def test_a_decision_by_one_form_and_a_conflict_that_tells(reference: str, client_of: Clients) -> None:
    client = client_of(Role.LEAD)
    shown = client.get(f"/complaints/{reference}").content.decode()
    fields = dict(re.findall(r'name="(version|case_version)" value="(\d+)"', shown))
    said = {**fields, "verdict": "made_by_customer", "illegal": "no", "against_terms": "yes", "harmful": "no"}
    assert client.post(f"/complaints/{reference}/decide", said).status_code == 302
    after = client.get(f"/complaints/{reference}").content.decode()
    assert "confirmed by" in after
    assert client.post(f"/complaints/{reference}/decide", said).status_code == 409


def test_a_reader_decides_nothing(reference: str, client_of: Clients) -> None:
    client = client_of(Role.VIEWER)
    assert "Decide, next" not in client.get(f"/complaints/{reference}").content.decode()
    assert client.post(f"/complaints/{reference}/decide", {}).status_code == 403


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def deed(client: Client, reference: str, name: str, **fields: object) -> int:
    shown = text_of(client, f"/complaints/{reference}")
    versions = dict(re.findall(r'name="(version|case_version)" value="(\d+)"', shown))
    return client.post(f"/complaints/{reference}/{name}", {**versions, **fields}).status_code


def test_a_marked_word_is_put_right_in_place(reference: str, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    shown = text_of(client, f"/complaints/{reference}")
    place = re.search(r'popovertarget="(fix-number-(\d+)-(\d+)-(\d+))"', shown)
    assert place is not None and f'id="{place[1]}"' in shown
    where = {"kind": "number", "part": place[2], "start": place[3], "end": place[4]}
    assert deed(client, reference, "correct", **where, role="callback", digits="12382003010") == 302
    assert "put right by" in text_of(client, f"/complaints/{reference}")
    assert deed(client, reference, "correct", **where, role="nobody") == 422
    missed = {"kind": "count", "words": "hanging up", "least": "3", "most": ""}
    assert deed(client, reference, "correct", **missed) == 302
    time = {"kind": "time", "words": "hang-up calls", "day": "2026-11-16", "from": "18:00", "zone": "Nowhere"}
    assert deed(client, reference, "correct", **time) == 422
    assert b'"kind":"count"' in client.post("/complaints/examples").content
    assert client_of(Role.VIEWER, key="reader").post("/complaints/examples").status_code == 403


def test_the_next_one_goes_to_one_person_alone(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    take_up(work, world, carrier, mail(OURS), mail(SPOOFED, called=STRANGER))
    first, second = client_of(Role.ANALYST), client_of(Role.ANALYST, key="braun", name="J. Braun")
    places = [one.post("/complaints/next")["Location"] for one in (first, second)]
    assert len(set(places)) == 2 and all(one.startswith("/complaints/C-") for one in places)
    assert first.post("/complaints/next")["Location"] in (places[0], "/complaints")
    assert "Decide, next" not in text_of(second, places[0])  # it is held; taking it over is a button of its own
    assert "Take it over from" in text_of(second, places[0])


def test_a_number_that_others_show_is_protected(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    take_up(work, world, carrier, mail(SPOOFED, called=STRANGER))
    client = client_of(Role.LEAD)
    (reference,) = re.findall(r'href="/complaints/(C-[0-9A-Z]+)"', text_of(client, "/complaints"))
    shown = text_of(client, f"/complaints/{reference}")
    assert "Request to list a number as do-not-originate" in shown
    assert "Calls that show your number +12382003055 are being made by others" in shown
    assert "Calls from outside that show a number of ours are refused." in shown
    assert "Quillmark Surveys" in shown and '<option value="spoofed" selected>Resolve it: spoofed' in shown
    assert deed(client, reference, "decide", verdict="spoofed", outcome="spoofed", text="forged") == 302
    undo = text_of(client, "/complaints")
    assert f"{reference}: decided." in undo and "No complaint waits." in undo
    assert client.post("/undo", {"next": "/complaints"})["Location"] == "/complaints"
    assert "confirmed by" not in text_of(client, f"/complaints/{reference}")


def test_work_on_a_case_from_its_complaint(reference: str, world: OfficeWorld, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    assert deed(client, reference, "snooze", hours=4, reason="the reporter calls back") == 302
    assert reference not in text_of(client, "/complaints") and reference in text_of(client, "/complaints?asleep=1")
    assert deed(client, reference, "escalate", reason="their lawyer called") == 302
    assert reference in text_of(client, "/complaints?escalated=1")
    assert deed(client, reference, "join", into="C-NOBODY") == 422
    assert deed(client, reference, "split") == 409
    other = cases.open_case(world, cases.Opening(CaseKind.COMPLAINT, "The same callers")).case
    assert deed(client, reference, "join", into=other.ref.lower(), reason="same") == 302
    shown = text_of(client, f"/complaints/{reference}")
    assert f'<a href="/cases/{other.ref}">{other.ref}</a> (merged into it' in shown
    assert deed(client, reference, "decide", verdict="made_by_customer", illegal="no") == 302
    with world.office.reading() as desk:
        assert desk.cases.get(other.id).assignee == "osei"


def test_spam_is_put_aside_by_a_form_that_asks(reference: str, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    assert deed(client, reference, "reject", reason="") == 422
    assert deed(client, reference, "reject", reason="spam") == 302
    assert "put aside" in text_of(client, f"/complaints/{reference}")


def test_what_keeps_a_case_open_is_told_with_what_was_typed(reference: str, client_of: Clients) -> None:
    client = client_of(Role.ANALYST)
    fields = {"verdict": "made_by_customer", "illegal": "no", "outcome": "confirmed_illegal", "text": "x"}
    shown = client.get(f"/complaints/{reference}").content.decode()
    versions = dict(re.findall(r'name="(version|case_version)" value="(\d+)"', shown))
    answer = client.post(f"/complaints/{reference}/decide", {**versions, **fields})
    assert answer.status_code == 422 and "the calls are said to be illegal" in answer.content.decode()


def test_a_danger_to_life_stands_on_every_page_until_somebody_holds_it(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients, clock: HandClock
) -> None:
    take_up(
        work, world, carrier, mail(OURS).replace(b"Can you tell us", b"She fears he will kill her. Can you tell us")
    )
    client = client_of(Role.ANALYST)
    clock.at = time.time()  # the frame asks the machine's own clock
    standing_work.danger.forget()
    shown = text_of(client, "/customers")
    assert "A person is needed now." in shown
    (reference,) = set(re.findall(r"/complaints/(C-[0-9A-Z]+)/take", shown))
    assert client.post(f"/complaints/{reference}/take").status_code == 302
    standing_work.danger.forget()
    assert "A person is needed now." not in text_of(client, "/customers")
    assert "A person is needed now:" in text_of(client, f"/complaints/{reference}")
    assert "Spam" not in text_of(client, f"/complaints/{reference}")


def test_a_second_look_is_not_told_what_was_decided(reference: str, world: OfficeWorld, client_of: Clients) -> None:
    second_looks.set_share(world, 1.0)
    first, second = client_of(Role.LEAD), client_of(Role.ANALYST, key="braun", name="J. Braun")
    assert deed(first, reference, "decide", verdict="not_ours", illegal="no") == 302
    assert "1 of your own wait" in text_of(first, "/second-looks")
    (place,) = re.findall(r'href="(/second-looks/\d+)"', text_of(second, "/second-looks"))
    blind = text_of(second, place)
    assert "Made by our customer: 4 calls found" in blind  # what the machine found
    assert "Not ours: neither" not in blind.replace("<option", "").partition("What you say")[0]
    assert "confirmed by" not in blind and "M. Osei" not in blind
    said = {"verdict": "made_by_customer", "illegal": "no", "against_terms": "no", "harmful": "no"}
    assert first.post(place, said).status_code == 403
    assert second.post(place, said).status_code == 302
    assert "0 of 1 second looks agree" in text_of(second, "/second-looks")


def test_figures_are_counted_from_decisions_and_have_a_table(
    work: ComplaintWork, world: OfficeWorld, carrier: Home, client_of: Clients
) -> None:
    client = client_of(Role.LEAD)
    empty = text_of(client, "/reports")
    assert "nothing counted yet" in empty and "No complaint waits" in empty
    take_up(work, world, carrier, mail(OURS), mail(SPOOFED, called=STRANGER))
    first, second = re.findall(r'row-link" href="/complaints/(C-[0-9A-Z]+)"', text_of(client, "/complaints"))
    assert deed(client, first, "decide", verdict="not_ours", illegal="no", outcome="") == 302
    shown = text_of(client, "/reports?days=90")
    assert "1 complaint waits for a person" in shown
    assert "1 of 1" in shown  # one verdict was overturned
    assert "spoofed" in text_of(client, "/reports?days=90&as=table")
    csv = client.get("/reports?days=90&as=csv").content.decode()
    assert csv.startswith("\ufeffday_utc,made_by_customer") and len(csv.splitlines()) == 91
    assert "2026-11-18,0,0,1,1,0" in csv
    assert second in text_of(client, "/complaints?age=older") or second in text_of(client, "/complaints")


def test_playbooks_are_shown_and_written(reference: str, world: OfficeWorld, client_of: Clients) -> None:
    playbooks.follow(world)
    client = client_of(Role.RULE_AUTHOR)
    shown = text_of(client, "/playbooks")
    assert "Look at it and decide" in shown and "after 9 business hours" in shown
    assert client.post("/playbooks", {"text": "nothing"}).status_code == 422
    other = COMPLAINT.replace("Look at it and decide", "Read it twice")
    assert client.post("/playbooks", {"text": other}).status_code == 302
    assert "Read it twice" in text_of(client, "/playbooks")
    assert client_of(Role.VIEWER, key="reader").post("/playbooks", {"text": other}).status_code == 403
