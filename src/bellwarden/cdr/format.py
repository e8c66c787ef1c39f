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
    JSON_LINES = "json-lines"  # an object a line; columns are its keys, `a.b` a key of an object inside


class Syntax(NamedTuple):
    """`quote` is doubled inside a quoted value (RFC 4180 section 2), where there is one at all."""

    kind: Kind = Kind.TABLE
    delimiter: str = ","
    quote: str = '"'  # "" when nothing is quoted
    header: bool = False


class Unit(str, Enum):
    """Of a length of time."""

    SECONDS = "s"
    MILLISECONDS = "ms"
    MICROSECONDS = "us"
    CLOCK = "h:m:s"  # 00:01:30


class Style(str, Enum):
    """How a moment is written. Any other text of `Moment.style` is a pattern of strptime."""

    ISO = "iso"  # 2026-05-31 14:00:00, with T or blank, with or without fractions, zone as of the description
    ISO_OFFSET = "iso-offset"  # the same with Z or +hh:mm behind it, which is what counts
    EPOCH = "epoch"  # seconds since 1970, with or without fractions
    EPOCH_MS = "epoch-ms"
    EPOCH_US = "epoch-us"


class Text(NamedTuple):
    """A value taken from the first of `columns` that is not empty."""

    columns: tuple[str, ...]
    take: str = ""  # regular expression whose first group is the value; "" the whole column
    drop: str = ""  # regular expression that is cut out of the value: PJSIP/trunk-0000002a without its end


class Moment(NamedTuple):
    column: str
    style: str = Style.ISO.value


class Length(NamedTuple):
    column: str
    unit: Unit = Unit.SECONDS


class Pairing(NamedTuple):
    """Two rows tell of one call: the one that begins it, and one that ends it, which only gives the time of its end."""

    kind: str  # the column that tells them apart
    begins: str
    ends: str
    key: tuple[str, ...]  # columns with the same values in both


class Format(NamedTuple):
    """One kind of record. Only `at`, `calling` and `called` have to be known; every other None is a thing not told.

    `layouts` are the columns in their order, one tuple for each number of columns that occurs; with a header the
    names that must be there. `zone` is the zone of times that carry none (IANA name); "" when only the operator knows.
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
    pairing: Pairing | None = None


def columns_used(form: Format) -> tuple[str, ...]:
    """Every column that the description reads, each once, in the order of the layout."""
    used: list[str] = []
    for part in form:
        if isinstance(part, Text):
            used += part.columns
        elif isinstance(part, Moment | Length):
            used.append(part.column)
    if form.pairing:
        used += (form.pairing.kind, *form.pairing.key)
    return tuple(dict.fromkeys(used))
