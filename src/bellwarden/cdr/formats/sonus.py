"""Ribbon's (Sonus') SBCs and GSX, accounting files (*.ACT): each kind of record has columns of its own.

Sees          of STOP and ATTEMPT: calling and called number, times, talking time, reason, ingress trunk group and
              address, the ingress SIP Call-ID, who hung up
Why           what every Sonus writes to its disk (/var/log/sonus/sbx/evlog)
Source        Ribbon, SBC Core, CDR Field Descriptions: places of the fields of each record. From documents and others'
              readers, not from a switch of ours
False alarms  times are local to the node (field 5 names its zone): --zone says where; an attempt that is routed on
              leaves a record for each route
"""

from typing import Final

from bellwarden.cdr.causes import Q850_RESULTS
from bellwarden.cdr.format import Format, Kinds, Length, Moment, Syntax, Text, Unit, columns_at
from bellwarden.model.call_record import CallResult

_STYLE: Final = "%m/%d/%Y %H:%M:%S.%f"
_BOTH: Final = {1: "record", 3: "accounting id", 6: "start date", 7: "start time"}
_STOP: Final = columns_at(
    {
        **_BOTH,
        11: "disconnect date",
        12: "disconnect time",
        14: "service duration",
        15: "disconnect reason",
        20: "calling number",
        21: "called number",
        34: "ingress trunk group",
        52: "ingress protocol data",
        64: "disconnect initiator",
        106: "calling name",
        126: "ingress remote address",
    }
)
_ATTEMPT: Final = columns_at(
    {
        **_BOTH,
        10: "disconnect time",
        12: "disconnect reason",
        17: "calling number",
        18: "called number",
        31: "ingress trunk group",
        45: "ingress protocol data",
        57: "disconnect initiator",
        97: "calling name",
        105: "disconnect date",
        116: "ingress remote address",
    }
)

FORMAT: Final = Format(
    title="Ribbon (Sonus) ACT",
    syntax=Syntax(),
    layouts=(_STOP, _ATTEMPT),
    zone="",
    at=Moment("start date", _STYLE, clock="start time"),
    ended_at=Moment("disconnect date", _STYLE, clock="disconnect time"),
    calling=Text(("calling number",)),
    called=Text(("called number",)),
    billable=Length("service duration", Unit.CENTISECONDS),
    result=Text(("disconnect reason",)),
    results={**Q850_RESULTS, "16": CallResult.CANCELLED},  # of a call that was not answered
    name=Text(("calling name",)),
    trunk=Text(("ingress trunk group",)),
    source_ip=Text(("ingress remote address",)),
    call_id=Text(("ingress protocol data",), take="^SIP[^,]*,([^,]*)"),
    ended_by=Text(("disconnect initiator",)),
    enders=(("1|4", "caller"), ("2", "called")),  # 0 and 3: the SBC itself
    kinds=Kinds(
        "record",
        calls=("STOP", "ATTEMPT"),
        # The first line of a file, and the last of one that was closed.
        skip="START|INTERMEDIATE|REBOOT|SW_CHANGE|SWITCHOVER|(SONUS|RIBBON) .*|.*: FILE ADMINISTRATIVELY CLOSED.*",
        layouts={"STOP": _STOP, "ATTEMPT": _ATTEMPT},
    ),
    roomy=True,
)
