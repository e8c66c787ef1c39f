"""Pages that watch: live calls, one decision, gates, alerts, replay. They say what is known, and cost few questions."""

import json
import re
import time
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bellwarden.calllog.kept_alerts import KeptAlert, KeptAlerts, KeptCall, KeptClue, keep_alerts
from bellwarden.home import Home
from bellwarden.home.replays import KeptReplay, Replays
from bellwarden.model.office.people import Role
from bellwarden.seam.gate_state import GateState, WorkerState, heard, not_heard
from tests.web.calls import HOSTILE, decided, followed, keep
from tests.web.people import Clients

__all__ = ["followed"]
pytestmark = pytest.mark.door
REPLAY = "0" * 32


@pytest.fixture
def browser(client_of: Clients, followed: Home) -> Client:
    made: Client = client_of(Role.ANALYST)
    return made


def text_of(client: Client, url: str, status: int = 200, part: bool = False) -> str:
    page = client.get(url, headers={"HX-Request": "true"} if part else None)
    assert page.status_code == status
    return page.content.decode()


def test_live_calls_fold_what_was_allowed(browser: Client, followed: Home) -> None:
    keep(followed, [decided(n, "block" if n == 5 else "allow") for n in range(9)])
    page = text_of(browser, "/live")
    assert "5 allowed calls" in page and "3 allowed calls" in page
    assert "446-200-0150" in page and "do-not-originate list dno" in page
    assert page.count("data-id=") == 1
    assert text_of(browser, "/live?verdict=all").count("data-id=") == 9
    assert "No call fits these filters" in text_of(browser, "/live?customer=nobody")


def test_live_calls_are_asked_again_as_a_fragment(browser: Client, followed: Home) -> None:
    keep(followed, [decided(1, "block")])
    part = text_of(browser, "/live", part=True)
    assert part.lstrip().startswith("<section") and "<html" not in part
    assert 'id="figures" hx-swap-oob="true"' in part and 'id="beside" hx-swap-oob="true"' in part
    paused = text_of(browser, f"/live?until={time.time():.3f}")
    assert 'hx-trigger="tick"' not in paused and "Paused" in paused


def test_live_calls_as_tables(browser: Client, followed: Home) -> None:
    keep(followed, [decided(1, "block", name="=1+1", calling="")])
    assert "<svg" in text_of(browser, "/live")
    assert "half minute" in text_of(browser, "/live?as=table").lower()
    assert text_of(browser, "/live?as=csv").startswith("\ufeffat_utc,calls,blocked")
    rows = text_of(browser, "/live?as=calls")
    assert "DO_NOT_ORIGINATE" in rows and ",=1+1" not in rows


def test_what_strangers_send_stays_text(browser: Client, followed: Home) -> None:
    keep(followed, [decided(1, "block", name=HOSTILE, calling=HOSTILE, customer=HOSTILE)])
    for url in ("/live", f"/decisions/{decided_id(followed)}"):
        page = text_of(browser, url)
        shown = re.sub(r'data-cop[a-z]+="[^"]*"', "", page)  # copying gives what was received
        assert "<script>alert" not in page and "\u202e" not in shown and "\x1b" not in shown


def decided_id(home: Home) -> str:
    return home.spool_reader().last(1)[0].id


