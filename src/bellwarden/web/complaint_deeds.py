"""What can be done on a complaint's page: each deed is one story, and what it says when it is done."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest

from bellwarden.flows.office import cases, complaints, corrections, deciding, playbooks, splitting
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer, Outcome
from bellwarden.ports.office import Missing
from bellwarden.store.models import Case, Complaint
from bellwarden.web.correcting import place_and_value

Deed = Callable[[OfficeWorld, Complaint, HttpRequest], str]


def _decide(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    """Verdict and answers together; what is typed stays when somebody else was faster."""
    decision = deciding.Decision(
        verdict=verdict_of(request.POST.get("verdict") or str(row.verdict)),
        answers=answers_of(request),
        version=whole(request, "version"),
        case_version=whole(request, "case_version"),
        outcome=_outcome(request.POST.get("outcome", "")),
        text=request.POST.get("text", "").strip(),
    )
    deciding.decide(deeds, row.pk, decision)
    return f"{row.reference}: decided."


def _reject(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    deciding.reject(deeds, row.pk, request.POST.get("reason", ""), whole(request, "version"))
    return f"{row.reference}: put aside, and not answered."


def _hold(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    complaints.hold_answer(deeds, row.pk)
    return "The answer is held: nothing goes out before somebody sends it."


def _send(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    complaints.send_answer(deeds, row.pk)
    return "The answer goes out with the next mail."


def _correct(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    with deeds.office.reading() as desk:
        reading = corrections.reading_of(desk, desk.complaints.get(row.pk))
    place, now = place_and_value(request, reading)
    corrections.correct(deeds, row.pk, place, now)
    return "Put right. It is matched with the calls anew; the page shows it in some seconds."


def _uncorrect(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    with deeds.office.reading() as desk:
        made = desk.corrections.find(id=whole(request, "correction"), complaint_id=row.pk)
    if made is None:
        raise Missing("There is no such correction.")
    corrections.take_back(deeds, made.id)
    return "Taken back: it is read as before."


def _take(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    cases.take(deeds, _root(deeds, row), steal=request.POST.get("steal") == "1")
    return "Yours for an hour; taking it again makes it longer."


def _snooze(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    until = deeds.clock.now() + 3600.0 * whole(request, "hours")
    cases.snooze(deeds, _root(deeds, row), until, request.POST.get("reason", ""))
    return "Snoozed. Its clocks go on."


def _escalate(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    cases.escalate(deeds, _root(deeds, row), request.POST.get("reason", ""))
    return "A lead is asked. It stands in the queue again, higher."


def _split(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    made = splitting.split(deeds, row.pk, request.POST.get("reason", ""))
    return f"It has a case of its own now, {made.ref}. Put it back and it is as before."


def _join(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    """`into`: a case's name, or another complaint's reference."""
    name = request.POST.get("into", "").strip().upper()
    found = Case.objects.filter(ref=name).values_list("pk", flat=True).first()
    found = found or Complaint.objects.filter(reference=name).values_list("case_id", flat=True).first()
    if found is None:
        raise BadInput([FieldFault("into", "name a case or a complaint, as it stands in the list")])
    into = splitting.join(deeds, row.pk, found, request.POST.get("reason", ""))
    return f"It belongs to {into.ref} now. It can be taken out again."


def _put_back(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    return f"Back in {splitting.put_back(deeds, row.pk).ref}."


def _move(deeds: OfficeWorld, row: Complaint, request: HttpRequest) -> str:
    playbooks.move(deeds, _root(deeds, row), request.POST.get("move", ""))
    return "The playbook goes on."


def _root(deeds: OfficeWorld, row: Complaint) -> int:
    with deeds.office.reading() as desk:
        return cases.root(desk, desk.cases.get(row.case.pk)).id


def verdict_of(text: str) -> Match:
    if text not in {one.value for one in Match}:
        raise Missing(f"There is no verdict {text}.")
    return Match(text)


def answers_of(request: HttpRequest) -> dict[str, Answer]:
    known = {one.value: one for one in Answer}
    return {name: known[request.POST[name]] for name in cases.QUESTIONS if request.POST.get(name) in known}


def _outcome(text: str) -> Outcome:
    return Outcome(text) if text in {one.value for one in Outcome} else Outcome.UNSET


def whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


DEEDS: Final[Mapping[str, Deed]] = {
    "decide": _decide,
    "reject": _reject,
    "hold": _hold,
    "send": _send,
    "correct": _correct,
    "uncorrect": _uncorrect,
    "take": _take,
    "snooze": _snooze,
    "escalate": _escalate,
    "split": _split,
    "join": _join,
    "put-back": _put_back,
    "move": _move,
}
