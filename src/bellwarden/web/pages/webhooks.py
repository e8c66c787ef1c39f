"""Webhooks: who is told what, what came of it, and sending again what could not be delivered."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bellwarden.feeds.posting import Poster
from bellwarden.flows.office import webhooks as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.models import Webhook, WebhookDelivery
from bellwarden.store.office_file import read_office_file
from bellwarden.store.world import office_home
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.paging import page_of

MANAGE = Right.MANAGE_PEOPLE
STATE_WORDS = {"scheduled": "waiting", "retrying": "tried again", "delivered": "delivered", "dead": "given up"}


@page(MANAGE, section="settings")
def webhooks(request: HttpRequest) -> HttpResponse:
    faults: dict[str, str] = {}
    if request.method == "POST":
        secret = secrets.token_urlsafe(32)
        try:
            made = stories.make(world.of(request), _url(request), _events(request), secret, _poster())
        except BadInput as bad:
            faults = {fault.field: fault.reason for fault in bad.faults}
        else:
            return render(request, "settings/webhook_made.html", {"webhook": made, "secret": secret})
    counted = {
        state: Count("deliveries", filter=Q(deliveries__state=state)) for state in ("dead", "retrying", "scheduled")
    }
    rows = Webhook.objects.exclude(secret="").annotate(**counted).order_by("id")
    context = {"webhooks": rows, "faults": faults, "url": _url(request), "events": request.POST.get("events", "*")}
    return render(request, "settings/webhooks.html", context, status=422 if faults else 200)


@page(MANAGE, section="settings")
def webhook(request: HttpRequest, ref: str) -> HttpResponse:
    row = _row(ref)
    faults: dict[str, str] = {}
    url, events = row.url, " ".join(row.events)
    if request.method == "POST":
        url, events = _url(request), request.POST.get("events", "")
        try:
            stories.change(
                world.of(request), row.pk, url, _events(request), request.POST.get("active") == "on", _poster()
            )
        except BadInput as bad:
            faults = {fault.field: fault.reason for fault in bad.faults}
        else:
            messages.success(request, "The webhook is changed.")
            return redirect("webhook", ref=ref)
    chosen = request.GET.get("state", "")
    found = WebhookDelivery.objects.filter(webhook=row).order_by("-id")
    found = found.filter(state=chosen) if chosen in STATE_WORDS else found
    context: dict[str, Any] = {
        "webhook": row,
        "page": page_of(request, found),
        "states": STATE_WORDS,
        "state": chosen,
        "url": url,
        "events": events,
        "faults": faults,
    }
    return render(request, "settings/webhook.html", context, status=422 if faults else 200)


@page(MANAGE, section="settings")
def deed(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """try, remove; and resend, which names a delivery."""
    row = _row(ref)
    if request.method != "POST" or what not in ("try", "resend", "remove"):
        return redirect("webhook", ref=ref)
    if what == "try":
        stories.try_out(world.of(request), row.pk)
        messages.success(request, "A trial is on its way; its answer stands below in a moment.")
    elif what == "remove":
        stories.remove(world.of(request), row.pk)
        messages.success(request, f"{row.url} is told nothing any more.")
        return redirect("webhooks")
    else:
        number = request.POST.get("delivery", "")
        found = row.deliveries.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if found is None:
            raise Missing("There is no such delivery.")
        stories.resend(world.of(request), found.pk)
        messages.success(request, "It is sent again.")
    return redirect("webhook", ref=ref)


def _row(ref: str) -> Webhook:
    found = Webhook.objects.filter(ref=ref).exclude(secret="").first()
    if found is None:
        raise Missing(f"There is no webhook {ref[:24]}.")
    return found


def _url(request: HttpRequest) -> str:
    return request.POST.get("url", "").strip()


def _events(request: HttpRequest) -> list[str]:
    return request.POST.get("events", "").replace(",", " ").split()


def _poster() -> Poster:
    """It only looks at addresses here; sending is the worker's."""
    return Poster(read_office_file(office_home().path))


PAGES = [
    path("settings/webhooks", webhooks, name="webhooks"),
    path("settings/webhooks/<str:ref>", webhook, name="webhook"),
    path("settings/webhooks/<str:ref>/<str:what>", deed, name="webhook-deed"),
]
