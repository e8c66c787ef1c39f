"""Which description fits a file, from its first bytes; and a description drafted from the names of columns."""

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from bellwarden.cdr.causes import Q850_NAMES, Q850_RESULTS
from bellwarden.cdr.fitting import fit, is_figure
from bellwarden.cdr.format import Format, Length, Moment, Style, Text, Unit
from bellwarden.cdr.sniff import Look, share_of_moments, share_of_numbers, style_of
from bellwarden.model.call_record import CallResult

_UNITS: Final = {Unit.MILLISECONDS: ("ms", "msec", "millis"), Unit.MICROSECONDS: ("us", "usec")}
_PER_SECOND: Final = {Unit.SECONDS: 1, Unit.CENTISECONDS: 100, Unit.MILLISECONDS: 1_000, Unit.MICROSECONDS: 1_000_000}
FIT_MIN: Final = 0.5  # share of rows that must be what the description says

# Names that exports use for one meaning, without case, blanks and underscores; the first found counts.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "at": (
        *("at", "start", "starttime", "startstamp", "calldate", "callstart", "callstarttime", "startedat", "begintime"),
        *(
            "datetime",
            "timestamp",
            "epoch",
            "eventtime",
            "connectiontime",
            "setuptime",
            "invitetime",
            "startepoch",
            "date",
            "time",
        ),
    ),
    "answered_at": ("answer", "answertime", "answerstamp", "answeredat", "connecttime", "answerepoch"),
    "ended_at": ("end", "endtime", "endstamp", "endedat", "disconnecttime", "releasetime", "hanguptime", "endepoch"),
    "calling": (
        *("calling", "callingnumber", "ani", "from", "fromnumber", "src", "source", "sourcenumber", "caller", "cli"),
        *("callerid", "calleridnumber", "callernumber", "callingpartynumber", "origin", "anumber", "fromuser", "clid"),
    ),
    "called": (
        *("called", "callednumber", "dnis", "to", "tonumber", "dst", "dest", "destination", "destinationnumber", "cld"),
        *("callee", "dialed", "dialled", "dialednumber", "diallednumber", "calledpartynumber", "bnumber", "touser"),
    ),
    "duration": ("duration", "durations", "callduration", "totalduration", "elapsed", "length", "durationsec"),
    "billable": ("billsec", "billable", "billables", "billableseconds", "billedduration", "talktime", "conversation"),
    "result": ("disposition", "cause", "hangupcause", "releasecause", "result", "status", "callstatus", "q850cause"),
    "sip_status": ("sipstatus", "sipcode", "responsecode", "sipresponse", "sipresponsecode", "statuscode"),
    "name": ("name", "callername", "calleridname", "cnam", "displayname"),
    "customer": (
        *("customer", "customerid", "customername", "account", "accountcode", "accountid", "client", "clientid"),
        *("tenant", "subscriber"),
    ),
    "trunk": ("trunk", "trunkgroup", "ingresstrunk", "intrunk", "ingress", "trunkid", "sourcetrunk", "channel"),
    "upstream": ("upstream", "carrier", "ingresscarrier", "vendorin", "originator", "peer"),
    "source_ip": ("sourceip", "srcip", "remoteip", "originip", "ingressip", "ip"),
    "call_id": ("callid", "sipcallid", "uuid", "uniqueid", "sessionid"),
    "decision_id": ("decisionid", "bellwardendecision"),
    "correlation": ("correlation", "correlationid", "xcorrelationid", "xcid"),
    "ended_by": (
        *("endedby", "hangupby", "hungupby", "whohungup", "releasedby", "releasingparty", "releaseparty", "hangupside"),
        *("disconnectinitiator", "releaseinitiator", "disconnectedby", "releasesource"),
    ),
}
_ENDERS: Final = (
    ("(?i)caller|calling( party)?|orig|originat(or|ing)|a|a[ _-]?(leg|party|side)|ingress", "caller"),
    ("(?i)called( party)?|callee|dest|terminat(or|ing)|term|b|b[ _-]?(leg|party|side)|egress", "called"),
)
_WORDS: Final[Mapping[str, CallResult]] = {
    **Q850_RESULTS,
    **Q850_NAMES,
    **{one.value.upper(): one for one in CallResult},
    "ANSWER": CallResult.ANSWERED,
    "COMPLETED": CallResult.ANSWERED,
    "NO ANSWER": CallResult.NO_ANSWER,
    "NO-ANSWER": CallResult.NO_ANSWER,
    "NOANSWER": CallResult.NO_ANSWER,
    "CANCEL": CallResult.CANCELLED,
    "CANCELED": CallResult.CANCELLED,
    "ORIGINATOR_CANCEL": CallResult.CANCELLED,
    "CONGESTION": CallResult.FAILED,
    "DECLINED": CallResult.REJECTED,
}


