"""No caller ID is shown, or it is withheld from us as well.

Sees          the asserted number, else the From number
Why           a telemarketer must transmit a caller ID; a provider must know whose call it carries
Source        47 CFR 64.1601(e); rules: us/G-19
False alarms  callers who withhold their number lawfully on a trunk that strips P-Asserted-Identity
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


def caller_id_absent(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    calling = call.calling
    if calling.form is ABSENT or calling.form is ANONYMOUS:
        return Finding("CALLER_ID_ABSENT", calling.form.value, EvidenceClass.FACT, "us/G-19")
    return None


CHECK = Check(caller_id_absent, order=400, outcome=Outcome.CALLER_ID, mode=Mode.REPORT, odd_only=True)
