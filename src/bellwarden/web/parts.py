"""The parts that pages are put together from; each is words, shape and colour together, and safe for any text.

Templates reach them by `{% load parts %}`. A page that needs another adds it here: each thing is drawn once.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from bellwarden.model.number import NumberForm
from bellwarden.numbering.reading import read_number
from bellwarden.web import moments
from bellwarden.web.moments import Moment

# Control, direction and other unseen signs in what strangers send: shown by name instead of obeyed.
UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# kind → (colour, icon, word); "" for no icon.
VERDICTS: Final = {
    "allow": ("allow bare", "check", "Allowed"),
    "block": ("block", "octagon-minus-filled", "Blocked"),
    "divert": ("divert", "direction-sign-filled", "Diverted"),
    "limit": ("limit", "alert-triangle-filled", "Limited"),
    "would_allow": ("outline", "circle-dashed", "Would allow"),
    "would_block": ("outline", "circle-dashed", "Would block"),
    "would_divert": ("outline", "circle-dashed", "Would divert"),
    "would_limit": ("outline", "circle-dashed", "Would limit"),
    "emergency": ("urgent", "cross-filled", "Emergency passed"),
    "not_judged": ("hatch", "x", "Not judged"),
}
DIVERSIONS: Final = {"captcha": "to captcha", "voice_menu": "to voice menu", "voicemail": "to voicemail"}
WEIGHTS: Final = {
    "fact": ("square-filled", "Fact"),
    "authority": ("shield", "Authority"),
    "statistics": ("chart-bar", "Statistics"),
    "crowd": ("crowd", "Crowd"),
}
STANDINGS: Final = {
    "prospect": ("neutral", "circle-dashed", "Prospect"),
    "active": ("allow", "circle-filled", "Active"),
    "limited": ("limit", "half-circle", "Limited"),
    "suspended": ("block", "square-pause", "Suspended"),
    "terminated": ("neutral", "ban", "Terminated"),
}
MATCHES: Final = {
    "made_by_customer": ("block", "phone-outgoing", "Made by our customer"),
    "carried_for_upstream": ("limit", "arrows-left-right", "Carried for an upstream"),
    "spoofed": ("divert", "spy", "Ours, but spoofed"),
    "not_ours": ("neutral", "phone-x", "Not ours"),
    "no_data": ("outline", "database-off", "No data for that time"),
}
ENFORCEMENTS: Final = {
    "proposed": ("neutral", "", "Proposed"),
    "awaiting_approval": ("outline", "user-check", "Waits for a second person"),
    "pending_activation": ("outline", "circle-dashed", "Pending"),
    "active": ("allow", "check", "Active"),
    "pending_removal": ("outline", "circle-dashed", "Being removed"),
    "removed": ("neutral", "", "Removed"),
    "expired": ("neutral", "", "Expired"),
    "rejected": ("neutral", "", "Rejected"),
    "failed": ("limit", "alert-triangle-filled", "Failed"),
}
ANSWERS: Final = {
    "yes": ("block", "octagon-minus-filled", "Yes"),
    "no": ("neutral", "", "No"),
    "unknown": ("limit", "alert-triangle-filled", "Unknown: needs a fact"),
}
CASE_STATES: Final = {
    "open": ("accent", "", "Open"),
    "investigating": ("accent", "search", "Investigating"),
    "waiting": ("outline", "pause-ring", "Waiting"),
    "resolved": ("allow", "check", "Resolved"),
    "closed": ("neutral", "", "Closed"),
}
RIGHT_BASES: Final = {
    "held": "number of ours",
    "listed": "listed by us",
    "letter_of_authorization": "letter of authorization",
    "delegate_certificate": "delegate certificate",
    "test_call": "test call",
}


def word_of(value: object) -> str:
    """The word of an enum's member or a plain text."""
    return str(getattr(value, "value", value) or "")


