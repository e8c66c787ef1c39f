"""A customer is entered, changed, admitted: forms over the stories of flows/office."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.flows.office import customers
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.customer import CustomerKind
from bellwarden.model.office.declared import DeclaredPattern
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.policy.tables import CustomerTable
from bellwarden.ports.office import Conflict
from bellwarden.store.models import AuditEvent, Customer
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.pages.customers import customer_of, name_for
from bellwarden.web.story_form import (
    StoryForm,
    fields_named,
    setting_fields,
    settings_from,
    shown,
    shown_settings,
)

PLAIN: Final = {
    "name": ("Name", "What staff call it."),
    "external_id": ("Id elsewhere", "Its name in billing or another system, by which imports find it again."),
    "parent": ("Below", "Key of the reseller or platform above it; empty for none."),
    "legal_name": ("Legal name", ""),
    "country": ("Country", "Two letters, such as US."),
    "rmd_number": ("Filing in the Robocall Mitigation Database", "Such as RMD0001234; of providers."),
}
CONTACTS: Final = {
    "abuse_email": "Mail for abuse",
    "technical_email": "Mail for technical matters",
    "legal_email": "Mail for legal matters",
    "billing_email": "Mail for billing",
    "phone": "Telephone, day and night",
    "address": "Address",
}
DECLARED: Final = {
    "use": ("What the calls are for", ""),
    "calls_1d_max": ("Calls a day", "Monday to Friday."),
    "calls_weekend_1d_max": ("Calls a day at weekends", "Empty: as on other days."),
    "cps_max": ("Calls a second", ""),
    "caller_ids_max": ("Different caller IDs", ""),
    "from_hour": ("Calls from, hour", "0 to 23, by the office's own time."),
    "until_hour": ("Calls until, hour", "1 to 24; empty: hours are not declared."),
    "answered_share_min": ("Answered share, at least", "From 0 to 1, such as 0.45."),
    "answered_share_max": ("Answered share, at most", ""),
    "short_share_max": ("Share of calls under 6 s, at most", ""),
}
REMOVE: Final = "-"
_KINDS: Final = {name: field.type for name, field in DeclaredPattern.__dataclass_fields__.items()}


class CustomerForm(StoryForm):
    """Contacts are written here and never shown: reading them is another deed, on record."""

    def __init__(self, *arguments: Any, new: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if new:
            about = "By which gates, call log and journal know it; never changes. Empty: made of the name."
            self.fields["key"] = forms.CharField(required=False, label="Key", help_text=about, max_length=64)
        for name, (label, about) in PLAIN.items():
            self.fields[name] = forms.CharField(required=name == "name", label=label, help_text=about, max_length=200)
        kinds = [(one.value, one.value.replace("_", " ").capitalize()) for one in CustomerKind]
        self.fields["kind"] = forms.ChoiceField(choices=kinds, label="Kind")
        if new:
            choices = [("active", "Active: may call"), ("prospect", "Prospect: may not call yet")]
            self.fields["standing"] = forms.ChoiceField(choices=choices, label="Standing")
        keep = "" if new else "Empty: as it is. A hyphen takes it out."
        for name, label in CONTACTS.items():
            widget = forms.Textarea(attrs={"rows": 3}) if name == "address" else forms.TextInput()
            self.fields[name] = forms.CharField(
                required=False, label=label, help_text=keep, max_length=500, widget=widget, strip=True
            )
        for name, (label, about) in DECLARED.items():
            self.fields[f"declared.{name}"] = forms.CharField(required=False, label=label, help_text=about)
        self.fields |= setting_fields(CustomerTable)

    def values(self, kept: Customer | None) -> dict[str, Any]:
        made: dict[str, Any] = {name: self.text(name) for name in (*PLAIN, "kind")}
        for name in ("key", "standing"):
            if name in self.fields and self.text(name):
                made[name] = self.text(name)
        for name in CONTACTS:
            text = self.text(name)
            if text:
                made[name] = "" if text == REMOVE else text
        made["declared"] = self._declared()
        made["settings"] = settings_from(self, CustomerTable, {} if kept is None else kept.settings)
        return made

    def _declared(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, kind in _KINDS.items():
            text = self.text(f"declared.{name}")
            if not text:
                continue
            try:
                made[name] = text if kind is str else int(text) if kind is int else float(text)
            except ValueError:
                self.add_error(f"declared.{name}", "write a number")
        return made


def _begun(row: Customer) -> dict[str, Any]:
    """What the form begins with; no contact among it."""
    parent = row.parent
    begun = {name: getattr(row, name) for name in (*PLAIN, "kind", "version") if name != "parent"}
    begun["parent"] = parent.key if parent is not None else ""
    begun |= {f"declared.{name}": shown(value) for name, value in row.declared.items()}
    return begun | shown_settings(CustomerTable, row.settings)


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        kind = request.GET.get("kind", CustomerKind.END_USER.value)
        return _shown(request, CustomerForm(new=True, initial={"kind": kind}), None)
    form = CustomerForm(request.POST, new=True)
    if form.is_valid():
        values = form.values(None)
        if not form.errors:
            try:
                row = customers.create(world.of(request), values)
            except BadInput as bad:
                form.tell(bad)
            else:
                messages.success(request, "Entered. It takes effect at the gates with the next published policy.")
                return redirect("customer", row.key)
    return _shown(request, form, None)


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    row = customer_of(key)
    if request.method == "GET":
        return _shown(request, CustomerForm(new=False, initial=_begun(row)), row)
    form = CustomerForm(request.POST, new=False)
    if form.is_valid():
        values = form.values(row)
        if not form.errors:
            try:
                customers.change(world.of(request), row.pk, values, form.cleaned_data.get("version") or row.version)
            except BadInput as bad:
                form.tell(bad)
            except Conflict as conflict:
                form.tell_conflict(conflict, row.version, last_hand(row))
            else:
                messages.success(request, "Saved. Limits and numbers reach the gates with the next published policy.")
                return redirect("customer", row.key)
    return _shown(request, form, row)


def last_hand(row: Customer) -> str:
    """Who changed it last."""
    event = AuditEvent.objects.filter(object_kind="customer", object_ref=row.ref).order_by("-number").first()
    return "" if event is None else str(event.actor_name)


def _shown(request: HttpRequest, form: CustomerForm, row: Customer | None) -> HttpResponse:
    groups = [
        ("Who it is", fields_named(form, ("key", *PLAIN, "kind", "standing"))),
        ("Contacts", fields_named(form, CONTACTS)),
        ("What it declared", fields_named(form, [f"declared.{name}" for name in DECLARED])),
        ("Limits and settings", fields_named(form, setting_fields(CustomerTable))),
    ]
    context = {"form": form, "groups": groups, "customer": row, "named": name_for(request, row)}
    return render(request, "customers/edit.html", context, status=200 if not form.errors else 422)


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["POST"])
def admit(request: HttpRequest, key: str) -> HttpResponse:
    row = customer_of(key)
    try:
        customers.admit(world.of(request), row.pk, request.POST.get("move", ""))
    except (BadInput, MoveRefused) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    else:
        messages.success(request, "Done. It takes effect at the gates with the next published policy.")
    return redirect("customer", row.key)


PAGES = [
    path("customers-new", new, name="customer-new"),
    path("customers/<str:key>/edit", edit, name="customer-edit"),
    path("customers/<str:key>/admit", admit, name="customer-admit"),
]
