"""How pages without a log-in are shown: in the reader's language, in a frame that tells nothing of the office."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation.trans_real import parse_accept_lang_header

from bellwarden.disclosure.form_wording import WORDS
from bellwarden.disclosure.wording import DEFAULT

ACCEPTED_MAX: Final = 200  # signs of Accept-Language that are read


def tongue_of(request: HttpRequest) -> str:
    """As the address says, `?lang=es`; else the first language of Accept-Language that we speak."""
    asked = request.GET.get("lang", "")
    if asked in WORDS:
        return asked
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:ACCEPTED_MAX].lower()):
        if wanted[:2] in WORDS:
            return wanted[:2]
    return DEFAULT


def show(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """A template that extends public/frame.html; `words` and `tongue` are there for it."""
    tongue = tongue_of(request)
    others = [(code, words["name"]) for code, words in WORDS.items() if code != tongue]
    around = {"tongue": tongue, "words": WORDS[tongue], "others": others}
    return render(request, template, {**around, **context}, status=status)


def told(request: HttpRequest, status: int, name: str) -> HttpResponse:
    """A page that says one thing: the words `name`, below their title."""
    words = WORDS[tongue_of(request)]
    return show(request, "public/told.html", {"title": words[f"{name}_title"], "told": words[name]}, status)
