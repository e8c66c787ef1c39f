"""A suspended customer is given back its calls: proposed here with cause and cure, agreed to by somebody else."""

import time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.flows.enforcement import read_duration
from bellwarden.flows.office import enforcement
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict
from bellwarden.store.models import CustomerNotice
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.measure_words import LENGTHS
from bellwarden.web.pages.customers import customer_of, name_for
from bellwarden.web.story_form import StoryForm

_AREA: Any = {"rows": 3, "data-keep": ""}


class ReinstateForm(StoryForm):
    cause = forms.CharField(label="What went wrong", widget=forms.Textarea(attrs=_AREA), required=False)
    cure = forms.CharField(
        label="What was done about it",
        help_text="So that it does not happen again: by whom, since when.",
        widget=forms.Textarea(attrs=_AREA),
        required=False,
    )
    public_text = forms.CharField(
        label="What the customer may be told", widget=forms.Textarea(attrs=_AREA), required=False
    )
    conditions = forms.CharField(label="On what conditions", widget=forms.Textarea(attrs=_AREA), required=False)
    probation_cps = forms.IntegerField(
        label="At most so many calls a second", help_text="For a while; empty: as before.", required=False, min_value=0
    )
    probation_until = forms.ChoiceField(label="For", choices=LENGTHS, required=False)


@page(right=Right.PROPOSE, section="customers")
@require_http_methods(["GET", "POST"])
def reinstate(request: HttpRequest, key: str) -> HttpResponse:
    row = customer_of(key)
    form = ReinstateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seconds = read_duration(form.text("probation_until")) if form.text("probation_until") else 0
        try:
            made = enforcement.reinstate(
                world.of(request),
                row.pk,
                form.text("cause"),
                form.text("cure"),
                form.text("public_text"),
                form.cleaned_data.get("probation_cps") or 0,
                time.time() + seconds if seconds else 0.0,
                form.text("conditions"),
            )
        except BadInput as bad:
            form.tell(bad)
        except (MoveRefused, Conflict) as refused:
            form.add_error(None, f"{refused}.")
        else:
            return redirect("enforcement", made.ref)
    answered = CustomerNotice.objects.filter(customer=row, answers__gt=0).defer("calls").order_by("-answered_at")[:5]
    context = {"form": form, "customer": row, "named": name_for(request, row), "answered": answered}
    return render(request, "customers/reinstate.html", context, status=422 if form.errors else 200)


PAGES = [path("customers/<str:key>/reinstate", reinstate, name="reinstate")]
