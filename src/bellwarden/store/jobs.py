"""Jobs are rows of the same database: one is there exactly when the deed that asked for it is.

The rows and how a worker claims one are those of django-tasks-db. What it has not is added here: a job that failed is
tried again later, and one whose worker died is taken up again.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from bellwarden.flows.office.jobs import Job
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.store.shapes import moment_of

READY: Final = "READY"
RUNNING: Final = "RUNNING"
SUCCESSFUL: Final = "SUCCESSFUL"
FAILED: Final = "FAILED"
DONE_KEPT: Final = timedelta(days=7)
FAILED_KEPT: Final = timedelta(days=90)

_known: dict[str, Job] = {}
_worlds: list[Callable[[str], OfficeWorld]] = []


def enqueue(job: str, at: float, arguments: Mapping[str, object]) -> None:
    """Have the worker run the job, now (0.0) or at that time."""
    run.using(run_after=moment_of(at)).enqueue(job, dict(arguments))


def run_again(job_id: str) -> bool:
    """A job that failed for good begins anew. False: there is none."""
    failed = DBTaskResult.objects.filter(id__in=_ids(job_id), status=FAILED)
    return bool(failed.update(status=READY, run_after=timezone.now(), finished_at=None, worker_ids=[]))


def know(jobs: Mapping[str, Job], world: Callable[[str], OfficeWorld]) -> None:
    """What the worker of this process runs, and in which world: `world(job's name)`."""
    _known.clear()
    _known.update(jobs)
    _worlds[:] = [world]


@task()
def run(job: str, arguments: dict[str, Any]) -> None:
    """Every job's row names this function; the job itself is looked up by its name."""
    if job not in _known:
        raise LookupError(f"this version knows no job {job}")
    _known[job].run(_worlds[0](job), **arguments)


class Attempts(Worker):
    """Runs what is ready, then returns. A job that failed waits for its next attempt while it has one."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0.0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: "DBTaskResult[Any, Any]") -> None:
        super().run_task(db_task_result)
        if db_task_result.status == FAILED:
            wait_or_give_up(db_task_result)


def wait_or_give_up(row: "DBTaskResult[Any, Any]") -> None:
    """The reason stays in the row, whether it is tried again or not."""
    attempts, job = len(row.worker_ids), _known.get(name_of(row))
    if job is None or attempts >= job.attempts:
        DBTaskResult.objects.filter(pk=row.pk).update(status=FAILED, finished_at=timezone.now())
        return
    again = timezone.now() + timedelta(seconds=job.wait_s(attempts))
    DBTaskResult.objects.filter(pk=row.pk).update(status=READY, run_after=again, finished_at=None)


def take_up_abandoned() -> int:
    """Jobs that a worker was running when it died. Only the one worker of a home calls this, before it begins."""
    abandoned = list(DBTaskResult.objects.filter(status=RUNNING))
    for row in abandoned:
        row.exception_class_path = "bellwarden.store.jobs.Abandoned"
        row.traceback = "the worker ended while it ran this job\n"
        row.save(update_fields=["exception_class_path", "traceback"])
        wait_or_give_up(row)
    return len(abandoned)


def any_ready() -> bool:
    return DBTaskResult.objects.ready().exists()


def tidy() -> int:
    """Forget jobs that were done, and later those that were given up."""
    now = timezone.now()
    done = DBTaskResult.objects.filter(status=SUCCESSFUL, finished_at__lt=now - DONE_KEPT)
    failed = DBTaskResult.objects.filter(status=FAILED, finished_at__lt=now - FAILED_KEPT)
    return int(done.delete()[0] + failed.delete()[0])


def name_of(row: "DBTaskResult[Any, Any]") -> str:
    """The job that a row asks for."""
    given = row.args_kwargs.get("args") or [""]
    return str(given[0])


def arguments_of(row: "DBTaskResult[Any, Any]") -> dict[str, Any]:
    given = row.args_kwargs.get("args") or ["", {}]
    return dict(given[1]) if len(given) > 1 else {}


def _ids(job_id: str) -> list[str]:
    """What may stand for a job's number; nothing else reaches the database."""
    plain = job_id.replace("-", "")
    return [job_id] if len(plain) == 32 and set(plain) <= set("0123456789abcdef") else []
