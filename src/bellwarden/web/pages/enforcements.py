"""Enforcements: the list, the preview before the press, the proof after it, and the second person's part."""

import time
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from bellwarden.flows.office import enforcement
from bellwarden.flows.office.deeds import deeds_of
from bellwarden.flows.office.evidence import read_evidence
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.measures import approving_right
from bellwarden.flows.office.proof import CALLS_UP, read_calls_up, still_up
from bellwarden.flows.office.undoing import Done
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict
from bellwarden.store.models import Customer, Enforcement, Evidence
from bellwarden.store.world import office_home
from bellwarden.web import enforcement_list, undoing, world
from bellwarden.web.access import may, page
from bellwarden.web.impact_view import PERIODS, view_of
from bellwarden.web.measure_form import MeasureForm, kind_of, setting_of
from bellwarden.web.measure_words import EMERGENCY_BUTTON, REASON_WORDS, WORDS, milder
from bellwarden.web.pages.customers import name_for
from bellwarden.web.paging import page_of
from bellwarden.web.proof_view import Proof
from bellwarden.web.sheets import csv_bytes

EMERGENCY: Final = "emergency"
LOOK: Final = "look"


@page(section="enforcements")
@require_GET
def enforcements(request: HttpRequest) -> HttpResponse:
    filters = enforcement_list.filters_of(request.GET)
    shown = page_of(request, enforcement_list.asked(filters))
    context = {
        "filters": filters,
        "page": shown,
        "rows": enforcement_list.rows_of(shown.rows),
        "reasons": REASON_WORDS,
        "groups": enforcement_list.groups(),
        "kinds": [(one.value, words.deed) for one, words in WORDS.items()],
    }
    return render(request, "enforcements/list.html", context)


@page(right=Right.PROPOSE, section="enforcements")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """What and impact on one page, so that the press is the second step and never the third."""
    kind, value = kind_of(request.GET), request.GET.get("value", "").strip()[:200]
    if kind is None or kind is MeasureKind.REINSTATE:
        kinds = [(one, words) for one, words in WORDS.items() if words.value]
        return render(request, "enforcements/choose.html", {"kinds": kinds})
    subject = Customer.objects.filter(key=value).first() if not WORDS[kind].value and value else None
    if not WORDS[kind].value and subject is None:
        raise Http404(f"There is no customer {value or 'named'}. Begin on the customer's own page.")
    begun = {
        "value": value,
        "length": "7d" if kind is MeasureKind.SUSPEND else "",
        "setting": request.GET.get("setting", ""),
    }
    if request.method == "GET":
        return _preview(request, MeasureForm(kind=kind, value=value, initial=begun), subject)
    if LOOK in request.POST:  # what was written is counted; nothing is asked for
        return _preview(request, MeasureForm(kind=kind, value=value, initial=request.POST.dict()), subject)
    form = MeasureForm(request.POST, kind=kind, value=value)
    return _press(request, form, subject)


def _press(request: HttpRequest, form: MeasureForm, subject: Customer | None) -> HttpResponse:
    """The typed number first; then the story says the rest."""
    at_once = request.POST.get(EMERGENCY) == "yes" and form.kind is MeasureKind.SUSPEND
    wish = form.wish(time.time())
    fault = _count_fault(request)
    if wish is None or fault:
        return _preview(request, form, subject, fault)
    try:
        made = enforcement.kill(world.of(request), wish) if at_once else enforcement.propose(world.of(request), wish)
    except BadInput as bad:
        form.tell(bad)
    except Conflict as conflict:
        form.add_error(None, f"{conflict}.")
    else:
        if not at_once:
            words = f"{made.ref} waits for a second person."
            undoing.offer(request, words, "propose", [Done(made.id, made.version)], time.time())
        return redirect("enforcement", made.ref)
    return _preview(request, form, subject)


def _count_fault(request: HttpRequest) -> str:
    """Why the typed number does not do; "" when it does or none was asked for."""
    asked, typed = request.POST.get("asked", "0"), request.POST.get("count", "").replace(",", "").strip()
    if not asked.isdigit() or int(asked) == 0 or typed == asked:
        return ""
    return f"Type {int(asked):,}: so many calls it would have stopped." if typed else "Type the number first."


def _preview(request: HttpRequest, form: MeasureForm, subject: Customer | None, fault: str = "") -> HttpResponse:
    days = 7 if request.GET.get("days") == "7" else 30
    value = (form.data.get("value") if form.is_bound else form.initial.get("value")) or form.of_whom
    setting = form.data.get("setting") if form.is_bound else form.initial.get("setting")
    seen = view_of(form.kind, value, setting_of(form.kind, setting or ""), subject, days, time.time())
    may_kill = form.kind is MeasureKind.SUSPEND and may(request, Right.KILL)
    context: dict[str, Any] = {
        "form": form,
        "kind": form.kind,
        "words": WORDS[form.kind],
        "subject": subject,
        "named": name_for(request, subject),
        "value": value,
        "seen": seen,
        "days": days,
        "periods": PERIODS,
        "count": seen.impact.to_type,
        "typed": request.POST.get("count", ""),
        "fault": fault,
        "may_look": "value" in form.fields or "setting" in form.fields,
        "may_kill": may_kill,
        "emergency": request.POST.get(EMERGENCY) == "yes",
        "emergency_button": EMERGENCY_BUTTON,
        "milder": [(one, WORDS[one]) for one in milder(form.kind)],
        "steps": _steps("now", "", ""),
        "trunks": 0 if subject is None else subject.trunks.count(),
        "approver": approving_right(form.kind),
    }
    return render(request, "enforcements/new.html", context, status=422 if form.errors or fault else 200)


