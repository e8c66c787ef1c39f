"""Keys, webhooks and jobs on the console: made, shown once, revoked, sent again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bellwarden.flows.office.jobs import Job
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.integration import DeliveryState, WebhookDelivery
from bellwarden.model.office.people import Role
from tests.web.api_keys import Api

Clients = Callable[..., Client]


@pytest.fixture
def admin(client_of: Clients, home: Home) -> Client:
    return client_of(Role.ADMIN, key="admin", name="A. Dministrator")


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_key_is_shown_once_and_opens_until_it_is_revoked(admin: Client) -> None:
    assert "Nobody has a key" in text(admin.get("/settings/keys"))
    made = admin.post("/settings/keys", {"name": "billing", "scopes": ["read"], "days": "30"})
    (key,) = re.findall(r"bwo_[\w-]{43}", text(made))[:1]
    assert Api(key).get("/key")["scopes"] == ["read"]
    listed = text(admin.get("/settings/keys"))
    assert key not in listed
    assert key[:12] in listed
    assert "Revoke it?" in text(admin.get(f"/settings/keys/{key[:12]}/revoke"))
    assert admin.post(f"/settings/keys/{key[:12]}/revoke").status_code == 302
    assert Api(key).ask("GET", "/key").status_code == 401
    assert "Revoked" in text(admin.get("/settings/keys"))


def test_a_key_without_scope_is_refused_and_what_was_typed_stays(admin: Client) -> None:
    refused = admin.post("/settings/keys", {"name": "<billing>", "days": "30"})
    assert (refused.status_code, "without any the key opens nothing" in text(refused)) == (422, True)
    assert 'value="&lt;billing&gt;"' in text(refused)


def test_a_webhook_is_made_changed_tried_and_removed(admin: Client, world: OfficeWorld) -> None:
    refused = admin.post("/settings/webhooks", {"url": "http://127.0.0.1/", "events": "*"})
    assert (refused.status_code, "is named in office.toml" in text(refused)) == (422, True)
    made = admin.post("/settings/webhooks", {"url": "https://hooks.carrier.example/x", "events": "customer.* case.*"})
    assert re.search(r'class="secret">[\w-]{43}<', text(made))
    (ref,) = re.findall(r"/settings/webhooks/(W-[\d-]+)", text(made))
    assert "hooks.carrier.example/x" in text(admin.get("/settings/webhooks"))
    admin.post(f"/settings/webhooks/{ref}/try")
    assert "webhook.trial" in text(admin.get(f"/settings/webhooks/{ref}"))
    admin.post(f"/settings/webhooks/{ref}", {"url": "https://hooks.carrier.example/y", "events": "*", "active": "on"})
    with world.office.writing(world.actor) as desk:
        hook = desk.webhooks.find(ref=ref)
        assert hook is not None
        row = WebhookDelivery(webhook_id=hook.id, event="case.open", body="{}", state=DeliveryState.DEAD, attempts=9)
        dead = desk.deliveries.add(row)
    assert "given up" in text(admin.get(f"/settings/webhooks/{ref}?state=dead"))
    admin.post(f"/settings/webhooks/{ref}/resend", {"delivery": str(dead.id)})
    with world.office.reading() as desk:
        assert desk.deliveries.get(dead.id).state is DeliveryState.SCHEDULED
    admin.post(f"/settings/webhooks/{ref}/remove")
    assert admin.get(f"/settings/webhooks/{ref}").status_code == 404


def test_jobs_say_that_no_worker_runs(admin: Client) -> None:
    assert "No worker was ever started here" in text(admin.get("/jobs"))


def test_a_job_that_failed_tells_why_and_is_run_again(
    admin: Client, world: OfficeWorld, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bellwarden.store import jobs

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)

    def fail(world: OfficeWorld, case: str) -> None:
        raise ValueError("<b>the printer</b> is on fire")

    with world.office.writing(world.actor) as desk:
        desk.enqueue("print", case="C-2026-000001")
    jobs.know({"print": Job(fail, attempts=1)}, lambda name: world)
    jobs.Attempts("worker 1").run()
    page = text(admin.get("/jobs"))
    assert "ValueError: &lt;b&gt;the printer&lt;/b&gt; is on fire" in page
    assert "C-2026-000001" in page
    (job,) = re.findall(r"/jobs/([0-9a-f-]{36})/again", page)
    viewer = client_of(Role.VIEWER, key="viewer")
    assert "/again" not in text(viewer.get("/jobs"))
    assert viewer.post(f"/jobs/{job}/again").status_code == 403
    admin.post(f"/jobs/{job}/again")
    jobs.know({"print": Job(lambda world, case: None)}, lambda name: world)
    jobs.Attempts("worker 1").run()
    assert "No job fits" in text(admin.get("/jobs"))
    assert "print" in text(admin.get("/jobs?state=done"))