def plain_words(value: object) -> str:
    """`terms_violation` → Terms violation: for codes that have no words of their own."""
    text = word_of(value).replace("_", " ")
    return text[:1].upper() + text[1:]


def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """One of the sprite. Without a label readers pass over it."""
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    address = f"{static('vendor/icons.svg')}#{name}"
    return format_html('<svg class="icon {}" {} focusable="false"><use href="{}"></use></svg>', css, told, address)


def foreign_lines(text: object) -> SafeString:
    """`foreign`, line by line: for letters, in an element that keeps lines apart (white-space: pre-wrap)."""
    return mark_safe("\n".join(foreign(line) for line in str(text).split("\n")))


def foreign(text: object) -> SafeString:
    """What a stranger wrote: kept apart for direction, its unseen signs shown by their number."""

    def shown(found: re.Match[str]) -> str:
        return format_html('<span class="ctl">{}</span>', f"{ord(found[0]):04X}")

    escaped = str(conditional_escape("" if text is None else str(text)))
    return format_html("<bdi>{}</bdi>", mark_safe(UNSEEN.sub(shown, escaped)))


def chip(kind: str, word: str, shape: str = "") -> SafeString:
    """kind: allow, block, limit, divert, urgent, accent, neutral, outline, hatch, bare."""
    return format_html('<span class="chip {}">{}{}</span>', kind, icon(shape) if shape else "", word)


def _listed(table: dict[str, tuple[str, str, str]], value: object, words: str = "") -> SafeString:
    key = word_of(value)
    kind, shape, word = table.get(key, ("neutral", "", plain_words(key)))
    return chip(kind, words or word, shape)


def verdict(action: object, reports: bool = False, diversion: object = "", emergency: bool = False) -> SafeString:
    """`action` allow, block, divert, limit, or not_judged. `reports`: the rule only reports, so it would have."""
    key = word_of(action)
    if emergency:
        key = "emergency"
    elif reports:
        key = f"would_{key}"
    then = DIVERSIONS.get(word_of(diversion), "")
    mark = _listed(VERDICTS, key)
    return format_html('{} <span class="then">{}</span>', mark, then) if then else mark


def weight(evidence: object) -> SafeString:
    """How much a reason weighs: fact, authority, statistics, crowd."""
    key = word_of(evidence)
    shape, word = WEIGHTS.get(key, ("", plain_words(key)))
    return format_html('<span class="badge-w {}">{}{}</span>', key, icon(shape) if shape else "", word)


def standing(value: object) -> SafeString:
    return _listed(STANDINGS, value)


def match(value: object) -> SafeString:
    return _listed(MATCHES, value)


def answer(value: object, question: str = "") -> SafeString:
    """`question` "Illegal" gives "Illegal: yes"."""
    key = word_of(value)
    told = ANSWERS.get(key, ("neutral", "", key))[2]
    lower = told[:1].lower() + told[1:]
    return _listed(ANSWERS, value, f"{question}: {lower}" if question and key != "unknown" else "")


def case_state(value: object) -> SafeString:
    return _listed(CASE_STATES, value)


def enforcement(state: object, confirmed: int = 0, gates: int = 0, lagging: str = "") -> SafeString:
    """State with how many gates have it: "Active on 3 of 3", "Pending, 1 of 3", "Lagging: dal-1"."""
    key = word_of(state)
    if lagging and key in ("active", "pending_activation", "pending_removal"):
        return chip("limit", f"Lagging: {lagging}", "alert-triangle-filled")
    word = ENFORCEMENTS.get(key, ("", "", plain_words(key)))[2]
    if gates and key == "active":
        word = f"Active on {confirmed} of {gates}"
    elif gates and key in ("pending_activation", "pending_removal"):
        word = f"{word}, {confirmed} of {gates}"
    return _listed(ENFORCEMENTS, key, word)


