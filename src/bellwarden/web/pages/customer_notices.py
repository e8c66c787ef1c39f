"""Notices to customers: written and looked over before they go, their answers read, their appeals decided."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bellwarden.disclosure.customer_wording import ASKS, FOUND, GROUNDS
from bellwarden.flows.office import appeals, customer_notices
from bellwarden.flows.office.customer_answers import STATEMENT
from bellwarden.flows.office.customer_notices import Telling
from bellwarden.flows.office.evidence import read_evidence
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.customer_notice import OPEN, AppealState, Ask, CustomerNoticeState, FoundBy, Ground
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Missing
from bellwarden.store.models import Appeal, Case, CustomerNotice, Enforcement, Evidence
from bellwarden.store.world import notice_page, office_home
from bellwarden.web import world
from bellwarden.web.access import may, page
from bellwarden.web.pages.customers import customer_of, name_for
from bellwarden.web.paging import page_of
from bellwarden.web.story_form import StoryForm

_AREA: Any = {"rows": 4, "data-keep": ""}
FOUND_WORDS: Final = {
    FoundBy.COMPLAINT: "Somebody told us",
    FoundBy.OWN_RECORDS: "We saw it in our records",
    FoundBy.AUTHORITY: "A body that traces calls or enforces the law told us",
}
GROUND_WORDS: Final = {Ground.LAW: "The law", Ground.TERMS: "Our terms", Ground.NETWORK: "Harm to the network"}
SHOW: Final = {"open": [one.value for one in OPEN], "answered": [CustomerNoticeState.ANSWERED.value], "all": []}

GAG_DAYS_MAX: Final = 3_650
SHOWS: Final = {"open": "Open", "answered": "Answered", "all": "All"}


class NoticeForm(StoryForm):
    facts = forms.CharField(
        label="What was seen",
        help_text="The customer reads it. Name nobody: not who told us, no other customer.",
        widget=forms.Textarea(attrs=_AREA),
        required=False,
    )
    found_by = forms.ChoiceField(
        label="How we learned of it", choices=[(one.value, words) for one, words in FOUND_WORDS.items()]
    )
    ground = forms.ChoiceField(
        label="What it rests on", choices=[(one.value, words) for one, words in GROUND_WORDS.items()]
    )
    ground_text = forms.CharField(
        label="Which rule",
        help_text="Its citation and what it says.",
        widget=forms.Textarea(attrs=_AREA),
        required=False,
    )
    asks = forms.MultipleChoiceField(
        label="What we ask of it",
        choices=[(one.value, ASKS[one.value]) for one in Ask],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def telling(self, before: Telling) -> Telling:
        return before._replace(
            facts=self.text("facts"),
            found_by=FoundBy(self.text("found_by")),
            ground=Ground(self.text("ground")),
            ground_text=self.text("ground_text"),
            asks=tuple(Ask(one) for one in self.cleaned_data.get("asks", ())),
        )


@page(section="notices")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for us first: appeals, then answers, then the oldest."""
    show = request.GET.get("show", "open")
    states = SHOW.get(show, SHOW["open"])
    found = CustomerNotice.objects.select_related("customer", "case", "enforcement", "notice", "appeal").defer("calls")
    found = found.filter(state__in=states) if states else found
    context = {
        "page": page_of(request, found.order_by("answer_due_at" if states else "-id", "id")),
        "show": show if show in SHOW else "open",
        "shows": SHOWS,
        "appeals": Appeal.objects.filter(state__in=[AppealState.FILED.value, AppealState.LATE.value])
        .select_related("customer_notice", "customer")
        .order_by("filed_at")[:50],
    }
    return render(request, "notices/notices.html", context)


@page(right=Right.WORK_CASES, section="customers")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    """First the letter as it would read, then the press."""
    row, deeds = customer_of(key), world.of(request)
    case = Case.objects.filter(ref=request.GET.get("case", "")).first() if request.GET.get("case") else None
    measure = Enforcement.objects.filter(ref=request.GET.get("measure", ""), customer=row).first()
    with deeds.office.reading() as desk:
        begun = customer_notices.suggestion(desk, row.pk, case.pk if case else 0, measure.pk if measure else 0)
    form = NoticeForm(request.POST or _initial(begun))
    draft = None
    if form.is_valid():
        telling, address = form.telling(begun), notice_page(office_home())
        try:
            if request.POST.get("deed") == "tell":
                made = customer_notices.give(deeds, telling, address)
                messages.success(request, "It goes out in a quarter of an hour; until then it can be taken back.")
                return redirect("notice", made.ref)
            draft = customer_notices.draft(deeds, telling, address)
        except BadInput as bad:
            form.tell(bad)
        except Conflict as refused:
            form.add_error(None, f"{refused}.")
    context = {
        "form": form,
        "customer": row,
        "named": name_for(request, row),
        "case": case,
        "measure": measure,
        "draft": draft,
        "found": FOUND,
        "grounds": GROUNDS,
    }
    return render(request, "notices/new.html", context, status=422 if request.method == "POST" and form.errors else 200)


