"""Bellwarden's own plain table, for switches without a description: a header with the call log's own names.

Sees          the columns at, calling, called, and any of answered_at, ended_at, duration_s, billable_s, cause,
              sip_status, name, customer, trunk, upstream, source_ip, call_id, decision_id, correlation, ended_by
              (caller or called)
Why           an export that somebody writes for us needs no mapping file
Source        Bellwarden; times are ISO 8601 with Z or an offset, as RFC 3339 section 5.6 has them
False alarms  none: a file without these names is not of this format
"""

from typing import Final

from bellwarden.cdr.causes import Q850_NAMES, Q850_RESULTS
from bellwarden.cdr.format import Format, Length, Moment, Style, Syntax, Text
from bellwarden.model.call_record import CallResult

FORMAT: Final = Format(
    title="Bellwarden's plain table",
    syntax=Syntax(header=True),
    layouts=(("at", "calling", "called"),),
    at=Moment("at", Style.ISO_OFFSET.value),
    answered_at=Moment("answered_at", Style.ISO_OFFSET.value),
    ended_at=Moment("ended_at", Style.ISO_OFFSET.value),
    calling=Text(("calling",)),
    called=Text(("called",)),
    duration=Length("duration_s"),
    billable=Length("billable_s"),
    result=Text(("cause",)),
    results={**Q850_RESULTS, **Q850_NAMES, **{one.value.upper(): one for one in CallResult}},
    sip_status=Text(("sip_status",)),
    name=Text(("name",)),
    customer=Text(("customer",)),
    trunk=Text(("trunk",)),
    upstream=Text(("upstream",)),
    source_ip=Text(("source_ip",)),
    call_id=Text(("call_id",)),
    decision_id=Text(("decision_id",)),
    correlation=Text(("correlation",)),
    ended_by=Text(("ended_by",)),
    enders=(("(?i)caller", "caller"), ("(?i)called", "called")),
)
