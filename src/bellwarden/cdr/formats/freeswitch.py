"""FreeSWITCH's mod_cdr_csv with its template "example", the default: fifteen columns, all quoted, no header.

Sees          caller's name and number, number dialled, context, three times, lengths, hangup cause, both legs' ids
Why           what a FreeSWITCH writes as it is delivered (log/cdr-csv)
Source        FreeSWITCH's conf/autoload_configs/cdr_csv.conf.xml, template "example"; older ones lack the two codecs;
              hangup causes are names of ITU-T Q.850 and FreeSWITCH's own ORIGINATOR_CANCEL, ALLOTTED_TIMEOUT, LOSE_RACE
False alarms  with legs=ab a call leaves two rows; quotes inside a caller's name are not escaped, such a row is refused
"""

from typing import Final

from bellwarden.cdr.causes import Q850_NAMES
from bellwarden.cdr.format import Format, Length, Moment, Syntax, Text
from bellwarden.model.call_record import CallResult

_COLUMNS: Final = (
    *("caller_id_name", "caller_id_number", "destination_number", "context", "start_stamp", "answer_stamp"),
    *("end_stamp", "duration", "billsec", "hangup_cause", "uuid", "bleg_uuid", "accountcode"),
    *("read_codec", "write_codec"),
)

FORMAT: Final = Format(
    title="FreeSWITCH mod_cdr_csv",
    syntax=Syntax(),
    layouts=(_COLUMNS, _COLUMNS[:13]),
    zone="",
    at=Moment("start_stamp"),
    answered_at=Moment("answer_stamp"),
    ended_at=Moment("end_stamp"),
    calling=Text(("caller_id_number",)),
    called=Text(("destination_number",)),
    duration=Length("duration"),
    billable=Length("billsec"),
    result=Text(("hangup_cause",)),
    results={
        **Q850_NAMES,
        "ORIGINATOR_CANCEL": CallResult.CANCELLED,
        "ALLOTTED_TIMEOUT": CallResult.NO_ANSWER,
        "LOSE_RACE": CallResult.CANCELLED,
        "PROGRESS_TIMEOUT": CallResult.NO_ANSWER,
    },
    name=Text(("caller_id_name",)),
    customer=Text(("accountcode",)),
    trunk=Text(("context",)),
    call_id=Text(("uuid",)),
)