class Guess(NamedTuple):
    """`name` is the file name of the description, "generic" for one drafted from the names of columns."""

    name: str
    format: Format
    fit: float  # share of the rows looked at that are what the description says


def guess(look: Look, known: Mapping[str, Format]) -> Guess | None:
    """The description that fits best; among equals the one that wants more columns. None when none fits."""
    fits = [Guess(name, form, fit(look, form)) for name, form in known.items()]
    fits = [one for one in fits if one.fit >= FIT_MIN]
    if fits:
        return max(fits, key=lambda one: (round(one.fit, 1), max(map(len, one.format.layouts))))
    drafted = draft(look)
    return Guess("generic", drafted, fit(look, drafted)) if drafted and fit(look, drafted) >= FIT_MIN else None


def draft(look: Look) -> Format | None:
    """A description from the names of columns, or, where nothing names them, from what stands in them."""
    names = _by_name(look) if look.named else _by_content(look)
    at = _moment(look, names.get("at"))
    calling, called = names.get("calling"), names.get("called")
    if at is None or calling is None or called is None:
        return None

    ended_at = _moment(look, names.get("ended_at"))

    def column(meaning: str) -> Text | None:
        return Text((names[meaning],)) if meaning in names else None

    return Format(
        title="drafted from the names of columns" if look.named else "drafted from what stands in columns",
        syntax=look.syntax,
        layouts=((at.column, calling, called) if look.syntax.header else look.columns,),
        at=at,
        calling=Text((calling,)),
        called=Text((called,)),
        answered_at=_moment(look, names.get("answered_at")),
        ended_at=ended_at,
        duration=_length(look, names.get("duration"), at, ended_at),
        billable=_length(look, names.get("billable"), at, ended_at),
        result=column("result"),
        results=_WORDS if "result" in names else {},
        sip_status=column("sip_status"),
        zone="UTC" if at.style not in (Style.ISO.value,) and not at.style.startswith("%") else "",
        name=column("name"),
        customer=column("customer"),
        trunk=column("trunk"),
        upstream=column("upstream"),
        source_ip=column("source_ip"),
        call_id=column("call_id"),
        decision_id=column("decision_id"),
        correlation=column("correlation"),
        ended_by=column("ended_by"),
        enders=_ENDERS if "ended_by" in names else (),
    )


def _by_name(look: Look) -> dict[str, str]:
    plain = {"".join(sign for sign in column.lower() if sign.isalnum()): column for column in reversed(look.columns)}
    ends = {name.rpartition(".")[2]: name for name in reversed(look.columns)}
    plain = {**{"".join(s for s in end.lower() if s.isalnum()): name for end, name in ends.items()}, **plain}
    found: dict[str, str] = {}
    for meaning, names in _NAMES.items():
        for name in names:
            if name in plain and plain[name] not in found.values() and _fits_meaning(look, meaning, plain[name]):
                found[meaning] = plain[name]
                break
    return found


