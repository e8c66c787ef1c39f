"""The parts of web/parts.py as template tags, with the reader's zone and the page's time filled in."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bellwarden.web import known_people, moments, parts

register = template.Library()

for part in (
    *(
        parts.icon,
        parts.chip,
        parts.verdict,
        parts.weight,
        parts.standing,
        parts.match,
        parts.answer,
        parts.enforcement,
    ),
    *(parts.case_state, parts.number, parts.copy, parts.score, parts.share_bar, parts.sparkline),
):
    register.simple_tag(part)
for shown in (parts.foreign, parts.foreign_lines, parts.plain_words, parts.percent, parts.count):
    register.filter(shown)
register.filter("length_words", moments.length)
register.filter("word", parts.word_of)


@register.filter
def of(table: dict[str, Any], key: object) -> Any:
    """What a table says of a key, the key's own word where it says nothing."""
    return table.get(parts.word_of(key), parts.plain_words(key))


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: moments.Moment, exact: int = -1) -> SafeString:
    """A time in the reader's zone; `exact=3` for milliseconds."""
    frame = context["frame"]
    return parts.moment(at, frame.now, frame.zone, exact)


@register.simple_tag(takes_context=True)
def clock(context: dict[str, Any], row: Any, words: str = "") -> SafeString:
    """The pill of a Clock, kept row or value."""
    now = context["frame"].now
    return parts.clock(row.state, row.started_at, row.due_at, now, used(row, now), row.met_at, words)


@register.simple_tag(takes_context=True)
def link_without(context: dict[str, Any], name: str) -> str:
    """This page's address less one of its query's names."""
    return link_with(context, **{name: None})


@register.simple_tag(takes_context=True)
def customer(context: dict[str, Any], row: Any, link: bool = True) -> SafeString:
    """A customer or upstream by the name that staff use; its key for whoever may not read CPNI."""
    if row is None:
        return mark_safe('<span class="note">nobody of ours</span>')
    name = parts.foreign(row.name if "read_cpni" in context["frame"].rights and row.name else row.key)
    place = "upstreams" if parts.word_of(row.kind) == "upstream" else "customers"
    return format_html('<a href="/{}/{}">{}</a>', place, row.key, name) if link else name


@register.simple_tag
def person(key: str) -> SafeString:
    """Somebody of the office by the name that others read."""
    return parts.foreign(known_people.names().get(key, key))


def used(row: Any, now: float) -> float:
    """Seconds that a paused clock had used before its pause began."""
    pauses = [(moments.seconds_of(begin), moments.seconds_of(end)) for begin, end, *_ in row.pauses]
    began = moments.seconds_of(row.started_at)
    stops = [begin for begin, end in pauses if not end]
    until = stops[-1] if stops else now
    return max(0.0, until - began - sum(end - begin for begin, end in pauses if end))


@register.simple_tag(takes_context=True)
def link_with(context: dict[str, Any], **changes: object) -> str:
    """This page's address with other values in its query; None or "" takes one out. State lives in the URL."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{urlencode(list(query.lists()), doseq=True)}" if query else "?"
