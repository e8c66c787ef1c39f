"""Oracle's (Acme Packet's) SBCs, local CDR files: START, INTERIM and STOP records; an attempt is a STOP without answer.

Sees          of STOP: calling and called URI, times of set-up, answer and end, cause, ingress realm, ingress Call-ID
Why           what an Oracle SBC writes itself, without a RADIUS or Diameter server
Source        Oracle, SBC Accounting Guide, Local CDR Stop Record, and S-CX6.2 to 6.4: places 1 to 23, the same in
              all. From documents and others' readers, not from a switch of ours; S-CX6.1 and earlier are laid out
              otherwise and are not recognised
False alarms  who hung up stands at a place that moves with release and configuration, so it is not read; START and
              INTERIM records are passed over
"""

from typing import Final

from bellwarden.cdr.causes import Q850_RESULTS
from bellwarden.cdr.format import Format, Kinds, Moment, Style, Syntax, Text, columns_at
from bellwarden.model.call_record import CallResult

_NUMBER: Final = r"(?:^|(?:sips?|tel):)([+0-9A-Za-z*#._-]+)(?:[@;>]|$)"
_STOP: Final = columns_at(
    {
        1: "Acct-Status-Type",
        5: "Acme-Session-Ingress-CallId",
        10: "Calling-Station-Id",
        11: "Called-Station-Id",
        14: "h323-setup-time",
        15: "h323-connect-time",
        16: "h323-disconnect-time",
        17: "h323-disconnect-cause",
        23: "Acme-Session-Ingress-Realm",
    }
)

FORMAT: Final = Format(
    title="Oracle (Acme Packet) SBC CDR",
    syntax=Syntax(),
    layouts=(_STOP,),
    zone="",
    at=Moment("h323-setup-time", Style.NTP.value),
    answered_at=Moment("h323-connect-time", Style.NTP.value),
    ended_at=Moment("h323-disconnect-time", Style.NTP.value),
    calling=Text(("Calling-Station-Id",), take=_NUMBER),
    called=Text(("Called-Station-Id",), take=_NUMBER),
    result=Text(("h323-disconnect-cause",)),
    results={**Q850_RESULTS, "16": CallResult.CANCELLED},  # of a call that was not answered
    name=Text(("Calling-Station-Id",), take="^[\"']?([^\"'<]+?)[\"']? *<sips?:"),
    trunk=Text(("Acme-Session-Ingress-Realm",)),
    call_id=Text(("Acme-Session-Ingress-CallId",)),
    kinds=Kinds("Acct-Status-Type", calls=("2",), skip="[13]", layouts={"2": _STOP}),
    roomy=True,
)
