"""What a file of call records looks like, column by column, why, and a mapping file of it."""

import re
import statistics
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from bellwarden.cdr.fitting import settle
from bellwarden.cdr.format import Format, Kind, Length, Moment, Style, Text
from bellwarden.cdr.guess import draft, guess, is_dated_by_day, seconds, unit_of
from bellwarden.cdr.mapping import LENGTHS, MOMENTS, TEXTS, write_mapping
from bellwarden.cdr.sniff import Look, share_of_moments, share_of_numbers, style_of

_EMPTY: Final = """
title = ""
zone = ""

[call]
at = ""
calling = ""
called = ""
"""
EXAMPLE_MAX: Final = 40
SHOWN_MAX: Final = 60
_BY_KIND: Final = "\n# Rows of each kind have columns of their own: it is read without a mapping.\n"
COLUMNS_MAX: Final = 400  # that are told of one by one
_EPOCH: Final = re.compile(r"(1\d{9})(\.\d+)?")
# Zone of North America by minutes from UTC, in summer and in winter; where no clocks change in between.
_SUMMER: Final = {
    -240: "America/New_York",
    -300: "America/Chicago",
    -360: "America/Denver",
    -420: "America/Los_Angeles",
}
_WINTER: Final = {
    -300: "America/New_York",
    -360: "America/Chicago",
    -420: "America/Denver",
    -480: "America/Los_Angeles",
}


class Column(NamedTuple):
    name: str
    looks: str  # times, telephone numbers, numbers, words; "empty"
    example: str
    meaning: str  # field of the log; "" when none is read from it
    reason: str


class Description(NamedTuple):
    """`format` is None when neither times nor numbers were found; `mapping` can be imported with when it is not."""

    name: str  # of the known format that fits; "generic" when it was drafted, "" when nothing fits
    title: str
    fit: float
    format: Format | None
    columns: tuple[Column, ...]
    zone: str
    zone_reason: str
    mapping: str


def column_names(text: str) -> tuple[str, ...]:
    """Names from a list with commas, or from a line of Asterisk's cdr_custom.conf or cel_custom.conf as it stands."""
    if "${" in text:
        return tuple(re.findall(r"\$\{(?:CSV_QUOTE\(\$\{)?(?:[A-Z]+\()?(\w+)", text))
    names = text.partition("=")[2] if text.strip().startswith("fields") else text
    return tuple(one.strip(' "') for one in re.sub(r"\([^)]*\)", "", names).split(","))


def describe(look: Look, known: Mapping[str, Format]) -> Description:
    found = guess(look, known)
    form = found.format if found else draft(look)
    settled = settle(form, look) if form else None
    if settled:
        fixed = look.syntax.kind is Kind.TABLE and not settled.format.roomy
        layouts = (settled.columns,) if fixed else settled.format.layouts
        form = settled.format._replace(syntax=settled.syntax, layouts=layouts)
        look = settled.named(look)
    zone, reason = zone_of(look, form)
    columns = tuple(_columns(look, form, found.name if found else ""))
    mapping = _mapping(form._replace(zone=zone) if form else None, columns, reason)
    name, fit = (found.name, found.fit) if found else ("", 0.0)
    return Description(name, found.format.title if found else "", fit, form, columns, zone, reason, mapping)


def _columns(look: Look, form: Format | None, known: str) -> Iterator[Column]:
    meanings = _meanings(form) if form else {}
    for column in look.columns[:COLUMNS_MAX]:
        values = look.values(column)
        meaning = meanings.get(column.lower(), "")
        example = values[0][:EXAMPLE_MAX] if values else ""
        yield Column(column, _looks(values), example, meaning, _reason(look, form, column, meaning, known))


def _meanings(form: Format) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for field in (*MOMENTS, *LENGTHS, *TEXTS):
        part = getattr(form, field)
        columns = part.columns if isinstance(part, Text) else (part.column, getattr(part, "clock", "")) if part else ()
        for column in columns:
            found.setdefault(column.lower(), []).append(field)
    return {column: " ".join(fields) for column, fields in found.items()}


def _looks(values: list[str]) -> str:
    if not values:
        return "empty"
    if share_of_moments(values, style_of(values[0])) >= 0.9 and style_of(values[0]):
        return "times"
    if share_of_numbers(values) >= 0.8:
        return "telephone numbers"
    return "numbers" if all(re.fullmatch(r"-?\d+(\.\d+)?", value) for value in values) else "words"


