"""What one chooses oneself: theme, density, keys, zone; and how one logs in."""

from typing import Final
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office import people
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.keymap import LETTERS, changed_keys, words_of
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.back import back
from bellwarden.web.preferences import DENSITIES, THEMES, preferences_of

# Zones of the country first: nobody wants to look through six hundred.
NEAR: Final = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Toronto", "America/Vancouver", "UTC"),
)


@page(section="settings")
def settings(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        chosen = {
            "theme": _one_of(request.POST.get("theme", ""), THEMES),
            "density": _one_of(request.POST.get("density", ""), DENSITIES),
            "keys": request.POST.get("keys") == "on",
            "zone": request.POST.get("zone", "") if request.POST.get("zone") in available_timezones() else "",
        }
        _choose(request, chosen)
        messages.success(request, "Saved.")
        return redirect("settings")
    far = sorted(available_timezones() - set(NEAR))
    context = {"chosen": preferences_of(request), "near": NEAR, "far": far, "themes": THEMES, "densities": DENSITIES}
    return render(request, "settings/settings.html", context)


@require_POST
@page(section="settings")
def theme(request: HttpRequest) -> HttpResponse:
    _choose(request, {"theme": _one_of(request.POST.get("theme", ""), THEMES)})
    return back(request)


@require_POST
@page(section="settings")
def rail(request: HttpRequest) -> HttpResponse:
    _choose(request, {"rail": not preferences_of(request).rail})
    return back(request)


@page(section="settings")
def letters(request: HttpRequest) -> HttpResponse:
    """Which key means what."""
    pressed, faults = preferences_of(request).keymap, {}
    if request.method == "POST":
        typed = {one: request.POST.get(f"letter-{place}", one) for place, one in enumerate(LETTERS)}
        try:
            _choose(request, {"keymap": {} if "shipped" in request.POST else changed_keys(typed)})
        except BadInput as bad:
            pressed, faults = typed, {one.field: one.reason for one in bad.faults}
        else:
            messages.success(request, "Saved.")
            return redirect("settings-letters")
    keys = [
        {"letter": one, "words": words_of(one), "pressed": pressed[one], "fault": faults.get(one, "")}
        for one in LETTERS
    ]
    return render(request, "settings/letters.html", {"keys": keys, "faults": faults}, status=422 if faults else 200)


def _choose(request: HttpRequest, chosen: dict[str, object]) -> None:
    people.choose(world.of(request), str(getattr(request.user, "key", "")), chosen)


def _one_of(word: str, words: tuple[str, ...]) -> str:
    return word if word in words else words[0]


PAGES = [
    path("settings", settings, name="settings"),
    path("settings/letters", letters, name="settings-letters"),
    path("settings/theme", theme, name="settings-theme"),
    path("settings/rail", rail, name="settings-rail"),
]
