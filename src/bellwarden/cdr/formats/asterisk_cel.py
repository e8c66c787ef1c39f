"""Asterisk's channel event log: events of all channels, folded into calls; cel_custom's example, or a table's export.

Sees          for each call the first channel: caller ID, number dialled, when it was answered and hung up, and by whom
Why           the only record of Asterisk that says which side hung up; one row a call, however many legs it had
Source        Asterisk's main/cel.c (events, linkedid, extra of HANGUP: hangupcause, hangupsource, dialstatus) and
              configs/samples/cel_custom.conf.sample; needs the events CHAN_START, ANSWER and HANGUP in cel.conf
False alarms  a call that goes on when the file ends has no length; a call that Asterisk makes is its first channel's
"""

from typing import Final

from bellwarden.cdr.format import Events, Format, Moment, Syntax, Text
from bellwarden.model.call_record import CallResult

_COLUMNS: Final = (
    *("eventtype", "eventtime", "cid_name", "cid_num", "cid_ani", "cid_rdnis", "cid_dnid", "exten", "context"),
    *("channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer", "userfield"),
    *("userdeftype", "extra"),
)

FORMAT: Final = Format(
    title="Asterisk CEL",
    syntax=Syntax(header=True),
    layouts=(("eventtype", "eventtime", "channame", "exten", "uniqueid", "linkedid"),),
    bare=(_COLUMNS,),
    zone="",
    at=Moment("eventtime", ""),
    calling=Text(("cid_num", "cidnum", "num")),
    called=Text(("exten",)),
    result=Text(("extra", "eventextra"), take=r'"dialstatus": *"(\w+)"'),
    results={
        "ANSWER": CallResult.ANSWERED,
        "NOANSWER": CallResult.NO_ANSWER,
        "BUSY": CallResult.BUSY,
        "CANCEL": CallResult.CANCELLED,
        "CONGESTION": CallResult.FAILED,
        "CHANUNAVAIL": CallResult.FAILED,
    },
    name=Text(("cid_name", "cidname", "name")),
    customer=Text(("accountcode", "acctcode")),
    trunk=Text(("channame",), drop=r"-[0-9a-f]{8}(;[12])?$"),
    call_id=Text(("uniqueid",)),
    # A hangup that neither side began names the dialplan, not a channel.
    ended_by=Text(("extra", "eventextra"), take=r'"hangupsource": *"([^"/]+/[^"]+-[0-9a-f]{8}(?:;[12])?)"'),
    caller=Text(("channame",)),
    events=Events("eventtype", "CHAN_START", "HANGUP", key=("linkedid",), answers="ANSWER", own=("uniqueid",)),
)
