"""Asterisk's Master.csv, as cdr_csv writes it: sixteen to eighteen columns, all text quoted, no header.

Sees          each leg that Asterisk bridged: account code, caller ID, number dialled, channels, times, disposition
Why           what every Asterisk writes when nobody has set it up otherwise (/var/log/asterisk/cdr-csv)
Source        Asterisk's cdr.conf and cdr_csv: uniqueid and userfield are the 17th and 18th column where they are
              switched on (loguniqueid, loguserfield); times are local unless usegmtime=yes
False alarms  the caller ID is what the call presented; an extension that calls out may show its own two to six digits;
              a call through a queue or a ring group leaves a row for each leg
"""

from typing import Final

from bellwarden.cdr.causes import Q850_NAMES
from bellwarden.cdr.format import Format, Length, Moment, Syntax, Text
from bellwarden.model.call_record import CallResult

_COLUMNS: Final = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield"),
)

FORMAT: Final = Format(
    title="Asterisk Master.csv",
    syntax=Syntax(),
    layouts=(_COLUMNS, _COLUMNS[:17], _COLUMNS[:16]),
    zone="",
    at=Moment("start"),
    answered_at=Moment("answer"),
    ended_at=Moment("end"),
    calling=Text(("src",)),
    called=Text(("dst",)),
    duration=Length("duration"),
    billable=Length("billsec"),
    result=Text(("disposition",)),
    # FreeSWITCH's mod_cdr_csv has a template "asterisk" of the same columns with a Q.850 name for the disposition.
    results={
        **Q850_NAMES,
        "ANSWERED": CallResult.ANSWERED,
        "NO ANSWER": CallResult.NO_ANSWER,
        "BUSY": CallResult.BUSY,
        "FAILED": CallResult.FAILED,
        "CONGESTION": CallResult.FAILED,
        "ORIGINATOR_CANCEL": CallResult.CANCELLED,
    },
    name=Text(("clid",), take=r'^"(.*?)" *<'),
    customer=Text(("accountcode",)),
    trunk=Text(("channel",), drop=r"-[0-9a-f]{8}(;[12])?$"),
    call_id=Text(("uniqueid",)),
)
