"""Sheets in and out: a file is looked at first, change by change, and carried out by a second press."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.flows.office.exporting import export
from bellwarden.flows.office.import_plan import Step
from bellwarden.flows.office.sheet_columns import COLUMNS, Kind
from bellwarden.home.uploads import Uploads
from bellwarden.model.office.people import Right
from bellwarden.store.world import office_home
from bellwarden.web import world
from bellwarden.web.access import may, page
from bellwarden.web.sheets import BYTES_MAX, SheetFault, csv_bytes, read_sheets, workbook_bytes
from bellwarden.web.taking_in import AT_ONCE_MAX, JOB, carry_out, planned

SHOWN: Final = 200
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(right=Right.EDIT_CUSTOMERS, section="import")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            fault = "Choose a file first."
        elif (file.size or 0) > BYTES_MAX:
            fault = f"The file has {file.size:,} bytes; at most {BYTES_MAX:,} are taken."
        else:
            data = file.read()
            try:
                read_sheets(file.name or "file", data)
            except SheetFault as error:
                fault = str(error)
            else:
                name = Uploads(office_home().path).keep(data)
                whole = "?complete=1" if request.POST.get("complete") == "yes" else ""
                return redirect(f"/import/{name}{whole}")
    columns = [(kind, COLUMNS[kind].needed, COLUMNS[kind].names) for kind in Kind]
    context = {"fault": fault, "columns": columns, "may_cpni": may(request, Right.READ_CPNI)}
    return render(request, "sheets/import.html", context, status=422 if fault else 200)


@page(right=Right.EDIT_CUSTOMERS, section="import")
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, upload: str) -> HttpResponse:
    """What it would change; the second press carries it out."""
    complete = request.GET.get("complete") == "1"
    here = world.of(request)
    try:
        made = planned(here, upload, complete)
    except SheetFault as error:
        raise Http404(str(error)) from None
    if made is None:
        raise Http404("This file is not kept any more: hand it in again.")
    todo = made.count(Step.ADD) + made.count(Step.CHANGE) + len(made.vanished)
    if request.method == "POST":
        if todo > AT_ONCE_MAX:
            with here.office.writing(here.actor) as desk:
                desk.enqueue(JOB, upload=upload, complete=complete, by=here.actor.name)
            messages.success(request, f"{todo:,} changes are handed to the worker. This page counts what is left.")
            return redirect(request.get_full_path())
        refused = carry_out(here, made)
        if refused:
            told = "; ".join(f"row {one.line}: {one.reason}" for one in refused[:5])
            messages.error(request, f"{len(refused)} rows were left out. {told}")
        messages.success(request, f"{todo - len(refused):,} changes are written.")
        return redirect("import")
    rows = [row for row in made.rows if row.step in (Step.ADD, Step.CHANGE)]
    context = {
        "plan": made,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "adds": made.count(Step.ADD),
        "changes": made.count(Step.CHANGE),
        "same": made.count(Step.SAME),
        "faulty": made.count(Step.FAULTY),
        "faults": made.faults[:SHOWN],
        "todo": todo,
        "complete": complete,
        "vanished": made.vanished[:SHOWN],
    }
    return render(request, "sheets/look.html", context)


@page(right=Right.READ, section="import")
@require_http_methods(["POST"])
def give(request: HttpRequest) -> HttpResponse:
    """A POST, because each leaves an event in the audit trail."""
    personal = request.POST.get("personal") == "yes"
    chosen = request.POST.get("kind", "")
    if request.POST.get("as") == "csv":
        kind = Kind(chosen) if chosen in [one.value for one in Kind] else Kind.CUSTOMERS
        (sheet,) = export(world.of(request), (kind,), personal=personal)
        body, name, mime = csv_bytes(sheet.header, [row for _, row in sheet.rows]), f"{kind.value}.csv", "text/csv"
    else:
        sheets = export(world.of(request), tuple(Kind), personal=personal)
        body, name, mime = workbook_bytes(sheets), "bellwarden.xlsx", XLSX
    response = HttpResponse(body, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


PAGES = [
    path("import", take, name="import"),
    path("import/<str:upload>", look, name="import-look"),
    path("export", give, name="export"),
]
