"""BroadWorks (Cisco BroadSoft) Application Server, accounting CDR files: one row for each side of a call, no header.

Sees          calling and called number, direction, times, cause, provider and group of the user, who released the call
Why           what a hosted-PBX platform hands to billing (Application Server, CDR file interface)
Source        BroadSoft, BroadWorks Accounting Call Detail Record Interface Specification: the first 34 fields. From
              documents and others' readers, not from a switch of ours. Metaswitch publishes no layout of its
              records: they need a mapping file
False alarms  a call between two users of the platform leaves two rows, originating and terminating; only the
              originating one names a customer: calls received are not the receiver's traffic
"""

from typing import Final

from bellwarden.cdr.causes import Q850_RESULTS
from bellwarden.cdr.format import Format, Kinds, Moment, Syntax, Text
from bellwarden.model.call_record import CallResult

_STYLE: Final = "%Y%m%d%H%M%S.%f"

FORMAT: Final = Format(
    title="BroadWorks accounting CDR",
    syntax=Syntax(),
    layouts=(
        (
            *("recordId", "serviceProvider", "type", "userNumber", "groupNumber", "direction", "callingNumber"),
            *("callingPresentationIndicator", "calledNumber", "startTime", "userTimeZone", "answerIndicator"),
            *("answerTime", "releaseTime", "terminationCause", "networkType", "carrierIdentificationCode"),
            *("dialedDigits", "callCategory", "networkCallType", "networkTranslatedNumber", "networkTranslatedGroup"),
            *("releasingParty", "route", "networkCallID", "codec", "accessDeviceAddress", "accessCallID", "spare29"),
            *("failoverCorrelationId", "spare31", "group", "department", "accountCode"),
        ),
    ),
    at=Moment("startTime", _STYLE),
    answered_at=Moment("answerTime", _STYLE),
    ended_at=Moment("releaseTime", _STYLE),
    calling=Text(("callingNumber",)),
    called=Text(("calledNumber", "dialedDigits")),
    result=Text(("terminationCause",), take="^0*([0-9]+)$"),
    results={**Q850_RESULTS, "16": CallResult.CANCELLED},  # of a call that was not answered
    customer=Text(("direction", "serviceProvider", "group"), glue="/", take="^Originating/(.*[^/])/?$"),
    trunk=Text(("route",)),
    source_ip=Text(("accessDeviceAddress",)),
    call_id=Text(("networkCallID", "accessCallID")),
    ended_by=Text(("direction", "releasingParty"), glue=" "),
    enders=(("Originating local|Terminating remote", "caller"), ("Originating remote|Terminating local", "called")),
    kinds=Kinds("type", calls=("NORMAL",), skip="START|END|INTERIM|DURATION|LONG DURATION|FAILOVER"),
    roomy=True,
)
