"""Whether a description fits what a file looks like, and how it reads that file: its syntax, columns and styles."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from bellwarden.cdr.format import Format, Kind, Length, Moment, Style, Syntax, Text, Unit
from bellwarden.cdr.sniff import Look, cells, style_of

ROOM: Final = 200  # columns that a row of a roomy format may have beyond the widest row looked at
_STYLES: Final = {style.value for style in Style}
_CALLER: Final = re.compile(
    r"\+?[\d*#().\- ]{2,20}|sips?:.*|tel:.*|anonymous|unknown|unavailable|restricted|private|withheld|blocked", re.I
)


class Settled(NamedTuple):
    """A description as it reads one file."""

    format: Format
    syntax: Syntax
    columns: tuple[str, ...]  # of the file's rows, in their order

    def named(self, look: Look) -> Look:
        """The look with the columns' names, where the file has none."""
        return look if look.named else look._replace(columns=self.columns[: len(look.columns)])


def settle(form: Format, look: Look) -> Settled:
    """What a description leaves to the file: delimiter, header or none, number of columns, how times are written."""
    if form.syntax.kind is not Kind.TABLE or (form.syntax.header and look.syntax.header):
        syntax, columns = look.syntax, look.columns
    elif form.syntax.header:
        syntax, columns = look.syntax, _layout(form.bare, look)
    else:
        syntax, columns = form.syntax, _layout(form.layouts, look)
    seen = _seen(form, look)
    widest = max(map(len, cells(look.lines, syntax.delimiter)), default=0) if form.roomy else 0
    if form.kinds and form.kinds.layouts:
        columns = tuple(f"column{place + 1}" for place in range(max(map(len, form.kinds.layouts.values()))))
    if form.roomy:
        columns += tuple(f"beyond{place + 1}" for place in range(max(widest - len(columns), 0) + ROOM))
    styled = form._replace(
        at=_styled(form.at, seen) or form.at,
        answered_at=_styled(form.answered_at, seen),
        ended_at=_styled(form.ended_at, seen),
    )
    return Settled(styled, syntax, columns)


def _layout(layouts: tuple[tuple[str, ...], ...], look: Look) -> tuple[str, ...]:
    fallback = layouts[0] if layouts else look.columns
    return next((one for one in layouts if len(one) == len(look.columns)), fallback)


def _styled(moment: Moment | None, look: Look | None) -> Moment | None:
    if moment is None or moment.style or look is None:
        return moment
    style = next(filter(None, map(style_of, _moments(look, moment))), Style.ISO.value)
    return moment._replace(style=style)


def fit(look: Look, form: Format) -> float:
    """How many of the rows are what the description says: 0 when the columns are not its columns."""
    seen = _seen(form, look)
    if seen is None or not seen.rows:
        return 0.0
    if not form.syntax.header and not _has_numbers(seen, form):
        return 0.0
    return min(_times(seen, form.at), _of_known_kinds(seen, form), *_lengths(seen, form))


def _of_known_kinds(look: Look, form: Format) -> float:
    column = _column(look, form.kinds.column) if form.kinds else None
    if form.kinds is None or column is None:
        return 1.0
    return sum(value.strip().upper() in form.kinds.calls for value in look.values(column)) / len(look.rows)


def _seen(form: Format, look: Look) -> Look | None:
    """The look with the description's columns and only rows that are calls; None when these are not its columns."""
    wanted, found = form.syntax.kind, look.syntax.kind
    if (wanted is Kind.TABLE) != (found is Kind.TABLE) or (wanted is Kind.XML) != (found is Kind.XML):
        return None
    if form.kinds and form.kinds.layouts:
        return _of_kinds(form, look)
    if wanted is not Kind.TABLE or (form.syntax.header and look.syntax.header):
        present = {name.lower() for name in look.columns}
        if not any(present >= {name.lower() for name in layout} for layout in form.layouts):
            return None
        return _calls(form, look)
    if look.syntax.header:
        return None
    if form.roomy:
        layout = form.layouts[0]
        wide = (tuple(row) for row in cells(look.lines, form.syntax.delimiter) if len(row) >= len(layout))
        return _calls(form, look._replace(columns=layout, rows=tuple(wide)))
    if not form.syntax.header and look.syntax.delimiter != form.syntax.delimiter:
        return None
    layouts = form.bare if form.syntax.header else form.layouts
    layout = next((one for one in layouts if len(one) == len(look.columns)), ())
    seen = _calls(form, look._replace(columns=layout)) if layout else None
    return seen if seen is None or not form.syntax.header or _has_numbers(seen, form) else None


