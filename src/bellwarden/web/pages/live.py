"""Live calls: is something going wrong now, and who causes it?

The browser asks for the list again every two seconds rather than holding a stream open: a look at what this process
holds in memory costs a few milliseconds, a page that is paused, hidden or hovered asks for nothing, and a server that
ends has no connections to wait for.
"""

import time
from collections.abc import Iterable, Sequence
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from bellwarden.store.models import Customer
from bellwarden.web import home_of, live, moments
from bellwarden.web.access import page
from bellwarden.web.live_list import VERDICTS, Filters, Line, filters_of, lines_of
from bellwarden.web.preferences import preferences_of
from bellwarden.web.recent import Recent
from bellwarden.web.sheets import csv_bytes

CSV_MAX = 20_000
CSV_COLUMNS = (
    *("at_utc", "decision_id", "verdict", "reason", "words", "evidence", "calling", "called", "name", "customer"),
    *("trunk", "sip_status", "attestation", "call_id"),
)


@page(section="live", rail=True)
@require_GET
def live_calls(request: HttpRequest) -> HttpResponse:
    recent, filters, now = home_of.recent(), filters_of(request.GET), time.time()
    match request.GET.get("as"):
        case "csv":
            return _csv("calls-per-second.csv", *_rates(recent))
        case "calls":
            return _csv("decisions.csv", CSV_COLUMNS, _calls(recent, filters))
    picture = recent.picture()
    lines = lines_of(recent.rows(), filters)
    marks, zone = live.marks_of(picture, now), preferences_of(request).zone
    context = {
        "filters": filters,
        "verdicts": VERDICTS,
        "picture": picture,
        "lines": lines,
        "customers": _customers(lines, filters),
        "back_to": recent.reaches_back_to,
        "shares": live.shares_of(picture),
        "reasons": (reasons := live.reasons_of(picture)),
        "most": max((one.calls for one in reasons), default=0),
        "gates": live.gates_of(now),
        "p99": live.percentile_us(picture.latency_us, 0.99),
        "marks": marks,
        "series": live.series_of(picture, marks, zone, filters.since, filters.until),
        "paused": "until" in request.GET,
        "now": now,
    }
    if request.headers.get("HX-Request"):
        return render(request, "live/changing.html", context)
    if request.GET.get("as") == "table":
        context["rates"] = live.rows_of(picture)
    else:
        context["all_svg"], context["stopped_svg"] = live.drawn(picture, marks, zone)
    return render(request, "live/live.html", context)


def _customers(lines: Sequence[Line], filters: Filters) -> dict[str, Customer]:
    keys = {one.seen.customer for one in lines if one.seen is not None and one.seen.customer} | {filters.customer}
    return {one.key: one for one in Customer.objects.filter(key__in=keys).only("key", "name", "kind")}


def _rates(recent: Recent) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    rows = live.rows_of(recent.picture())
    return ("at_utc", "calls", "blocked", "diverted", "limited"), (
        (_utc(one["at"]), one["all"], one["block"], one["divert"], one["limit"]) for one in rows
    )


def _calls(recent: Recent, filters: Filters) -> Iterable[Sequence[object]]:
    for line in islice(lines_of(recent.rows(), filters, CSV_MAX), CSV_MAX):
        if (seen := line.seen) is not None:
            yield (
                *(_utc(seen.at), seen.id, seen.kind, seen.reason, seen.words, seen.weight, seen.calling, seen.called),
                *(seen.name, seen.customer, seen.trunk, seen.status, seen.attestation, seen.call_id),
            )


def _utc(at: float) -> str:
    found = moments.aware(at)
    return found.isoformat(timespec="milliseconds") if found is not None else ""


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


PAGES = [path("live", live_calls, name="live")]
