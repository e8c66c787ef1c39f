"""The quality sample: decided complaints that somebody else looks at again, without being told what was decided."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from bellwarden.flows.office import second_looks as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.models import Complaint, SecondLook
from bellwarden.web import complaint_deeds, complaint_facts, world
from bellwarden.web.access import page
from bellwarden.web.paging import page_of

HIDDEN: Final = "Somebody else decided it; you are not told what, so that your answer is your own."


@page(section="complaints")
def listed(request: HttpRequest) -> HttpResponse:
    """Those that wait, and below them how the two looks agreed."""
    me = str(getattr(request.user, "key", ""))
    done = SecondLook.objects.filter(done_at__isnull=False).select_related("complaint")
    with world.of(request).office.reading() as desk:
        share = stories.share_of(desk)
    context = {
        "waiting": SecondLook.objects.filter(done_at=None).exclude(first_by=me).select_related("complaint")[:50],
        "own": SecondLook.objects.filter(done_at=None, first_by=me).count(),
        "page": page_of(request, done.order_by("-done_at", "-id")),
        "same": done.filter(same_verdict=True).count(),
        "done": done.count(),
        "share_percent": round(share * 100),
    }
    return render(request, "complaints/second_looks.html", context)


@page(Right.WORK_CASES, section="complaints", rail=True)
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, look_id: int) -> HttpResponse:
    waiting = SecondLook.objects.filter(pk=look_id).first()
    if waiting is None:
        raise Missing("There is no such second look.")
    if request.method == "POST":
        verdict = complaint_deeds.verdict_of(request.POST.get("verdict", ""))
        answers = complaint_deeds.answers_of(request)
        stories.look(world.of(request), waiting.pk, verdict, answers, request.POST.get("note", "")[:500])
        messages.success(request, "Thank you: both answers stand side by side in the sample.")
        return redirect("second-looks")
    row = Complaint.objects.select_related("case", "customer", "notice").get(pk=waiting.complaint_id)
    context = {
        **complaint_facts.told_and_found(request, row),
        "look": waiting,
        "blind": True,
        "hidden": HIDDEN,
        "questions": [(place, *one) for place, one in enumerate(complaint_facts.QUESTIONS, 1)],
        "own": waiting.first_by == str(getattr(request.user, "key", "")),
    }
    return render(request, "complaints/second_look.html", context)


@require_POST
@page(Right.EDIT_POLICY, section="complaints")
def share(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("percent", "")
    try:
        stories.set_share(world.of(request), int(text) / 100 if text.isdigit() and len(text) < 4 else -1.0)
    except BadInput as bad:
        messages.error(request, f"Nothing was written: {bad}.")
    else:
        messages.success(request, f"{text} % of decided complaints are looked at again from now on.")
    return redirect("second-looks")


PAGES = [
    path("second-looks", listed, name="second-looks"),
    path("second-looks/share", share, name="second-looks-share"),
    path("second-looks/<int:look_id>", look, name="second-look"),
]
