"""What the page of one complaint shows: told, found, decided; apart, so that a blind look shows less."""

from typing import Any, Final

import msgspec
from django.http import HttpRequest

from bellwarden.flows.office import cases as stories
from bellwarden.flows.office import corrections, playbooks
from bellwarden.model.complaint_match import Match, Triage
from bellwarden.model.office.case import Answer, Outcome
from bellwarden.model.office.people import Right
from bellwarden.store.models import Case, Clock, Complaint, Correction, Customer
from bellwarden.web import access, complaint_list, complaint_topics, correcting, marked, spoof_victim, world
from bellwarden.web.customer_list import Row, rows_of
from bellwarden.web.match_strip import strip
from bellwarden.web.moments import seconds_of, zone_of
from bellwarden.web.preferences import preferences_of
from bellwarden.web.standing_work import AT_WORK

QUESTIONS: Final = (
    ("illegal", "Illegal?"),
    ("against_terms", "Against our terms?"),
    ("harmful", "Harm to the network?"),
)
VERDICTS: Final = [(one.value, marked.sentence(one, 1, 0).partition(":")[0].rstrip(".")) for one in Match]
SNOOZES: Final = ((1, "1 hour"), (4, "4 hours"), (24, "1 day"), (72, "3 days"), (168, "a week"))
# The outcome that follows from a verdict when nothing is left to be done for anybody.
ENDS: Final = {Match.SPOOFED.value: Outcome.SPOOFED.value, Match.NOT_OURS.value: Outcome.NOT_OURS.value}
BESIDE_MAX: Final = 20


def told_and_found(request: HttpRequest, row: Complaint) -> dict[str, Any]:
    """The letter and the call log: what a second person sees, too, who is not told what the first one decided."""
    with world.of(request).office.reading() as desk:
        reading = corrections.reading_of(desk, desk.complaints.get(row.pk))
    matching = marked.matching_of(row.matching)
    zone = preferences_of(request).zone
    return {
        "row": row,
        "texts": marked.shown(reading),
        "reading": reading,
        "matching": matching,
        "found_by_machine": marked.sentence(matching.verdict, len(matching.found), row.claimed_least),
        "claimed": marked.claimed(row.claimed_least, row.claimed_most),
        "strip": strip(reading, matching, zone_of(zone)),
        "verdicts": VERDICTS,
        "answers": list(Answer),
    }


def page_of(request: HttpRequest, row: Complaint) -> dict[str, Any]:
    """Everything."""
    known = told_and_found(request, row)
    with world.of(request).office.reading() as desk:
        root = stories.root(desk, desk.cases.get(row.case.pk))
        standing = playbooks.standing(desk, root)
    case = row.case if root.id == row.case.pk else Case.objects.select_related("customer").get(pk=root.id)
    judged = msgspec.convert(row.triage, Triage)
    at_work = case.state in AT_WORK
    may_work = access.may(request, Right.WORK_CASES)
    me, now = str(getattr(request.user, "key", "")), world.of(request).clock.now()
    return {
        **known,
        "case": case,
        "merged": case.pk != row.case.pk,
        "sentence": marked.sentence(Match(row.verdict), row.found, row.claimed_least),
        "questions": [
            (place, name, word, getattr(case, name), getattr(judged, name))
            for place, (name, word) in enumerate(QUESTIONS, 1)
        ],
        "unknown_because": _unknown(case, judged),
        "outcomes": [one for one in Outcome if one is not Outcome.UNSET],
        "ends_with": ENDS.get(row.verdict, ""),
        "person_now": judged.person_now,
        "emergency_path": judged.emergency_path,
        "clocks": Clock.objects.filter(case=case, met_at=None).order_by("due_at"),
        "by_sender": Complaint.objects.filter(sender=row.sender).exclude(pk=row.pk).exclude(sender="")[:BESIDE_MAX],
        "of_case": Complaint.objects.filter(case=row.case).exclude(pk=row.pk).order_by("-id")[:BESIDE_MAX],
        "alike": _alike(row, case),
        "standing": standing,
        "manual": [one for one in standing.step.moves if one.on == "manual"] if standing else [],
        "subject": _subject(row.customer, now),
        "spoofed": spoof_victim.facts(request, row),
        "topics": complaint_topics.shown(request, row),
        "fixes": correcting.forms(known["reading"], preferences_of(request).zone) if may_work else [],
        "corrections": Correction.objects.filter(complaint=row, taken_back_by="").order_by("id"),
        "roles": correcting.ROLES,
        "kinds": correcting.KINDS,
        "snoozes": SNOOZES,
        "may_work": may_work and at_work,
        "held": case.assignee not in ("", me) and seconds_of(case.lease_until) > now,
        "mine": bool(me) and case.assignee == me and seconds_of(case.lease_until) > now,
        "asleep": seconds_of(case.snooze_until) > now,
        "left": complaint_list.awake(complaint_list.to_decide(), now).count(),
    }


def _unknown(case: Case, judged: Triage) -> str:
    """Why an answer is not known, as it is suggested: what the triage lacks."""
    if case.answers_text:
        return str(case.answers_text)
    lacking = [getattr(judged, name).reason for name, _ in QUESTIONS if getattr(case, name) == Answer.UNKNOWN.value]
    return "; ".join(dict.fromkeys(lacking))


def _alike(row: Complaint, case: Case) -> list[Case]:
    """Other open cases that this may be a duplicate of: of the same subject or customer, or the same sender's."""
    found = Case.objects.filter(state__in=AT_WORK, merged_into__isnull=True, kind=case.kind).exclude(pk=case.pk)
    same = found.filter(subject=case.subject).exclude(subject="").order_by("-id")[:5]
    senders = found.filter(complaints__sender=row.sender).exclude(complaints__sender="").order_by("-id").distinct()[:5]
    return list({one.pk: one for one in (*same, *senders)}.values())


def _subject(customer: Customer | None, now: float) -> Row | None:
    return rows_of([customer], now, 30)[0] if customer is not None else None
