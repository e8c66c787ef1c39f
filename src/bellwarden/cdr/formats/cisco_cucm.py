"""Cisco Unified Communications Manager, CDR flat files: a header of names, a line of types, then a row for each call.

Sees          calling number, the number that was called in the end, times, talking time, device, causes of both sides
Why           what CUCM hands to billing servers by SFTP (cdr_StandAloneCluster_…)
Source        Cisco, Call Detail Records Administration Guide: cdrRecordType 1; times are seconds since 1970, 0 is none;
              a side that clears the call has its cause, the other 0. From documents and others' samples
False alarms  a transfer or a conference leaves several rows with cause 393216, which says nothing of who hung up; calls
              between extensions stand there too
"""

from typing import Final

from bellwarden.cdr.causes import Q850_RESULTS
from bellwarden.cdr.format import Format, Kinds, Length, Moment, Style, Syntax, Text
from bellwarden.model.call_record import CallResult

_CAUSE: Final = "([1-9]|[1-9][0-9]|1[0-2][0-9])"

FORMAT: Final = Format(
    title="Cisco CUCM CDR",
    syntax=Syntax(header=True),
    layouts=(("cdrRecordType", "dateTimeOrigination", "callingPartyNumber", "finalCalledPartyNumber"),),
    at=Moment("dateTimeOrigination", Style.EPOCH.value),
    answered_at=Moment("dateTimeConnect", Style.EPOCH.value),
    ended_at=Moment("dateTimeDisconnect", Style.EPOCH.value),
    calling=Text(("callingPartyNumber",)),
    called=Text(("finalCalledPartyNumber", "originalCalledPartyNumber")),
    billable=Length("duration"),
    result=Text(("destCause_value", "origCause_value"), glue=" ", take="([1-9][0-9]*)"),
    results={**Q850_RESULTS, "16": CallResult.CANCELLED},  # of a call that was not answered
    trunk=Text(("origDeviceName",)),
    call_id=Text(("globalCallID_callManagerId", "globalCallID_callId", "globalCallId_ClusterID"), glue="-"),
    ended_by=Text(("origCause_value", "destCause_value"), glue=" "),
    enders=((f"{_CAUSE} 0?", "caller"), (f"0? {_CAUSE}", "called")),
    kinds=Kinds("cdrRecordType", calls=("1",), skip="INTEGER|2"),
)
