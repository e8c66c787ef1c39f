"""Reports: the desk's figures on one page, each a link to what it was counted from."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.desk_figures import Figures

PERIODS: Final = (7, 30, 90)


@page(section="reports")
def reports(request: HttpRequest) -> HttpResponse:
    days = next((one for one in PERIODS if request.GET.get("days") == str(one)), 30)
    found = Figures(days, world.of(request).clock.now())
    if request.GET.get("as") == "csv":
        return found.csv()
    context = {"figures": found, "days": days, "periods": PERIODS, "as_table": request.GET.get("as") == "table"}
    return render(request, "reports/reports.html", context)


PAGES = [path("reports", reports, name="reports")]
