"""Rules: every check, list and condition with its mode and what it saw lately; a change of mode edits the policy."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.modes import set_mode
from bellwarden.model.office.people import Right
from bellwarden.model.policy import ModeSetting, PolicyDocument, Scope
from bellwarden.model.verdict import Mode
from bellwarden.policy.editing import written_modes
from bellwarden.policy.starter import CHECKS, LIST_CHECKS
from bellwarden.store.models import PolicyFile
from bellwarden.store.world import enforcing, office_home
from bellwarden.verdict import checks
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.pages.policy import office_writes
from bellwarden.web.rule_hits import Hits, hits


class Rule(NamedTuple):
    kind: str  # check, list, condition
    name: str
    about: str
    mode: str  # "" where nothing is written: the check keeps its own
    scoped: int  # trunks and customers with a mode of their own
    seen: int
    won: int | None  # None where only the whole check is counted
    drafted: str = ""  # the mode that is written and not yet published


def _rules(document: PolicyDocument | None, found: Hits) -> Iterator[Rule]:
    modes = () if document is None else document.modes
    plain = {one.check: one.mode.value for one in modes if one.scope is Scope.OPERATOR}
    for name in sorted(checks.load()):
        about = CHECKS.get(name, ("", LIST_CHECKS.get(name, "")))[1]
        code = name.upper()
        seen, won = found.seen.get(code, 0), found.won.get(code, 0)
        yield Rule("check", name, about, plain.get(name, ""), _scoped(modes, name), seen, won)
    for one in document.lists if document is not None else ():
        about = f"{one.list_class.value.replace('_', ' ')} by {one.key.value.replace('_', ' ')}, {one.count:,} numbers"
        name = f"list:{one.name}"
        yield Rule(
            "list", one.name, about, plain.get(name, ""), _scoped(modes, name), _by_source(found, one.name), None
        )
    for condition in document.conditions if document is not None else ():
        name = f"condition:{condition.name}"
        about = condition.description or condition.expression
        seen = _by_source(found, condition.name)
        yield Rule("condition", condition.name, about, plain.get(name, ""), _scoped(modes, name), seen, None)


def _with_drafts(rows: Iterable[Rule]) -> list[Rule]:
    """With what the files say already, where that is another mode."""
    kept = PolicyFile.objects.filter(binary=False, path__endswith=".toml").values_list("path", "content")
    written = written_modes({path: content.encode() for path, content in kept})
    found = []
    for one in rows:
        drafted = written.get((one.kind, one.name), "")
        found.append(one._replace(drafted=drafted if drafted != one.mode else ""))
    return found


def _scoped(modes: tuple[ModeSetting, ...], name: str) -> int:
    return sum(one.check == name and one.scope is not Scope.OPERATOR for one in modes)


def _by_source(found: Hits, source: str) -> int:
    return sum(count for code, count in found.seen.items() if code.partition(" ")[2] == source)


@page(right=Right.READ, post=Right.EDIT_POLICY, section="rules")
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _change(request)
    home = office_home()
    document = enforcing(home, "").policy if home.exists() else None
    found = hits()
    rows = _with_drafts(_rules(document, found))
    wanted = request.GET.get("mode", "")
    if wanted:
        rows = [one for one in rows if (one.mode or "own") == wanted]
    if request.GET.get("order") == "hits":
        rows.sort(key=lambda one: -one.seen)
    groups = [
        ("Checks", "check", [one for one in rows if one.kind == "check"]),
        ("Lists", "list", [one for one in rows if one.kind == "list"]),
        ("Conditions", "condition", [one for one in rows if one.kind == "condition"]),
    ]
    context = {
        "groups": groups,
        "hits": found,
        "document": document,
        "modes": [one.value for one in Mode],
        "wanted": wanted,
        "office_writes": office_writes(),
    }
    return render(request, "policy/rules.html", context)


def _change(request: HttpRequest) -> HttpResponse:
    kind, name = request.POST.get("kind", ""), request.POST.get("name", "")
    try:
        mode = Mode(request.POST.get("mode", ""))
        set_mode(world.of(request), kind, name, mode)
    except (BadInput, ValueError) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    else:
        said = f"{name} is written as {mode.value}. It takes effect when somebody else publishes the policy."
        messages.success(request, said)
    return redirect("rules")


PAGES = [path("rules", rules, name="rules")]
