"""Campaigns: complaints that tell of the same calls, and the rules that come of them once a person confirms it."""

import time
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from bellwarden.flows.enforcement import read_duration
from bellwarden.flows.office import campaigns
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.case import FindingState
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.store.models import Case, Complaint, Customer, Enforcement, Finding
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.measure_words import LENGTHS
from bellwarden.web.paging import page_of
from bellwarden.web.story_form import StoryForm

USUAL_LENGTH: Final = "30d"
_AREA: Final = {"rows": 3, "data-keep": ""}


class ConfirmForm(StoryForm):
    """Which numbers, how long, why; every rule is in flows/office/campaigns.py."""

    def __init__(self, data: Any = None, *, callers: Sequence[campaigns.Caller]) -> None:
        super().__init__(data, initial={"length": USUAL_LENGTH})
        choices = [(one.number, one.number) for one in callers if not one.why]
        self.fields["numbers"] = forms.MultipleChoiceField(
            choices=choices, required=False, widget=forms.CheckboxSelectMultiple, label="Caller IDs to block"
        )
        self.fields["length"] = forms.ChoiceField(label="For", choices=LENGTHS[1:], required=False)
        self.fields["reason"] = forms.CharField(
            label="Why it is one campaign",
            help_text="Stands with every rule, with your name.",
            required=False,
            max_length=400,
            widget=forms.Textarea(attrs=_AREA),
        )


@page(section="complaints")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    found = Case.objects.filter(fold_key__startswith=campaigns.KEY).order_by("-opened_at", "-id")
    shown = page_of(request, found)
    states = dict(
        Finding.objects.filter(case__in=[one.pk for one in shown.rows], by=campaigns.FOUND_BY).values_list(
            "case_id", "state"
        )
    )
    rows = [(one, campaigns.campaign_of(one.details), states.get(one.pk, "")) for one in shown.rows]
    return render(request, "campaigns/list.html", {"page": shown, "rows": rows})


@page(section="complaints")
@require_GET
def one(request: HttpRequest, ref: str) -> HttpResponse:
    return _show(request, _row(ref))


@page(Right.PROPOSE, section="complaints")
@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    row = _row(ref)
    form = ConfirmForm(request.POST, callers=campaigns.campaign_of(row.details).callers)
    if not form.is_valid():
        return _show(request, row, form)
    numbers = form.cleaned_data["numbers"]
    until = time.time() + read_duration(form.text("length") or USUAL_LENGTH)
    try:
        done = campaigns.confirm(world.of(request), row.pk, numbers, until, form.text("reason"))
    except BadInput as bad:
        form.tell(bad)
        return _show(request, row, form)
    for number, why in done.refused:
        messages.error(request, f"No rule for {number}: {why}.")
    waits = f" {len(done.rules)} wait for a second person." if done.rules else ""
    messages.success(request, f"Confirmed.{waits}")
    return redirect("campaign", ref)


@page(Right.PROPOSE, section="complaints")
@require_POST
def reject(request: HttpRequest, ref: str) -> HttpResponse:
    row = _row(ref)
    try:
        campaigns.reject(world.of(request), row.pk, request.POST.get("reason", ""))
    except (BadInput, MoveRefused) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    else:
        messages.success(request, "No campaign. The complaints stay as they are.")
    return redirect("campaign", ref)


def _row(ref: str) -> Case:
    found = Case.objects.filter(ref=ref, fold_key__startswith=campaigns.KEY).select_related("customer").first()
    if found is None:
        raise Http404(f"There is no campaign {ref[:40]}.")
    return found


def _show(request: HttpRequest, row: Case, form: ConfirmForm | None = None) -> HttpResponse:
    told = campaigns.campaign_of(row.details)
    finding = Finding.objects.filter(case=row, by=campaigns.FOUND_BY).first()
    rules = list(Enforcement.objects.filter(case=row).order_by("-id")[:100])
    ruled = {one.value for one in rules if one.state not in [state.value for state in campaigns.DEAD]}
    context = {
        "case": row,
        "told": told,
        "finding": finding,
        "open": finding is not None and finding.state != FindingState.REJECTED.value,
        "proposed": finding is not None and finding.state == FindingState.PROPOSED.value,
        "rules": rules,
        "callers": [(one, one.number in ruled) for one in told.callers],
        "left": [one for one in told.callers if not one.why and one.number not in ruled],
        "members": Complaint.objects.filter(reference__in=told.members).order_by("received_at")[:100],
        "parties": Customer.objects.filter(key__in=list(told.parties)),
        "form": form or ConfirmForm(callers=told.callers),
    }
    return render(request, "campaigns/one.html", context, status=422 if form is not None else 200)


PAGES = [
    path("campaigns", listed, name="campaigns"),
    path("campaigns/<str:ref>", one, name="campaign"),
    path("campaigns/<str:ref>/confirm", confirm, name="campaign-confirm"),
    path("campaigns/<str:ref>/reject", reject, name="campaign-reject"),
]
