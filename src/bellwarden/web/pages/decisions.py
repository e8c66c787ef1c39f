"""Explain this call: why did it end like this, and would it have ended otherwise without that rule?"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from bellwarden.flows.telling import signing_words, told_to_sbc, verification_words
from bellwarden.model.decision import Decision
from bellwarden.model.office.case import CaseState
from bellwarden.store.models import Case, Customer
from bellwarden.store.world import office_home
from bellwarden.web import decision as told
from bellwarden.web.access import page
from bellwarden.web.parts import written_number

CASES_MAX = 5


@page(section="live")
@require_GET
def one(request: HttpRequest, decision_id: str) -> HttpResponse:
    found = office_home().spool_reader().find(decision_id.lower())
    if found is None:
        raise Http404(
            f"No decision {decision_id[:32]} is kept here. The spool keeps the last days; the call itself may still be"
            " in the call log: look for its number or Call-ID in the jump box."
        )
    call = found.call
    context = {
        "page": told.page_of(found),
        "one": found,
        "call": call,
        "request_": call.request,
        "customer": Customer.objects.filter(key=call.customer).first() if call.customer else None,
        "records": told.records_of(found),
        "sbc": list(told_to_sbc(found)),
        "latency_s": found.latency_us / 1e6,
        "cases": _cases(found),
        "signing": "" if found.signing is None else signing_words(found.signing, found, _written),
        "verified": "" if call.verification is None else verification_words(call.verification),
    }
    return render(request, "decisions/one.html", context)


def _written(digits: str, raw: str) -> str:
    return written_number(digits or raw)


def _cases(found: Decision) -> list[Case]:
    """Open ones about the caller ID or the customer."""
    subjects = [one for one in (found.call.calling.digits, found.call.customer) if one]
    over = (CaseState.RESOLVED.value, CaseState.CLOSED.value)
    cases = Case.objects.filter(subject__in=subjects).exclude(state__in=over).order_by("-opened_at")
    return list(cases[:CASES_MAX])


PAGES = [path("decisions/<str:decision_id>", one, name="decision")]