def written_number(digits: str, country: str = "US") -> str:
    """312-555-0177 at home, +44 20 7946 0000 elsewhere; anything else as it came."""
    number = read_number(digits, country)
    if number.form is NumberForm.NANP and len(number.digits) == 11:
        return f"{number.digits[1:4]}-{number.digits[4:7]}-{number.digits[7:]}"
    if number.form is NumberForm.INTERNATIONAL and number.digits:
        return f"+{number.digits}"
    return digits


def number(digits: object, country: str = "US", css: str = "") -> SafeString:
    """A telephone number, always a link to all about it; one that can't exist says so."""
    raw = str(digits or "")
    if not raw:
        return mark_safe('<span class="note">no number</span>')
    read = read_number(raw, country)
    if read.form in (NumberForm.ANONYMOUS, NumberForm.ABSENT):
        return mark_safe('<span class="note">withheld</span>')
    never = read.fault is not None
    return format_html(
        '<a class="number {} {}" href="/jump?q={}" data-copy="{}">{}</a>{}',
        css,
        "never" if never else "",
        quote(read.digits or raw, safe=""),
        read.digits or raw,
        foreign(written_number(raw, country)),
        mark_safe(' <span class="why">cannot exist</span>') if never else "",
    )


def copy(text: object, what: str = "number") -> SafeString:
    """A button that copies; shown by script only."""
    return format_html(
        '<button type="button" class="copy" data-copies="{}" aria-label="Copy {}" hidden>{}</button>',
        text,
        what,
        icon("copy"),
    )


def moment(at: Moment, now: Moment, zone: str, exact: int = -1) -> SafeString:
    """A time in the reader's zone, UTC on hover. `exact` ≥ 0: with so many digits of the second behind the point."""
    then, today = moments.aware(at), moments.aware(now)
    if then is None or today is None:
        return mark_safe('<span class="note">not yet</span>')
    here = moments.zone_of(zone)
    if exact < 0:
        shown = moments.short(then, today, here)
    else:
        local = then.astimezone(here)
        part = f".{local.microsecond:06d}"[: exact + 1] if exact else ""
        day = "" if local.date() == today.astimezone(here).date() else f"{local.day} {local:%b %Y} "
        shown = f"{day}{local:%H:%M:%S}{part}"
    hover = f"{then:%Y-%m-%d %H:%M:%S} UTC"
    return format_html('<time datetime="{}" title="{}">{}</time>', then.isoformat(), hover, shown)


def _pie(share: float) -> SafeString:
    """A disc that fills clockwise. Attributes only: a strict policy drops styles."""
    around = 2 * 3.14159265 * 3.5
    return format_html(
        '<svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor">'
        '<circle cx="8" cy="8" r="7" stroke-width="1.4"/>'
        '<circle cx="8" cy="8" r="3.5" stroke-width="7" stroke-dasharray="{} {}" transform="rotate(-90 8 8)"/></svg>',
        f"{around * share:.2f}",
        f"{around:.2f}",
    )


def clock(
    state: object, started: Moment, due: Moment, now: Moment, used_s: float = 0.0, met: Moment = None, words: str = ""
) -> SafeString:
    """A clock's pill: how much time is left or over. `words` stand before it ("first look").

    Running: shape and colour follow the share that is gone; paused: what was used; met: how long it took.
    """
    key = word_of(state)
    start, end, here = moments.seconds_of(started), moments.seconds_of(due), moments.seconds_of(now)
    lead = f"{words} " if words else ""
    if key == "met":
        took = f"{lead}met in {moments.length(moments.seconds_of(met) - start)}"
        return format_html('<span class="pill met">{}{}</span>', icon("check"), took)
    if key == "paused":
        return format_html(
            '<span class="pill paused">{}{}</span>', icon("pause-ring"), f"{lead}paused, {moments.length(used_s)} used"
        )
    share = min(1.0, max(0.0, (here - start) / (end - start))) if end > start else 1.0
    over = here >= end
    kind = "over" if over else "late" if share >= 0.8 else "half" if share >= 0.5 else ""
    left = moments.length(end - here) + (" over" if over else "")
    return format_html(
        '<span class="pill {}" data-due="{}" data-from="{}" title="due {}">{}'
        '<span>{}<span class="left">{}</span></span></span>',
        kind,
        f"{end:.0f}",
        f"{start:.0f}",
        f"{moments.aware(end):%Y-%m-%d %H:%M} UTC",
        _pie(1.0 if over else share),
        lead,
        left,
    )


