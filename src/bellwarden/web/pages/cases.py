"""Cases: the queue of all that has to be decided, and deeds on several of them at once."""

import time
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.model.office.case import CaseKind, CaseState, ClockState
from bellwarden.store.models import Case, Clock
from bellwarden.web import queue, sheets
from bellwarden.web.access import page
from bellwarden.web.moments import aware, seconds_of
from bellwarden.web.paging import page_of
from bellwarden.web.parts import plain_words
from bellwarden.web.queue import Choice, Filter
from bellwarden.web.standing_work import AT_WORK

CSV_MAX: Final = 10_000
ENDED: Final = (CaseState.RESOLVED.value, CaseState.CLOSED.value)
KINDS: Final = tuple(Choice(kind.value, plain_words(kind)) for kind in CaseKind)
FILTERS: Final = (
    Filter(
        "state",
        "State",
        (Choice("work", "at work"), *(Choice(one.value, one.value) for one in CaseState), Choice("any", "any")),
    ),
    Filter("kind", "Kind", (Choice("", "any"), *KINDS)),
    Filter(
        "who",
        "Held by",
        (Choice("", "anybody"), Choice("me", "me"), Choice("nobody", "nobody"), Choice("others", "others")),
    ),
    Filter(
        "severity",
        "Severity",
        (
            Choice("", "any"),
            Choice("1", "1 threat, traceback"),
            Choice("2", "2 high"),
            Choice("3", "3 usual"),
            Choice("4", "4 low"),
        ),
    ),
    Filter(
        "asleep", "Snoozed", (Choice("", "left out"), Choice("only", "only those"), Choice("with", "with the others"))
    ),
    Filter("escalated", "A lead", (Choice("", "asked or not"), Choice("1", "is asked"))),
    Filter("sort", "Order", (Choice("urgent", "most urgent"), Choice("new", "newest"), Choice("old", "oldest"))),
)


@page(section="cases")
def cases(request: HttpRequest) -> HttpResponse:
    bar = queue.bar_of(request, "cases", FILTERS)
    rows = ordered(chosen(request, bar), bar.of("sort"), bar.of("state"))
    if request.GET.get("as") == "csv":
        return _csv(in_order(list(rows[:CSV_MAX])))
    found = page_of(request, rows)
    page_rows = in_order(found.rows)
    clocks = next_clocks([row.pk for row in page_rows])
    shown = [{"row": row, "clock": clocks.get(row.pk)} for row in page_rows]
    context = {
        "bar": bar,
        "page": found,
        "cases": shown,
        "without": _without(request, bar) if not found.total else None,
    }
    return render(request, "cases/cases.html", context)


def chosen(request: HttpRequest, bar: queue.Bar) -> "QuerySet[Case]":
    """What the filters of the address leave."""
    rows = Case.objects.filter(merged_into__isnull=True)
    if bar.of("state") == "work":
        rows = rows.filter(state__in=AT_WORK)
    elif bar.of("state") != "any":
        rows = rows.filter(state=bar.of("state"))
    if bar.of("kind"):
        rows = rows.filter(kind=bar.of("kind"))
    if bar.of("escalated"):
        rows = rows.exclude(escalated="")
    if bar.of("severity"):
        rows = rows.filter(severity=int(bar.of("severity")))
    now, me = aware(time.time()), getattr(request.user, "key", "")
    asleep = Q(snooze_until__gt=now)
    if bar.of("state") == "work" and bar.of("asleep") != "with":
        rows = rows.filter(asleep) if bar.of("asleep") == "only" else rows.exclude(asleep)
    held = ~Q(assignee="") & Q(lease_until__gt=now)
    who = {"": Q(), "me": Q(assignee=me), "nobody": ~held, "others": held & ~Q(assignee=me)}
    rows = rows.filter(who[bar.of("who")])
    if bar.text:
        rows = rows.filter(Q(title__icontains=bar.text) | Q(ref__iexact=bar.text) | Q(subject=bar.text))
    return rows


def ordered(rows: "QuerySet[Case]", order: str, state: str) -> "QuerySet[Case, int] | list[int]":
    """Ids: these stand in an index, so that a page far down costs no look at all rows before it.

    Clocks run for cases at work only, and their order is not the database's to know.
    """
    if order == "urgent" and state != "any" and state not in ENDED:
        return urgent(rows)
    return rows.order_by("id" if order == "old" else "-id").values_list("pk", flat=True)


def urgent(rows: "QuerySet[Case]") -> list[int]:
    """Ids: the most severe first, then by the clock that ends first. Two index scans; a join would ask row by row."""
    running = Clock.objects.filter(state=ClockState.RUNNING.value, case__isnull=False).order_by("due_at", "id")
    place: dict[int | None, int] = {}
    for at, case in enumerate(running.values_list("case_id", flat=True)):
        place.setdefault(case, at)
    found = rows.order_by().values_list("pk", "severity")
    return [pk for pk, _ in sorted(found, key=lambda one: (one[1], place.get(one[0], len(place)), one[0]))]


def in_order(found: Sequence[int]) -> list[Case]:
    """The rows of these ids."""
    rows = Case.objects.select_related("customer").in_bulk(found)
    return [rows[pk] for pk in found if pk in rows]


def next_clocks(ids: list[int]) -> dict[int, Clock]:
    """The clock to show of each case: the running one that ends first, else a paused one."""
    at_work = (ClockState.RUNNING.value, ClockState.PAUSED.value, ClockState.BREACHED.value)
    found: dict[int, Clock] = {}
    order = {ClockState.RUNNING.value: 0, ClockState.BREACHED.value: 0, ClockState.PAUSED.value: 1}
    rows = Clock.objects.filter(case__in=ids, state__in=at_work)
    for clock in sorted(rows, key=lambda one: (order[str(one.state)], seconds_of(one.due_at))):
        found.setdefault(int(clock.case_id or 0), clock)
    return found


def _without(request: HttpRequest, bar: queue.Bar) -> dict[str, Any] | None:
    """Which single filter, left out, would show the most: said under an empty list."""
    best: dict[str, Any] | None = None
    for one in bar.set:
        less = bar._replace(
            filters=tuple(
                other._replace(chosen=other.choices[0].value) if other == one else other for other in bar.filters
            )
        )
        count = chosen(request, less).count()
        if count and (best is None or count > best["count"]):
            best = {"filter": one, "count": count}
    return best


def _csv(rows: Sequence[Case]) -> HttpResponse:
    names = ("ref", "kind", "title", "state", "outcome", "severity", "assignee", "opened_at", "resolved_at")
    body = sheets.csv_bytes(names, ([_cell(getattr(row, name)) for name in names] for row in rows))
    return HttpResponse(body, "text/csv", headers={"Content-Disposition": 'attachment; filename="cases.csv"'})


def _cell(value: object) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


PAGES = [path("cases", cases, name="cases")]
