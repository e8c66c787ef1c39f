"""The hours of a complaint as one line: what was told as a band, calls found as dots, near misses as rings."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bellwarden.model.complaint import Reading
from bellwarden.model.complaint_match import Matching

WIDTH: Final = 520
LEFT: Final = 8
LINE: Final = 34
FAR: Final = timedelta(days=3)  # calls farther from the others are told by the table alone
MARKS: Final = 4


def strip(reading: Reading, matching: Matching, zone: ZoneInfo) -> SafeString | str:
    """ "" where there is nothing to place."""
    told = [(one.readings[0].earliest, one.readings[0].latest) for one in reading.times if one.readings][:6]
    found = [one.call.began for one in matching.found]
    near = [one.call.began for one in matching.near]
    middle = (found or [begin for begin, _ in told] or near)[:1]
    if not middle or not (found or near):
        return ""
    near = [at for at in near if abs(at - middle[0]) <= FAR]
    told = [(begin, end) for begin, end in told if abs(begin - middle[0]) <= FAR]
    moments = [*found, *near, *(at for pair in told for at in pair)]
    begin, end = min(moments), max(moments)
    pad = max((end - begin) * 0.06, timedelta(minutes=10))
    begin, end = begin - pad, end + pad

    def x(at: datetime) -> str:
        return f"{LEFT + (at - begin) / (end - begin) * (WIDTH - 2 * LEFT):.1f}"

    ticks = [begin + (end - begin) * part / MARKS for part in range(MARKS + 1)]
    form = "%H:%M" if end - begin < timedelta(days=1) else "%a %H:%M"
    sentence = f"{len(found)} calls found and {len(near)} near misses between {begin:%H:%M} and {end:%H:%M} UTC"
    return format_html(
        '<svg class="hours" viewBox="0 0 {} 60" role="img" aria-label="{}">{}<line class="axis" x1="{}" x2="{}" y1="46"'
        ' y2="46"/>{}{}{}</svg>',
        *(WIDTH, sentence),
        format_html_join(
            "",
            '<rect class="told" x="{}" y="20" width="{}" height="26"/>',
            ((x(since), f"{max(2.0, float(x(until)) - float(x(since))):.1f}") for since, until in told),
        ),
        *(LEFT, WIDTH - LEFT),
        format_html_join("", '<circle class="near" cx="{}" cy="{}" r="4.5"/>', ((x(at), LINE) for at in near)),
        format_html_join("", '<circle class="found" cx="{}" cy="{}" r="5"/>', ((x(at), LINE) for at in found)),
        format_html_join(
            "",
            '<text x="{}" y="58" text-anchor="middle">{}</text>',
            ((x(at), f"{at.astimezone(zone):{form}}") for at in ticks[1:-1]),
        ),
    )
