"""The jump box: groups by kind while one types; without script, or by Enter, a page of its own, or straight there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bellwarden.web import finding
from bellwarden.web.access import page, rights

PAGE_EACH = 20


@page()
def jump(request: HttpRequest) -> HttpResponse:
    question = finding.asked(request.GET.get("q", ""), rights(request))
    piece = bool(request.headers.get("HX-Request"))
    groups = finding.find(question, finding.EACH_MAX if piece else PAGE_EACH)
    context = {"question": question, "groups": groups}
    if piece:
        return render(request, "jump/found.html", context)
    hits = [hit for group in groups for hit in group.hits]
    if len(hits) == 1 and not question.digits:
        return redirect(hits[0].href)
    return render(request, "jump/jump.html", context)


PAGES = [path("jump", jump, name="jump")]
