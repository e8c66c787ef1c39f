"""Every mail that came and opened no complaint: what it belongs to, or that it belongs to nothing known."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from bellwarden.model.office.letter import LetterKind
from bellwarden.store.models import Letter
from bellwarden.web.access import page
from bellwarden.web.letters_of import WORDS, told
from bellwarden.web.paging import page_of

PAGE: Final = 50


@page(section="complaints")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    rows = Letter.objects.exclude(kind=LetterKind.REPORT.value).select_related("case", "complaint", "notice")
    kind, alone = request.GET.get("kind", ""), request.GET.get("alone") == "1"
    if kind in {one.value for one in LetterKind}:
        rows = rows.filter(kind=kind)
    if alone:
        rows = rows.filter(case=None)
    found = page_of(request, rows.order_by("-received_at", "-id"), PAGE)
    kinds = [(one.value, word) for one, word in WORDS.items() if one is not LetterKind.REPORT]
    context = {"page": found, "rows": [told(one) for one in found.rows], "kinds": kinds, "kind": kind, "alone": alone}
    return render(request, "complaints/letters.html", context)


PAGES = [path("letters", letters, name="letters")]