def score(value: float, line: float, width: int = 56) -> SafeString:
    """A bar from 0 to 1 with a tick at the line, its value beside it."""
    got = max(0.0, min(1.0, value))
    return format_html(
        '<svg class="bar" width="{}" height="10" aria-hidden="true">'
        '<rect class="track" y="2" width="{}" height="6" rx="3"/>'
        '<rect class="got {}" y="2" width="{}" height="6" rx="3"/>'
        '<line class="line" x1="{}" x2="{}" y1="0" y2="10"/></svg>'
        " <strong>{}</strong>",
        width,
        width,
        "over" if value >= line else "",
        f"{got * width:.1f}",
        f"{line * width:.1f}",
        f"{line * width:.1f}",
        f"{value:.2f}",
    )


def share_bar(value: float, most: float, kind: str = "", width: int = 56, height: int = 6) -> SafeString:
    """A bar of a list: `value` of `most`. kind: "", block, limit, divert, over."""
    got = max(0.0, min(1.0, value / most)) * width if most else 0.0
    return format_html(
        '<svg class="bar" width="{}" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="{}" height="{}" rx="3"/><rect class="got {}" width="{}" height="{}" rx="3"/></svg>',
        *(width, height, width, height, width, height, kind, f"{got:.1f}", height),
    )


def sparkline(
    values: Sequence[float | None],
    low: float | None = None,
    high: float | None = None,
    width: int = 84,
    height: int = 22,
) -> SafeString:
    """A line without axes: band = declared, dots = outside of it, the last point marked; None leaves a gap.

    Never alone: the present value stands beside it.
    """
    known = [value for value in values if value is not None]
    if not known:
        return mark_safe('<span class="note">no data</span>')
    bottom, top = (
        min([*known, *([low] if low is not None else [])]),
        max([*known, *([high] if high is not None else [])]),
    )
    spread = (top - bottom) or 1.0

    step = (width - 6) / max(1, len(values) - 1)

    def place(at: int, value: float) -> tuple[str, str]:
        y = height - 3 - (value - bottom) / spread * (height - 6)
        return f"{3 + at * step:.1f}", f"{min(float(height), max(0.0, y)):.1f}"  # a band may end far from the line

    points = [(at, value, place(at, value)) for at, value in enumerate(values) if value is not None]
    drawn = {at for at, _, _ in points}
    path = "".join(f"{'L' if at - 1 in drawn else 'M'}{x} {y}" for at, _, (x, y) in points)
    outside = [
        where for _, value, where in points if (high is not None and value > high) or (low is not None and value < low)
    ]
    upper = float(place(0, high)[1]) if high is not None else 0.0
    lower = float(place(0, low)[1]) if low is not None else float(height)
    band = format_html('<rect class="band" y="{}" width="{}" height="{}"/>', upper, width, f"{lower - upper:.1f}")
    return format_html(
        '<svg class="spark" width="{}" height="{}" aria-hidden="true">{}<path d="{}"/>{}'
        '<circle class="last" cx="{}" cy="{}" r="2.2"/></svg>',
        *(width, height, band if low is not None or high is not None else "", path),
        format_html_join("", '<circle class="out" cx="{}" cy="{}" r="1.6"/>', outside),
        *points[-1][2],
    )


def percent(share: float, digits: int = 0) -> str:
    """With a thin space: 2.9 %."""
    return f"{share * 100:.{digits}f}\u202f%"


def count(value: object) -> str:
    """61,204; whole numbers only."""
    return f"{int(value):,}" if isinstance(value, int | float) else str(value)
