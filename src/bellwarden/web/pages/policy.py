"""The policy: which one is in force, what is drafted, its files, publication by a second person, the way back."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from bellwarden.flows.office import policy as stories
from bellwarden.flows.office.adopt import OFFICE, author_of
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed
from bellwarden.flows.policy_push import PushResult
from bellwarden.model.office.people import Right
from bellwarden.policy.problem import Problem, Severity
from bellwarden.ports.office import Conflict
from bellwarden.seam.fault import SeamFault
from bellwarden.store.models import PolicyFile
from bellwarden.store.office import DjangoOffice
from bellwarden.store.publishing import publishing
from bellwarden.store.world import WallClock, office_home
from bellwarden.web import policy_view, world
from bellwarden.web.access import page
from bellwarden.web.paging import page_of

ID_MIN: Final = 8
PROBLEMS_SHOWN: Final = 100


def office_writes() -> bool:
    """Whether the office is the policy's author, not files."""
    with DjangoOffice(WallClock()).reading() as desk:
        return author_of(desk) == OFFICE


@page(section="policy")
@require_GET
def versions(request: HttpRequest) -> HttpResponse:
    past = policy_view.statements()
    shown = page_of(request, past, 30)
    context = {
        "page": shown,
        "current": past[0].pointer if past else None,
        "office_writes": office_writes(),
        "editors": policy_view.editors(),
        "files": policy_view.files(),
    }
    return render(request, "policy/versions.html", context)


@page(section="policy")
@require_GET
def version(request: HttpRequest, snapshot: str) -> HttpResponse:
    past = policy_view.statements()
    named = [one for one in past if len(snapshot) >= ID_MIN and one.pointer.snapshot.startswith(snapshot)]
    if not named:
        raise Http404("There is no statement of this snapshot. Old ones are put away once nothing names them.")
    one = named[0]
    against = request.GET.get("with", "")
    other = past[0].pointer.snapshot if against == "now" else one.before
    try:
        told = policy_view.changes(str(office_home().path), other, one.pointer.snapshot)
    except SeamFault as fault:
        told, reason = (), str(fault)
    else:
        reason = ""
    context = {
        "one": one,
        "others": named[1:],
        "against": against,
        "changes": told[: policy_view.CHANGES_SHOWN],
        "count": len(told),
        "fault": reason,
    }
    return render(request, "policy/version.html", context)


@page(section="policy")
@require_GET
def draft(request: HttpRequest) -> HttpResponse:
    """Built out of the rows as they are; the next reader gets it at once, until something changes."""
    made, told = policy_view.drafts.of(world.of(request))
    errors = [one for one in made.problems if one.severity is Severity.ERROR]
    context = {
        "draft": made,
        "errors": errors[:PROBLEMS_SHOWN],
        "error_count": len(errors),
        "names": {one.path for one in policy_view.files()},
        "warnings": [one for one in made.problems if one.severity is not Severity.ERROR],
        "changes": told[: policy_view.CHANGES_SHOWN],
        "count": len(told),
        "office_writes": office_writes(),
        "own": request.user.get_username() in made.editors,
        "force": request.GET.get("force", ""),
    }
    return render(request, "policy/draft.html", context)


@page(right=Right.PUBLISH_POLICY, section="policy")
@require_http_methods(["POST"])
def publish(request: HttpRequest) -> HttpResponse:
    reason, force = request.POST.get("reason", ""), request.POST.get("force", "")
    try:
        result = stories.publish(world.of(request), reason, publishing(office_home()), force)
    except (BadInput, NotAllowed) as refused:
        messages.error(request, f"Nothing was published: {refused}.")
        return redirect("policy-draft")
    return _told(request, result, "published")


@page(right=Right.PUBLISH_POLICY, section="policy")
@require_http_methods(["POST"])
def rollback(request: HttpRequest, snapshot: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    result = stories.rollback(world.of(request), snapshot, reason, publishing(office_home()))
    return _told(request, result, "rolled back")


def _told(request: HttpRequest, result: PushResult, deed: str) -> HttpResponse:
    if result.refused:
        messages.error(request, f"Nothing was {deed}: {result.refused}.")
        return redirect("policy-draft" if deed == "published" else "policy")
    if result.unchanged:
        messages.success(request, "This very policy is in force already; nothing was changed.")
    else:
        messages.success(request, f"Policy {result.serial} is in force. Gates take it up within a second.")
    return redirect("policy")


@page(right=Right.READ, post=Right.EDIT_POLICY, section="policy")
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    name = request.GET.get("path", "")
    kept = PolicyFile.objects.filter(path=name).first()
    if kept is None and not (request.method == "POST" or "new" in request.GET):
        raise Http404("There is no such file in the policy.")
    if kept is not None and kept.binary:
        raise Http404("This file is no text; hand it in by `bellwarden office adopt`.")
    text = kept.content if kept is not None else ""
    problems: list[Problem] = []
    fault, status = "", 200
    if request.method == "POST":
        name = name or request.POST.get("path", "").strip()
        text = request.POST.get("content", "").replace("\r\n", "\n")
        version_seen = request.POST.get("version", "0")
        problems = _problems(request, name, text)
        status = 422
        if not problems or request.POST.get("anyway") == "yes":
            try:
                seen = int(version_seen) if version_seen.isdigit() else 0
                stories.save_file(world.of(request), name, text.encode(), seen)
            except BadInput as bad:
                fault = str(bad)
            except Conflict as conflict:
                fault = f"{conflict}. Your text is kept below; saved once more, it takes the other's place."
            else:
                messages.success(request, f"{name} is saved. It takes effect when somebody else publishes it.")
                return redirect("policy")
    context = {"path": name, "text": text, "kept": kept, "problems": problems, "fault": fault}
    return render(request, "policy/file.html", context, status=status)


def _problems(request: HttpRequest, name: str, text: str) -> list[Problem]:
    """Errors of this file as it would stand among the others."""
    made, _ = policy_view.drafts.of(world.of(request))
    reading = publishing(office_home()).read({**made.files, name: text.encode()})
    return [one for one in reading.problems if one.severity is Severity.ERROR]


PAGES = [
    path("policy", versions, name="policy"),
    path("policy/draft", draft, name="policy-draft"),
    path("policy/publish", publish, name="policy-publish"),
    path("policy/file", file, name="policy-file"),
    path("policy/<str:snapshot>", version, name="policy-version"),
    path("policy/<str:snapshot>/rollback", rollback, name="policy-rollback"),
]
