"""What may be carried away from a complaint: the message as it came, and the report for another provider's desk."""

import json

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from bellwarden.flows.office.passing_on import as_xarf
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.world import office_home
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.reporter import report_id_of, reporter


@page(Right.WORK_CASES, section="complaints")
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Byte for byte, with its files, for a mail program; no browser opens it."""
    row = _row(world.of(request), reference)
    try:
        raw = office_home().mail_drop().raw(row.message)
    except FileNotFoundError:
        raise Missing(f"The message of {reference} is not kept here any more; its evidence says why.") from None
    response = HttpResponse(raw, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{row.reference}.eml"'
    return response


@require_POST
@page(Right.WORK_CASES, section="complaints")
def xarf(request: HttpRequest, reference: str) -> HttpResponse:
    here = world.of(request)
    row = _row(here, reference)
    words = request.POST.get("words") == "yes"
    report = as_xarf(here, row, reporter(), report_id_of(row.reference), words=words)
    response = HttpResponse(json.dumps(report, indent=1), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{row.reference}-xarf.json"'
    return response


def _row(here: OfficeWorld, reference: str) -> ComplaintRecord:
    with here.office.reading() as desk:
        found = desk.complaints.find(reference=reference)
    if found is None:
        raise Missing(f"There is no complaint {reference}.")
    return found


PAGES = [
    path("intake/message/<str:reference>", message, name="complaint-message"),
    path("intake/xarf/<str:reference>", xarf, name="complaint-xarf"),
]
