"""OpenSIPS' acc table with call records switched on, exported: one row a call, its length in it.

Sees          Call-ID, SIP status, times of set-up and answer, length, and the extra columns the configuration names
Why           what an OpenSIPS proxy keeps of its calls with the flag "cdr" of do_accounting()
Source        OpenSIPS' acc module and its table acc (duration, ms_duration, setuptime, created); the names of
              caller and called are the operator's: src_user, caller, src_uri and the like are looked for. Without
              a header the table's own columns, then caller, called and, if there is one more, the source address
False alarms  without the flag "cdr" a call leaves an INVITE and a BYE row: that is the Kamailio format
"""

from typing import Final

from bellwarden.cdr.format import Format, Length, Moment, Syntax, Text

_COLUMNS: Final = (
    *("id", "method", "from_tag", "to_tag", "callid", "sip_code", "sip_reason", "time"),
    *("duration", "ms_duration", "setuptime", "created", "src_user", "dst_user", "src_ip"),
)

FORMAT: Final = Format(
    title="OpenSIPS acc with call records",
    syntax=Syntax(header=True),
    layouts=(("method", "callid", "sip_code", "time", "duration", "setuptime", "created"),),
    bare=(_COLUMNS, _COLUMNS[:14]),
    zone="",
    at=Moment("created"),
    answered_at=Moment("time"),
    calling=Text(("src_user", "src_uri", "caller", "caller_id", "from_uri")),
    called=Text(("dst_user", "dst_uri", "callee", "dst_ouser", "to_uri")),
    billable=Length("duration"),
    sip_status=Text(("sip_code",)),
    customer=Text(("account", "customer")),
    trunk=Text(("trunk", "src_domain", "caller_domain")),
    source_ip=Text(("src_ip",)),
    call_id=Text(("callid",)),
)
