"""The page of one notice, for the customer it went to: the letter, its own calls, its answer, its appeal. No account.

Who opens it is known by the token alone, so it shows nothing that the letter's reader does not know, or has made.
"""

import time
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.disclosure.clearing import cleared_before
from bellwarden.disclosure.customer_letters import LANGUAGE, sections
from bellwarden.disclosure.form_wording import WORDS
from bellwarden.flows.office import customer_answers, tokens
from bellwarden.flows.office.customer_answers import APPEAL_MAX, FILE_BYTES_MAX, FILES_MAX, File
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.customer_notice import OPEN, AppealState, CustomerNotice, CustomerNoticeState
from bellwarden.ports.office import Missing
from bellwarden.store import token_key
from bellwarden.store.world import office_home
from bellwarden.web import moments, public, world
from bellwarden.web.access import public_page

BODY_MAX: Final = FILES_MAX * FILE_BYTES_MAX + 100_000
DONE: Final = {
    "answer": "Your answer is kept. Somebody looks at it and writes to you.",
    "appeal": "Your appeal is kept. Somebody who took no part in it decides and writes to you.",
}
STATES: Final = {
    CustomerNoticeState.WAITING: "We wait for your answer.",
    CustomerNoticeState.ANSWERED: "You have answered. Somebody looks at it.",
    CustomerNoticeState.OVERDUE: "Your answer is late. You can still send it.",
    CustomerNoticeState.SETTLED: "Nothing more is asked of you.",
    CustomerNoticeState.WITHDRAWN: "We took this notice back. It counts for nothing.",
}
APPEALS: Final = {
    AppealState.FILED: "Your appeal waits for the decision.",
    AppealState.LATE: "Your appeal came when its time was over. Somebody decides whether it is taken all the same.",
    AppealState.UPHELD: "Your appeal was looked at. What was done stands.",
    AppealState.OVERTURNED: "Your appeal was looked at. You are right: what was done is taken back.",
    AppealState.WITHDRAWN: "Your appeal was withdrawn.",
}


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, token: str) -> HttpResponse:
    home = office_home()
    ref = tokens.read(tokens.NOTICE, token, token_key(home.path))
    if not ref:
        raise Missing("there is no such notice")
    deeds = _as_customer(request, ref)
    if request.method != "POST":
        return _show(request, customer_answers.look(deeds, ref))
    found = customer_answers.look(deeds, ref)
    try:
        done = _take(request, deeds, ref)
    except BadInput as bad:
        return _show(request, found, {fault.field: fault.reason for fault in bad.faults}, 422)
    return redirect(f"{request.path}?done={done}")


def _take(request: HttpRequest, deeds: OfficeWorld, ref: str) -> str:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > BODY_MAX:  # before anything of it is read
        raise BadInput([customer_answers.too_large()])
    if request.POST.get("deed") == "appeal":
        customer_answers.appeal(deeds, ref, request.POST.get("appeal", ""))
        return "appeal"
    files = [one for one in request.FILES.getlist("files") if one.size]
    if any((one.size or 0) > FILE_BYTES_MAX for one in files):
        raise BadInput([customer_answers.too_large()])
    read = [File(one.name or "", one.read()) for one in files]
    customer_answers.answer(deeds, ref, request.POST.get("text", ""), read, office_home().evidence().keep)
    return "answer"


def _show(
    request: HttpRequest, found: CustomerNotice, faults: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    with _as_customer(request, found.ref).office.reading() as desk:
        letter = desk.notices.get(found.notice_id)
        appeal = desk.appeals.find(customer_notice_id=found.id)
        files = desk.evidence.list(source=found.ref, case_id=found.case_id) if found.answers else ()
    cleared = cleared_before(
        letter.to, letter.language, letter.reference, letter.subject, letter.text, letter.template, letter.cleared
    )
    if cleared is None:  # somebody changed it: nothing of it is shown
        raise Missing("there is no such notice")
    zone, now = moments.zone_of(settings.OFFICE_ZONE), time.time()
    may_appeal = appeal is None and found.appeal_due_at and found.state is not CustomerNoticeState.WITHDRAWN
    context: dict[str, Any] = {
        "title": f"Notice {found.ref}",
        "others": (),
        "tongue": LANGUAGE,
        "words": WORDS[LANGUAGE],
        "notice": found,
        "state": STATES[found.state],
        "sections": sections(cleared.text),
        "calls": [(_when(one.began, zone), one) for one in found.calls],
        "answer_until": _when(found.answer_due_at, zone),
        "appeal_until": _when(found.appeal_due_at, zone),
        "appeal_late": bool(found.appeal_due_at) and now > found.appeal_due_at,
        "open": found.state in OPEN,
        "may_appeal": bool(may_appeal),
        "appeal": appeal,
        "appeal_state": "" if appeal is None else APPEALS[appeal.state],
        "kept": [(_when(one.captured_at, zone), one.summary, one.size) for one in files],
        "faults": faults or {},
        "typed": request.POST,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "files_max": FILES_MAX,
        "file_mb": FILE_BYTES_MAX // 10**6,
        "appeal_max": APPEAL_MAX,
    }
    return public.show(request, "public/notice.html", context, status)


def _when(at: float, zone: Any) -> str:
    here = moments.aware(at)
    return "" if here is None else moments.long(here, zone)


def _as_customer(request: HttpRequest, ref: str) -> OfficeWorld:
    """Nobody's rights; in the trail it is the page of this notice."""
    deeds = world.by_itself(request)
    return deeds._replace(actor=replace(deeds.actor, name=f"customer, page of {ref}"))


PAGES = [path("notice/<str:token>", notice, name="public-notice")]
