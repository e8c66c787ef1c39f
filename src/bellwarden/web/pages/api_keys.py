"""Keys to the API: who has one, what it opens, when it was last used; a new one is shown once."""

import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from bellwarden.flows.office import integrations
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.model.office.integration import ApiScope
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.models import ApiKey
from bellwarden.web import world
from bellwarden.web.access import page

MANAGE = Right.MANAGE_PEOPLE
SCOPE_WORDS = {
    ApiScope.READ: "Read customers, enforcements, cases, gates; nothing personal",
    ApiScope.CUSTOMERS: "Enter and change customers, trunks, caller IDs; import sheets",
    ApiScope.ENFORCE: "Propose measures; a person approves each",
    ApiScope.CASES: "Read cases; pass complaints on as XARF",
    ApiScope.COMPLAINTS: "Hand complaints in; read nothing, not even what became of them",
    ApiScope.GATE: "The stream of enforcements for other points, and their confirmations",
    ApiScope.CPNI: "Names, mail addresses and telephones of customers; each reading is recorded",
    ApiScope.AUDIT: "Read the audit trail",
}
LASTS_DAYS = (30, 90, 365, 0)  # 0: until it is revoked


@page(MANAGE, section="settings")
def keys(request: HttpRequest) -> HttpResponse:
    faults: dict[str, str] = {}
    if request.method == "POST":
        text = f"{integrations.MARK}{secrets.token_urlsafe(32)}"
        try:
            made = integrations.make_key(
                world.of(request), request.POST.get("name", ""), _scopes(request), _expires_at(request), text
            )
        except BadInput as bad:
            faults = {fault.field: fault.reason for fault in bad.faults}
        else:
            return render(request, "settings/key.html", {"key": made, "text": text})
    now = timezone.now()
    shown = [{"row": row, "over": bool(row.expires_at and row.expires_at <= now)} for row in _rows()]
    context = {
        "keys": shown,
        "faults": faults,
        "scopes": list(SCOPE_WORDS.items()),
        "chosen": request.POST.getlist("scopes"),
        "name": request.POST.get("name", ""),
        "days": LASTS_DAYS,
        "lasts": request.POST.get("days", "365"),
    }
    return render(request, "settings/keys.html", context, status=422 if faults else 200)


@page(MANAGE, section="settings")
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    row = ApiKey.objects.filter(prefix=prefix).first()
    if row is None:
        raise Missing(f"No key begins with {prefix[:20]}.")
    if request.method != "POST":
        return render(request, "settings/key_revoke.html", {"key": row})
    integrations.revoke_key(world.of(request), row.pk)
    messages.success(request, f"The key of {row.name} opens nothing any more.")
    return redirect("api-keys")


def _rows() -> list[ApiKey]:
    """Those that open something first."""
    return list(ApiKey.objects.order_by("revoked_at", "name", "id")[:500])


def _scopes(request: HttpRequest) -> tuple[ApiScope, ...]:
    return tuple(scope for scope in ApiScope if scope.value in request.POST.getlist("scopes"))


def _expires_at(request: HttpRequest) -> float:
    days = request.POST.get("days", "")
    if days not in [str(one) for one in LASTS_DAYS]:
        raise BadInput([FieldFault("days", "is one of those listed")])
    return (timezone.now() + timedelta(days=int(days))).timestamp() if int(days) else 0.0


PAGES = [
    path("settings/keys", keys, name="api-keys"),
    path("settings/keys/<str:prefix>/revoke", revoke, name="api-key-revoke"),
]
