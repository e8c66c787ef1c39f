"""What a page says when it can't be shown: what happened, what still works, what to do."""

import logging
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bellwarden.ports.office import Conflict, Missing
from bellwarden.web import gates_line

log: Final = logging.getLogger("bellwarden.web")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = str(exception or "") if not isinstance(exception, PermissionDenied) else ""
    return _told(request, 403, "You can't do this", told or "Your roles do not let you do this.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = (
        str(exception)
        if isinstance(exception, Missing) or (isinstance(exception, Http404) and _plain(exception))
        else ""
    )
    return _told(
        request,
        404,
        "There is nothing at this address",
        told or "The address may be cut short, or what it named was never there.",
    )


def _plain(error: Http404) -> bool:
    return bool(error.args) and isinstance(error.args[0], str) and "matches the given query" not in error.args[0]


def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    """Somebody was faster: what was typed stands below, nothing was written."""
    hidden = ("csrfmiddlewaretoken", "version", "password", "code")
    typed = [(name, value) for name, value in request.POST.items() if name not in hidden and str(value).strip()]
    context = {"told": str(error), "typed": typed, "again": request.get_full_path()}
    return render(request, "states/conflict.html", context, status=409)


def no_database(request: HttpRequest) -> HttpResponse:
    """No template that asks the database anything."""
    try:
        line = gates_line.gates_line(0.0)
        gates = f"Calls are still judged, on policy {line.policy}." if line.told else ""
    except OSError:
        gates = ""
    return HttpResponse(render_to_string("states/bare.html", {"told": gates}), status=503, headers={"Retry-After": "5"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(
        render_to_string(
            "states/bare.html",
            {
                "title": "This request can't be read",
                "told": "The address or the form was not what this page understands.",
            },
        ),
        status=400,
    )


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        render_to_string(
            "states/bare.html",
            {
                "title": "A fault of Bellwarden itself",
                "told": "It is written in the office's log. Calls are still judged: the gate does not need the office.",
            },
        ),
        status=500,
    )


def no_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old or missing: a session that ended, mostly."""
    return _told(
        request,
        403,
        "This form was too old",
        "Nothing was written. Go back, load the page again and send it once more; what you typed is still there.",
    )


def _told(request: HttpRequest, status: int, title: str, told: str) -> HttpResponse:
    name = "states/part.html" if request.headers.get("HX-Request") else "states/told.html"
    return render(request, name, {"title": title, "told": told, "status": status}, status=status)