def _of_kinds(form: Format, look: Look) -> Look | None:
    """Rows of each kind with their own columns, as rows of all columns that any kind has."""
    if form.kinds is None:
        return None
    layouts = form.kinds.layouts
    columns = tuple(dict.fromkeys(name for one in layouts.values() for name in one))
    place = next(iter(layouts.values())).index(form.kinds.column)
    rows = []
    for row in cells(look.lines, form.syntax.delimiter):
        word = row[place].strip().upper() if place < len(row) else ""
        named = dict(zip(layouts.get(word, ()), row, strict=False))
        if word in layouts or not re.fullmatch(form.kinds.skip or "$^", word):
            rows.append(tuple(named.get(name, "") for name in columns))
    return look._replace(columns=columns, rows=tuple(rows))


def _calls(form: Format, look: Look) -> Look:
    column = _column(look, form.kinds.column) if form.kinds else None
    if form.kinds is None or column is None:
        return look
    place, skip = look.columns.index(column), form.kinds.skip or "$^"
    return look._replace(rows=tuple(row for row in look.rows if not re.fullmatch(skip, row[place].strip().upper())))


def _times(look: Look, moment: Moment) -> float:
    values = _moments(look, moment)
    return sum(_is_moment(value, moment.style) for value in values) / len(look.rows)


def _moments(look: Look, moment: Moment) -> list[str]:
    date, clock = _column(look, moment.column), _column(look, moment.clock) if moment.clock else None
    if date is None:
        return []
    if clock is None:
        return look.values(date)
    places = (look.columns.index(date), look.columns.index(clock))
    return [" ".join(row[place] for place in places) for row in look.rows if max(places) < len(row)]


def _is_moment(text: str, style: str) -> bool:
    if not style or style in _STYLES:
        return style_of(text) == style if style else bool(style_of(text))
    try:
        datetime.strptime(text.strip(), style)  # noqa: DTZ007 (only whether it can be read)
    except ValueError:
        return False
    return True


def _lengths(look: Look, form: Format) -> list[float]:
    """Lengths must be numbers, or the columns are not what they seem to be."""
    shares = [1.0]
    for length in (form.duration, form.billable):
        column = _column(look, length.column) if isinstance(length, Length) else None
        values = look.values(column) if column else []
        if values and length and length.unit is not Unit.CLOCK:
            shares.append(sum(map(is_figure, values)) / len(values))
    return shares


def _has_numbers(look: Look, form: Format) -> bool:
    """Without names over them, columns of numbers must look like it: the same count of columns may be another table."""
    values = [value for part in (form.calling, form.called) for value in _texts(look, part)]
    return not values or 2 * sum(_CALLER.fullmatch(value) is not None for value in values) >= len(values)


def _texts(look: Look, part: Text) -> list[str]:
    column = next(filter(None, (_column(look, name) for name in part.columns)), None)
    values = [value.strip() for value in look.values(column)] if column else []
    if part.take:
        values = [found[1] for value in values if (found := re.search(part.take, value))]
    return values


def is_figure(text: str) -> bool:
    return text.strip().lstrip("-").replace(".", "", 1).isdigit()


def _column(look: Look, name: str) -> str | None:
    return next((column for column in look.columns if column.lower() == name.lower()), None)
