"""The audit trail: who did what to which, newest first; whether the chain holds; CSV of what the filters leave."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.flows.office.audit_chain import Break, first_break
from bellwarden.model.office.audit_event import ActorKind
from bellwarden.model.office.people import Right
from bellwarden.store.audit import event_of
from bellwarden.store.models import AuditEvent
from bellwarden.web import sheets
from bellwarden.web.access import page
from bellwarden.web.moments import zone_of
from bellwarden.web.preferences import preferences_of
from bellwarden.web.telling import event_line

SIZE: Final = 100
CSV_MAX: Final = 50_000
LOOKED_AT: Final = 500  # newest events whose chain is checked for the page
FRESH_S: Final = 30.0
GROUPS: Final = ("session", "people", "case", "customer", "enforcement", "policy", "api_key", "webhook")
COLUMNS: Final = (
    *("number", "at", "actor_kind", "actor_name", "on_behalf_of", "address", "verb", "object_kind", "object_ref"),
    *("before", "after", "reason", "previous", "hash"),
)


@page(Right.READ_AUDIT, section="audit")
def audit(request: HttpRequest) -> HttpResponse:
    rows = _chosen(request)
    if request.GET.get("as") == "csv":
        return _csv(rows)
    before = request.GET.get("before", "")
    shown = list((rows.filter(number__lt=int(before)) if before.isdigit() and len(before) < 18 else rows)[: SIZE + 1])
    last = AuditEvent.objects.order_by("-number").first()
    context = {
        "events": [event_line(one) for one in shown[:SIZE]],
        "older": shown[SIZE - 1].number if len(shown) > SIZE else 0,
        "filters": {name: request.GET.get(name, "") for name in ("who", "what", "ref", "since", "until")},
        "filtered": any(request.GET.get(name) for name in ("who", "what", "ref", "since", "until")),
        "groups": GROUPS,
        "total": last.number if last else 0,
        "chain": _chain(),
        "looked_at": min(LOOKED_AT, last.number if last else 0),
    }
    return render(request, "audit/audit.html", context)


def _chosen(request: HttpRequest) -> "QuerySet[AuditEvent]":
    rows = AuditEvent.objects.order_by("-number")
    who, what, ref = (request.GET.get(name, "").strip()[:100] for name in ("who", "what", "ref"))
    if who:
        rows = rows.filter(actor_kind=who) if who in {kind.value for kind in ActorKind} else rows.filter(actor_name=who)
    if what:
        rows = rows.filter(Q(verb=what) | Q(verb__startswith=f"{what}."))
    if ref:
        rows = rows.filter(object_ref=ref)
    zone = zone_of(preferences_of(request).zone)
    for name, lookup, days in (("since", "at__gte", 0), ("until", "at__lt", 1)):
        day = _day(request.GET.get(name, ""), zone)
        if day is not None:
            rows = rows.filter(**{lookup: (day + timedelta(days=days)).astimezone(UTC)})
    return rows


def _day(text: str, zone: ZoneInfo) -> datetime | None:
    """Where the reader's day begins."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None


_lock = threading.Lock()
_kept: tuple[float, Break | None] | None = None


def _chain() -> Break | None:
    """The first broken one of the newest events; looked at again after half a minute."""
    global _kept
    with _lock:
        now = time.monotonic()
        if _kept is None or now - _kept[0] > FRESH_S:
            newest = [event_of(one) for one in AuditEvent.objects.order_by("-number")[: LOOKED_AT + 1]][::-1]
            whole = bool(newest) and newest[0].number == 1
            _kept = (now, first_break(newest) if whole else first_break(newest[1:], newest[0]) if newest else None)
        return _kept[1]


def _csv(rows: "QuerySet[AuditEvent]") -> HttpResponse:
    body = sheets.csv_bytes(COLUMNS, ([_cell(getattr(row, name)) for name in COLUMNS] for row in rows[:CSV_MAX]))
    return HttpResponse(body, "text/csv", headers={"Content-Disposition": 'attachment; filename="audit.csv"'})


def _cell(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else "" if value in (None, {}) else str(value)


PAGES = [path("audit", audit, name="audit")]
