"""Undo: the deed of the last fifteen seconds, taken back."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import undoing as stories
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.moves import MoveRefused
from bellwarden.ports.office import Conflict, Missing
from bellwarden.web import undoing, world
from bellwarden.web.access import page
from bellwarden.web.back import back


@require_POST
@page()
def undo(request: HttpRequest) -> HttpResponse:
    offer = undoing.offered(request, time.time())
    undoing.forget(request)
    if offer is None:
        messages.error(request, "The fifteen seconds are over: nothing was undone. The opposite can still be done.")
        return back(request)
    done, refused = 0, []
    for one in offer.done:
        try:
            stories.undo(world.of(request), offer.deed, one)
            done += 1
        except (Conflict, Missing, MoveRefused, BadInput) as refusal:
            refused.append(str(refusal))
    if done:
        messages.success(request, "Undone." if len(offer.done) == 1 else f"{done} of {len(offer.done)} undone.")
    for text in dict.fromkeys(refused[:3]):
        messages.error(request, f"{text}.")
    return back(request)


PAGES = [path("undo", undo, name="undo")]
