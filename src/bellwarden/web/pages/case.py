"""One case: what it is about, the three answers, what it still takes to resolve it, and everything that happened."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import campaigns, playbooks
from bellwarden.flows.office import cases as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.case import MOVES, Answer, CaseState, Outcome
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.models import AuditEvent, Case, Clock, Enforcement, Evidence, Finding
from bellwarden.web import access, customer_standing, undoing, world
from bellwarden.web.access import page
from bellwarden.web.moments import seconds_of
from bellwarden.web.telling import event_line

QUESTIONS: Final = (
    ("illegal", "Illegal?", "Against a law or a rule of the regulator."),
    ("against_terms", "Against our terms?", "Whatever the law says."),
    ("harmful", "Harm to the network?", "Floods, toll fraud, numbers nobody can call back."),
)
SNOOZES: Final = ((1, "1 hour"), (4, "4 hours"), (24, "1 day"), (72, "3 days"), (168, "a week"))
EVENTS_MAX: Final = 200


class Question(NamedTuple):
    name: str
    word: str
    help: str
    answer: str


@page(section="cases")
def case(request: HttpRequest, ref: str) -> HttpResponse:
    return _show(request, _row(ref))


def _row(ref: str) -> Case:
    found = Case.objects.select_related("customer", "merged_into").filter(ref=ref).first()
    if found is None:
        raise Missing(f"There is no case {ref}.")
    return found


def _show(request: HttpRequest, row: Case, guards: Any = None, faults: Mapping[str, str] | None = None) -> HttpResponse:
    now = time.time()
    me = getattr(request.user, "key", "")
    may_work = access.may(request, Right.WORK_CASES)
    at_work = row.state in {state.value for state in stories.AT_WORK} and row.merged_into is None
    with world.of(request).office.reading() as desk:
        standing = playbooks.standing(desk, desk.cases.get(row.pk))
    context = {
        "case": row,
        "is_campaign": row.fold_key.startswith(campaigns.KEY),
        "standing": standing,
        "manual": [one for one in standing.step.moves if one.on == "manual"] if standing else [],
        "mine": row.assignee == me and me,
        "held": row.assignee not in ("", me) and seconds_of(row.lease_until) > now,
        "asleep": seconds_of(row.snooze_until) > now,
        "may_work": may_work and at_work,
        "moves": MOVES[CaseState(row.state)] if may_work and row.merged_into is None else {},
        "clocks": Clock.objects.filter(case=row).order_by("met_at", "due_at"),
        "questions": [Question(name, word, told, getattr(row, name)) for name, word, told in QUESTIONS],
        "answers": list(Answer),
        "outcomes": [one for one in Outcome if one is not Outcome.UNSET],
        "snoozes": SNOOZES,
        "findings": Finding.objects.filter(case=row).order_by("id")[:100],
        "evidence": Evidence.objects.filter(case=row).order_by("id")[:100],
        "measures": Enforcement.objects.filter(case=row).order_by("-id")[:50],
        "towards": customer_standing.of_case(row, now),
        "folded": Case.objects.filter(merged_into=row).order_by("id")[:100],
        "events": [
            event_line(one) for one in AuditEvent.objects.filter(object_ref=row.ref).order_by("number")[:EVENTS_MAX]
        ],
        "guards": guards,
        "faults": faults or {},
        "typed": request.POST,
    }
    return render(request, "cases/case.html", context, status=422 if guards or faults else 200)


@require_POST
@page(Right.WORK_CASES, section="cases")
def deed(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """One story of the case, then its page again; what can't be done stands there with what was typed."""
    row = _row(ref)
    story = DEEDS.get(name)
    if story is None:
        raise Missing(f"There is no deed {name}.")
    undoable = UNDONE_AS.get(name)
    try:
        told = story(world.of(request), row, request)
    except stories.NotYet as not_yet:
        return _show(request, row, guards=not_yet.guards)
    except BadInput as bad:
        return _show(request, row, faults={fault.field: fault.reason for fault in bad.faults})
    except MoveRefused as refused:
        return _show(request, row, faults={"": f"{refused}."})
    if undoable is None or (name == "take" and row.assignee):
        messages.success(request, told)
    else:
        before = {question: str(getattr(row, question)) for question, _, _ in QUESTIONS} | {"text": row.answers_text}
        done = [one._replace(before=before) for one in undoing.cases_done([row.pk])]
        undoing.offer(request, f"{row.ref}: {undoable}. {told}", name, done, time.time())
    return redirect("case", ref=ref)


def _take(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.take(deeds, row.pk, steal=request.POST.get("steal") == "1")
    return "Yours for an hour; taking it again makes it longer."


def _release(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.release(deeds, row.pk)
    return "Back in the queue."


def _snooze(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    hours = request.POST.get("hours", "")
    until = deeds.clock.now() + 3600.0 * (int(hours) if hours.isdigit() and len(hours) < 6 else 0)
    stories.snooze(deeds, row.pk, until, request.POST.get("reason", ""))
    return "Snoozed. Its clocks go on."


def _wake(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.wake(deeds, row.pk)
    return "Awake again."


def _wait(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.wait(deeds, row.pk, request.POST.get("waiting_for", ""))
    return "Waiting. Clocks that measure only us stand still."


def _resume(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.resume(deeds, row.pk)
    return "At work again; clocks go on."


def _answer(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    known = {one.value: one for one in Answer}
    answers = {name: known[request.POST[name]] for name, _, _ in QUESTIONS if request.POST.get(name) in known}
    version = request.POST.get("version", "")
    stories.answer(deeds, row.pk, answers, request.POST.get("text", ""), int(version) if version.isdigit() else 0)
    return "Answers saved."


def _resolve(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    known = {one.value: one for one in Outcome}
    outcome = known.get(request.POST.get("outcome", ""), Outcome.UNSET)
    stories.resolve(deeds, row.pk, outcome, request.POST.get("text", ""))
    return "Resolved."


def _close(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.close(deeds, row.pk)
    return "Closed."


def _reopen(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.reopen(deeds, row.pk, request.POST.get("reason", ""))
    return "Open again. Clocks that were met stay met."


def _unfold(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.unfold(deeds, row.pk)
    return "It stands by itself again."


def _note(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.note(deeds, row.pk, request.POST.get("note", ""))
    return "Written down."


def _escalate(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    stories.escalate(deeds, row.pk, request.POST.get("reason", ""))
    return "A lead is asked. It stands in the queue again, higher."


def _move(deeds: OfficeWorld, row: Case, request: HttpRequest) -> str:
    playbooks.move(deeds, row.pk, request.POST.get("move", ""))
    return "The playbook goes on."


DEEDS: Final[Mapping[str, Callable[[OfficeWorld, Case, HttpRequest], str]]] = {
    "take": _take,
    "release": _release,
    "snooze": _snooze,
    "wake": _wake,
    "wait": _wait,
    "resume": _resume,
    "answer": _answer,
    "resolve": _resolve,
    "close": _close,
    "reopen": _reopen,
    "unfold": _unfold,
    "note": _note,
    "escalate": _escalate,
    "move": _move,
}

# Deeds that can be undone for a while, and how the bar says what was done.
UNDONE_AS: Final[Mapping[str, str]] = {
    "take": "taken",
    "release": "released",
    "snooze": "snoozed",
    "wait": "waits",
    "answer": "answered",
    "resolve": "resolved",
    "close": "closed",
}

PAGES = [
    path("cases/<str:ref>", case, name="case"),
    path("cases/<str:ref>/<str:name>", deed, name="case-deed"),
]