def _fits_meaning(look: Look, meaning: str, column: str) -> bool:
    values = look.values(column)
    if meaning in ("at", "answered_at", "ended_at"):
        return any(map(style_of, values))
    if meaning in ("duration", "billable"):
        return bool(values) and all(is_figure(value) or value.count(":") == 2 for value in values)
    return True


def _by_content(look: Look) -> dict[str, str]:
    """Where nothing names the columns: the first with times, and the first two with telephone numbers."""
    found: dict[str, str] = {}
    for column in look.columns:
        values = look.values(column)
        if not values:
            continue
        if style_of(values[0]) and share_of_moments(values, style_of(values[0])) >= 0.9:
            found.setdefault("at", column)
        elif share_of_numbers(values) >= 0.8:
            found.setdefault("called" if "calling" in found else "calling", column)
    return found


def _moment(look: Look, column: str | None) -> Moment | None:
    values = look.values(column) if column else []
    style = next(filter(None, map(style_of, values)), "")
    if style.startswith("%m/%d/") and is_dated_by_day(values):
        style = style.replace("%m/%d/", "%d/%m/")
    return Moment(column, style) if column and style else None


def is_dated_by_day(values: Sequence[str]) -> bool | None:
    """Whether dates like 30/05/2026 have the day first; None when none of them tells: taken for month first."""
    figures = [
        tuple(map(int, found.groups())) for value in values if (found := re.match(r"(\d+)/(\d+)/", value.strip()))
    ]
    if any(first > 12 for first, _ in figures):
        return True
    return False if any(second > 12 for _, second in figures) else None


def _length(look: Look, column: str | None, at: Moment, ended_at: Moment | None) -> Length | None:
    return Length(column, unit_of(look, at, ended_at, column)[0]) if column else None


def unit_of(look: Look, at: Moment, ended_at: Moment | None, column: str) -> tuple[Unit, str]:
    """The unit of a length, and why. Told by the times of begin and end where the file has them, else by the name."""
    values = look.values(column)
    if values and all(":" in value for value in values):
        return Unit.CLOCK, "hours, minutes and seconds with colons"
    for unit, ends in _UNITS.items():
        if column.lower().endswith(ends):
            return unit, f"{unit.value} by its name"
    spans = list(_spans(look, at, ended_at, column))
    ratio = statistics.median(spans) if spans else 0.0
    for unit, per_second in _PER_SECOND.items():
        if per_second * 0.2 < ratio < per_second * 3:
            return unit, f"{unit.value}, because times from begin to end are as long"
    largest = max((float(value) for value in values if is_figure(value)), default=0.0)
    if largest > 100_000:
        return Unit.MILLISECONDS, f"ms, because {largest:,.0f} s would be more than a day"
    return Unit.SECONDS, "seconds, because nothing says otherwise"


def _spans(look: Look, at: Moment, ended_at: Moment | None, column: str) -> Iterator[float]:
    """A row's length for each second from its begin to its end, of rows that tell of more than nothing."""
    if ended_at is None:
        return
    places = [look.columns.index(one) for one in (at.column, ended_at.column, column)]
    for row in look.rows:
        began, ended, told = (row[place] if place < len(row) else "" for place in places)
        begin_s, end_s = seconds(began, at.style), seconds(ended, ended_at.style)
        if begin_s and end_s and end_s > begin_s and is_figure(told) and float(told) > 0:
            yield float(told) / (end_s - begin_s)


def seconds(value: str, style: str) -> float | None:
    """A moment as seconds since 1970, as if it were UTC; None when it is not written in that style."""
    divided = {Style.EPOCH: 1, Style.EPOCH_MS: 1_000, Style.EPOCH_US: 1_000_000}
    try:
        if style in divided:
            return float(value) / divided[Style(style)]
        iso = style in (Style.ISO, Style.ISO_OFFSET)
        one = datetime.fromisoformat(value) if iso else datetime.strptime(value, style)  # noqa: DTZ007
    except ValueError:
        return None
    return (one if one.tzinfo else one.replace(tzinfo=UTC)).timestamp()
