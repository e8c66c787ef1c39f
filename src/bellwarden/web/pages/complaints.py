"""Complaints: the list, and one on one page: what we were told, what our records show, what we decide."""

import time
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import cases, corrections
from bellwarden.flows.office.cases import NotYet
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.undoing import DECIDE, Done
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Missing
from bellwarden.store.models import Complaint
from bellwarden.web import complaint_facts, complaint_list, undoing, world
from bellwarden.web.access import page
from bellwarden.web.complaint_deeds import DEEDS
from bellwarden.web.moments import aware
from bellwarden.web.paging import page_of

PAGE: Final = 50
TRIES: Final = 5  # complaints that may be taken by others while one asks for the next
MOVES_ON: Final = ("decide", "reject")


@page(section="complaints")
def listed(request: HttpRequest) -> HttpResponse:
    """Undecided ones first, threats to life before all."""
    verdict, done = request.GET.get("verdict", ""), request.GET.get("done") == "1"
    asleep, now = request.GET.get("asleep") == "1", world.of(request).clock.now()
    rows = Complaint.objects.exclude(confirmed_by="") if done else complaint_list.to_decide()
    if not done:
        rows = rows.filter(case__snooze_until__gt=aware(now)) if asleep else complaint_list.awake(rows, now)
    customer = request.GET.get("customer", "")
    if customer:  # whoever called, or whose number was shown
        rows = rows.filter(weights__customer__key=customer)
    if verdict in {one.value for one in Match}:
        rows = rows.filter(verdict=verdict)
    age = next((one for one in complaint_list.AGES if one.key == request.GET.get("age")), None)
    if age is not None:
        rows = rows.filter(age.of(datetime.fromtimestamp(now, UTC)))
    if request.GET.get("escalated") == "1":
        rows = rows.exclude(case__escalated="")
    rows = rows.select_related("case", "customer").defer("reading", "matching", "triage", "decided")
    found = page_of(request, rows.order_by(*complaint_list.ORDER), PAGE)
    context = {
        "page": found,
        "verdicts": complaint_facts.VERDICTS,
        "verdict": verdict,
        "done": done,
        "asleep": asleep,
        "age": age,
        "escalated": request.GET.get("escalated") == "1",
    }
    return render(request, "complaints/complaints.html", context)


@page(section="complaints", rail=True)
def triage(request: HttpRequest, reference: str) -> HttpResponse:
    return _show(request, _row(reference))


def _show(request: HttpRequest, row: Complaint, **wrong: Any) -> HttpResponse:
    context = {**complaint_facts.page_of(request, row), "typed": request.POST, **wrong}
    return render(request, "complaints/complaint.html", context, status=422 if wrong else 200)


@require_POST
@page(Right.WORK_CASES, section="complaints")
def deed(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One story, then the next complaint or the same again; what can't be done stands there with what was typed."""
    row = _row(reference)
    story = DEEDS.get(name)
    if story is None:
        raise Missing(f"There is no deed {name}.")
    try:
        told = story(world.of(request), row, request)
    except NotYet as not_yet:
        return _show(request, row, guards=not_yet.guards)
    except BadInput as bad:
        return _show(request, row, faults=[(fault.field, fault.reason) for fault in bad.faults])
    except MoveRefused as refused:
        return _show(request, row, faults=[("", f"{refused}.")])
    if name not in MOVES_ON:
        messages.success(request, told)
        return redirect("complaint", reference=reference)
    undoing.offer(request, told, DECIDE, [Done(row.pk, 0)], time.time())
    return _to_next(request)


@require_POST
@page(Right.WORK_CASES, section="complaints")
def take_next(request: HttpRequest) -> HttpResponse:
    """The most urgent one that nobody else holds, held for an hour: two people never get the same."""
    return _to_next(request)


def _to_next(request: HttpRequest) -> HttpResponse:
    deeds = world.of(request)
    for row in complaint_list.free_for(str(getattr(request.user, "key", "")), deeds.clock.now())[:TRIES]:
        try:
            with deeds.office.reading() as desk:
                case = cases.root(desk, desk.cases.get(row.case_id))
            cases.take(deeds, case.id)
        except Conflict:
            continue
        return redirect("complaint", reference=row.reference)
    return redirect("complaints")


@require_POST
@page(Right.READ_CPNI, section="complaints")
def examples(request: HttpRequest) -> HttpResponse:
    """Corrections as examples, a JSON object a line. Who asked stands in the trail."""
    lines = corrections.example_lines(world.of(request))
    named = 'attachment; filename="corrections.jsonl"'
    return HttpResponse(b"".join(lines), "application/jsonl", headers={"Content-Disposition": named})


def _row(reference: str) -> Complaint:
    found = Complaint.objects.select_related("case", "case__customer", "customer", "notice", "split_from")
    row = found.filter(reference=reference).first()
    if row is None:
        raise Missing(f"There is no complaint {reference}.")
    return row


PAGES = [
    path("complaints", listed, name="complaints"),
    path("complaints/next", take_next, name="complaint-next"),
    path("complaints/examples", examples, name="complaint-examples"),
    path("complaints/<str:reference>", triage, name="complaint"),
    path("complaints/<str:reference>/<str:name>", deed, name="complaint-deed"),
]
