"""The caller ID equals the called number.

Sees          both numbers
Why           nobody calls himself; spoofers do it to be recognised
Source        CRTC 2016-442; rules: us/G-23
False alarms  subscribers who dial their own number to reach voicemail: allow that trunk
"""

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy


def caller_is_called(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    calling = call.calling
    if not calling.e164 or calling.e164 != call.called.e164:
        return None
    return Finding("CALLER_IS_CALLED", calling.digits, EvidenceClass.FACT, "us/G-23")


CHECK = Check(caller_is_called, order=460, outcome=Outcome.CALLER_ID, mode=Mode.REPORT)
