"""More changes than a page carries out: the worker does it, in the name of whoever pressed; killed, it goes on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bellwarden.flows.office import importing
from bellwarden.flows.office.jobs import Job
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.uploads import Uploads
from bellwarden.model.office.people import Role
from bellwarden.store import jobs
from bellwarden.store.models import AuditEvent, Customer
from bellwarden.web import taking_in
from tests.store.test_worker import one_connection, rows
from tests.web.people import Clients

__all__ = ["one_connection"]
MANY = taking_in.AT_ONCE_MAX + 50


@pytest.fixture
def lead(client_of: Clients, home: Home, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(taking_in, "PAUSE_S", 0.0)
    made: Client = client_of(Role.LEAD)
    return made


def hand_in(lead: Client, rows: int = MANY) -> str:
    lines = [f"crm-{number},Customer {number},{number % 40 + 1}\n" for number in range(rows)]
    file = SimpleUploadedFile("crm.csv", ("external_id,name,cps_max\n" + "".join(lines)).encode())
    return str(lead.post("/import", {"file": file, "complete": "yes"})["Location"])


def work(world: OfficeWorld) -> None:
    jobs.know({taking_in.JOB: Job(taking_in.take_in, attempts=2, first_wait_s=60.0)}, lambda name: world)
    jobs.Attempts("worker 1").run()


def at_once() -> None:
    """What waits for its next attempt waits no more."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(run_after=timezone.now())


@pytest.mark.slow
def test_the_worker_carries_it_out_in_the_name_of_who_pressed(lead: Client, world: OfficeWorld) -> None:
    place = hand_in(lead)
    assert f"{MANY}" in lead.get(place).content.decode()
    answer = lead.post(place, follow=True)
    assert f"{MANY} changes are handed to the worker" in answer.content.decode()
    assert not Customer.objects.exists()
    work(world)
    assert Customer.objects.count() == MANY
    done = AuditEvent.objects.get(verb="import.apply")
    assert (done.actor_name, done.after["add"], done.after["refused"]) == ("osei", MANY, 0)
    assert AuditEvent.objects.filter(verb="customer.create", actor_name="osei").count() == MANY
    lead.post(place)
    assert Customer.objects.count() == MANY


def test_killed_half_way_it_goes_on_where_it_was(
    lead: Client, world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwarden.web.pages.sheets.AT_ONCE_MAX", 30)
    place, apply = hand_in(lead, 80), importing.apply

    def dies(*arguments: Any, **named: Any) -> Iterator[Any]:
        for number, step in enumerate(apply(*arguments, **named)):
            if number == 3:
                raise RuntimeError("the worker was killed")
            yield step

    lead.post(place)
    with monkeypatch.context() as dying:
        dying.setattr(importing, "apply", dies)
        work(world)
    written = Customer.objects.count()
    assert 0 < written < 80
    assert rows()[0].status == "READY"  # tried again
    at_once()
    work(world)
    assert Customer.objects.count() == AuditEvent.objects.filter(verb="customer.create").count() == 80
    assert AuditEvent.objects.get(verb="import.apply").after["add"] == 80 - written


def test_a_file_that_is_gone_is_told_on_the_page_of_jobs(
    lead: Client, world: OfficeWorld, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bellwarden.web.pages.sheets.AT_ONCE_MAX", 30)
    place = hand_in(lead, 40)
    lead.post(place)
    for path in (home.path / "state" / "imports").iterdir():
        path.unlink()
    assert Uploads(home.path).load(place.split("/")[2].partition("?")[0]) is None
    work(world)
    at_once()
    work(world)
    (row,) = rows()
    assert (row.status, "hand it in again" in row.traceback) == ("FAILED", True)
