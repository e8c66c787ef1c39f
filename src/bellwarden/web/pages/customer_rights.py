"""What belongs to a customer: the numbers it may show, the trunks its calls come in over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.flows.office import caller_ids, trunks
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.caller_id_right import RightBasis
from bellwarden.model.office.people import Right
from bellwarden.model.policy import TrunkRole
from bellwarden.policy.tables import TrunkTable
from bellwarden.ports.office import Conflict
from bellwarden.store.models import CallerIdRight, Customer, Trunk
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.pages.customers import customer_of, name_for
from bellwarden.web.parts import RIGHT_BASES
from bellwarden.web.story_form import StoryForm, fields_named, setting_fields, settings_from, shown_settings

PUBLISHED = "It takes effect at the gates with the next published policy."


class RightForm(StoryForm):
    numbers = forms.CharField(
        label="Numbers", help_text="A number, a range or a prefix: +12384460000, +1238446*", required=False
    )
    basis = forms.ChoiceField(
        label="Right to use", choices=[(one.value, RIGHT_BASES[one.value]) for one in RightBasis], required=False
    )
    proof = forms.CharField(label="Where the proof is filed", required=False)
    until_day = forms.CharField(
        label="Holds until", help_text="A day such as 2027-06-30; empty: no end", required=False
    )

    def values(self) -> dict[str, str]:
        return {name: self.text(name) for name in ("numbers", "basis", "proof", "until_day")}


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, key: str) -> HttpResponse:
    row = customer_of(key)
    form = RightForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            caller_ids.create(world.of(request), row.pk, form.values())
        except BadInput as bad:
            form.tell(bad)
        except Conflict as conflict:
            form.add_error(None, f"{conflict}.")
        else:
            messages.success(request, f"Written down. {PUBLISHED}")
            return redirect("caller-ids", row.key)
    kept = CallerIdRight.objects.filter(customer=row).order_by("id")
    context = {"form": form, "customer": row, "named": name_for(request, row), "rights": kept, "bases": RIGHT_BASES}
    return render(request, "customers/rights.html", context, status=422 if form.errors else 200)


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["POST"])
def end_right(request: HttpRequest, key: str, right_id: int) -> HttpResponse:
    row = customer_of(key)
    right = get_object_or_404(CallerIdRight, pk=right_id, customer=row)
    caller_ids.remove(world.of(request), right.pk, request.POST.get("reason", "")[:500])
    messages.success(request, f"{right.numbers} is taken out. {PUBLISHED}")
    return redirect("caller-ids", row.key)


class TrunkForm(StoryForm):
    def __init__(self, *arguments: Any, new: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if new:
            about = "By which gates and call log know it; never changes."
            self.fields["key"] = forms.CharField(label="Name", help_text=about, required=False, max_length=64)
        area = forms.Textarea(attrs={"rows": 3})
        about = "Who asks over it: addresses or networks, one a line."
        self.fields["addresses"] = forms.CharField(label="Addresses", help_text=about, widget=area, required=False)
        roles = [(one.value, one.value.capitalize()) for one in TrunkRole]
        self.fields["role"] = forms.ChoiceField(label="Role", choices=roles, required=False)
        self.fields["external_id"] = forms.CharField(label="Id elsewhere", required=False, max_length=120)
        self.fields |= setting_fields(TrunkTable)

    def values(self, kept: Trunk | None) -> dict[str, Any]:
        made: dict[str, Any] = {
            "addresses": self.text("addresses").replace(",", " ").replace(";", " ").split(),
            "role": self.text("role") or TrunkRole.CUSTOMER.value,
            "external_id": self.text("external_id"),
            "settings": settings_from(self, TrunkTable, {} if kept is None else kept.settings),
        }
        return made | ({"key": self.text("key")} if "key" in self.fields else {})


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["GET", "POST"])
def new_trunk(request: HttpRequest, key: str) -> HttpResponse:
    row = customer_of(key)
    role = TrunkRole.UPSTREAM if row.kind == "upstream" else TrunkRole.CUSTOMER
    form = TrunkForm(request.POST or None, new=True, initial={"role": role.value})
    if request.method == "POST" and form.is_valid():
        values = form.values(None)
        if not form.errors:
            try:
                trunks.create(world.of(request), {**values, "customer": row.key})
            except BadInput as bad:
                form.tell(bad)
            except Conflict as conflict:
                form.add_error(None, f"{conflict}.")
            else:
                messages.success(request, f"Entered. {PUBLISHED}")
                return redirect("customer", row.key)
    return _trunk_page(request, form, row, None)


@page(right=Right.EDIT_CUSTOMERS, section="customers")
@require_http_methods(["GET", "POST"])
def trunk(request: HttpRequest, key: str, trunk_key: str) -> HttpResponse:
    row = customer_of(key)
    kept = Trunk.objects.filter(key=trunk_key, customer=row).first()
    if kept is None:
        raise Http404(f"This customer has no trunk {trunk_key[:64]}.")
    begun = {"addresses": "\n".join(kept.addresses), "role": kept.role, "external_id": kept.external_id}
    begun |= {"version": kept.version, **shown_settings(TrunkTable, kept.settings)}
    form = TrunkForm(request.POST or None, new=False, initial=begun)
    if request.method == "POST" and "remove" in request.POST:
        trunks.remove(world.of(request), kept.pk, request.POST.get("reason", "")[:500])
        messages.success(request, f"Trunk {kept.key} is taken out. {PUBLISHED}")
        return redirect("customer", row.key)
    if request.method == "POST" and form.is_valid():
        values = form.values(kept)
        if not form.errors:
            try:
                trunks.change(world.of(request), kept.pk, values, form.cleaned_data.get("version") or kept.version)
            except BadInput as bad:
                form.tell(bad)
            except Conflict as conflict:
                form.tell_conflict(conflict, kept.version, "")
            else:
                messages.success(request, f"Saved. {PUBLISHED}")
                return redirect("customer", row.key)
    return _trunk_page(request, form, row, kept)


def _trunk_page(request: HttpRequest, form: TrunkForm, row: Customer, kept: Trunk | None) -> HttpResponse:
    groups = [
        ("The trunk", fields_named(form, ("key", "addresses", "role", "external_id"))),
        ("Settings", fields_named(form, setting_fields(TrunkTable))),
    ]
    context = {"form": form, "groups": groups, "customer": row, "named": name_for(request, row), "trunk": kept}
    return render(request, "customers/trunk.html", context, status=422 if form.errors else 200)


PAGES = [
    path("customers/<str:key>/caller-ids", rights, name="caller-ids"),
    path("customers/<str:key>/caller-ids/<int:right_id>/end", end_right, name="caller-id-end"),
    path("customers/<str:key>/trunks/new", new_trunk, name="trunk-new"),
    path("customers/<str:key>/trunks/<str:trunk_key>", trunk, name="trunk"),
]