@require_POST
@page(right=Right.DISCLOSE, section="customers")
def gag(request: HttpRequest, key: str) -> HttpResponse:
    """An order forbids to tell the customer for some days; 0: it is over."""
    row, days = customer_of(key), request.POST.get("days", "")
    case = Case.objects.filter(ref=request.POST.get("case", "").strip(), customer=row).first()
    deeds = world.of(request)
    if case is None or not days.isdigit() or int(days) > GAG_DAYS_MAX:
        messages.error(request, f"Nothing was changed: name a case about this customer, and 0 to {GAG_DAYS_MAX} days.")
        return redirect("customer", key)
    until = deeds.clock.now() + int(days) * customer_notices.DAY_S if int(days) else 0.0
    try:
        customer_notices.gag(deeds, case.pk, until, request.POST.get("reason", ""))
        messages.success(request, "Written. No letter goes to it." if until else "Ended. It can be told again.")
    except BadInput as bad:
        messages.error(request, f"Nothing was changed: {bad}.")
    return redirect("customer", key)


@page(section="notices")
@require_GET
def notice(request: HttpRequest, ref: str) -> HttpResponse:
    row = _row(ref)
    appeal = Appeal.objects.filter(customer_notice=row).select_related("reversal").first()
    may_read = may(request, Right.READ_CPNI)
    sent = Evidence.objects.filter(source=row.ref, case=row.case).order_by("id")
    context = {
        "row": row,
        "named": name_for(request, row.customer),
        "appeal": appeal,
        "may_read": may_read,
        "may_work": may(request, Right.WORK_CASES),
        "open": row.state in SHOW["open"],
        "undo": row.notice is not None and row.notice.state == "queued" and not row.notice.attempts,
        "sent": list(sent[:120]),
        "page_address": notice_page(office_home())(row.ref) if may_read else "",
        "now": time.time(),
    }
    return render(request, "notices/notice.html", context)


@page(right=Right.READ_CPNI, section="notices")
@require_GET
def file(request: HttpRequest, ref: str, evidence: int) -> HttpResponse:
    """What the customer sent, as bytes to save; its own words are shown. Each reading is on record."""
    row = _row(ref)
    if not Evidence.objects.filter(pk=evidence, source=row.ref).exclude(source="").exists():
        raise Missing(f"There is no such file of {row.ref}.")
    kept, content = read_evidence(world.of(request), office_home().evidence(), evidence)
    if kept.kind == STATEMENT:
        context = {"row": row, "text": content.decode("utf-8", "replace"), "at": kept.captured_at}
        return render(request, "notices/answer.html", context)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{row.ref}-{kept.id}.bin"'
    return response


@require_POST
@page(section="notices")
def deed(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    """The stories say who may."""
    row, story = _row(ref), DEEDS.get(name)
    if story is None:
        raise Missing(f"There is no deed {name}.")
    try:
        messages.success(request, story(world.of(request), row, request.POST.get("text", "")))
    except (BadInput, MoveRefused, Conflict) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    return redirect("notice", ref)


def _withdraw(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    customer_notices.withdraw(deeds, row.pk, text, notice_page(office_home()))
    return "Taken back. It counts for nothing."


def _settle(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    customer_notices.settle(deeds, row.pk, text, notice_page(office_home()))
    return "Settled. The customer is told."


def _ask_again(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    customer_notices.ask_again(deeds, row.pk, text, notice_page(office_home()))
    return "Asked again. Its time begins anew."


def _appeal_of(row: CustomerNotice) -> int:
    found = Appeal.objects.filter(customer_notice=row).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(f"There is no appeal against {row.ref}.")
    return int(found)


def _admit(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    appeals.admit(deeds, _appeal_of(row), text)
    return "Taken, though it was late."


def _uphold(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    appeals.decide(deeds, _appeal_of(row), False, text, notice_page(office_home()))
    return "What was done stands. The customer is told."


def _overturn(deeds: OfficeWorld, row: CustomerNotice, text: str) -> str:
    decided = appeals.decide(deeds, _appeal_of(row), True, text, notice_page(office_home()))
    waits = " Its calls come back when a second person agrees." if decided.reversal_id else ""
    return f"Overturned. It counts for nothing.{waits}"


DEEDS: Final[Mapping[str, Callable[[OfficeWorld, CustomerNotice, str], str]]] = {
    "withdraw": _withdraw,
    "settle": _settle,
    "ask_again": _ask_again,
    "admit": _admit,
    "uphold": _uphold,
    "overturn": _overturn,
}


def _row(ref: str) -> CustomerNotice:
    found = CustomerNotice.objects.select_related("customer", "case", "enforcement", "notice").filter(ref=ref).first()
    if found is None:
        raise Missing(f"There is no notice {ref[:40]}.")
    return found


def _initial(telling: Telling) -> dict[str, object]:
    return {
        "facts": telling.facts,
        "found_by": telling.found_by.value,
        "ground": telling.ground.value,
        "ground_text": telling.ground_text,
        "asks": [one.value for one in telling.asks],
    }


PAGES = [
    path("notices", listed, name="notices"),
    path("customers/<str:key>/notices/new", new, name="notice-new"),
    path("customers/<str:key>/gag", gag, name="customer-gag"),
    path("notices/<str:ref>", notice, name="notice"),
    path("notices/<str:ref>/files/<int:evidence>", file, name="notice-file"),
    path("notices/<str:ref>/<str:name>", deed, name="notice-deed"),
]