def _reason(look: Look, form: Format | None, column: str, meaning: str, known: str) -> str:
    if not meaning or form is None:
        return ""
    part = getattr(form, meaning.split()[0])
    if known not in ("", "generic"):
        why = "as this switch writes it"
    elif look.named:
        why = "by its name"
    else:
        why = "the first column with times" if isinstance(part, Moment) else "the first columns with telephone numbers"
    if isinstance(part, Moment):
        return f"{why}; {_dated(look, part)}"
    if isinstance(part, Length):
        drafted = known in ("", "generic")
        return f"{why}; {unit_of(look, form.at, form.ended_at, part.column)[1] if drafted else part.unit.value}"
    return why


def _dated(look: Look, moment: Moment) -> str:
    """What is taken for day and what for month, and whether the file shows it."""
    if not moment.style.startswith("%"):
        return f"written as {moment.style}"
    day_first = moment.style.startswith("%d")
    if moment.column not in look.columns or not moment.style.startswith(("%d/", "%m/")):
        return f"written as {moment.style}"
    shown = is_dated_by_day(look.values(moment.column))
    if shown is None:
        return f"written as {moment.style}; no day above 12 tells it from the other order: look it over"
    return f"written as {moment.style}, because there is a {'day' if day_first else 'second figure'} above 12"


def zone_of(look: Look, form: Format | None) -> tuple[str, str]:
    """The zone of times that carry none, and why; "" where only the operator knows."""
    if form is None:
        return "", ""
    style = form.at.style
    if style.startswith("epoch"):
        return "UTC", "times are counted from 1970, which is UTC"
    if style in (Style.ISO_OFFSET, Style.NTP):
        return form.zone or "UTC", "each time says its own zone"
    if form.zone:
        return form.zone, "the format says so"
    offset = _offset(look, form.at)
    if offset is None:
        return "", "times do not say where they are local: write it, as America/New_York"
    minutes, column = offset
    if not minutes:
        return "UTC", f"the times are those that {column} counts from 1970"
    month = datetime.fromtimestamp(_shown(look, form.at)[0], UTC).month
    zones = _SUMMER if 4 <= month <= 10 else _WINTER if month in (12, 1, 2) else {}
    hours = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    zone = zones.get(minutes, "")
    return zone, f"{column} counts from 1970, and times are at {hours} of it" + (
        f", as in {zone}" if zone else ": write a zone that is"
    )


def _offset(look: Look, at: Moment) -> tuple[int, str] | None:
    """Minutes that local times are ahead of a column that holds the same moments in seconds since 1970."""
    for column in look.columns:
        found = [_EPOCH.match(row[look.columns.index(column)]) for row in look.rows if len(row) == len(look.columns)]
        shown = _shown(look, at)
        if not shown or len(found) != len(shown) or not all(found):
            continue
        epochs = [int(one[1]) for one in found if one]
        apart = [(local - epoch) / 60 for local, epoch in zip(shown, epochs, strict=True)]
        minutes = 15 * round(statistics.median(apart) / 15)
        if abs(minutes) <= 14 * 60 and all(abs(one - minutes) < 3 for one in apart):
            return minutes, column
    return None


def _shown(look: Look, at: Moment) -> list[float]:
    """Times of the rows as if they were UTC; none unless all can be read."""
    if at.column not in look.columns or at.clock:
        return []
    found = [seconds(value, at.style) for value in look.values(at.column)]
    return [] if None in found else [one for one in found if one is not None]


def _mapping(form: Format | None, columns: tuple[Column, ...], zone_reason: str) -> str:
    """TOML with what was seen as comments, so that whoever completes it need not look at the file again."""
    told = [one for one in columns if one.meaning or one.looks != "empty"]
    rows = [(_plain(one.name), one.looks, _plain(one.example)) for one in told]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(3)]
    lines = ["# Columns of the file: what stands in them, an example, and what they are read as."]
    for one, row in zip(told, rows, strict=True):
        shown = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append(f"#   {shown}  {one.meaning + ': ' if one.meaning else ''}{one.reason}".rstrip())
    if form and form.kinds and form.kinds.layouts:
        return "\n".join([*lines, _BY_KIND])
    if form is None:
        return "\n".join([*lines, _EMPTY])
    return "\n".join([*lines, "", f"# Zone: {zone_reason}.", write_mapping(form)])


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)[:SHOWN_MAX]
