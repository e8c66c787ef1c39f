"""The called number can't exist.

Sees          the called number as understood
Why           such a call can only fail further on, and machines that dial at random produce them
Source        NANP: ATIS-0300051; E.164 section 6
False alarms  service codes and feature codes of your own network: put them on a called-number allow list
"""

from typing import Final

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberForm
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Mode, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

ABSENT: Final = NumberForm.ABSENT
ANONYMOUS: Final = NumberForm.ANONYMOUS


def called_number_invalid(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    called = call.called
    if called.fault is not None:
        return Finding("CALLED_NUMBER_INVALID", f"{called.raw}: {called.fault.value}", EvidenceClass.FACT)
    if called.form is ABSENT or called.form is ANONYMOUS:
        return Finding("CALLED_NUMBER_INVALID", f"{called.raw}: no number", EvidenceClass.FACT)
    return None


CHECK = Check(called_number_invalid, order=310, outcome=Outcome.CALLED_NUMBER, mode=Mode.REPORT, odd_only=True)
