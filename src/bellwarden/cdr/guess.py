"""Which description fits a file, from its first bytes; and a description drafted from the names of columns."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.cdr.causes import Q850_NAMES, Q850_RESULTS
from bellwarden.cdr.fitting import fit, is_figure
from bellwarden.cdr.format import Format, Length, Moment, Style, Text, Unit
from bellwarden.cdr.sniff import Look, share_of_moments, share_of_numbers, style_of
from bellwarden.model.call_record import CallResult

FIT_MIN: Final = 0.5  # share of rows that must be what the description says

# Names that exports use for one meaning, without case, blanks and underscores; the first found counts.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "at": (
        *("at", "start", "starttime", "startstamp", "calldate", "callstart", "callstarttime", "startedat", "begintime"),
        *("datetime", "timestamp", "connectiontime", "setuptime", "invitetime", "startepoch", "date", "time"),
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
}
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
    names = _by_name(look) if look.syntax.header else _by_content(look)
    at = _moment(look, names.get("at"))
    calling, called = names.get("calling"), names.get("called")
    if at is None or calling is None or called is None:
        return None

    def column(meaning: str) -> Text | None:
        return Text((names[meaning],)) if meaning in names else None

    return Format(
        title="drafted from the names of columns" if look.syntax.header else "drafted from what stands in columns",
        syntax=look.syntax,
        layouts=((at.column, calling, called) if look.syntax.header else look.columns,),
        at=at,
        calling=Text((calling,)),
        called=Text((called,)),
        answered_at=_moment(look, names.get("answered_at")),
        ended_at=_moment(look, names.get("ended_at")),
        duration=_length(look, names.get("duration")),
        billable=_length(look, names.get("billable")),
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
    style = next((style for style in map(style_of, look.values(column)) if style), "") if column else ""
    return Moment(column, style) if column and style else None


def _length(look: Look, column: str | None) -> Length | None:
    if column is None:
        return None
    values = look.values(column)
    if values and all(":" in value for value in values):
        return Length(column, Unit.CLOCK)
    return Length(column, Unit.MILLISECONDS if column.lower().endswith(("ms", "msec")) else Unit.SECONDS)
