"""Kamailio's acc table, exported: an INVITE row when a call is answered or fails, a BYE row at its end.

Sees          Call-ID, tags, SIP status, time of each, and the extra columns of Kamailio's own kamailio.cfg; by the
              tag of the BYE, who hung up
Why           what a Kamailio proxy keeps of its calls with acc_db; failed calls too, where the failed flag is set
Source        Kamailio's acc module, table acc; extra columns and their order of the delivered kamailio.cfg: src_user,
              src_domain, src_ip, dst_ouser, dst_user, dst_domain. CSV, or what mysql -B, INTO OUTFILE, COPY and psql
              write, with a header or without
False alarms  the time of the INVITE row is that of its final answer, so ringing time is not known; a call without its
              BYE in the same file has no length; with detect_direction=1 every BYE seems to be the caller's
"""

from typing import Final

from bellwarden.cdr.format import Events, Format, Moment, Syntax, Text

_COLUMNS: Final = ("id", "method", "from_tag", "to_tag", "callid", "sip_code", "sip_reason", "time")

FORMAT: Final = Format(
    title="Kamailio acc",
    syntax=Syntax(header=True),
    bare=((*_COLUMNS, "src_user", "src_domain", "src_ip", "dst_ouser", "dst_user", "dst_domain"),),
    layouts=(("method", "callid", "sip_code", "time", "src_user", "dst_user"),),
    zone="",
    at=Moment("time"),
    answered_at=Moment("time"),
    calling=Text(("src_user",)),
    called=Text(("dst_user", "dst_ouser")),
    sip_status=Text(("sip_code",)),
    customer=Text(("accountcode", "account")),
    trunk=Text(("src_domain",)),
    source_ip=Text(("src_ip",)),
    call_id=Text(("callid",)),
    ended_by=Text(("from_tag",)),
    caller=Text(("from_tag",)),
    events=Events(kind="method", begins="INVITE", ends="BYE", key=("callid",)),
)
