"""Forms that put right what was read in a complaint: what they begin with, and what was typed in them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest

from bellwarden.complaints.correcting import Place
from bellwarden.flows.office.corrections import place_of
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.model.complaint import NumberRole, Reading, TimeReading
from bellwarden.model.office.correction import SpanKind
from bellwarden.web.marked import Marked, everything

ROLES: Final = (
    (NumberRole.CALLER_ID.value, "caller ID shown"),
    (NumberRole.CALLED.value, "called number"),
    (NumberRole.CALLBACK.value, "to be called back"),
    (NumberRole.OTHER.value, "another number"),
)
KINDS: Final = ((SpanKind.NUMBER.value, "a number"), (SpanKind.TIME.value, "a time"), (SpanKind.COUNT.value, "a count"))


class Form(NamedTuple):
    """One marked place, with the values its form begins with."""

    marked: Marked
    values: Mapping[str, Any]


def forms(reading: Reading, zone: str) -> list[Form]:
    """`zone`: the reader's own, for times that were read in none that has a name."""
    return [Form(one, _values(one.fix.values, zone)) for one in everything(reading)]


def place_and_value(request: HttpRequest, reading: Reading) -> tuple[Place, dict[str, object]]:
    """What was typed. A place that is not marked yet is told by its words."""
    post = request.POST
    known = {one.value: one for one in SpanKind}
    if post.get("kind") not in known:
        raise BadInput([FieldFault("kind", "choose what it is")])
    kind = known[post["kind"]]
    if post.get("words"):
        place = place_of(reading, post["words"], kind)
    else:
        part, start, end = (_whole(post.get(name, "")) for name in ("part", "start", "end"))
        place = Place(part, start, end, kind)
    if post.get("drop"):
        return place, {}
    made = {SpanKind.NUMBER: _number, SpanKind.TIME: _time, SpanKind.COUNT: _count}
    return place, made[kind](post) if kind in made else _fact(post)


def _values(values: Mapping[str, object], zone: str) -> dict[str, Any]:
    first = values.get("reading")
    if not isinstance(first, TimeReading):
        return dict(values)
    named = first.zone if _zone(first.zone) else zone
    here = _zone(named) or ZoneInfo("UTC")
    earliest, latest = first.earliest.astimezone(here), first.latest.astimezone(here)
    return {
        "day": earliest.date().isoformat(),
        "from": f"{earliest:%H:%M}",
        "to": f"{latest:%H:%M}",
        "to_day": latest.date().isoformat() if latest.date() != earliest.date() else "",
        "zone": named,
    }


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _number(post: Mapping[str, str]) -> dict[str, object]:
    return {"role": post.get("role", ""), "digits": "".join(filter(str.isdigit, post.get("digits", "")))}


def _time(post: Mapping[str, str]) -> dict[str, object]:
    zone = _zone(post.get("zone", "").strip())
    if zone is None:
        raise BadInput([FieldFault("zone", "a zone is named like America/Chicago")])
    try:
        day = date.fromisoformat(post.get("day", ""))
        to_day = date.fromisoformat(post["to_day"]) if post.get("to_day") else day
        earliest = datetime.combine(day, time.fromisoformat(post.get("from") or "00:00"), zone)
        latest = datetime.combine(to_day, time.fromisoformat(post.get("to") or "23:59"), zone)
        return {
            "earliest": earliest.astimezone(UTC).isoformat(),
            "latest": latest.astimezone(UTC).isoformat(),
            "zone": zone.key,
        }
    except (ValueError, OverflowError):
        raise BadInput([FieldFault("time", "write the day as 2026-11-16 and times as 18:00")]) from None


def _count(post: Mapping[str, str]) -> dict[str, object]:
    most = post.get("most", "").strip()
    return {"least": _whole(post.get("least", "")), "most": _whole(most) if most else None}


def _fact(post: Mapping[str, str]) -> dict[str, object]:
    return {"name": post.get("name", ""), "value": post.get("value", "").strip()}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
