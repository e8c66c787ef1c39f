"""Cases worked on by a program, alerts as they were found, and requests whose process died before it could answer."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bellwarden.calllog.kept_alerts import KeptAlerts, keep_alerts
from bellwarden.flows.office.integrations import INTERRUPTED_S
from bellwarden.home import Home
from bellwarden.model.office.integration import ApiScope
from bellwarden.store.models import AuditEvent, Case, Customer
from tests.web.api_keys import Api
from tests.web.test_watching import an_alert

Apis = Callable[..., Api]
TICKET = {
    "kind": "dispute",
    "title": "Blocked by mistake",
    "subject": "+12384460100",
    "external_id": "t-1",
    "fold": "t",
}


def move(program: Api, ref: str, **body: Any) -> Any:
    return program.post(f"/cases/{ref}/moves", body)


def test_a_case_is_opened_worked_on_and_ended(api: Apis) -> None:
    desk = api(ApiScope.CASES)
    opened = desk.post("/cases", TICKET)
    ref = opened["ref"]
    assert (opened["state"], sorted(one["kind"] for one in opened["clocks"])) == ("open", ["dispute", "first_look"])
    assert desk.get("/cases/by-external-id/t-1") == desk.get(f"/cases/{ref}")
    assert desk.post("/cases", {**TICKET, "external_id": ""})["folded"] == 1
    assert move(desk, ref, move="take")["state"] == "investigating"
    assert move(desk, ref, move="wait", text="the customer")["waiting_for"] == "the customer"
    assert move(desk, ref, move="resume")["state"] == "investigating"
    desk.post(f"/cases/{ref}/notes", {"text": "Called back: it is their own line."})
    early = desk.ask("POST", f"/cases/{ref}/moves", {"move": "resolve", "outcome": "legitimate"})
    assert (early.status_code, "three questions" in early.content.decode()) == (409, True)
    answers = {"illegal": "no", "against_terms": "no", "harmful": "no", "text": "theirs"}
    assert json.loads(desk.ask("PATCH", f"/cases/{ref}", answers).content)["harmful"] == "no"
    assert move(desk, ref, move="resolve", outcome="legitimate")["outcome"] == "legitimate"
    assert move(desk, ref, move="close")["state"] == "closed"
    assert desk.ask("POST", f"/cases/{ref}/moves", {"move": "take"}).status_code == 409
    told = {one.verb: one.actor_name for one in AuditEvent.objects.filter(object_ref=ref)}
    assert {"case.open", "case.fold_in", "case.take", "case.note", "case.resolve", "case.close"} <= set(told)
    assert set(told.values()) == {"billing 1"}


def test_two_programs_do_not_write_over_each_other(api: Apis) -> None:
    desk = api(ApiScope.CASES)
    ref = desk.post("/cases", TICKET)["ref"]
    seen = desk.ask("GET", f"/cases/{ref}")["ETag"]
    move(desk, ref, move="take")
    late = desk.ask("POST", f"/cases/{ref}/moves", {"move": "release"}, If_Match=seen)
    assert (late.status_code, Case.objects.get().state) == (412, "investigating")
    assert desk.ask("PATCH", f"/cases/{ref}", {"illegal": "yes"}, If_Match=seen).status_code == 412
    now = desk.ask("GET", f"/cases/{ref}")["ETag"]
    assert desk.ask("POST", f"/cases/{ref}/moves", {"move": "release"}, If_Match=now).status_code == 200


def test_cases_fold_and_are_taken_out(api: Apis) -> None:
    desk = api(ApiScope.CASES)
    one, two = (desk.post("/cases", {"kind": "other", "title": title})["ref"] for title in ("A", "B"))
    assert move(desk, two, move="fold", into=one)["folded"] == 1
    assert desk.ask("POST", f"/cases/{two}/moves", {"move": "take"}).status_code == 409
    assert move(desk, two, move="unfold")["ref"] == two
    assert desk.ask("POST", f"/cases/{two}/moves", {"move": "fold", "into": "C-1"}).status_code == 404


@pytest.mark.parametrize("scope", [ApiScope.READ, ApiScope.CUSTOMERS, ApiScope.ENFORCE])
def test_only_the_scope_for_cases_writes_them(api: Apis, scope: ApiScope) -> None:
    assert api(scope).ask("POST", "/cases", TICKET).status_code == 403
    assert not Case.objects.exists()


def test_alerts_say_when_they_were_looked_for(api: Apis, home: Home) -> None:
    desk = api(ApiScope.CASES)
    never = desk.get("/alerts")
    assert never == {"looked_at": None, "looked_since": None, "complete_up_to": None, "items": []}
    (home.path / "calllog").mkdir(exist_ok=True)
    found = an_alert("meadowbrook")
    keep_alerts(home.path / "calllog", KeptAlerts(1_795_000_000.0, 1_794_000_000.0, 1_794_900_000.0, 0.5, (found,)))
    told = desk.get("/alerts?subject=meadowbrook")
    assert (told["looked_at"], told["complete_up_to"]) == (1_795_000_000.0, 1_794_900_000.0)
    (item,) = told["items"]
    assert (item["id"], item["case"], item["step"]) == (found.id, None, found.step)
    assert not any(call.called in json.dumps(told) for call in found.samples)
    assert desk.get("/alerts?subject=nobody")["items"] == []
    opened = desk.post(f"/alerts/{found.id}/case", {})
    assert (opened["kind"], opened["subject"]) == ("alert", "meadowbrook")
    assert desk.get("/alerts")["items"][0]["case"] == opened["ref"]
    assert desk.ask("POST", f"/alerts/{found.id}/case", {}).status_code == 200  # folded
    assert desk.ask("POST", "/alerts/none/case", {}).status_code == 404
    assert api(ApiScope.READ).ask("POST", f"/alerts/{found.id}/case", {}).status_code == 403


class Killed(BaseException):
    """The process is no more."""


def dies(*_: object) -> None:
    raise Killed


HARROW = {"name": "Harrow Dental"}


def test_whose_answer_was_lost_is_answered_and_nothing_is_done_twice(
    api: Apis, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the deed, before the answer is kept; twice."""
    from bellwarden.web.api import entrance

    billing = api(ApiScope.CUSTOMERS)
    with monkeypatch.context() as dying:
        dying.setattr(entrance, "keep_answer", dies)
        with pytest.raises(Killed):
            billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
        soon = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
        assert (soon.status_code, "still at work" in soon.content.decode()) == (409, True)
        clock.pass_by(INTERRUPTED_S + 1)
        with pytest.raises(Killed):
            billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    clock.pass_by(INTERRUPTED_S + 1)
    for _ in range(2):
        again = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
        assert (again.status_code, again["Idempotent-Replayed"]) == (201, "true")
        assert json.loads(again.content)["key"] == "harrow-dental"
    assert Customer.objects.count() == AuditEvent.objects.filter(verb="customer.create").count() == 1


