"""Cisco's voice gateways and CUBE, file accounting (gw-accounting file): a row for each leg of a call, no header.

Sees          of the leg that came in: calling and called number, times of set-up, answer and end, cause, its own id
Why           what an IOS gateway writes to flash or an FTP server without a RADIUS server
Source        Cisco, CDR Accounting for Cisco IOS Voice Gateways, Configuring File Accounting: the first 23 fields,
              which compact and detailed record share. From documents and others' readers, not from a switch of ours
False alarms  Cisco gives a call that nobody answered its end for its answer; one answered within the same millisecond
              would be missed. Names of zones as CST are read as North American ones
"""

from typing import Final

from bellwarden.cdr.causes import Q850_RESULTS
from bellwarden.cdr.format import Format, Kinds, Moment, Style, Syntax, Text
from bellwarden.model.call_record import CallResult

FORMAT: Final = Format(
    title="Cisco CUBE file accounting",
    syntax=Syntax(),
    layouts=(
        (
            *("unix_time", "call-id", "cdr-type", "leg-type", "h323-conf-id", "peer-address", "peer-sub-address"),
            *("h323-setup-time", "alert-time", "h323-connect-time", "h323-disconnect-time", "h323-disconnect-cause"),
            *("disconnect-text", "h323-call-origin", "charged-units", "info-type", "paks-out", "bytes-out", "paks-in"),
            *("bytes-in", "username", "clid", "dnis"),
        ),
    ),
    zone="",
    at=Moment("h323-setup-time", Style.NTP.value),
    answered_at=Moment("h323-connect-time", Style.NTP.value),
    ended_at=Moment("h323-disconnect-time", Style.NTP.value),
    answer_may_be_end=True,
    calling=Text(("clid",)),
    called=Text(("dnis",)),
    result=Text(("disconnect-text",), take=r"\((\d+)\)"),
    results={**Q850_RESULTS, "16": CallResult.CANCELLED},  # of a call that was not answered
    customer=None,
    call_id=Text(("h323-conf-id",)),
    kinds=Kinds("h323-call-origin", calls=("ANSWER", "CALLBACK"), skip="ORIGINATE"),
    roomy=True,
)