def test_live_asks_the_database_little(
    browser: Client, followed: Home, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keep(followed, [decided(n, "block", customer=f"c{n}") for n in range(80)])
    text_of(browser, "/live")
    with django_assert_max_num_queries(12):
        text_of(browser, "/live")
    with django_assert_max_num_queries(8):
        text_of(browser, "/live", part=True)


def test_without_a_gate_the_pages_say_so(browser: Client) -> None:
    assert "No call in the last 30 min" in text_of(browser, "/live")
    assert "No gate is heard" in text_of(browser, "/gates")
    assert "Nobody has looked yet" in text_of(browser, "/alerts")


def test_gates_on_other_machines_stand_beside_those_of_this_home(browser: Client, followed: Home) -> None:
    east = not_heard("east", "https://east.example.net:8080", "https://east.example.net:8080: connection refused")
    followed.gates_elsewhere({"east"}).put("east", east)
    page = text_of(browser, "/gates")
    assert "1 of 1 gate not well" in page and "not heard yet, asked at " in page
    assert "connection refused</bdi>. Calls may still be judged there" in page
    said = GateState("gate", "1", 1.0, 0.5, 7, 3, "a" * 64, [WorkerState(0, 7, 3, False)], [], [], [])
    followed.gates_elsewhere({"east"}).put("east", heard(said, "east", "https://east.example.net:8080", 9.0, 9.1))
    assert "last heard" in text_of(browser, "/gates")
    followed.gates_elsewhere(set())
    assert "No gate is heard" in text_of(browser, "/gates")


def test_a_decision_is_explained(browser: Client, followed: Home) -> None:
    keep(followed, [decided(1, "block", customer="quillmark")])
    page = text_of(browser, f"/decisions/{decided_id(followed)}")
    assert "Blocked: the caller ID 238-200-0150 is on the do-not-originate list dno." in page
    assert "is no longer kept" in page  # the policy that it names never was
    assert "SIP/2.0 603 Decline" in page


def test_an_unknown_decision_says_where_else_to_look(browser: Client) -> None:
    assert "may still be in the call log" in text_of(browser, "/decisions/" + "a" * 24, 404)
    text_of(browser, "/decisions/..", 404)


def an_alert(subject: str = "quillmark", step: str = "limit") -> KeptAlert:
    clue = KeptClue("short_call_ratio", 0.64, "of answered", 64, 100, 0.55, "FCC", True, "outcome of calls", False)
    call = KeptCall(1_795_000_000.0, "14462000150", HOSTILE, "answered", 5.0, "", "A")
    return KeptAlert(
        *("customer", subject, "short_calls", "Short calls", (), step, 3, 2.1, 1_795_000_000.0, 1_795_000_000.0),
        *(1_795_003_600.0, 2, 100, 60, (clue,), ("What are these calls for?",), (call,)),
    )


@pytest.fixture
def alerts(followed: Home) -> list[KeptAlert]:
    found = [an_alert(), an_alert("acme", "report")]
    (followed.path / "calllog").mkdir()
    keep_alerts(followed.path / "calllog", KeptAlerts(1_795_000_000.0, 1_794_000_000.0, 0.0, 0.5, tuple(found)))
    return found


def test_alerts_are_listed_and_filtered(browser: Client, alerts: list[KeptAlert]) -> None:
    page = text_of(browser, "/alerts")
    assert "quillmark" in page and "acme" in page and "not looked at" in page
    assert "quillmark" not in text_of(browser, "/alerts?customer=acme")
    assert "acme" not in text_of(browser, "/alerts?step=limit&as=csv")
    one = text_of(browser, f"/alerts/{alerts[0].id}")
    assert "64 of 100" in one and "<script>alert" not in one
    text_of(browser, "/alerts/none", 404)


def test_a_case_is_opened_once_for_an_alert(browser: Client, alerts: list[KeptAlert], client_of: Clients) -> None:
    from bellwarden.store.models import Case

    first = browser.post(f"/alerts/{alerts[0].id}/case")
    assert first.status_code == 302
    browser.post(f"/alerts/{alerts[0].id}/case")
    case = Case.objects.get()
    assert first["Location"] == f"/cases/{case.ref}"
    assert (case.subject, case.folded, case.severity) == ("quillmark", 1, 2)
    assert case.ref in text_of(browser, "/alerts")
    assert client_of(Role.VIEWER, key="viewer").post(f"/alerts/{alerts[1].id}/case").status_code == 403


def test_a_replay_is_asked_for_and_told(browser: Client, followed: Home) -> None:
    from bellwarden.store.models import AuditEvent

    asked = browser.post("/replay", {"rule": "+1446201*", "days": "7"})
    assert asked.status_code == 302
    assert "Waiting for the worker" in text_of(browser, asked["Location"])
    assert AuditEvent.objects.filter(verb="replay.ask").count() == 1
    wrong = browser.post("/replay", {"rule": " ", "days": "900"})
    assert wrong.status_code == 400 and b"1 to 90 days" in wrong.content and b"write a rule" in wrong.content


def test_the_draft_and_a_policy_of_before_are_replayed(browser: Client, followed: Home) -> None:
    from bellwarden.store.models import AuditEvent

    assert "The rule below" in text_of(browser, "/replay?what=draft")
    assert browser.post("/replay", {"what": "draft", "days": "7", "rule": ""}).status_code == 302
    assert browser.post("/replay", {"what": "a" * 64, "days": "7", "rule": "left over"}).status_code == 302
    assert [one.after["what"] for one in AuditEvent.objects.filter(verb="replay.ask")] == ["draft", "a" * 64]
    wrong = browser.post("/replay", {"what": "../../x", "days": "7"})
    assert wrong.status_code == 400 and b"Choose a policy of the list." in wrong.content
    Replays(followed.path).put(KeptReplay("2" * 32, 1_795_000_000.0, "osei", "", 7, 1.0, 2.0, "gone", None, "a" * 64))
    assert f"policy {'a' * 12}" in text_of(browser, "/replay")
    assert f"what={'a' * 64}" in text_of(browser, "/replay/" + "2" * 32)


def test_the_answer_of_a_replay(browser: Client, followed: Home) -> None:
    answer = json.loads((Path(__file__).parent / "replay.json").read_text())
    Replays(followed.path).put(KeptReplay(REPLAY, 1_795_000_000.0, "osei", "+1446201*", 7, 1.0, 2.0, "", answer))
    page = text_of(browser, f"/replay/{REPLAY}")
    assert "3 of 120 calls would have ended otherwise" in page and "Emergency calls: 2, held 0" in page
    assert "quillmark" in text_of(browser, f"/replay/{REPLAY}?as=csv")
    assert "+1446201*" in text_of(browser, "/replay")
    Replays(followed.path).put(KeptReplay("1" * 32, 1_795_000_000.0, "osei", "x", 7, 1.0, 2.0, "line 1: no rule"))
    assert "line 1: no rule" in text_of(browser, "/replay/" + "1" * 32)
    text_of(browser, "/replay/../../etc", 404)
