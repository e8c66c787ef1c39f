"""Who works here: roles, the link by which each comes in, and switching an account off."""

import hashlib
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bellwarden.flows.office import people as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.people import GRANTS, Right, Role
from bellwarden.ports.office import Missing
from bellwarden.store.models import EntryLink, Person
from bellwarden.web import world
from bellwarden.web.access import RIGHT_WORDS, page

MANAGE = Right.MANAGE_PEOPLE


@page(MANAGE, section="people")
def people(request: HttpRequest) -> HttpResponse:
    rows = list(Person.objects.order_by("disabled_at", "name", "id"))
    proving = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    proved = set(Authenticator.objects.filter(type__in=proving).values_list("user_id", flat=True))
    waiting = EntryLink.objects.filter(used_at=None, revoked_at=None, person__isnull=False)
    links = {link.person_id: link for link in waiting}
    shown = [{"row": row, "proved": row.pk in proved, "link": links.get(row.pk)} for row in rows]
    without = sum(1 for row in rows if row.pk not in proved and row.is_active)
    return render(request, "people/people.html", {"people": shown, "without": without})


@page(MANAGE, section="people")
def invite(request: HttpRequest) -> HttpResponse:
    values, chosen, faults = _typed(request), _roles(request), {}
    if request.method == "POST":
        token = secrets.token_urlsafe(24)
        try:
            person = stories.invite(world.of(request), values, chosen, _digest(token))
        except BadInput as bad:
            faults = {fault.field: fault.reason for fault in bad.faults}
        else:
            return _show_link(request, person.name, person.key, token)
    context = {"values": values, "chosen": chosen, "faults": faults, "roles": _explained(), "person": None}
    return render(request, "people/person.html", context, status=422 if faults else 200)


@page(MANAGE, section="people")
def person(request: HttpRequest, key: str) -> HttpResponse:
    row = _row(key)
    values, chosen, faults = {"name": row.name, "email": row.email}, tuple(Role(role) for role in row.roles), {}
    if request.method == "POST":
        values, chosen = _typed(request), _roles(request)
        try:
            stories.change(world.of(request), row.pk, values, chosen, _version(request))
        except BadInput as bad:
            faults = {fault.field: fault.reason for fault in bad.faults}
        else:
            messages.success(request, f"{values['name']} is changed; it holds from the next page on.")
            return redirect("person", key=key)
    context = {
        "values": values,
        "chosen": chosen,
        "faults": faults,
        "roles": _explained(),
        "person": row,
        "sessions": UserSession.objects.filter(user=row).order_by("-created_at")[:20],
        "oneself": row.pk == request.user.pk,
    }
    return render(request, "people/person.html", context, status=422 if faults else 200)


@page(MANAGE, section="people")
def new_link(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("person", key=key)
    row, token = _row(key), secrets.token_urlsafe(24)
    found = stories.renew(world.of(request), row.pk, _digest(token))
    return _show_link(request, found.name, found.key, token)


@page(MANAGE, section="people")
def switch(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("person", key=key)
    row, reason = _row(key), request.POST.get("reason", "").strip()
    if row.is_active:
        stories.switch_off(world.of(request), row.pk, reason)
        for session in UserSession.objects.filter(user=row):
            session.end()
        messages.success(request, f"{row.name} is switched off and logged out everywhere.")
    else:
        stories.switch_on(world.of(request), row.pk, reason)
        messages.success(request, f"{row.name} can log in again.")
    return redirect("person", key=key)


def _row(key: str) -> Person:
    found = Person.objects.filter(key=key).first()
    if found is None:
        raise Missing(f"Nobody logs in as {key}.")
    return found


def _typed(request: HttpRequest) -> dict[str, str]:
    return {field: request.POST.get(field, "").strip() for field in ("key", "name", "email")}


def _roles(request: HttpRequest) -> tuple[Role, ...]:
    return tuple(role for role in Role if role.value in request.POST.getlist("roles"))


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdigit() else 0


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _explained() -> list[dict[str, Any]]:
    """Each role with what it lets one do, beyond reading."""
    return [
        {"role": role, "may": ", ".join(RIGHT_WORDS[right] for right in Right if right in GRANTS[role] - {Right.READ})}
        for role in Role
    ]


def _show_link(request: HttpRequest, name: str, key: str, token: str) -> HttpResponse:
    """Shown on this page only; it is kept nowhere."""
    address = request.build_absolute_uri(f"/setup/{token}")
    return render(request, "people/link.html", {"name": name, "key": key, "address": address})


PAGES = [
    path("people", people, name="people"),
    path("people/invite", invite, name="invite"),
    path("people/<str:key>", person, name="person"),
    path("people/<str:key>/link", new_link, name="person-link"),
    path("people/<str:key>/switch", switch, name="person-switch"),
]
