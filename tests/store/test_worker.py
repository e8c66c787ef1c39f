"""Jobs and schedules: asked for within a deed, tried again, taken up after a death, told to the console."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bellwarden.flows.office.jobs import Job, run_again
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.home import Home
from bellwarden.ports.office import Missing
from bellwarden.store import jobs
from bellwarden.store.worker_state import OnlyWorker, read_state

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker lets go of old connections between jobs; that of a test lives as long as its transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


def rows() -> list[Any]:
    from django_tasks_db.models import DBTaskResult

    return list(DBTaskResult.objects.order_by("enqueued_at"))


def do_all(world: OfficeWorld, **known: Job) -> None:
    jobs.know(known, lambda name: world)
    jobs.Attempts("worker 1").run()


def test_a_job_is_there_exactly_when_the_deed_is(world: OfficeWorld) -> None:
    with pytest.raises(KeyError), world.office.writing(world.actor) as desk:
        desk.enqueue("note", text="lost")
        raise KeyError
    with world.office.writing(world.actor) as desk:
        desk.enqueue("note", text="kept")
    heard: list[str] = []
    do_all(world, note=Job(lambda world, text: heard.append(text)))
    assert heard == ["kept"]
    assert [(jobs.name_of(row), row.status) for row in rows()] == [("note", "SUCCESSFUL")]


def test_a_job_with_a_delay_waits(world: OfficeWorld, clock: Any) -> None:
    clock.at = time.time()
    with world.office.writing(world.actor) as desk:
        desk.enqueue("note", delay_s=60.0)
    assert not jobs.any_ready()
    assert timedelta(seconds=50) < rows()[0].run_after - timezone.now() < timedelta(seconds=70)


def test_a_job_that_fails_is_tried_again_later_each_time(world: OfficeWorld) -> None:
    from django_tasks_db.models import DBTaskResult

    def fail(world: OfficeWorld) -> None:
        raise ValueError("the printer is on fire")

    with world.office.writing(world.actor) as desk:
        desk.enqueue("print")
    waits = []
    for _ in range(3):
        do_all(world, print=Job(fail, attempts=3, first_wait_s=10.0))
        (row,) = rows()
        waits.append((row.status, round((row.run_after - timezone.now()).total_seconds())))
        DBTaskResult.objects.update(run_after=timezone.now())
    assert waits[:2] == [("READY", 10), ("READY", 40)]
    assert rows()[0].status == "FAILED"
    assert "the printer is on fire" in rows()[0].traceback
    # A person has it run anew, with all its attempts.
    job = str(rows()[0].id)
    with pytest.raises(NotAllowed):
        run_again(world._replace(rights=frozenset()), job)
    with pytest.raises(Missing):
        run_again(world, "00000000-0000-0000-0000-000000000000")
    with pytest.raises(Missing):
        run_again(world, "1 OR 1=1")
    run_again(world, job)
    done: list[int] = []
    do_all(world, print=Job(lambda world: done.append(1)))
    assert (done, rows()[0].status) == ([1], "SUCCESSFUL")


def test_a_job_that_no_version_knows_fails_with_its_name(world: OfficeWorld) -> None:
    with world.office.writing(world.actor) as desk:
        desk.enqueue("forgotten")
    do_all(world)
    assert (rows()[0].status, "knows no job forgotten" in rows()[0].traceback) == ("FAILED", True)


def test_what_a_dead_worker_ran_is_taken_up(world: OfficeWorld) -> None:
    from django_tasks_db.models import DBTaskResult

    with world.office.writing(world.actor) as desk:
        desk.enqueue("note")
    jobs.know({"note": Job(lambda world: None, first_wait_s=0.0)}, lambda name: world)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["worker of yesterday"])
    assert jobs.take_up_abandoned() == 1
    jobs.Attempts("worker 1").run()
    assert (rows()[0].status, len(rows()[0].worker_ids)) == ("SUCCESSFUL", 2)


def test_done_jobs_are_forgotten_after_a_week(world: OfficeWorld) -> None:
    from django_tasks_db.models import DBTaskResult

    for _ in range(2):
        with world.office.writing(world.actor) as desk:
            desk.enqueue("note")
    do_all(world, note=Job(lambda world: None))
    DBTaskResult.objects.filter(pk=rows()[0].pk).update(finished_at=timezone.now() - timedelta(days=8))
    assert (jobs.tidy(), len(rows())) == (1, 1)


def test_one_worker_a_home(tmp_path: Path) -> None:
    first = OnlyWorker(tmp_path)
    assert first.take()
    assert not OnlyWorker(tmp_path).take()


@pytest.mark.slow
def test_a_worker_as_a_service_manager_sees_it(tmp_path: Path) -> None:
    """Ready, told to end, ended; a second one does not start; on a database on disk, work goes on side by side."""
    home = tmp_path / "home"
    environment = {**os.environ, "BELLWARDEN_HOME": "", "BELLWARDEN_DATABASE": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "bellwarden", "office"]
    Home(home).init()
    with subprocess.Popen(
        [*command, "worker", "--home", str(home)], env=environment, stdout=subprocess.PIPE, text=True
    ) as first:
        try:
            assert first.stdout is not None
            assert first.stdout.readline() == "ready worker\n"
            assert not OnlyWorker(home / "run").take()  # a second one would say so and not start
            until = time.monotonic() + 15
            while read_state(home / "run") is None and time.monotonic() < until:
                time.sleep(0.05)
            first.send_signal(signal.SIGTERM)
            assert first.wait(15) == 0
        finally:
            first.kill()
    assert read_state(home / "run") is not None
    scene = [sys.executable, "-m", "tests.store.worker_scene", str(home)]
    seen = subprocess.run(scene, env=environment, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert (seen.returncode, seen.stdout) == (0, "both ran, the schedule failed once and went on\n"), seen.stderr
