"""The caller ID shows a number that no numbering plan allows.

Sees          the calling number, the From number where it differs
Why           every provider must block calls whose caller ID is not a valid number
Source        47 CFR 64.1200(o); rules: us/G-01a, us/G-20
False alarms  a private extension shown by a PBX (a number wrong by a foreign plan alone: caller_id_foreign)
"""

from typing import Final

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberFault
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

NATIONAL_NUMBER: Final = NumberFault.NATIONAL_NUMBER


def caller_id_invalid(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    number = call.calling
    if number.fault is None or number.fault is NATIONAL_NUMBER:
        number = call.shown
        if number.fault is None or number.fault is NATIONAL_NUMBER:
            return None
    return Finding("CALLER_ID_INVALID", f"{number.raw}: {number.fault.value}", EvidenceClass.FACT, "us/G-01a")


CHECK = Check(caller_id_invalid, order=410, outcome=Outcome.CALLER_ID, odd_only=True)
