"""What was done last can be taken back for fifteen seconds, on whatever page one is."""

from typing import Any

import pytest
from django.test import Client

from bellwarden.flows.office import cases, customers
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.people import Role
from bellwarden.store.models import Case, Enforcement
from tests.web.people import Clients
from tests.web.test_cases import Opens, opens
from tests.web.test_enforcement_pages import NEW, WHY

__all__ = ["opens"]
ANSWERS = {"illegal": "yes", "against_terms": "no", "harmful": "no", "text": "seen in the calls"}


@pytest.mark.parametrize(
    ("deed", "said", "field", "before", "after"),
    [
        ("take", {}, "state", "open", "investigating"),
        ("snooze", {"hours": "4", "reason": "later"}, "snooze_until", None, ...),
        ("wait", {"waiting_for": "the carrier"}, "state", "investigating", "waiting"),
        ("answer", ANSWERS, "illegal", "unknown", "yes"),
    ],
)
def test_a_deed_on_a_case_is_undone(
    client_of: Clients, opens: Opens, deed: str, said: dict[str, str], field: str, before: object, after: object
) -> None:
    case, client = opens("a complaint"), client_of(Role.ANALYST)
    if deed == "wait":
        client.post(f"/cases/{case.ref}/take")
    client.post(f"/cases/{case.ref}/{deed}", said)
    value = getattr(Case.objects.get(), field)
    assert value == after if after is not ... else value is not None
    page = client.get("/customers").content.decode()
    assert f"{case.ref}: " in page and 'data-key="z"' in page
    undone = client.post("/undo", {"next": "/cases"}, follow=True).content.decode()
    assert "Undone." in undone and 'action="/undo"' not in undone
    assert getattr(Case.objects.get(), field) == before


def test_what_somebody_changed_since_is_left_alone(client_of: Clients, opens: Opens, world: OfficeWorld) -> None:
    case, client = opens("a complaint"), client_of(Role.ANALYST)
    client.post(f"/cases/{case.ref}/take")
    cases.answer(world, case.id, {}, "somebody else wrote")
    told = client.post("/undo", follow=True).content.decode()
    assert "was changed since; nothing was undone" in told
    assert Case.objects.get().state == "investigating"


def test_the_time_is_over(client_of: Clients, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    case, client = opens("a complaint"), client_of(Role.ANALYST)
    monkeypatch.setattr("bellwarden.web.undoing.UNDO_S", 0.0)
    client.post(f"/cases/{case.ref}/take")
    assert 'action="/undo"' not in client.get("/").content.decode()
    assert "fifteen seconds are over" in client.post("/undo", follow=True).content.decode()


def test_several_folded_are_taken_apart(client_of: Clients, opens: Opens) -> None:
    ids = [opens(f"case {one}").id for one in range(3)]
    client: Client = client_of(Role.ANALYST)
    chosen: Any = client.post("/cases/select", {"pick": ids, "deed": "fold"})
    client.post(chosen["Location"])
    assert Case.objects.filter(merged_into__isnull=False).count() == 2
    client.post("/undo")
    assert Case.objects.filter(merged_into__isnull=False).count() == 0


def test_a_proposal_is_withdrawn_and_what_is_in_force_is_not(client_of: Clients, world: OfficeWorld) -> None:
    customers.create(world, {"key": "quillmark", "name": "Quillmark"})
    client = client_of(Role.ANALYST)
    client.post(NEW.format("limit"), {**WHY, "evidence_class": "statistics", "setting": "2"})
    assert "waits for a second person" in client.get("/").content.decode()
    client.post("/undo")
    assert Enforcement.objects.get().state == "rejected"
    client.post(NEW.format("suspend"), {**WHY, "emergency": "yes"})
    assert 'action="/undo"' not in client.get("/").content.decode()
