"""Asterisk's cdr_custom with the columns of its delivered example: caller ID first, no header.

Sees          each leg that Asterisk bridged: caller ID, number dialled, channels, times, disposition, account code
Why           what Asterisk writes to cdr-custom/Master.csv when the example of cdr_custom.conf is switched on
Source        Asterisk's configs/samples/cdr_custom.conf.sample; older ones have no column sequence. A file with
              columns of its own: bellwarden cdr describe FILE --columns 'clid,src,dst,start,…'
False alarms  as of Master.csv: a call through a queue or a ring group leaves a row for each leg
"""

from typing import Final

from bellwarden.cdr.format import Format, Text
from bellwarden.cdr.formats.asterisk import FORMAT as MASTER

_COLUMNS: Final = (
    *("clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end"),
    *("duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid", "userfield", "sequence"),
)

FORMAT: Final[Format] = MASTER._replace(
    title="Asterisk cdr_custom",
    layouts=(_COLUMNS, _COLUMNS[:18]),
    customer=Text(("accountcode",)),
)
