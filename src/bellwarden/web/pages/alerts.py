"""Alerts: who calls unlike an honest customer, by which signs, and which calls show it. Found by the worker, kept."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from bellwarden.calllog.kept_alerts import KeptAlert, KeptAlerts
from bellwarden.flows.office.alert_cases import open_from
from bellwarden.model.office.people import Right
from bellwarden.store.models import Case, Customer
from bellwarden.web import moments, world
from bellwarden.web.access import page
from bellwarden.web.alert_seen import cases_of, found_last, one_of, seen_of
from bellwarden.web.paging import page_of
from bellwarden.web.sheets import csv_bytes

STEPS = {"limit": "asks for a limit", "case": "asks for a case", "report": "only to be looked at"}
SUBJECT_MAX = 200
CSV_COLUMNS = ("id", "subject", "kind", "alert", "step", "score", "first_at_utc", "since_utc", "until_utc", "attempts")


class Shown(NamedTuple):
    alert: KeptAlert
    case: Case | None
    customer: Customer | None


@page(section="alerts")
@require_GET
def alerts(request: HttpRequest) -> HttpResponseBase:
    found = found_last()
    asked = {name: request.GET.get(name, "")[:SUBJECT_MAX] for name in ("customer", "step", "number")}
    fitting = list(_fitting(found, asked))
    if request.GET.get("as") == "csv":
        return _csv(fitting)
    shown = page_of(request, fitting, 20)
    context = {
        "found": found,
        "page": shown,
        "rows": _shown(shown.rows),
        "asked": asked,
        "filtered": any(asked.values()),
        "steps": STEPS,
        "counts": {step: sum(one.step == step for one in found.alerts) for step in STEPS},
        "now": time.time(),
    }
    return render(request, "alerts/alerts.html", context)


@page(section="alerts")
@require_GET
def alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    found = found_last()
    row = _shown([one_of(found, alert_id)])[0]
    return render(request, "alerts/alert.html", {"found": found, "row": row, "steps": STEPS})


@page(section="alerts", post=Right.WORK_CASES)
@require_http_methods(["POST"])
def open_case(request: HttpRequest, alert_id: str) -> HttpResponse:
    opened = open_from(world.of(request), seen_of(one_of(found_last(), alert_id)))
    return HttpResponseRedirect(f"/cases/{opened.case.ref}")


def _fitting(found: KeptAlerts, asked: Mapping[str, str]) -> Iterable[KeptAlert]:
    for one in found.alerts:
        if asked["customer"] and (one.kind, one.subject) != ("customer", asked["customer"]):
            continue
        if asked["number"] and one.subject != asked["number"]:
            continue
        if asked["step"] and one.step != asked["step"]:
            continue
        yield one


def _shown(rows: Sequence[KeptAlert]) -> list[Shown]:
    cases = cases_of(rows)
    named = {one.subject for one in rows if one.kind == "customer"}
    customers = {one.key: one for one in Customer.objects.filter(key__in=named).only("key", "name", "kind", "standing")}
    return [
        Shown(
            one,
            cases.get(one.id),
            customers.get(one.subject) if one.kind == "customer" else None,
        )
        for one in rows
    ]


def _csv(rows: Iterable[KeptAlert]) -> HttpResponse:
    lines = (
        (
            *(one.id, one.subject, one.kind, one.title, one.step, round(one.score, 3)),
            *(_utc(at) for at in (one.first_at, one.since, one.until)),
            one.attempts,
        )
        for one in rows
    )
    response = HttpResponse(csv_bytes(CSV_COLUMNS, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="alerts.csv"'
    return response


def _utc(at: float) -> str:
    found = moments.aware(at)
    return found.isoformat(timespec="seconds") if found is not None else ""


PAGES = [
    path("alerts", alerts, name="alerts"),
    path("alerts/<str:alert_id>", alert, name="alert"),
    path("alerts/<str:alert_id>/case", open_case, name="alert-case"),
]
