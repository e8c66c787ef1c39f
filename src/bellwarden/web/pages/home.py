"""My day: the next clocks on one axis, what is mine, whether the gates agree, what changed since I left."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import cases as stories
from bellwarden.model.office.case import CaseState, ClockState
from bellwarden.model.office.enforcement import MeasureState
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict
from bellwarden.store.models import AuditEvent, Case, Clock, Enforcement
from bellwarden.web import access, world
from bellwarden.web.access import page
from bellwarden.web.axis import axis_of
from bellwarden.web.moments import aware, seconds_of, zone_of
from bellwarden.web.pages.cases import next_clocks, urgent
from bellwarden.web.preferences import preferences_of
from bellwarden.web.standing_work import AT_WORK
from bellwarden.web.telling import event_line

AHEAD_H: Final = 8
SHOWN_MAX: Final = 12
SINCE_MAX: Final = 8
NUMBERS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@page(section="home")
def home(request: HttpRequest) -> HttpResponse:
    now, me = time.time(), str(getattr(request.user, "key", ""))
    running = Clock.objects.filter(state=ClockState.RUNNING.value).select_related("case", "enforcement")
    soon = list(running.filter(due_at__lte=aware(now + AHEAD_H * 3600)).order_by("due_at")[:40])
    late = sum(1 for one in soon if seconds_of(one.due_at) <= now)
    mine = list(
        Case.objects.filter(assignee=me, state__in=AT_WORK, merged_into=None).order_by("severity", "id")[:SHOWN_MAX]
    )
    kept_waiting = Case.objects.filter(state=CaseState.WAITING.value, merged_into=None)
    waiting = list(
        kept_waiting.order_by("severity", "id")[:SHOWN_MAX]
    )  # by id alone, SQLite would walk the whole table
    clocks = next_clocks([one.pk for one in (*mine, *waiting)])
    context = {
        "sentence": sentence(len(soon), late),
        "soon": soon,
        "late": late,
        "axis": axis_of(soon, now, zone_of(preferences_of(request).zone), AHEAD_H),
        "running": running.count(),
        "mine": [{"row": one, "clock": clocks.get(one.pk)} for one in mine],
        "waiting": [{"row": one, "clock": clocks.get(one.pk)} for one in waiting],
        "to_approve": _to_approve(request, me),
        "since": _since(request, me, now),
        "left_at": getattr(request.user, "left_at", None),
    }
    return render(request, "home/home.html", context)


def sentence(soon: int, late: int) -> str:
    """What a tired person reads first."""
    if late:
        first = f"{_number(late)} clock{'s have' if late > 1 else ' has'} run out"
        return f"{first}, {_number(soon - late).lower()} more fall due within {AHEAD_H} hours" if soon > late else first
    if soon:
        return f"{_number(soon)} thing{'s fall' if soon > 1 else ' falls'} due within {AHEAD_H} hours"
    return f"Nothing falls due within {AHEAD_H} hours"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _to_approve(request: HttpRequest, me: str) -> list[Enforcement]:
    """Proposals that wait for a second person, and emergency measures that nobody has looked at."""
    if not (access.may(request, Right.APPROVE_BLOCK) or access.may(request, Right.APPROVE_SUSPEND)):
        return []
    in_force = (MeasureState.PENDING_ACTIVATION.value, MeasureState.ACTIVE.value)
    waits = Q(state=MeasureState.AWAITING_APPROVAL.value) | Q(emergency=True, approved_by="", state__in=in_force)
    return list(
        Enforcement.objects.filter(waits).exclude(proposed_by=me).select_related("customer").order_by("id")[:SHOWN_MAX]
    )


def _since(request: HttpRequest, me: str, now: float) -> list[Any]:
    """What others, rules and gates did since the person left; a day back where that is not known."""
    left = aware(getattr(request.user, "left_at", None)) or datetime.fromtimestamp(now, UTC) - timedelta(days=1)
    rows = AuditEvent.objects.filter(at__gt=left).exclude(actor_name=me).exclude(verb__startswith="session.")
    if not access.may(request, Right.READ_AUDIT):
        rows = rows.exclude(verb__startswith="people.").exclude(verb="customer.read_cpni")
    return [event_line(one) for one in rows.order_by("-number")[:SINCE_MAX]]


@require_POST
@page(Right.WORK_CASES, section="home")
def take_next(request: HttpRequest) -> HttpResponse:
    """The most urgent case that nobody holds is mine now; the next one if somebody was faster."""
    now = aware(time.time())
    free = Case.objects.filter(state__in=AT_WORK, merged_into=None).exclude(snooze_until__gt=now)
    free = free.filter(Q(assignee="") | Q(lease_until__lte=now) | Q(lease_until=None)).exclude(
        state=CaseState.WAITING.value
    )
    for case_id in urgent(free)[:5]:
        try:
            taken = stories.take(world.of(request), case_id)
        except Conflict:
            continue
        return redirect("case", ref=taken.ref)
    return redirect("cases")


PAGES = [path("", home, name="home"), path("next", take_next, name="take-next")]