def _steps(impact: str, second: str, proof: str) -> list[dict[str, str]]:
    words = ("What", "Impact", "Second person", "Proof")
    states = ("now" if impact == "now" else "done", impact, second, proof)
    return [{"word": word, "state": state} for word, state in zip(words, states, strict=True)]


def row_of(ref: str) -> Enforcement:
    found = Enforcement.objects.select_related("customer", "case", "reverses", "reversed_by").filter(ref=ref).first()
    if found is None:
        raise Http404(f"There is no enforcement {ref[:40]}.")
    return found


@page(section="enforcements")
@require_GET
def one(request: HttpRequest, ref: str) -> HttpResponse:
    row = row_of(ref)
    proof = Proof(row, time.time())
    if request.GET.get("as") == "csv" and proof.seconds is not None:
        body = csv_bytes(("second_utc", "let_through", "refused"), proof.seconds.csv_rows())
        return HttpResponse(body, "text/csv", headers={"Content-Disposition": f'attachment; filename="{row.ref}.csv"'})
    context = {
        "row": row,
        "named": name_for(request, row.customer),
        "proof": proof,
        "reasons": REASON_WORDS,
        "words": WORDS[MeasureKind(row.kind)],
        "steps": proof.steps,
        "deeds": deeds_of(world.of(request), proof.record),
    }
    if request.GET.get("part") == "seconds":
        return render(request, "enforcements/seconds.html", {**context, "again": True})
    name = "enforcements/proof.html" if request.headers.get("HX-Request") else "enforcements/one.html"
    return render(request, name, context)


@page(right=Right.READ_CPNI, section="enforcements")
@require_http_methods(["POST"])
def calls(request: HttpRequest, ref: str) -> HttpResponse:
    """The calls that were up at the press, once their reading is on record."""
    row = row_of(ref)
    found = Evidence.objects.filter(enforcement=row, kind=CALLS_UP).first()
    if found is None:
        raise Http404(f"No calls were listed for {row.ref}.")
    home, now = office_home(), time.time()
    _, content = read_evidence(world.of(request), home.evidence(), found.pk)
    listed = read_calls_up(content)
    context = {
        "row": row,
        "listed": listed,
        "going_on": {one.decision_id for one in still_up(listed, home.calls_seen().ended(listed.looked_back_to), now)},
    }
    return render(request, "enforcements/calls.html", context)


def _deed(request: HttpRequest, ref: str, deed: str, said: str) -> HttpResponse:
    """One of the second person's, or the lift; its faults come back as a message above the page."""
    row, reason, here = row_of(ref), request.POST.get("reason", ""), world.of(request)
    try:
        if deed == "approve":
            enforcement.approve(here, row.pk)
        elif deed == "reject":
            enforcement.reject(here, row.pk, reason)
        elif deed == "lift":
            enforcement.lift(here, row.pk, reason)
        else:
            enforcement.review(here, row.pk, deed == "uphold", reason)
    except (BadInput, MoveRefused) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    else:
        messages.success(request, said)
    return redirect("enforcement", ref)


@page(right=Right.PROPOSE, section="enforcements")
@require_http_methods(["POST"])
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, "approve", "Approved. The gates confirm below.")


@page(right=Right.PROPOSE, section="enforcements")
@require_http_methods(["POST"])
def reject(request: HttpRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, "reject", "Rejected. Nothing reached the gates.")


@page(right=Right.PROPOSE, section="enforcements")
@require_http_methods(["POST"])
def lift(request: HttpRequest, ref: str) -> HttpResponse:
    return _deed(request, ref, "lift", "Lifted. The gates confirm below.")


@page(right=Right.PROPOSE, section="enforcements")
@require_http_methods(["POST"])
def review(request: HttpRequest, ref: str) -> HttpResponse:
    upheld = request.POST.get("upheld") == "yes"
    said = "Upheld. It stands with two names." if upheld else "Not upheld. Calls come back; the gates confirm below."
    return _deed(request, ref, "uphold" if upheld else "overturn", said)


PAGES = [
    path("enforcements", enforcements, name="enforcements"),
    path("enforcements/new", new, name="enforcement-new"),
    path("enforcements/<str:ref>", one, name="enforcement"),
    path("enforcements/<str:ref>/calls", calls, name="enforcement-calls"),
    path("enforcements/<str:ref>/approve", approve, name="enforcement-approve"),
    path("enforcements/<str:ref>/reject", reject, name="enforcement-reject"),
    path("enforcements/<str:ref>/lift", lift, name="enforcement-lift"),
    path("enforcements/<str:ref>/review", review, name="enforcement-review"),
]
