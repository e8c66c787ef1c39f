"""How a moment is written, as the expression that reads it."""

from typing import Final

from bellwarden.calllog import zones
from bellwarden.calllog.engine import text
from bellwarden.cdr.format import Style

# Hours from UTC of the names that switches write into times. Others are read in the zone of the file.
_NAMES: Final = (
    *((0, "UTC GMT Z WET"), (1, "BST WEST CET"), (2, "CEST EET"), (3, "EEST")),
    *((-3, "ADT"), (-4, "AST EDT"), (-5, "EST CDT"), (-6, "CST MDT"), (-7, "MST PDT"), (-8, "PST AKDT")),
    *((-9, "AKST"), (-10, "HST")),
)
ZONES: Final = {name: hours for hours, names in _NAMES for name in names.split()}
NTP: Final = (
    r"^[*.]?([0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?) ([A-Za-z]+)"
    r" (?:[A-Za-z]{3} )?([A-Za-z]{3} +[0-9]{1,2} [0-9]{4})$"
)
_OFFSET: Final = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_MICROSECONDS: Final = {Style.EPOCH: 1_000_000, Style.EPOCH_MS: 1_000, Style.EPOCH_US: 1}


def is_local(style: str) -> bool:
    """Whether it is a time of the switch's clock that a moment of this style tells."""
    return style not in (*_MICROSECONDS, Style.ISO_OFFSET, Style.NTP)


def written(raw: str, style: str, zone: str) -> str:
    """The text `raw` as TIMESTAMP; NULL when it is not written in that style. In UTC, but for local styles.

    `zone` is that of single times without one in a style that has it.
    """
    if style in _MICROSECONDS:
        seconds = f"nullif(try_cast({raw} AS DECIMAL(26, 6)), 0)"
        return f"try(make_timestamp(CAST({seconds} * {_MICROSECONDS[Style(style)]} AS BIGINT)))"
    if style == Style.ISO_OFFSET:
        # A text without an offset would silently be UTC. Nearly all end in Z, for which no pattern is needed.
        return (
            f"CASE WHEN ends_with({raw}, 'Z') THEN try_cast({raw} AS TIMESTAMP)"
            f" WHEN regexp_matches({raw}, {text(_OFFSET)}) THEN timezone('UTC', try_cast({raw} AS TIMESTAMPTZ)) END"
        )
    if style == Style.NTP:
        return _ntp(raw, zone)
    if style in (Style.ISO, ""):
        return f"try_cast({raw} AS TIMESTAMP)"
    return f"try_strptime({raw}, {text(style)})"


def _ntp(raw: str, zone: str) -> str:
    patterns = "['%H:%M:%S.%f %b %d %Y', '%H:%M:%S %b %d %Y']"
    local = f"try_strptime(regexp_replace({raw}, {text(NTP)}, '\\1 \\3'), {patterns})"
    named = f"upper(regexp_extract({raw}, {text(NTP)}, 2))"
    hours = " ".join(f"WHEN {text(name)} THEN {offset}" for name, offset in ZONES.items())
    return f"coalesce({local} - to_hours(CASE {named} {hours} END), {zones.utc(local, zone)})"
