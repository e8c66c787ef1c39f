"""The caller ID shows 911, another emergency number or a short code.

Sees          the calling number and the From number
Why           emergency services do not call from their own short code: who shows it means to frighten
Source        FTC v. Alcazar Networks (2020); rules: us/G-20
False alarms  an emergency centre's outbound line with a mis-set caller ID: put its real number on a public_safety list
"""

from typing import Final

from bellwarden.model.call import CallAttempt
from bellwarden.model.number import NumberForm, TelephoneNumber
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import EvidenceClass, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy

SHORT_CODE: Final = NumberForm.SHORT_CODE


def caller_id_emergency(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    number = call.calling
    if number.form is not SHORT_CODE or not _known(number, policy):
        number = call.shown
        if number.form is not SHORT_CODE or not _known(number, policy):
            return None
    return Finding("CALLER_ID_EMERGENCY", number.digits, EvidenceClass.FACT, "us/G-20")


def _known(number: TelephoneNumber, policy: Policy) -> bool:
    """A code of the numbering plan or of the jurisdiction; any other few digits are no emergency, only invalid."""
    return number.fault is None or number.digits in policy.emergency_numbers


CHECK = Check(caller_id_emergency, order=405, outcome=Outcome.CALLER_ID, odd_only=True)
