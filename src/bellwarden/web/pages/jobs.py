"""What the worker does: schedules, jobs that wait, run or failed and why, and running one again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django_tasks_db.models import DBTaskResult

from bellwarden.flows.office import jobs as stories
from bellwarden.model.office.people import Right
from bellwarden.store import jobs as rows
from bellwarden.store.worker_state import SILENT_S, read_state
from bellwarden.store.world import office_home
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.moments import seconds_of
from bellwarden.web.paging import page_of

STATES = {"waiting": "READY", "running": "RUNNING", "failed": "FAILED", "done": "SUCCESSFUL"}


@page(section="jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", "")
    found = DBTaskResult.objects.all()
    found = found.filter(status=STATES[chosen]) if chosen in STATES else found.exclude(status="SUCCESSFUL")
    shown = page_of(request, found.order_by("-enqueued_at"))
    now = world.of(request).clock.now()
    state = read_state(office_home().run)
    context = {
        "page": shown._replace(rows=[_told(one) for one in shown.rows]),
        "states": tuple(STATES),
        "state": chosen,
        "failed": DBTaskResult.objects.filter(status="FAILED").count(),
        "worker": state,
        "silent_s": None if state is None else now - state.at,
        "silent": state is not None and now - state.at > SILENT_S,
        "troubled": [] if state is None else [one for one in state.schedules if one.error],
    }
    return render(request, "jobs/jobs.html", context)


@page(Right.MANAGE_PEOPLE, section="jobs")
def again(request: HttpRequest, job: str) -> HttpResponse:
    if request.method == "POST":
        stories.run_again(world.of(request), job)
        messages.success(request, "The job runs again.")
    return redirect("jobs")


def _told(row: Any) -> dict[str, Any]:
    """The reason is the last line of the traceback: what was raised, and what it says."""
    lines = [line for line in row.traceback.splitlines() if line.strip()]
    return {
        "id": str(row.id),
        "name": rows.name_of(row),
        "arguments": ", ".join(f"{name} {value}" for name, value in rows.arguments_of(row).items())[:200],
        "state": next((word for word, status in STATES.items() if status == row.status), row.status.lower()),
        "attempts": len(row.worker_ids),
        "reason": lines[-1].strip()[:300] if lines else "",
        "asked_at": row.enqueued_at,
        "began_at": row.started_at,
        "ended_at": row.finished_at,
        # The library's "at once" is the year 9999.
        "next_at": row.run_after if row.status == "READY" and seconds_of(row.run_after) < 2e11 else None,
    }


PAGES = [path("jobs", jobs, name="jobs"), path("jobs/<str:job>/again", again, name="job-again")]
