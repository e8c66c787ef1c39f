"""A deed on several cases at once, and saved views of the queue. The server keeps what was selected, with its count."""

import time
from typing import Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import cases as stories
from bellwarden.flows.office import views
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Missing
from bellwarden.store.models import Case
from bellwarden.web import queue, undoing, world
from bellwarden.web.access import page
from bellwarden.web.moments import seconds_of
from bellwarden.web.pages.cases import FILTERS, chosen

HOURS: Final = (1, 4, 12, 24, 72, 168)


class Deed(NamedTuple):
    """What is done to each: its name in the address, and as the button and the result say it."""

    name: str
    button: str
    done: str


DEEDS: Final = {
    "take": Deed("take", "Take", "taken"),
    "snooze": Deed("snooze", "Snooze", "snoozed"),
    "fold": Deed("fold", "Fold into one", "folded"),
}


@require_POST
@page(Right.WORK_CASES, section="cases")
def select(request: HttpRequest) -> HttpResponse:
    """From the list: these rows, or all that the filter leaves, are kept; then the deed is shown with its count."""
    deed = DEEDS.get(request.POST.get("deed", ""), DEEDS["take"])
    if request.POST.get("all"):
        asked = HttpRequest()
        asked.GET, asked.user = QueryDict(request.POST.get("query", "")), request.user
        ids = list(
            chosen(asked, queue.bar_of(asked, "cases", FILTERS)).values_list("pk", flat=True)[: queue.PICKED_MAX]
        )
    else:
        ids = [int(one) for one in request.POST.getlist("pick") if one.isdigit()]
    back = f"/cases?{request.POST.get('query', '')}"
    if not ids:
        messages.error(request, "Nothing was selected. Select rows by their boxes or by x, then choose what to do.")
        return redirect(back)
    if deed.name == "take" and len(ids) == 1:
        return _do(request, deed, ids, back)
    request.session["cases_back"] = back
    return redirect("cases-several", token=queue.freeze(request, ids), deed=deed.name)


@page(Right.WORK_CASES, section="cases")
def several(request: HttpRequest, deed: str, token: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Missing(f"There is no deed {deed}.")
    ids = queue.frozen(request, token)
    back = request.session.get("cases_back", "/cases")
    if request.method == "POST":
        return _do(request, DEEDS[deed], ids, back)
    rows = list(Case.objects.filter(pk__in=ids).order_by("severity", "id"))
    me, now = getattr(request.user, "key", ""), time.time()
    held = [row for row in rows if row.assignee not in ("", me) and seconds_of(row.lease_until) > now]
    context = {
        "deed": DEEDS[deed],
        "rows": rows,
        "held": held,
        "free": len(rows) - len(held),
        "hours": HOURS,
        "back": back,
    }
    return render(request, "cases/several.html", context)


def _do(request: HttpRequest, deed: Deed, ids: list[int], back: str) -> HttpResponse:
    deeds = world.of(request)
    left: list[str] = []
    done: list[int] = []
    mine = set(Case.objects.filter(pk__in=ids).exclude(assignee="").values_list("pk", flat=True))
    if deed.name == "fold":
        done, left = _fold(deeds, ids, request.POST.get("into", ""))
    else:
        for one in ids:
            try:
                _one(deeds, deed, one, request)
                done.append(one)
            except (Conflict, Missing) as refused:
                left.append(str(refused))
    words = f"{len(ids)} selected: {len(done)} {deed.done}" + (f", {len(left)} left alone" if left else "") + "."
    words = words if len(ids) > 1 or left else f"{deed.done.capitalize()}."
    undoable = [one for one in done if deed.name != "take" or one not in mine]  # taken again, it was held before
    if undoable:
        undoing.offer(request, words, deed.name, undoing.cases_done(undoable), time.time())
    else:
        messages.success(request, words)
    for reason in dict.fromkeys(left[:3]):
        messages.error(request, f"{reason}.")
    return redirect(back)


def _one(deeds: OfficeWorld, deed: Deed, case_id: int, request: HttpRequest) -> None:
    if deed.name == "take":
        stories.take(deeds, case_id)
        return
    hours = request.POST.get("hours", "")
    until = deeds.clock.now() + 3600.0 * (int(hours) if hours.isdigit() else 0)
    stories.snooze(deeds, case_id, until, request.POST.get("reason", "") or "nothing to do before then")


def _fold(deeds: OfficeWorld, ids: list[int], into: str) -> tuple[list[int], list[str]]:
    root = int(into) if into.isdigit() else min(ids)
    done: list[int] = []
    left: list[str] = []
    for one in ids:
        if one == root:
            continue
        try:
            stories.fold(deeds, [one], root)
            done.append(one)
        except (Conflict, Missing) as refused:
            left.append(str(refused))
    return done, left


@require_POST
@page(section="cases")
def save_view(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    try:
        kept = views.save_view(
            world.of(request), "cases", request.POST.get("name", ""), query, request.POST.get("shared") == "on"
        )
    except BadInput as bad:
        messages.error(request, f"The view was not saved: {bad}.")
        return redirect(f"/cases?{query}")
    messages.success(request, f"Saved as {kept.name}.")
    return redirect(f"/cases?{kept.query}")


@require_POST
@page(section="cases")
def drop_view(request: HttpRequest, view_id: int) -> HttpResponse:
    views.drop_view(world.of(request), view_id)
    return redirect("cases")


PAGES = [
    path("cases/select", select, name="cases-select"),
    path("cases/several/<str:deed>/<str:token>", several, name="cases-several"),
    path("cases/views", save_view, name="cases-save-view"),
    path("cases/views/<int:view_id>/drop", drop_view, name="cases-drop-view"),
]
