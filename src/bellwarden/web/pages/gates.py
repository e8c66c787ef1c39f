"""Gates: is each of them well, and which policy and journal line has it taken in?"""

import time
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from bellwarden.home import Home
from bellwarden.home.gaps import Gap
from bellwarden.home.segment import segments_in
from bellwarden.seam.fault import SeamFault
from bellwarden.store.world import office_home
from bellwarden.web import home_of, live
from bellwarden.web.access import page
from bellwarden.web.recent import LATENCY_S

DAY_S = 86_400


class Spool(NamedTuple):
    """The decisions that are kept on this home."""

    segments: int
    size: int  # bytes
    since: float
    written_at: float
    gaps: tuple[Gap, ...]  # when decisions could not be kept, last day


@page(section="gates")
@require_GET
def gates(request: HttpRequest) -> HttpResponse:
    home, now = office_home(), time.time()
    lines = live.gates_of(now)
    picture = home_of.recent().picture()
    context = {
        "gates": lines,
        "wrong": [one for one in lines if one.silent or one.behind or one.state.problem],
        "journal": _journal(home),
        "serial": _serial(home),
        "rate": picture.rate,
        "judged": len(picture.latency_us),
        "window_s": LATENCY_S,
        "p50": live.percentile_us(picture.latency_us, 0.5),
        "p99": live.percentile_us(picture.latency_us, 0.99),
        "spool": _spool(home, now),
        "now": now,
    }
    return render(request, "gates/gates.html", context)


def _journal(home: Home) -> int | None:
    """Its last line; None when it can't be read."""
    try:
        return home.journal().refresh().number
    except (OSError, SeamFault):
        return None


def _serial(home: Home) -> int | None:
    try:
        pointer = home.shelf().current()
    except (OSError, SeamFault):
        return None
    return 0 if pointer is None else pointer.serial


def _spool(home: Home, now: float) -> Spool:
    segments = segments_in(home.spool)
    return Spool(
        len(segments),
        sum(one.size for one in segments),
        segments[0].start_ms / 1000 if segments else 0.0,
        max((one.end_ms for one in segments), default=0) / 1000,
        tuple(home.spool_reader().gaps(now - DAY_S, now)),
    )


PAGES = [path("gates", gates, name="gates")]
