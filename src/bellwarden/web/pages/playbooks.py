"""Playbooks: what each asks for step by step, where cases stand in it, and another version as TOML."""

from collections import Counter

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bellwarden.flows.office import playbooks as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.usual_playbooks import COMPLAINT
from bellwarden.model.office.people import Right
from bellwarden.store.models import Case
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.standing_work import AT_WORK


@page(section="cases", post=Right.EDIT_POLICY)
def playbooks(request: HttpRequest) -> HttpResponse:
    faults: list[str] = []
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            made = stories.write(world.of(request), text)
        except BadInput as bad:
            faults = [one.reason for one in bad.faults]
        else:
            messages.success(request, f"{made.title}: in force for what happens from now on.")
            return redirect("playbooks")
    with world.of(request).office.reading() as desk:
        known = stories.known(desk)
    at = Case.objects.filter(state__in=AT_WORK, merged_into=None).exclude(playbook="")
    standing = Counter(
        {(one["playbook"], one["step"]): one["n"] for one in at.values("playbook", "step").annotate(n=Count("id"))}
    )
    context = {
        "playbooks": [
            {"book": book, "steps": [(step, standing[book.name, step.name]) for step in book.steps]}
            for book in known.values()
        ],
        "text": text or COMPLAINT.lstrip(),
        "faults": faults,
    }
    return render(request, "cases/playbooks.html", context, status=422 if faults else 200)


PAGES = [path("playbooks", playbooks, name="playbooks")]
