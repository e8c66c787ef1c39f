"""The caller ID is a foreign number that its country's plan does not have, as far as we know that plan.

Sees          the calling number, the From number where it differs
Why           a foreign number that can't exist is as invalid as one of ours
Source        47 CFR 64.1200(o); E.164 section 6; rules: us/G-01a
False alarms  a range its country opened after our copy of its plan was made: reports unless you let it act
"""

from typing import Final

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberFault
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

NATIONAL_NUMBER: Final = NumberFault.NATIONAL_NUMBER


def caller_id_foreign(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    number = call.calling
    if number.fault is not NATIONAL_NUMBER:
        number = call.shown
        if number.fault is not NATIONAL_NUMBER:
            return None
    detail = f"{number.digits or number.raw}: not in the plan of {number.country or 'its country'}"
    return Finding("CALLER_ID_FOREIGN", detail, EvidenceClass.FACT, "us/G-01a")


CHECK = Check(caller_id_foreign, order=415, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, odd_only=True)
