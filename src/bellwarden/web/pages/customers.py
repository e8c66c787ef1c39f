"""Customers and upstream providers: the list of all, and the page of one."""

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from bellwarden.flows.office import personal
from bellwarden.model.office.customer import CustomerKind
from bellwarden.model.office.people import Right
from bellwarden.store.models import Customer
from bellwarden.web import customer_list, world
from bellwarden.web.access import may, page
from bellwarden.web.calls_of import rollups, window
from bellwarden.web.complaint_rate import rate_of
from bellwarden.web.customer_facts import facts_of
from bellwarden.web.paging import page_of
from bellwarden.web.sheets import csv_bytes

LIST_DAYS = 14
CSV_MAX = 20_000


@page(section="customers")
@require_GET
def customers(request: HttpRequest) -> HttpResponseBase:
    return _list(request, upstreams=False)


@page(section="upstreams")
@require_GET
def upstreams(request: HttpRequest) -> HttpResponseBase:
    return _list(request, upstreams=True)


def _list(request: HttpRequest, upstreams: bool) -> HttpResponse:
    filters = customer_list.filters_of(request.GET)
    found = customer_list.asked(filters, upstreams)
    if request.GET.get("as") == "csv":
        return _csv(found.values_list("key", "name", "kind", "standing", "external_id", "ref")[:CSV_MAX])
    now = time.time()
    shown = page_of(request, found.only("id", "ref", "key", "name", "kind", "standing", "external_id", "vanished_at"))
    rows = customer_list.rows_of(shown.rows, now, LIST_DAYS)
    standings = customer_list.by_standing(upstreams)
    context = {
        "filters": filters,
        "page": shown,
        "rows": rows,
        "upstreams": upstreams,
        "standings": standings,
        "all": sum(count for _, count in standings),
        "kinds": [one for one in CustomerKind if one is not CustomerKind.UPSTREAM],
        "noun": "upstream" if upstreams else "customer",
    }
    return render(request, "customers/list.html", context)


def _csv(rows: object) -> HttpResponse:
    header = ("key", "name", "kind", "standing", "external_id", "ref")
    response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    response["Content-Disposition"] = 'attachment; filename="customers.csv"'
    return response


def customer_of(key: str) -> Customer:
    """By its key; the reference leads there as well."""
    found = Customer.objects.filter(key=key).first() or Customer.objects.filter(ref=key).exclude(ref="").first()
    if found is None:
        raise Http404(f"There is no customer {key[:64]}. It may have another key in this office.")
    return found


def name_for(request: HttpRequest, row: Customer | None) -> str:
    """What the reader may know it by: staff's name for it, or its key alone."""
    return "" if row is None else row.name if may(request, Right.READ_CPNI) else row.key


@page(section="customers")
@require_GET
def customer(request: HttpRequest, key: str) -> HttpResponseBase:
    row = customer_of(key)
    if row.kind == CustomerKind.UPSTREAM.value:
        request.section = "upstreams"  # type: ignore[attr-defined]
    since, until = window(time.time())
    with rollups() as opened:  # the page asks it for what it shows, as it is written
        facts = facts_of(row, opened.customer_hours(since, until, row.key), opened, time.time())
        if request.GET.get("as") == "csv":
            return facts.csv()
        context = {
            "customer": row,
            "facts": facts,
            "rate": rate_of(row, opened, time.time()),
            "as_table": request.GET.get("as") == "table",
            "may_read": may(request, Right.READ_CPNI),
        }
        return render(request, "customers/customer.html", context)


@page(right=Right.READ_CPNI, section="customers")
@require_http_methods(["POST"])
def reveal(request: HttpRequest, key: str) -> HttpResponseBase:
    """One personal field, once its reading is on record."""
    row = customer_of(key)
    field = request.POST.get("field", "")
    value = personal.read_field(world.of(request), row.pk, field)
    if request.headers.get("HX-Request"):
        context = {"shown": True, "value": value, "key": f"masked-{field}"}
        return render(request, "parts/masked.html", context)
    context = {"customer": row, "named": name_for(request, row), "field": field, "value": value}
    return render(request, "customers/reveal.html", context)


PAGES = [
    path("customers", customers, name="customers"),
    path("upstreams", upstreams, name="upstreams"),
    path("customers/<str:key>", customer, name="customer"),
    path("upstreams/<str:key>", customer, name="upstream"),
    path("customers/<str:key>/reveal", reveal, name="reveal"),
]
