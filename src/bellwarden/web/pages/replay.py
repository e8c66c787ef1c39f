"""Replay: what a rule would have done to the calls of the last days. Asked here, answered by the worker."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from bellwarden.flows.office import replays
from bellwarden.flows.office.faults import BadInput
from bellwarden.home.replays import Replays
from bellwarden.model.office.people import Right
from bellwarden.store.models import Customer
from bellwarden.store.world import office_home
from bellwarden.web import policy_view, world
from bellwarden.web.access import page
from bellwarden.web.pages.policy import office_writes
from bellwarden.web.sheets import csv_bytes

ENDS = (("passed", "allow"), ("stopped", "block"), ("limited", "limit"), ("diverted", "divert"))
SAMPLES = 50
PAST_SHOWN = 100
CSV_COLUMNS = (
    *("customer", "calls", "held_live", "held_candidate", "newly_held", "released", "answered_lost"),
    "minutes_lost",
)


class End(NamedTuple):
    """How many calls ended so, under what is in force and under the candidate."""

    word: str
    kind: str
    live: int
    candidate: int

    @property
    def difference(self) -> int:
        return self.candidate - self.live


@page(section="replay", post=Right.READ)
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest) -> HttpResponse:
    typed = {
        "rule": request.GET.get("rule", "")[: replays.RULE_MAX],
        "days": request.GET.get("days", "7")[:4],
        "what": request.GET.get("what", replays.RULE)[:64],
    }
    faults: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, typed["what"] if name == "what" else "") for name in typed}
        replay_id = uuid.uuid4().hex
        days = int(typed["days"]) if typed["days"].isascii() and typed["days"].isdigit() else 0
        try:
            replays.ask(world.of(request), replay_id, typed["rule"].replace("\r\n", "\n"), days, typed["what"])
            return HttpResponseRedirect(f"/replay/{replay_id}")
        except BadInput as bad:
            faults = {one.field: one.reason for one in bad.faults}
    context = {
        "typed": typed,
        "faults": faults,
        "kept": _kept().list()[:50],
        "days_max": replays.DAYS_MAX,
        "office_writes": office_writes(),
        "past": [one.pointer for one in policy_view.statements()[:PAST_SHOWN]],
    }
    return render(request, "replay/replay.html", context, status=400 if faults else 200)


@page(section="replay")
@require_GET
def result(request: HttpRequest, replay_id: str) -> HttpResponse:
    kept = _kept().find(replay_id)
    if kept is None and len(replay_id) != 32:
        raise Http404("There is no such replay. The newest 200 are kept.")
    told = kept.result if kept is not None else None
    if told is not None and request.GET.get("as") == "csv":
        return _csv(told)
    context: dict[str, Any] = {"kept": kept, "replay_id": replay_id, "told": told}
    if kept is not None and told is not None:
        context |= _laid_out(told)
    if request.headers.get("HX-Request") and (kept is None or kept.state in ("waiting", "running")):
        return HttpResponse(status=204)  # nothing new: the page stays as it is
    return render(request, "replay/result.html", context)


def _laid_out(told: Mapping[str, Any]) -> dict[str, Any]:
    keys = {one["name"] for one in told["customers"]} | {one["customer"] for one in told["samples"]}
    live, candidate = told["live_ends"], told["candidate_ends"]
    return {
        "ends": [End(word, kind, live[word], candidate[word]) for word, kind in ENDS],
        "samples": told["samples"][:SAMPLES],
        "customers": {one.key: one for one in Customer.objects.filter(key__in=keys).only("key", "name", "kind")},
    }


def _csv(told: Mapping[str, Any]) -> HttpResponse:
    rows = ([one["name"], *(one[name] for name in CSV_COLUMNS[1:])] for one in told["customers"])
    response = HttpResponse(csv_bytes(CSV_COLUMNS, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="replay.csv"'
    return response


def _kept() -> Replays:
    return Replays(office_home().path)


PAGES = [path("replay", replay, name="replay"), path("replay/<str:replay_id>", result, name="replay-result")]
