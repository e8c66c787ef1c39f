"""A number of ours that others show: who has it, what protects it at our gate, and the drafts that help its holder."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest

from bellwarden.disclosure.requests import holder_offer, never_originates_request
from bellwarden.model.complaint import NumberRole
from bellwarden.model.complaint_match import Match
from bellwarden.model.policy import Scope
from bellwarden.store.models import Complaint, Customer
from bellwarden.web import home_of, marked

GUARD: Final = "own_number_from_outside"  # the check that refuses our numbers from elsewhere


def facts(request: HttpRequest, row: Complaint) -> Mapping[str, Any]:
    """Nothing unless the verdict is that a number of ours is spoofed."""
    if row.verdict != Match.SPOOFED.value:
        return {}
    reading, matching = marked.reading_of(row.reading), marked.matching_of(row.matching)
    shown = next((one.digits for one in reading.in_role(NumberRole.CALLER_ID) if one.e164), "")
    return {
        "number": shown,
        "holder": Customer.objects.filter(key=matching.holder).first() if matching.holder else None,
        "guard": _guard(),
        "request": never_originates_request(f"+{shown}") if shown else "",
        "offer": holder_offer(f"+{shown}") if shown else "",
        "same": Complaint.objects.filter(case__subject=row.case.subject, verdict=Match.SPOOFED.value)
        .exclude(case__subject="")
        .count(),
    }


def _guard() -> str:
    """How the gate treats our own numbers that come from outside: act, report; "" where nothing says so."""
    found = home_of.policy_in_force()
    if found is None:
        return ""
    modes = (one.mode.value for one in found[0].document.modes if one.check == GUARD and one.scope is Scope.OPERATOR)
    return next(modes, "")
