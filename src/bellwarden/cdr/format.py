"""What a description of a switch's records says: how the text is laid out, and which column means what.

A description is a value. It names columns, units, zones and words; it holds no code that would run for each row.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from bellwarden.model.call_record import CallResult


class Kind(str, Enum):
    """How rows and columns are told apart."""

    TABLE = "table"  # a delimiter between columns, a line end after each row (CSV, TSV)
    JSON_LINES = "json-lines"  # an object a line; columns are its keys, `a.b` one inside another, `a.0` the first
    JSON = "json"  # objects of several lines, behind one another or in an array
    XML = "xml"  # documents behind one another; columns are elements inside the root, the first of each name


class Syntax(NamedTuple):
    """`quote` is doubled inside a quoted value (RFC 4180 section 2), where there is one at all."""

    kind: Kind = Kind.TABLE
    delimiter: str = ","
    quote: str = '"'  # "" when nothing is quoted
    header: bool = False
    null: str = ""  # what a database writes for no value: \N, NULL


class Unit(str, Enum):
    """Of a length of time."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    MICROSECONDS = "us"
    CENTISECONDS = "cs"
    CLOCK = "h:m:s"  # 00:01:30


class Style(str, Enum):
    """How a moment is written. Any other text of `Moment.style` is a pattern of strptime; "" is what the file shows."""

    ISO = "iso"  # 2026-05-31 14:00:00, with T or blank, with or without fractions, zone as of the description
    ISO_OFFSET = "iso-offset"  # the same with Z or +hh:mm behind it, which is what counts
    NTP = "ntp"  # *09:00:00.000 EST Sat May 30 2026, as Cisco and Oracle write it; day of the week and fractions or not
    EPOCH = "epoch"  # seconds since 1970, with or without fractions; 0 is none
    EPOCH_MS = "epoch-ms"
    EPOCH_US = "epoch-us"


class Text(NamedTuple):
    """A value taken from the first of `columns` that is not empty, or from all of them with `glue` between."""

    columns: tuple[str, ...]
    take: str = ""  # regular expression whose first group is the value; "" the whole column
    drop: str = ""  # regular expression that is cut out of the value: PJSIP/trunk-0000002a without its end
    glue: str = ""
    decode: bool = False  # %2B12382000150 is +12382000150


class Moment(NamedTuple):
    column: str
    style: str = Style.ISO.value
    clock: str = ""  # column of the time of day, where the date stands alone; a blank between them in `style`


class Length(NamedTuple):
    column: str
    unit: Unit = Unit.SECONDS


class Kinds(NamedTuple):
    """Rows of several kinds in one file: which of them are calls. Words are compared in capitals."""

    column: str  # at the same place in all
    calls: tuple[str, ...]
    skip: str = ""  # regular expression of the other words that occur; a row of any further one is refused
    layouts: Mapping[str, tuple[str, ...]] = {}  # columns by word, where each kind has its own


class Events(NamedTuple):
    """Several rows tell of one call: the one that begins it, and those that give the times of its answer and end."""

    kind: str  # the column that tells them apart
    begins: str
    ends: str  # gives the end, and the result and who ended it where the first row does not
    key: tuple[str, ...]  # columns with the same values in all
    answers: str = ""
    own: tuple[str, ...] = ()  # columns with the values of `key` in the caller's rows; the others are passed over


class Format(NamedTuple):
    """One kind of record. Only `at`, `calling` and `called` have to be known; every other None is a thing not told.

    `layouts` are the columns in their order, one tuple for each number of columns that occurs; with a header the
    names that must be there. `zone` is the zone of times that carry none (IANA name); "" when only the operator knows.
    `roomy`: rows may have columns behind those of the layout, and fewer. `bare`: layouts of the same table exported
    without its header, with any delimiter.
    """

    title: str
    syntax: Syntax
    layouts: tuple[tuple[str, ...], ...]
    at: Moment
    calling: Text
    called: Text
    answered_at: Moment | None = None
    ended_at: Moment | None = None
    duration: Length | None = None
    billable: Length | None = None
    result: Text | None = None
    results: Mapping[str, CallResult] = {}  # by the text of `result`, compared in capitals
    sip_status: Text | None = None
    zone: str = "UTC"
    name: Text | None = None
    customer: Text | None = None
    trunk: Text | None = None
    upstream: Text | None = None
    source_ip: Text | None = None
    call_id: Text | None = None
    decision_id: Text | None = None
    correlation: Text | None = None
    ended_by: Text | None = None
    enders: tuple[tuple[str, str], ...] = ()  # regular expression of all of `ended_by`, and the side: caller, called
    caller: Text | None = None  # instead of `enders`: `ended_by` is the caller where it is the same, else the called
    answer_may_be_end: bool = False  # a call that nobody answered has its end for its answer
    kinds: Kinds | None = None
    events: Events | None = None
    roomy: bool = False
    bare: tuple[tuple[str, ...], ...] = ()


def columns_used(form: Format) -> tuple[str, ...]:
    """Every column that the description reads, each once, in the order of the layout."""
    used: list[str] = []
    for part in form:
        if isinstance(part, Text):
            used += part.columns
        elif isinstance(part, Moment):
            used += [part.column, part.clock]
        elif isinstance(part, Length | Kinds):
            used.append(part.column)
        elif isinstance(part, Events):
            used += (part.kind, *part.key, *part.own)
    return tuple(dict.fromkeys(one for one in used if one))


def columns_at(places: Mapping[int, str]) -> tuple[str, ...]:
    """A layout of which only some columns matter, by place, counted from 1 as makers' tables do."""
    return tuple(places.get(place, "") for place in range(1, max(places) + 1))