def test_what_was_not_done_before_the_death_is_done_once(
    api: Apis, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bellwarden.web.api import customers, entrance

    billing = api(ApiScope.CUSTOMERS)
    with monkeypatch.context() as dying:
        dying.setattr(customers.stories, "create", dies)
        dying.setattr(entrance, "keep_answer", lambda *_: None)
        with pytest.raises(Killed):
            billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    clock.pass_by(INTERRUPTED_S + 1)
    made = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    assert (made.status_code, made.get("Idempotent-Replayed")) == (201, None)
    assert Customer.objects.count() == 1


def test_one_taken_for_dead_that_wakes_writes_nothing(api: Apis, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine stood still for a minute with the request in it; the client has repeated it meanwhile."""
    from bellwarden.web.api import customers

    billing = api(ApiScope.CUSTOMERS)
    create, answers = customers.stories.create, []

    def wakes_late(*arguments: Any) -> Any:
        monkeypatch.setattr(customers.stories, "create", create)
        clock.pass_by(INTERRUPTED_S + 1)
        answers.append(billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1"))
        return create(*arguments)

    monkeypatch.setattr(customers.stories, "create", wakes_late)
    late = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    assert [one.status_code for one in answers] == [201]
    assert (late.status_code, "taken its place" in late.content.decode()) == (409, True)
    assert Customer.objects.count() == 1
    assert billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")["Idempotent-Replayed"] == "true"
