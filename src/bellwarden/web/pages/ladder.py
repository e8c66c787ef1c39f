"""The ladder: what each further strike asks for, how long a customer has, and whom of the house to tell."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from bellwarden.flows.office import executives, ladder
from bellwarden.flows.office.faults import BadInput
from bellwarden.model.office.people import Right
from bellwarden.store.office import DjangoOffice
from bellwarden.store.world import WallClock
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.story_form import StoryForm

STEPS_HELP: Final = (
    "One a line: notice; limit, its days, the share of its busiest calls a second that is left; challenge, "
    "restrict_caller_ids or suspend with days; terminate."
)
HOURS: Final = ("answer_hours", "answer_hours_illegal")
DAYS: Final = ("decay_days", "appeal_days", "page_days")


class LadderForm(StoryForm):
    since = forms.CharField(label="Holds from", help_text="A day of UTC, such as 2027-01-01.", max_length=10)
    steps = forms.CharField(
        label="Steps", help_text=STEPS_HELP, widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""})
    )
    decay_days = forms.IntegerField(label="A strike counts for, days")
    answer_hours = forms.FloatField(label="Time to answer a notice, hours")
    answer_hours_illegal = forms.FloatField(label="And where the calls are illegal, hours")
    remind_hours = forms.CharField(label="Reminders before the end of it, hours", required=False, max_length=100)
    appeal_days = forms.IntegerField(label="Time to appeal, days")
    page_days = forms.IntegerField(label="The page stays open after that, days")

    def ladder(self) -> dict[str, Any]:
        """As the story takes it; what is no step is left for it to refuse."""
        made: dict[str, Any] = {name: self.cleaned_data[name] for name in ("since", *DAYS, *HOURS)}
        made["remind_hours"] = [_number(one) for one in self.text("remind_hours").replace(",", " ").split()]
        made["steps"] = [_step(line) for line in self.text("steps").splitlines() if line.strip()]
        return made


@page(section="settings", post=Right.EDIT_POLICY)
@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest) -> HttpResponse:
    with DjangoOffice(WallClock()).reading() as desk:
        ladders, addresses = ladder.read_ladders(desk), executives.read_addresses(desk)
    now = datetime.now(UTC)
    held = ladder.ladder_at(ladders, now.timestamp())
    form = LadderForm(request.POST or None, initial=_initial(held, now.date().isoformat()))
    if request.method == "POST" and form.is_valid():
        try:
            ladder.write_ladder(world.of(request), form.ladder())
        except BadInput as bad:
            form.tell(bad)
        else:
            messages.success(request, "Written. What was judged before that day stays judged by the ladder of then.")
            return redirect("ladder")
    context = {
        "form": form,
        "ladders": sorted(ladders, key=lambda one: one.since, reverse=True),
        "held": held,
        "addresses": "\n".join(addresses),
    }
    return render(request, "ladder/ladder.html", context, status=422 if form.errors else 200)


@require_POST
@page(right=Right.MANAGE_PEOPLE, section="settings")
def tell_executives(request: HttpRequest) -> HttpResponse:
    try:
        executives.write_addresses(
            world.of(request), tuple(request.POST.get("addresses", "").replace(",", " ").split())
        )
        messages.success(request, "Saved.")
    except BadInput as bad:
        messages.error(request, f"Nothing was changed: {bad}.")
    return redirect("ladder")


def _initial(held: ladder.Ladder, today: str) -> dict[str, object]:
    plain = msgspec.to_builtins(held)
    lines = [_line(one) for one in held.steps]
    hours = " ".join(f"{one:g}" for one in held.remind_hours)
    return {**plain, "since": today, "steps": "\n".join(lines), "remind_hours": hours}


def _line(step: ladder.Step) -> str:
    if step.kind == "limit":
        return f"{step.kind} {step.days} {step.share:g}"
    return f"{step.kind} {step.days}" if step.days else step.kind


def _step(line: str) -> dict[str, object]:
    kind, *more = line.split()
    names = ("days", "share") if kind == "limit" else ("days",)
    return {"kind": kind, **dict(zip(names, map(_number, more), strict=False))}


def _number(text: str) -> object:
    """The text itself where it is none: the story says what is wrong."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


PAGES = [
    path("ladder", shown, name="ladder"),
    path("ladder/executives", tell_executives, name="ladder-executives"),
]
